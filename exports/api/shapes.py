"""Orders as they are shown and placed."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from assessments.api.shapes.assessment import READINGS
from assessments.api.shapes.refs import AssessmentRef, VersionOf
from assessments.comparing import DRAFT
from exports.models import DraftState, Export
from exports.render.formats import FORMATS
from registry.api.fields import Strict
from registry.models import Language
from registry.models.job import JobState

FORMAT_NAMES = list(FORMATS)
STATES = list(JobState.values)


class Trouble(serializers.Serializer):
    """Why a file could not be made; `reference` finds it in the log."""

    code = serializers.CharField(source="error_code", allow_blank=True)
    message = serializers.CharField(source="error_message", allow_blank=True)
    reference = serializers.CharField(source="error_reference", allow_blank=True)


class DraftStateOf(serializers.ModelSerializer):
    """An open draft as it stood when the file was ordered: its digest, and since when it said so."""

    assessment = AssessmentRef()

    class Meta:
        model = DraftState
        fields = ["digest", "title", "at", "assessment"]


class ExportRead(serializers.ModelSerializer):
    """An order: of which version or draft, how far it is, and where the file is when it is done."""

    version = VersionOf(allow_null=True, help_text="Null when the file leads to a draft.")
    draft = DraftStateOf(allow_null=True)
    compared_with = VersionOf(allow_null=True, help_text="The file is what leads from this version.")
    compared_draft = DraftStateOf(allow_null=True, help_text="The file is what leads from this draft.")
    format = serializers.ChoiceField(FORMAT_NAMES)
    language = serializers.ChoiceField(Language.choices)
    reading = serializers.ChoiceField(READINGS)
    state = serializers.ChoiceField(STATES)
    progress = serializers.IntegerField(help_text="Per cent.")
    step = serializers.SerializerMethodField()
    error = serializers.SerializerMethodField()
    file = serializers.SerializerMethodField()
    size = serializers.IntegerField(
        source="rendition.size", default=None, allow_null=True, help_text="Bytes."
    )
    sha256 = serializers.CharField(source="rendition.sha256", default=None, allow_null=True)

    class Meta:
        model = Export
        fields = [
            "id",
            "version",
            "draft",
            "compared_with",
            "compared_draft",
            "format",
            "language",
            "reading",
            "state",
            "progress",
            "step",
            "error",
            "file",
            "size",
            "sha256",
            "created",
        ]

    @extend_schema_field(str)
    def get_step(self, export: Export) -> str:
        """What is being done now."""
        return export.job.step if export.job and export.rendition_id is None else ""

    @extend_schema_field(Trouble(allow_null=True))
    def get_error(self, export: Export) -> dict[str, str] | None:
        """What went wrong the last time, until there is a file."""
        if export.rendition_id is not None or export.job is None or not export.job.error_code:
            return None
        return dict(Trouble(export.job).data)

    @extend_schema_field({"type": ["string", "null"], "format": "uri"})
    def get_file(self, export: Export) -> str | None:
        """The address of the file, when there is one."""
        return (
            reverse("api-export-file", args=[export.pk], request=self.context["request"])
            if export.rendition_id
            else None
        )


@extend_schema_field({"type": "string", "pattern": f"^({DRAFT})?[0-9a-fA-F-]{{32,36}}$"})
class SideName(serializers.UUIDField):
    """A text by its name: the id of a version, or with "draft:" of an assessment for its open draft."""

    def to_internal_value(self, data: object) -> str:
        """The name `assessments.comparing.find_side` finds it by; raises ValidationError."""
        given = str(data)
        kind = DRAFT if given.startswith(DRAFT) else ""
        return f"{kind}{super().to_internal_value(given.removeprefix(kind))}"


class ExportWrite(Strict):
    """An order."""

    version = SideName(help_text="The id of a version; in a comparison also `draft:` and an assessment's id.")
    compared_with = SideName(
        required=False,
        allow_null=True,
        help_text=(
            "The file (docx or pdf) is then what leads from this to `version`. An open draft, on either side,"
            " is taken as it stands when the file is ordered."
        ),
    )
    format = serializers.ChoiceField(FORMAT_NAMES)
    language = serializers.ChoiceField(Language.choices)
