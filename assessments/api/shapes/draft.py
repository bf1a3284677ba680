"""The open draft, and what is sent to change it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from assessments.api.shapes import doings
from assessments.api.shapes.assessment import READINGS
from assessments.api.shapes.content import (
    CONFIRMATIONS,
    AnswerField,
    Answers,
    ContentRead,
    ProblemRead,
    RowRead,
    SectionRead,
    StandingRead,
    problems_of,
)
from assessments.api.shapes.doings import AssessmentDoings
from assessments.api.shapes.refs import AssessmentRef, PersonRef
from assessments.api.shapes.schema import SchemaRead, schema_parts
from assessments.api.shapes.withholding import StatementRead, statement_parts
from assessments.engine.content import plain
from assessments.engine.coverage import Answered, Covered, coverage, suggestion
from assessments.engine.redact import Reading
from assessments.models import Draft
from assessments.reading import View
from registry.api.fields import Strict
from registry.models import Language, User


class CoveredRead(serializers.Serializer):
    """An event that must be considered where it applies, and how the draft answers for it."""

    topic = serializers.CharField()
    applies = serializers.BooleanField()
    answered = serializers.ChoiceField([each.value for each in Answered])
    row = serializers.CharField(allow_null=True, help_text="Its row in the table of such events.")
    scenarios = serializers.ListField(child=serializers.CharField(), help_text="Relevant ones that cover it.")
    suggests = Answers(help_text="What a new scenario for it may begin with, in the draft's language.")


class DraftRead(serializers.Serializer):
    """The draft: answers, the state of each item that a save must name, and how far it has come."""

    assessment = AssessmentRef()
    schema = SchemaRead()
    reading = serializers.ChoiceField(READINGS)
    withheld = StatementRead(many=True, help_text="How many things this reading withholds, by ground.")
    parent = serializers.UUIDField(allow_null=True, help_text="The version it goes on from.")
    base = serializers.UUIDField(allow_null=True, help_text="The upstream version it builds on.")
    language = serializers.ChoiceField(Language.choices, help_text="What its text is written in.")
    updated = serializers.DateTimeField()
    updated_by = PersonRef()
    content = ContentRead()
    etags = serializers.DictField(
        child=serializers.CharField(), help_text="By section (key) and row (`table/row`): for If-Match."
    )
    computed = serializers.DictField(child=AnswerField(), help_text="Answers nobody writes, by path.")
    sections = SectionRead(many=True)
    percent = serializers.IntegerField(help_text="Of all that is required, what is in place.")
    problems = ProblemRead(many=True)
    coverage = CoveredRead(many=True, help_text="Events the form says must be considered, in its order.")
    standing = StandingRead(allow_null=True, help_text="Against what it builds on; null without upstream.")
    can = AssessmentDoings()


class ItemRead(serializers.Serializer):
    """A section as it is saved now; `etag` is what the next save must name."""

    path = serializers.CharField()
    etag = serializers.CharField()
    fields = Answers()  # type: ignore[assignment]


class DraftRow(RowRead):
    """A row of a draft as it is saved now; `etag` is what the next save must name."""

    path = serializers.CharField()
    etag = serializers.CharField()


class RowsTaken(serializers.Serializer):
    """The table of measures after some were taken."""

    rows = RowRead(many=True)


# --- What is taken -------------------------------------------------------------------------------


class SectionWrite(Strict):
    """The answers that change, by key; null takes an answer away, the others stay."""

    fields = Answers()  # type: ignore[assignment]


class LanguageWrite(Strict):
    """What the draft is written in."""

    language = serializers.ChoiceField(Language.choices)


class RowWrite(SectionWrite):
    """A new row, last or after the row named."""

    after = serializers.UUIDField(required=False, allow_null=True)


class MoveWrite(Strict):
    """Where the row goes: after the row named, or first when null."""

    after = serializers.UUIDField(allow_null=True)


class ConfirmationWrite(Strict):
    """Your answer for something inherited: a question (key) or a row (`table/row`); empty takes it back."""

    path = serializers.CharField(max_length=200)
    state = serializers.ChoiceField(CONFIRMATIONS, allow_blank=True)
    reason = serializers.CharField(max_length=20_000, allow_blank=True, default="")


class OrphanWrite(Strict):
    """The old place of an answer to a question that is no longer asked, as `content.orphans` names it."""

    path = serializers.CharField(max_length=200)


class MeasuresWrite(Strict):
    """Measures, by their row ids, of a version you may see."""

    version = serializers.UUIDField()
    rows = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=1000)


def draft_parts(draft: Draft, view: View, actor: User) -> dict[str, Any]:
    """What `DraftRead` is made of."""
    is_whole = view.reading is Reading.FULL
    return {
        "reading": view.reading.value,
        "withheld": statement_parts(view.statement),
        "assessment": draft.assessment,
        "schema": schema_parts(view.schema, draft.schema_id),
        "parent": draft.parent_id,
        "base": draft.base_id,
        "language": draft.language,
        "updated": draft.updated,
        "updated_by": draft.updated_by,
        "content": view.content,
        "etags": view.etags,
        "computed": {path: plain(value) for path, value in view.computed.items()},
        "sections": list(view.counts.values()),
        "percent": view.percent,
        "problems": problems_of(view),
        "coverage": [_covered(each, view) for each in coverage(view.full, view.schema) if is_whole],
        "standing": view.standing if is_whole else None,
        "can": doings.with_assessment(actor, draft.assessment),
    }


def _covered(covered: Covered, view: View) -> dict[str, Any]:
    return {
        "topic": covered.topic.id,
        "applies": covered.applies,
        "answered": covered.answered.value,
        "row": covered.row.id if covered.row else None,
        "scenarios": covered.scenarios,
        "suggests": plain(suggestion(covered.topic, view.schema, view.language)),
    }
