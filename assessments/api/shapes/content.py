"""Content and what is worked out from it, as JSON: answers, rows, marks, problems, standing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assessments.engine.completeness import Severity
from assessments.engine.content import ConfirmationState, Content, to_plain
from assessments.engine.reuse import Standing, Status
from assessments.engine.schema import LANGUAGES, Schema
from assessments.reading import View
from assessments.wording import label_of, reason_of

CONFIRMATIONS = [state.value for state in ConfirmationState]
ANSWER: dict[str, Any] = {
    "type": ["string", "integer", "boolean", "array", "object"],
    "description": "An answer: text, whole number, yes/no, list or reference, as its JSON Schema says; "
    'where it is withheld from you, `{"withheld": ground}`.',
}


@extend_schema_field(ANSWER)
class AnswerField(serializers.JSONField):
    """One answer, whatever its form; null takes it away."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"allow_null": True, **options})


class Answers(serializers.DictField):
    """Answers by the keys of their questions."""

    child = AnswerField()


class RowRead(serializers.Serializer):
    """One row; its id is kept through forks, `origin` is the assessment where it was first written."""

    id = serializers.CharField()
    origin = serializers.CharField(allow_blank=True)
    fields = Answers()  # type: ignore[assignment]


class MarkRead(serializers.Serializer):
    """What is withheld from disclosure, on which ground and until when."""

    ground = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)
    until = serializers.DateField(allow_null=True)


class ConfirmationRead(serializers.Serializer):
    """What the adopter decided about something inherited."""

    state = serializers.ChoiceField(CONFIRMATIONS)
    reason = serializers.CharField(allow_blank=True)
    by = serializers.CharField(allow_blank=True)
    at = serializers.CharField(allow_blank=True)


class OrphanRead(serializers.Serializer):
    """An answer to a question that the form no longer asks; its people have it until they let it go."""

    value = AnswerField()
    label = serializers.DictField(child=serializers.CharField(), help_text="The question, by language.")  # type: ignore[assignment]
    form = serializers.CharField(help_text="The form that asked it.")


class ContentRead(serializers.Serializer):
    """All that is answered: `fields` by key, `rows` by table in order, marks and confirmations by path."""

    fields = Answers()  # type: ignore[assignment]
    rows = serializers.DictField(child=RowRead(many=True))
    marks = serializers.DictField(child=MarkRead())
    confirmations = serializers.DictField(child=ConfirmationRead())
    orphans = serializers.DictField(child=OrphanRead(), required=False)

    def to_representation(self, instance: Content) -> dict[str, Any]:
        """The content in one go: it is plain already, and can be large."""
        return to_plain(instance)


class SectionRead(serializers.Serializer):
    """How far a section is: its questions, and what is required and in place."""

    key = serializers.CharField()
    questions = serializers.IntegerField()
    answered = serializers.IntegerField()
    required = serializers.IntegerField()
    required_answered = serializers.IntegerField()
    percent = serializers.IntegerField()


class ProblemRead(serializers.Serializer):
    """Something to mend before approval: where (`path` and `label`), a stable code, and what to do."""

    path = serializers.CharField()
    label = serializers.CharField()
    code = serializers.CharField()
    severity = serializers.ChoiceField([severity.value for severity in Severity])
    message = serializers.CharField()
    how = serializers.CharField(allow_blank=True)


class StandingRead(serializers.Serializer):
    """How the content stands to what it was built on, unit by unit (answers by key, rows by `table/row`)."""

    units = serializers.DictField(child=serializers.ChoiceField([status.value for status in Status]))
    decided = serializers.DictField(child=serializers.ChoiceField(CONFIRMATIONS))
    awaiting = serializers.ListField(child=serializers.CharField())
    counts = serializers.DictField(child=serializers.IntegerField())
    confirmed_percent = serializers.IntegerField()
    identical_percent = serializers.IntegerField()

    def to_representation(self, instance: Standing) -> dict[str, Any]:
        """The standing in one go."""
        return {
            "units": {path: status.value for path, status in instance.units.items()},
            "decided": {path: state.value for path, state in instance.decided.items()},
            "awaiting": list(instance.awaiting),
            "counts": {status.value: count for status, count in instance.counts.items()},
            "confirmed_percent": instance.confirmed_percent,
            "identical_percent": instance.identical_percent,
        }


def problems_of(view: View) -> list[dict[str, str]]:
    """The problems of a view in words, in the language of the asker."""
    label = label_in(view.schema, view.full)
    return [
        {
            "path": problem.path,
            "label": label(problem.path),
            "code": problem.code,
            "severity": problem.severity.value,
            "message": str(reason.message),
            "how": str(reason.how),
        }
        for problem in view.problems
        for reason in [reason_of(problem)]
    ]


def label_in(schema: Schema, content: Content) -> Callable[[str], str]:
    """What people call a place in this content, in the language of the asker."""
    asked = (get_language() or LANGUAGES[0])[:2]
    language = asked if asked in LANGUAGES else LANGUAGES[0]
    return lambda path: label_of(path, schema, content, language)
