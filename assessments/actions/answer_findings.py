"""Answering what the sharing checklist has found: that it may be shown, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import check_can_share
from assessments.checking import Point, points_to_answer
from assessments.engine.checks import Severity
from assessments.models import Assessment, CheckAnswer, Visibility
from registry.actions.given import one_of, text
from registry.audit import record
from registry.errors import Invalid
from registry.models import User

REASON_LIMIT = 2_000  # characters of why a finding may stand
MOST_AT_ONCE = 500
Key = tuple[str, str, int | None]  # rule, path, number of the version


@transaction.atomic
def answer_findings(
    *, assessment: Assessment, circle: str, answers: Sequence[Mapping[str, Any]], by: User
) -> list[CheckAnswer]:
    """Let these findings stand for `circle` and narrower ones, as long as the text stays as it is.

    Each answer has `rule`, `where` (the path), `version` (its number; None for the title that lists show) and
    `reason`. What blocks needs a reason; a secret or a security grade no reason makes right. All are kept,
    or none.
    """
    check_can_share(by, assessment)
    one_of(circle, "circle", [each for each in Visibility.values if each != Visibility.PRIVATE])
    if not 0 < len(answers) <= MOST_AT_ONCE:
        raise Invalid(
            "checklist.how_many",
            _("Answer between 1 and %(most)s points at a time.") % {"most": MOST_AT_ONCE},
            where="answers",
        )
    numbers = {each["version"] for each in answers}
    points = {_key(each): each for each in points_to_answer(assessment, circle, numbers)}
    said = {"assessment": assessment, "circle": circle, "by": by, "at": timezone.now()}
    kept = [_answer(points, each, f"answers/{place}", said) for place, each in enumerate(answers)]
    made = CheckAnswer.objects.bulk_create(kept)
    told = [f"{each.rule} {each.path}" for each in made]
    record(
        verb="findings_answered", obj=assessment, by=by, agency=assessment.owner, circle=circle, findings=told
    )
    return made


def _key(point: Point) -> Key:
    return str(point.finding.rule), point.finding.path, point.number


def _answer(
    points: Mapping[Key, Point], given: Mapping[str, Any], where: str, said: Mapping[str, Any]
) -> CheckAnswer:
    point = points.get((given["rule"], given["where"], given["version"]))
    if point is None:
        raise Invalid(
            "checklist.no_such_finding",
            _("There is no such finding in this version."),
            where=f"{where}/where",
            how=_("Load the checklist again: it may have been mended."),
        )
    if not point.finding.may_be_answered:
        raise Invalid(
            "checklist.final",
            _("No reason makes it right to show this to others."),
            where=f"{where}/rule",
            how=_("Take it out or withhold it."),
        )
    reason = text(given.get("reason", ""), f"{where}/reason", limit=REASON_LIMIT).strip()
    if point.finding.severity is Severity.BLOCK and not reason:
        raise Invalid("checklist.reason_missing", _("Say why this may be shown."), where=f"{where}/reason")
    answered = {"rule": given["rule"], "path": given["where"], "digest": point.digest, "reason": reason}
    return CheckAnswer(**answered, **said)
