"""Where a person is signed in: ended one by one, all others, or all."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from registry.actions import rights
from registry.audit import entrance, record_person
from registry.errors import NotFound
from registry.models import Session, User


@transaction.atomic
def end_session(*, user: User, handle: str, by: User) -> None:
    """Sign the person out on one device, named by its handle; one's own only. Raises NotFound."""
    _check_keeper(by, user)
    found = next((one for one in Session.objects.of(user) if one.handle == handle), None)
    if found is None:
        raise NotFound("session.absent", _("You are no longer signed in there."))
    found.delete()
    record_person("session_ended", user, by, device=found.device, network=found.place)


@transaction.atomic
def end_sessions(*, user: User, by: User | None, but: str | None = None) -> int:
    """Sign the person out everywhere, save in the session with the key `but`; answers how many ended."""
    _check_keeper(by, user)
    ended = drop_sessions(user, but=but)
    entrance.sessions_ended(user, by, count=ended, why="asked")
    return ended


def _check_keeper(by: User | None, user: User) -> None:
    """The person herself (or the operator), there in person."""
    rights.check_in_person(by, _("One signs oneself out, not through a token."))
    rights.check_self(by, user)


def drop_sessions(user: User, *, but: str | None = None) -> int:
    """Remove the rows, within an action that has checked and tells of it; answers how many there were."""
    found = Session.objects.filter(user=user).exclude(pk=but)
    return found.delete()[0] if found.exists() else 0
