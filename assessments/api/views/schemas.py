"""The forms: as the software keeps them, and as JSON Schema."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import mixins
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.described import NONE_MATCH, OPEN, READING, answers, empty
from assessments.api.shapes.schema import LanguageChoice, SchemaRead
from assessments.api.tags import is_known, not_modified
from assessments.engine.json_schema import to_json_schema
from assessments.models import SchemaVersion
from assessments.models.schema_version import parsed_schema
from registry.api.views.endpoint import Endpoint

CACHE = "public, max-age=3600"  # forms are open to all, and what is kept under a digest never changes
JSON_SCHEMA = "application/schema+json"


class Schemas(mixins.ListModelMixin, Endpoint):
    """Forms are open to anyone."""

    queryset = SchemaVersion.objects.none()
    serializer_class = SchemaRead
    ordering = ("urn", "version")
    permission_of = {"list": None, "retrieve": None, "json_schema": None}

    def get_queryset(self) -> QuerySet[SchemaVersion]:
        """Every edition of every form, without the bodies."""
        return SchemaVersion.objects.defer("body")

    @extend_schema(summary="Every edition of every form", auth=OPEN)
    def list(self, request: Request) -> Response:
        """Forms by their urn and version; the digest is the address of the form itself."""
        return super().list(request)

    @extend_schema(
        summary="A form",
        auth=OPEN,
        parameters=[NONE_MATCH],
        responses=answers(
            {
                200: OpenApiResponse(OpenApiTypes.OBJECT, description="Sections, questions, code lists."),
                304: empty("You have it."),
            },
            *READING,
        ),
    )
    def retrieve(self, request: Request, digest: str) -> Response:
        """The whole form: sections, questions, code lists, scales, matrices and bands, in three languages."""
        tag = f'"{digest}"'
        body = get_object_or_404(SchemaVersion.objects.values_list("body", flat=True), pk=digest)
        if is_known(request, tag):
            return not_modified(tag, CACHE)
        return Response(body, headers={"ETag": tag, "Cache-Control": CACHE})

    @extend_schema(
        summary="A form as JSON Schema",
        auth=OPEN,
        parameters=[LanguageChoice],
        responses=answers(
            {(200, JSON_SCHEMA): OpenApiResponse(OpenApiTypes.OBJECT, description="JSON Schema 2020-12.")},
            *READING,
            422,
        ),
    )
    def json_schema(self, request: Request, digest: str) -> Response:
        """The shape of `content` as JSON Schema 2020-12, with titles and help in the language asked for."""
        chosen = LanguageChoice(data=request.query_params.dict())
        chosen.is_valid(raise_exception=True)
        form = get_object_or_404(SchemaVersion.objects.defer("body"), pk=digest)
        derived = to_json_schema(parsed_schema(form.pk), chosen.validated_data["language"])
        return Response(derived, content_type=JSON_SCHEMA, headers={"Cache-Control": CACHE})

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """JSON whatever is asked for: it is what there is."""
        return super().perform_content_negotiation(request, force=True)
