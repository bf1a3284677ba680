"""The demo: invented agencies, people and assessments, built through the same actions people use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from assessments.actions import load_bundled
from assessments.models import Version
from exports.demo.book import read
from exports.demo.people import PASSWORD, populate
from exports.demo.stories import STORIES, Places
from registry.models import Agency, User


class SignIn(NamedTuple):
    """Somebody one can sign in as, and what for."""

    who: str
    email: str
    password: str


@dataclass(frozen=True)
class Summary:
    """Whom to sign in as, and what to look at: (what it shows, path). Going through it gives the sign-ins."""

    sign_ins: tuple[SignIn, ...]
    places: tuple[tuple[str, str], ...]

    def __iter__(self) -> Iterator[SignIn]:
        return iter(self.sign_ins)


def seed() -> Summary:
    """Fill an empty registry; all of it or, when there are agencies already, nothing."""
    today = timezone.localdate()
    with transaction.atomic():
        if Agency.objects.exists():
            return Summary(_sign_ins(today), ())
        load_bundled(by=None)
        world = populate(today)
        places: Places = {}
        for story in STORIES:
            with transaction.atomic():
                places |= story(world, today)
    return Summary(_sign_ins(today), tuple((shown, _path(each)) for shown, each in places.items()))


def _sign_ins(today: date) -> tuple[SignIn, ...]:
    """One person per kind of user, as far as they are registered here."""
    book = read("world", today)
    known = set(User.objects.values_list("email", flat=True))
    wanted = [(each["who"], book["people"][each["person"]]["email"]) for each in book["sign_ins"]]
    return tuple(SignIn(who, email, PASSWORD) for who, email in wanted if email in known)


def _path(shown: object) -> str:
    """Where it is found in the browser."""
    return f"/{'versions' if isinstance(shown, Version) else 'assessments'}/{shown.pk}/"  # type: ignore[attr-defined]
