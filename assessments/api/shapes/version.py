"""Frozen versions and what is said about them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from assessments.api.shapes import doings
from assessments.api.shapes.assessment import READINGS, STATES
from assessments.api.shapes.content import AnswerField, Answers, ContentRead, SectionRead, StandingRead
from assessments.api.shapes.doings import VersionDoings
from assessments.api.shapes.refs import AssessmentRef, PersonRef, VersionRef
from assessments.api.shapes.schema import SchemaRead, schema_parts
from assessments.api.shapes.withholding import StatementRead, statement_parts
from assessments.engine.content import plain
from assessments.engine.redact import Reading
from assessments.models import Advice, Comment, Decision, Version
from assessments.reading import View
from assessments.records import newest_advice
from registry.api.fields import Strict
from registry.models import Language, User


class VersionRow(VersionRef):
    """A version in a list; author and message are for the owner's people."""

    state = serializers.ChoiceField(STATES, source="review.state")
    author = PersonRef(allow_null=True)
    message = serializers.CharField(allow_null=True, allow_blank=True)

    class Meta(VersionRef.Meta):
        fields = [*VersionRef.Meta.fields, "state", "author", "message"]

    def to_representation(self, instance: Version) -> dict[str, Any]:
        """The version; without who wrote it for those who are not the owner's people."""
        shown: dict[str, Any] = super().to_representation(instance)
        return shown if self.context.get("is_own") else {**shown, "author": None, "message": None}


class CommentRead(serializers.ModelSerializer):
    """A comment on one place in a version, or with an empty path on the whole of it."""

    author = PersonRef()

    class Meta:
        model = Comment
        fields = ["id", "path", "text", "author", "at", "digest"]


class AdviceRead(serializers.ModelSerializer):
    """The data protection officer's advice on a version (GDPR art. 35(2)), and the answer to it."""

    author = PersonRef()
    answers = Answers()
    response = Answers(allow_null=True)
    response_author = PersonRef(allow_null=True)

    class Meta:
        model = Advice
        fields = ["id", "answers", "author", "at", "digest", "response", "response_author", "response_at"]


class DecisionRead(serializers.ModelSerializer):
    """What was decided about a version, and the state it is in after that."""

    author = PersonRef()
    answers = Answers()
    state = serializers.ChoiceField(STATES, source="version.review.state")

    class Meta:
        model = Decision
        fields = ["kind", "answers", "reason", "author", "at", "digest", "state"]


class VersionMeta(VersionRow):
    """What stands around the content of a version."""

    assessment = AssessmentRef()
    schema = SchemaRead()
    language = serializers.ChoiceField(Language.choices, help_text="What its text is written in.")
    parent = serializers.UUIDField(source="parent_id", allow_null=True)
    reading = serializers.ChoiceField(READINGS)
    advice = AdviceRead(allow_null=True, help_text="The newest advice; for the owner's people.")
    decisions = DecisionRead(many=True, allow_null=True, help_text="For the owner's people.")
    can = VersionDoings()

    class Meta(VersionRow.Meta):
        fields = [
            *VersionRow.Meta.fields,
            "assessment",
            "schema",
            "language",
            "parent",
            "reading",
            "advice",
            "decisions",
            "can",
        ]


class VersionRead(VersionMeta):
    """A version as you may see it: content as your reading has it, and what is worked out from that."""

    content = ContentRead()
    computed = serializers.DictField(child=AnswerField(), help_text="Answers nobody writes, by path.")
    withheld = StatementRead(many=True, help_text="How many things are withheld from you, by ground.")
    sections = SectionRead(many=True, allow_null=True, help_text="For the owner's people.")
    standing = StandingRead(
        allow_null=True, help_text="Against what it builds on; for the owner's people, null without upstream."
    )

    class Meta(VersionMeta.Meta):
        fields = [*VersionMeta.Meta.fields, "content", "computed", "withheld", "sections", "standing"]


class ReasonRead(serializers.Serializer):
    """One reason why a version cannot be approved now."""

    code = serializers.CharField()
    message = serializers.CharField()
    where = serializers.CharField(allow_blank=True)
    label = serializers.CharField(allow_blank=True)
    how = serializers.CharField(allow_blank=True)


class ReasonsRead(serializers.Serializer):
    """Whether a version can be approved, and everything that is in the way."""

    ready = serializers.BooleanField()
    reasons = ReasonRead(many=True)


# --- What is taken -------------------------------------------------------------------------------


class CommentWrite(Strict):
    """A comment; `path` is a question, a row or a cell, or empty for the whole version."""

    text = serializers.CharField(max_length=20_000)
    path = serializers.CharField(max_length=200, allow_blank=True, default="")


class RecordWrite(Strict):
    """The answers of the advice or the response, by the keys of the form's questions."""

    answers = Answers()


class ApprovalWrite(Strict):
    """The risk owner's answers; `digest` proves which version was read."""

    answers = Answers()
    digest = serializers.RegexField(r"^[0-9a-f]{64}$", required=False)


class ReasonWrite(Strict):
    """Why."""

    reason = serializers.CharField(max_length=20_000)


class MessageWrite(Strict):
    """What those who review should know."""

    message = serializers.CharField(max_length=20_000, allow_blank=True, default="")


# --- What they are made of -----------------------------------------------------------------------


def around(view: View, actor: User) -> dict[str, Any]:
    """What stands around the content, as `VersionMeta` has it; records only for the owner's people."""
    version = view.version
    assert version is not None
    is_own = view.reading is Reading.FULL
    found = {
        "id": version.pk,
        "number": version.number,
        "digest": version.digest,
        "created": version.created,
        "review": version.review,
        "author": version.author,
        "message": version.message,
        "assessment": version.assessment,
        "schema": schema_parts(view.schema, version.schema_id),
        "language": version.language,
        "parent_id": version.parent_id if is_own else None,
        "reading": view.reading.value,
        "advice": newest_advice(version) if is_own else None,
        "decisions": version.decisions.select_related("author", "version__review") if is_own else None,
        "can": doings.with_version(actor, version),
    }
    return dict(VersionMeta(found, context={"is_own": is_own}).data)


def inside(view: View) -> dict[str, Any]:
    """The content and what is worked out from it; counts and standing only for the owner's people."""
    is_own = view.reading is Reading.FULL
    standing = view.standing if is_own else None
    return {
        "content": ContentRead(view.content).data,
        "computed": {path: plain(value) for path, value in view.computed.items()},
        "withheld": statement_parts(view.statement),
        "sections": SectionRead(view.counts.values(), many=True).data if is_own else None,
        "standing": StandingRead(standing).data if standing else None,
    }
