"""The case around a version as its page shows it: records, forms of what is allowed, and why not yet."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments import access
from assessments.checking import Point, points_at_approval, reason_of_point
from assessments.engine.checks import Severity
from assessments.engine.content import EMPTY
from assessments.engine.form import Field, Stage
from assessments.lifecycle import State
from assessments.models import Comment, Decision, Version
from assessments.pages.checklist import groups
from assessments.pages.forms.answers import AnswerForm, Known
from assessments.pages.forms.deeds import CommentForm, ReasonForm
from assessments.pages.frame import frame_of, trail_to
from assessments.pages.sheet import Sheet
from assessments.pages.shown import present, reader_language
from assessments.reading import read_version, reasons_against
from assessments.records import newest_advice

DECISIONS = {
    Decision.Kind.APPROVED.value: (gettext_lazy("Approved"), "success", "✓"),
    Decision.Kind.CHANGES_REQUESTED.value: (gettext_lazy("Sent back"), "warning", "↩"),
    Decision.Kind.WITHDRAWN.value: (gettext_lazy("Withdrawn"), "danger", "✕"),
}


class Forms:
    """The forms of one case, empty or as they were filled in."""

    def __init__(self, request: HttpRequest, version: Version) -> None:
        self.schema, self.language = version.parsed_schema, reader_language()
        self.version = version

    def comment(self, data: Any = None) -> CommentForm:
        """A comment about one of the sections' questions."""
        places = [(key, field.label[self.language]) for key, field in self.schema.fields.items()]
        return CommentForm(data, places=places)

    def advice(self, data: Any = None) -> AnswerForm:
        """The DPO's questions."""
        return self._record(Stage.ADVICE, data)

    def response(self, data: Any = None) -> AnswerForm:
        """The author's answer to the advice."""
        return self._record(Stage.RESPONSE, data)

    def decision(self, data: Any = None) -> AnswerForm:
        """The risk owner's questions."""
        return self._record(Stage.DECISION, data)

    def _record(self, stage: Stage, data: Any) -> AnswerForm:
        known = Known(self.schema, EMPTY, self.language, {})
        return AnswerForm(questions_of(self.version, stage), known, {}, data)


def questions_of(version: Version, stage: Stage) -> list[Field]:
    """The questions of the form that are answered beside the version at this stage."""
    return [f for f in version.parsed_schema.fields.values() if f.stage is stage and not f.auto]


def case_of(request: HttpRequest, version: Version, bound: dict[str, Any]) -> dict[str, Any]:
    """Context of the review page."""
    sheet = Sheet.of(read_version(version, request.user))
    frame = frame_of(request, version.assessment, tab="review", version=version)
    may = _allowed(request, version)
    forms = Forms(request, version)
    points = _points(version) if frame["is_own"] else []
    made = {
        "comment": forms.comment,
        "advice": forms.advice,
        "response": forms.response,
        "decision": forms.decision,
        "changes": lambda: ReasonForm(prefix="changes"),
        "withdraw": lambda: ReasonForm(prefix="withdraw"),
    }
    return {
        **frame,
        "sheet": sheet,
        "may": may,
        "forms": {name: bound.get(name) or (make() if may[name] else None) for name, make in made.items()},
        "refused": next(iter(bound.values()), None),
        "reasons": _reasons(version, sheet, points) if frame["is_own"] else [],
        "found": groups(points, version.assessment),
        "comments": _comments(version, sheet) if frame["is_own"] else [],
        "advice": _advice(version, sheet) if frame["is_own"] else None,
        "decisions": _decisions(version, sheet) if frame["is_own"] else [],
        "is_author": version.author_id == request.user.pk,
        "needs_advice": any(f.stage is Stage.ADVICE for f in version.parsed_schema.fields.values()),
        "trail": trail_to(
            version.assessment, (_("Review of version %(n)s") % {"n": version.number}, request.path)
        ),
    }


def _allowed(request: HttpRequest, version: Version) -> dict[str, bool]:
    actor, may = request.user, access.is_allowed
    advises = bool(questions_of(version, Stage.ADVICE))
    has_advice = newest_advice(version) is not None
    return {
        "comment": may(access.check_can_comment, actor, version),
        "advice": advises and may(access.check_can_advise, actor, version),
        "response": has_advice and may(access.check_can_respond, actor, version),
        "decision": may(access.check_can_approve, actor, version),
        "changes": may(access.check_can_request_changes, actor, version),
        "withdraw": may(access.check_can_withdraw, actor, version),
    }


def _points(version: Version) -> list[Point]:
    """What others would newly see by the approval and ought to be looked at, save what is worth a thought."""
    if version.review.state != State.SUBMITTED:
        return []
    return [each for each in points_at_approval(version) if each.finding.severity is not Severity.ASK]


def _reasons(version: Version, sheet: Sheet, points: list[Point]) -> list[dict[str, object]]:
    """Why it cannot be approved yet, in words; empty once it is decided."""
    if version.review.state != State.SUBMITTED:
        return []
    stopping = [reason_of_point(each) for each in points if each.stops_approval]
    return [
        {
            "label": sheet.label(r.where) if r.where else "",
            "href": _place(version, sheet, r.where),
            "message": r.message,
            "how": r.how,
        }
        for r in [*reasons_against(version), *stopping]
    ]


def _place(version: Version, sheet: Sheet, where: str) -> str:
    """The place on the version's page, or "" when it stands nowhere there."""
    anchor = sheet.anchor(where)
    return f"{reverse('assessments:version', args=[version.pk])}#{anchor}" if anchor else ""


def _comments(version: Version, sheet: Sheet) -> list[tuple[Comment, str]]:
    found = version.comments.select_related("author")
    return [(each, sheet.label(each.path) if each.path else "") for each in found]


def _advice(version: Version, sheet: Sheet) -> dict[str, Any] | None:
    advice = newest_advice(version)
    if advice is None:
        return None
    return {
        "record": advice,
        "answers": _answers(version, Stage.ADVICE, advice.answers, sheet),
        "response": _answers(version, Stage.RESPONSE, advice.response or {}, sheet),
    }


def _decisions(version: Version, sheet: Sheet) -> list[dict[str, Any]]:
    return [
        {
            "record": each,
            "word": DECISIONS[each.kind],
            "answers": _answers(version, Stage.DECISION, each.answers, sheet),
        }
        for each in version.decisions.select_related("author")
    ]


def _answers(version: Version, stage: Stage, given: dict[str, Any], sheet: Sheet) -> list[tuple[str, Any]]:
    return [
        (sheet.lens.label(f.label), present(given[f.key], f, sheet.lens))
        for f in questions_of(version, stage)
        if f.key in given
    ]
