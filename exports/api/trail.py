"""Files of an agency's trail: ordered, followed, collected."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from assessments.api.described import LOCATION, answers
from exports import actions
from exports.access import own_trail_files
from exports.api.shapes import STATES
from exports.api.views import DISPOSITION
from exports.models import TrailFile
from exports.trail.files import FORMATS, MEDIA_TYPES
from registry.access.permissions import Permission
from registry.api.fields import Strict
from registry.api.views.endpoint import WithinAgency
from registry.audit.filters import Filters
from registry.models import Language

FILES: dict[Any, Any] = {
    (200, kind): OpenApiResponse(OpenApiTypes.BINARY, description="The file.")
    for kind in MEDIA_TYPES.values()
}


class TrailFilters(Strict):
    """Which part of the trail; what is left out lets everything through."""

    who = serializers.UUIDField(required=False)
    verb = serializers.CharField(required=False, max_length=64)
    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)
    object = serializers.CharField(required=False, max_length=200, help_text="`kind:id`.")


class TrailFileRead(serializers.ModelSerializer):
    """An order: how far it is, and where the file is when it is done."""

    filters = TrailFilters()
    format = serializers.ChoiceField(list(FORMATS))
    language = serializers.ChoiceField(Language.choices)
    state = serializers.ChoiceField(STATES)
    file = serializers.SerializerMethodField()

    class Meta:
        model = TrailFile
        fields = [
            "id", "filters", "format", "language", "state", "created", "events", "file", "size", "sha256",
        ]  # fmt: skip

    @extend_schema_field({"type": ["string", "null"], "format": "uri"})
    def get_file(self, order: TrailFile) -> str | None:
        """The address of the file, when there is one."""
        where = [order.agency_id, order.pk]
        return (
            reverse("api-trail-file-file", args=where, request=self.context["request"])
            if order.file
            else None
        )


class TrailFileWrite(Strict):
    """An order."""

    format = serializers.ChoiceField(list(FORMATS), help_text="json carries the proof of each event.")
    language = serializers.ChoiceField(Language.choices)
    filters = TrailFilters(required=False)


class TrailFiles(mixins.ListModelMixin, WithinAgency):
    """One's own orders of an agency's trail."""

    queryset = TrailFile.objects.none()
    serializer_class = TrailFileRead
    ordering = ("-created", "-id")
    permission_of = {
        "list": Permission.VIEW_TRAIL,
        "create": Permission.VIEW_TRAIL,
        "retrieve": Permission.VIEW_TRAIL,
        "file": Permission.VIEW_TRAIL,
    }

    def get_queryset(self) -> QuerySet[TrailFile]:
        """One's own."""
        return own_trail_files(self.request.user).filter(agency=self.agency)

    @extend_schema(
        request=TrailFileWrite,
        parameters=[LOCATION],
        responses=answers({202: TrailFileRead}, 401, 403, 404, 422),
        summary="Order a file of the trail",
    )
    def create(self, request: Request, agency: object) -> Response:
        """Order the trail, or what the filters let through, as Excel or as JSON with proofs."""
        given = self.taken(TrailFileWrite)
        asked = {name: str(value) for name, value in given.pop("filters", {}).items()}
        order = actions.order_trail_file(
            agency=self.agency, filters=Filters.of(asked), by=request.user, **given
        )
        address = reverse("api-trail-file", args=[self.agency.pk, order.pk], request=request)
        return Response(self.shown(order), status=202, headers={"Location": address})

    @extend_schema(summary="An order of the trail", responses=answers({200: TrailFileRead}, 401, 403, 404))
    def retrieve(self, request: Request, agency: object, pk: object) -> Response:
        """How far it is, and where the file is."""
        return Response(self.shown(get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])))

    @extend_schema(
        summary="The file of the trail",
        parameters=[DISPOSITION],
        responses=answers(FILES, 401, 403, 404, 409),
        operation_id="trail_file_file",
    )
    def file(self, request: Request, agency: object, pk: object) -> FileResponse:
        """Collect the file; you must still be one who may read the trail. Each time is recorded."""
        parcel = actions.collect_trail_file(
            file=get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"]), by=request.user
        )
        response = FileResponse(
            parcel.file, as_attachment=True, filename=parcel.name, content_type=parcel.media_type
        )
        response["Cache-Control"] = "private, no-store"
        return response
