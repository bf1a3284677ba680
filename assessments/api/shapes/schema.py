"""Forms: which there are."""

from __future__ import annotations

from rest_framework import serializers

from assessments.engine.schema import Schema
from assessments.models import SchemaVersion
from registry.models import Language


class SchemaRead(serializers.ModelSerializer):
    """One edition of a form; its digest is its address."""

    class Meta:
        model = SchemaVersion
        fields = ["urn", "version", "kind", "digest"]


def schema_parts(schema: Schema, digest: str) -> dict[str, str]:
    """What `SchemaRead` is made of, from the parsed form: its row holds the whole body."""
    return {"urn": schema.urn, "version": schema.version, "kind": schema.kind, "digest": digest}


class LanguageChoice(serializers.Serializer):
    """In which language titles and help are wanted."""

    language = serializers.ChoiceField(Language.choices, default=Language.NB, help_text="nb, nn or en.")
