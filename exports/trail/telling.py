"""Events in words, cut to what the one who reads them may know. The only place where names are put to ids.

People of the agency whose trail it is are named, those who have left among them. Others are told of by their
agency alone: whoever audits that one knows their names. What she may not see has its kind and no title.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.access import visible, visible_versions
from assessments.asking import requests
from assessments.schemas.grounds import grounds
from exports.trail.words import DETAILS, KINDS, LABELS, VALUES
from registry.access.roles import ROLE_LABELS, Role
from registry.models import Agency, Event, Membership, Solution, Supplier, User

HIDDEN = frozenset({"anonymous"})  # said by who it was
OF_AGENCIES = ("readers", "named", "unnamed", "asking")  # details that hold ids of agencies
Named = Mapping[str, tuple[str, str]]  # id -> title and address


@dataclass(frozen=True)
class Told:
    """One event as it is shown; `about_href` is "" when it leads nowhere."""

    event: Event
    at: datetime
    who: str
    what: str
    kind: str
    about: str
    about_href: str
    details: tuple[tuple[str, str], ...]

    @property
    def object(self) -> str:
        """The filter that shows everything about the same thing."""
        return f"{self.event.object_type}:{self.event.object_id}"


def tell(events: Sequence[Event], actor: User, agency: Agency) -> list[Told]:
    """The events as `actor` may know them; a handful of queries however many they are."""
    people = People(_people_in(events), agency)
    titles = {kind: _titles(kind, ids, actor, people) for kind, ids in _objects_in(events).items()}
    agencies = _agency_names(events)
    return [_told(each, people, titles, agencies) for each in events]


def held_a_role_in(agency: Agency) -> dict[UUID, str]:
    """Everyone who has or ever had a role in the agency, by id, with her name."""
    given = Event.objects.about(agency).filter(verb="member_added").values_list("detail__user", flat=True)
    ids = {
        *map(str, given),
        *map(str, Membership.objects.filter(agency=agency).values_list("user", flat=True)),
    }
    return dict(
        User.objects.filter(pk__in=[i for i in ids if _is_id(i)]).order_by("name").values_list("pk", "name")
    )


class People:
    """Names for ids: of the agency's own people, and what is said of others."""

    def __init__(self, ids: set[UUID], agency: Agency) -> None:
        self._own = held_a_role_in(agency)
        others = ids - set(self._own)
        rows = Membership.objects.filter(user__in=others).values_list("user", "agency__name").distinct()
        self._elsewhere: dict[UUID, list[str]] = {}
        for user, name in rows.order_by("agency__name"):
            self._elsewhere.setdefault(user, []).append(name)
        self._operators = set(
            User.objects.filter(pk__in=others, is_superuser=True).values_list("pk", flat=True)
        )

    def name(self, key: UUID) -> str:
        """The person's name, or whose person she is."""
        if key in self._own:
            return self._own[key]
        if key in self._operators:
            return _("The operator of this installation")
        if key in self._elsewhere:
            return _("Someone in %(agency)s") % {"agency": ", ".join(self._elsewhere[key])}
        return _("Someone else")

    def who(self, event: Event) -> str:
        """Who did it."""
        if event.who_id is not None:
            return self.name(event.who_id)
        return (
            _("Someone not signed in") if event.detail.get("anonymous") else _("The operator, at the machine")
        )


def _told(event: Event, people: People, titles: Mapping[str, Named], agencies: Mapping[str, str]) -> Told:
    kind = str(KINDS.get(event.object_type, event.object_type))
    title, href = titles.get(event.object_type, {}).get(event.object_id, ("", ""))
    details = tuple(
        (str(DETAILS.get(key, key)), _value(key, value, people, agencies))
        for key, value in sorted(event.detail.items())
        if key not in HIDDEN and value is not None
    )
    what = str(LABELS.get(event.verb, event.verb))
    return Told(event, event.at, people.who(event), what, kind, title, href, details)


def _value(key: str, value: Any, people: People, agencies: Mapping[str, str]) -> str:
    if key == "user" and _is_id(value):
        return people.name(UUID(value))
    if key == "role":
        return str(ROLE_LABELS[Role(value)]) if value in list(Role) else str(value)
    if key == "ground" and value in grounds():
        return grounds()[value].ref
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_value("", each, people, agencies) for each in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_value('', each, people, agencies)}" for name, each in value.items())
    return str(VALUES.get((key, str(value)), agencies.get(str(value), value)))


# --- What the ids name -----------------------------------------------------------------------------


def _titles(kind: str, ids: set[str], actor: User, people: People) -> Named:
    names = TITLES.get(kind)
    return names({i for i in ids if _is_id(i)}, actor, people) if names else {}


def _assessments(ids: set[str], actor: User, people: People) -> Named:
    rows = visible(actor).filter(pk__in=ids).values_list("pk", "title")
    return {str(pk): (title, _address("assessments:assessment", pk)) for pk, title in rows}


def _versions(ids: set[str], actor: User, people: People) -> Named:
    rows = visible_versions(actor).filter(pk__in=ids).values_list("pk", "number", "assessment__title")
    return {
        str(pk): (
            f"{title}, {_('version %(number)s') % {'number': number}}",
            _address("assessments:version", pk),
        )
        for pk, number, title in rows
    }


def _requests(ids: set[str], actor: User, people: People) -> Named:
    """By the title of what is asked for, while that may be known of."""
    known = requests(actor).filter(pk__in=ids, is_known=True)
    return {
        str(each.pk): (each.assessment.title, _address("assessments:access-request", each.pk))
        for each in known
    }


def _persons(ids: set[str], actor: User, people: People) -> Named:
    return {key: (people.name(UUID(key)), "") for key in ids}


def _of_all_members(model: Any, route: str) -> Callable[[set[str], User, People], Named]:
    def names(ids: set[str], actor: User, people: People) -> Named:
        rows = model.objects.filter(pk__in=ids).values_list("pk", "name")
        return {str(pk): (name, _address(route, pk)) for pk, name in rows}

    return names


TITLES: Mapping[str, Callable[[set[str], User, People], Named]] = {
    "assessments.assessment": _assessments,
    "assessments.version": _versions,
    "assessments.accessrequest": _requests,
    "registry.user": _persons,
    "registry.agency": _of_all_members(Agency, "registry:agency"),
    "registry.solution": _of_all_members(Solution, "assessments:solution"),
    "registry.supplier": _of_all_members(Supplier, ""),
}


def _objects_in(events: Iterable[Event]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for event in events:
        found.setdefault(event.object_type, set()).add(event.object_id)
    return found


def _people_in(events: Iterable[Event]) -> set[UUID]:
    """Everyone who did something, whom it was done to, and whom it is about."""
    ids = {str(event.who_id) for event in events if event.who_id}
    ids |= {str(event.detail["user"]) for event in events if "user" in event.detail}
    ids |= {event.object_id for event in events if event.object_type == "registry.user"}
    return {UUID(each) for each in ids if _is_id(each)}


def _agency_names(events: Iterable[Event]) -> dict[str, str]:
    ids = {each for event in events for key in OF_AGENCIES for each in _several(event.detail.get(key))}
    ids = {each for each in ids if _is_id(each)}
    return {str(pk): name for pk, name in Agency.objects.filter(pk__in=ids).values_list("pk", "name")}


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _address(route: str, key: object) -> str:
    return reverse(route, args=[key]) if route else ""


def _is_id(value: object) -> bool:
    try:
        return bool(UUID(str(value)))
    except ValueError:
        return False
