"""A guest's pass: which share links this session has opened, and when. The link is asked each time."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from assessments.access import Guest, absent_link, find_link
from assessments.models import ShareLink
from registry.models import User

PASSES = "links_opened"  # in the session: id of the link -> when it was opened


def let_in(request: HttpRequest, link: ShareLink) -> None:
    """Remember that this session may read what the link shows, for an hour; under a new session key."""
    request.session[PASSES] = {**_lasting(request), str(link.pk): timezone.now().isoformat()}
    request.session.cycle_key()


def guest_of(request: HttpRequest, link: UUID) -> Guest:
    """The guest this session is for the link; NotFound without a pass for it, or once it opens no longer."""
    if str(link) not in _lasting(request):
        raise absent_link(link)
    return Guest(find_link(link), person_of(request))


def person_of(request: HttpRequest) -> User | None:
    """Who is signed in, if anybody."""
    return request.user if isinstance(request.user, User) else None


def _lasting(request: HttpRequest) -> dict[str, str]:
    begun = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    passes = request.session.get(PASSES, {}).items()
    return {link: at for link, at in passes if datetime.fromisoformat(at) > begun}
