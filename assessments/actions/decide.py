"""What becomes of a submitted version: approved, sent back or withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import (
    Circle,
    check_can_approve,
    check_can_request_changes,
    check_can_withdraw,
    circle_of,
)
from assessments.actions.at_once import manifest_with_marks
from assessments.actions.bank import keep_in_bank, leave_bank
from assessments.actions.drafting import check_well_formed
from assessments.actions.showing import settle_shown
from assessments.actions.tell import tell
from assessments.actions.weigh import forget_weights
from assessments.checking import reasons_against_showing
from assessments.engine.canonical import clean
from assessments.engine.completeness import problems_in_record
from assessments.engine.schema import Stage
from assessments.lifecycle import State, Verb, check_transition
from assessments.models import Assessment, Decision, Draft, NoticeKind, Review, Version, Visibility
from assessments.reading import reasons_against
from registry.actions.given import text
from registry.audit import record
from registry.errors import Conflict, Invalid
from registry.models import User

REASON_LIMIT = 20_000  # characters of why a version is sent back or withdrawn


@transaction.atomic
def approve(*, version: Version, answers: Mapping[str, Any], by: User, digest: str = "") -> Decision:
    """The risk owner's approval, bound to the digest of what she read; the former version is superseded.

    Refused, with every reason located, while anything required or unconfirmed is open, or while others would
    be shown what the checklist blocks. `digest`, when given,
    must be the version's: it proves which text was read.
    """
    review = _lock(version)
    check_can_approve(by, version)
    if digest and digest != version.digest:
        raise Conflict("version.digest_differs", _("This is not the version you read."), where="digest")
    given = clean(answers)
    check_well_formed(problems_in_record(Stage.DECISION, given, version.parsed_schema))
    reasons = [*reasons_against(version), *reasons_against_showing(version, given)]
    if reasons:
        raise Conflict(
            "version.not_ready",
            _("This version cannot be approved yet."),
            how=_("Send it back with these points, or have them answered."),
            reasons=reasons,
        )
    decision = _decide(version, review, Decision.Kind.APPROVED, Verb.APPROVE, by, answers=given)
    _put_in_force(version, by)
    return decision


@transaction.atomic
def request_changes(*, version: Version, reason: str, by: User) -> Decision:
    """Send a submitted version back with a reason; a draft that goes on from it is opened."""
    review = _lock(version)
    check_can_request_changes(by, version)
    decision = _decide(
        version, review, Decision.Kind.CHANGES_REQUESTED, Verb.REQUEST_CHANGES, by, reason=_reason(reason)
    )
    open_draft_from(version, by)
    return decision


@transaction.atomic
def withdraw(*, version: Version, reason: str, by: User) -> Decision:
    """Take back a version that is submitted or in force; forks keep what they have and are told."""
    review = _lock(version)
    check_can_withdraw(by, version)
    was_submitted = review.state == State.SUBMITTED
    decision = _decide(version, review, Decision.Kind.WITHDRAWN, Verb.WITHDRAW, by, reason=_reason(reason))
    assessment = version.assessment
    if was_submitted:
        open_draft_from(version, by)
    if assessment.current_id == version.pk:
        seen = assessment.shown
        circle = circle_of(assessment) if seen is not None else Circle(Visibility.PRIVATE)
        _set_current(assessment, None)
        tell(kind=NoticeKind.WITHDRAWN, version=seen or version, by=by, shown=circle)
        leave_bank([assessment.pk])
    return decision


def open_draft_from(version: Version, by: User) -> Draft:
    """Open a draft that goes on from `version`; its content is the version's own.

    What is withheld at once is marked in it, so that the next version says it itself.
    """
    return Draft.objects.create(
        assessment=version.assessment, schema=version.schema, manifest=manifest_with_marks(version),
        language=version.language, parent=version, base=version.base, updated=timezone.now(), updated_by=by,
    )  # fmt: skip


def _lock(version: Version) -> Review:
    """Hold the assessment's row, so that of two deciding at once the second sees what the first one did."""
    locked = Assessment.objects.select_for_update(of=("self",))
    version.assessment = locked.select_related("owner", "current", "shown").get(pk=version.assessment_id)
    version.review = Review.objects.select_for_update().get(version=version)
    return version.review


def _reason(why: str) -> str:
    words = text(why, "reason", limit=REASON_LIMIT).strip()
    if not words:
        raise Invalid("decision.reason_missing", _("Say why, so that the others know."), where="reason")
    return words


def _decide(
    version: Version, review: Review, kind: str, verb: Verb, by: User, reason: str = "", answers: Any = None
) -> Decision:
    review.state = check_transition(State(review.state), verb)
    review.save(update_fields=["state", "changed"])
    decision = Decision.objects.create(
        version=version, kind=kind, digest=version.digest, reason=reason, answers=answers or {},
        author=by, at=timezone.now(),
    )  # fmt: skip
    assessment = version.assessment
    assessment.updated = timezone.now()
    assessment.save(update_fields=["updated"])
    detail = {"version": version.number, "digest": version.digest}
    record(verb=f"version_{kind}", obj=assessment, by=by, agency=assessment.owner, **detail)
    return decision


def _put_in_force(version: Version, by: User) -> None:
    assessment = version.assessment
    former = assessment.current
    if former is not None:
        review = Review.objects.select_for_update().get(version=former)
        review.state = check_transition(State(review.state), Verb.SUPERSEDE)
        review.save(update_fields=["state", "changed"])
        record(
            verb="version_superseded", obj=assessment, by=by, agency=assessment.owner, version=former.number
        )
    _set_current(assessment, version)
    tell(kind=NoticeKind.IN_FORCE, version=version, by=by, shown=circle_of(assessment))
    keep_in_bank([version])


def _set_current(assessment: Assessment, version: Version | None) -> None:
    assessment.current = version
    assessment.save(update_fields=["current"])
    settle_shown(assessment)
    forget_weights(assessment.pk)
