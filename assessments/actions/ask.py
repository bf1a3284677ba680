"""Asking to be shown an assessment one knows of, and answering; both bodies' trails tell of it."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import check_can_ask, check_can_share, check_is_of
from assessments.actions.name_agency import check_ahead, give_grant
from assessments.actions.tell import tell_people
from assessments.models import AccessRequest, Assessment, NoticeKind
from registry.access import policy
from registry.access.permissions import Permission
from registry.actions.given import text
from registry.audit import record
from registry.errors import Conflict, Invalid
from registry.models import Agency, User

WORDS_LIMIT = 5_000  # characters of a reason or an answer
PATIENCE = timedelta(days=7)  # until the owner is reminded, and between reminders
MOST_REMINDERS = 2


@transaction.atomic
def ask_access(*, assessment: Assessment, agency: Agency, reason: str, by: User) -> AccessRequest:
    """Ask the owner to show it to `agency`, and why; one request of an agency waits at a time.

    It may be asked again after an answer: both sides see what was answered before.
    """
    check_can_ask(by, assessment, agency)
    words = _words(reason, "reason")
    kept = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if AccessRequest.objects.filter(assessment=kept, agency=agency, state=AccessRequest.State.OPEN).exists():
        raise Conflict(
            "request.open_already",
            _("%(agency)s has asked already, and waits for an answer.") % {"agency": agency.name},
            how=_("Wait for the answer, or take that request back first."),
        )
    found = AccessRequest.objects.create(
        assessment=kept, agency=agency, reason=words, by=by, at=timezone.now()
    )
    _record("access_asked", found, by)
    _tell_sharers(NoticeKind.ASKED, found, by)
    return found


@transaction.atomic
def withdraw_request(*, request: AccessRequest, by: User) -> AccessRequest:
    """Take back a request that waits for an answer."""
    check_is_of(by, request.agency)
    return _close(request, AccessRequest.State.WITHDRAWN, "", by)


@transaction.atomic
def grant_access(*, request: AccessRequest, until: date, by: User, answer: str = "") -> AccessRequest:
    """Say yes: the agency is shown what is approved, to the end of the day `until`."""
    check_can_share(by, request.assessment)
    if until is None:
        raise Invalid("grant.until_missing", _("Say how long it may see it."), where="until")
    check_ahead(until)
    words = text(answer, "answer", limit=WORDS_LIMIT).strip()
    give_grant(request.assessment, request.agency, until, request.reason, by)  # first: it may be refused
    closed = _close(request, AccessRequest.State.GRANTED, words, by, until)
    writers = policy.people_with(Permission.EDIT, [request.agency_id])[request.agency_id]
    people = {*writers, *_asker(request)}
    tell_people(kind=NoticeKind.GRANTED, assessment=request.assessment, version=None, by=by, people=people)
    return closed


@transaction.atomic
def refuse_access(*, request: AccessRequest, reason: str, by: User) -> AccessRequest:
    """Say no, and why."""
    check_can_share(by, request.assessment)
    closed = _close(request, AccessRequest.State.REFUSED, _words(reason, "reason"), by)
    people = _asker(request)
    tell_people(kind=NoticeKind.REFUSED, assessment=request.assessment, version=None, by=by, people=people)
    return closed


def remind_of_requests() -> int:
    """Remind owners of what has waited a week, and once more a week later; returns how many were reminded of.

    Each in a transaction of its own, counted by a conditional update: begun again it reminds nobody twice.
    """
    long_ago = timezone.now() - PATIENCE
    waiting = AccessRequest.objects.filter(state=AccessRequest.State.OPEN, reminders__lt=MOST_REMINDERS)
    due = waiting.filter(Q(reminded_at=None, at__lte=long_ago) | Q(reminded_at__lte=long_ago))
    return sum(_remind(each) for each in due.select_related("assessment__owner", "agency").order_by("at"))


@transaction.atomic
def _remind(found: AccessRequest) -> bool:
    still = AccessRequest.objects.filter(
        pk=found.pk, state=AccessRequest.State.OPEN, reminders=found.reminders
    )
    if not still.update(reminders=F("reminders") + 1, reminded_at=timezone.now()):
        return False
    _record("access_reminded", found, None)
    _tell_sharers(NoticeKind.REMINDED, found, None)
    return True


def _close(
    request: AccessRequest, state: str, answer: str, by: User, until: date | None = None
) -> AccessRequest:
    """Of two answering at once, the second is told that it is done."""
    kept = AccessRequest.objects.select_for_update().get(pk=request.pk)
    if kept.state != AccessRequest.State.OPEN:
        raise Conflict(
            "request.answered",
            _("This request is already “%(state)s”.") % {"state": kept.get_state_display()},
        )
    request.state, request.answer, request.until = state, answer, until
    request.answered_by, request.answered_at = by, timezone.now()
    request.save(update_fields=["state", "answer", "until", "answered_by", "answered_at"])
    _record(f"access_{state}", request, by)
    return request


def _record(verb: str, about: AccessRequest, by: User | None) -> None:
    """In the trail of the owner (about the assessment) and in that of who asks (about the request)."""
    detail = {"request": about.pk, "asking": about.agency_id, "until": about.until}
    record(verb=verb, obj=about.assessment, by=by, agency=about.assessment.owner, **detail)
    record(
        verb=verb, obj=about, by=by, agency=about.agency, assessment=about.assessment_id, until=about.until
    )


def _asker(request: AccessRequest) -> QuerySet[User]:
    """Who asked, unless she may not enter any more."""
    return User.objects.filter(pk=request.by_id, is_active=True)


def _tell_sharers(kind: NoticeKind, about: AccessRequest, by: User | None) -> None:
    owner = about.assessment.owner_id
    people = policy.people_with(Permission.SHARE, [owner])[owner]
    tell_people(kind=kind, assessment=about.assessment, version=None, by=by, people=people)


def _words(given: str, where: str) -> str:
    words = text(given, where, limit=WORDS_LIMIT).strip()
    if not words:
        raise Invalid("request.words_missing", _("Say why, so that the others know."), where=where)
    return words
