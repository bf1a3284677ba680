"""Files: ordered, followed, collected."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from assessments.api.described import ACTING, LOCATION, READING, answers
from assessments.comparing import find_side
from exports import actions
from exports.access import find_export, own_orders
from exports.api import shapes
from exports.models import Export
from exports.render.formats import FORMATS
from registry.access.drf import Entry
from registry.api.views.endpoint import Endpoint

DISPOSITION = OpenApiParameter(
    "Content-Disposition",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    response=[200],
    description="Saved, not shown, under the name given here (RFC 6266).",
)
FILES: dict[Any, Any] = {
    (200, kind.media_type): OpenApiResponse(OpenApiTypes.BINARY, description="The file.")
    for kind in FORMATS.values()
}


class Exports(Endpoint):
    """One's own orders; what they are of is asked again at every step, by the actions."""

    queryset = Export.objects.none()
    serializer_class = shapes.ExportRead
    ordering = ("-created", "-id")
    permission_of = {
        "list": Entry.SIGNED_IN,
        "create": Entry.SIGNED_IN,
        "retrieve": Entry.SIGNED_IN,
        "retry": Entry.SIGNED_IN,
        "file": Entry.SIGNED_IN,
    }

    def get_queryset(self) -> QuerySet[Export]:
        """One's own orders of what one may read now."""
        return own_orders(self.request.user)

    @extend_schema(summary="Your orders", responses=answers({200: shapes.ExportRead(many=True)}, 401))
    def list(self, request: Request) -> Response:
        """Newest first."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        summary="Order a file",
        request=shapes.ExportWrite,
        parameters=[LOCATION],
        responses=answers(
            {
                201: OpenApiResponse(shapes.ExportRead, description="The file is there already."),
                202: OpenApiResponse(
                    shapes.ExportRead, description="The file is being made: ask at Location."
                ),
            },
            401,
            404,
            422,
        ),
    )
    def create(self, request: Request) -> Response:
        """Order a version you may read as a file, or what differs from another version or an open draft.

        The same order again shares the file that was made.
        """
        given = self.taken(shapes.ExportWrite)
        version = find_side(request.user, given.pop("version"))
        if given.get("compared_with"):
            given["compared_with"] = find_side(request.user, given["compared_with"])
        export = actions.order_export(version=version, by=request.user, **given)
        address = reverse("api-export", args=[export.pk], request=request)
        shown = self.shown(find_export(request.user, export.pk))
        return Response(shown, status=201 if export.rendition_id else 202, headers={"Location": address})

    @extend_schema(summary="An order", responses=answers({200: shapes.ExportRead}, 401, *READING))
    def retrieve(self, request: Request, pk: object) -> Response:
        """How far it is, what went wrong, and where the file is."""
        return Response(self.shown(find_export(request.user, self.kwargs["pk"])))

    @extend_schema(
        summary="Try an order again",
        request=None,
        responses=answers({202: shapes.ExportRead}, *ACTING),
        operation_id="export_retry",
    )
    def retry(self, request: Request, pk: object) -> Response:
        """Give an order that failed another chance."""
        export = find_export(request.user, self.kwargs["pk"])
        actions.try_again(export=export, by=request.user)
        return Response(self.shown(find_export(request.user, export.pk)), status=202)

    @extend_schema(
        summary="The file",
        parameters=[DISPOSITION],
        responses=answers(FILES, 401, 404, 409),
        operation_id="export_file",
    )
    def file(self, request: Request, pk: object) -> FileResponse:
        """Collect the file; you must still be one who may read what is in it. Each time is recorded."""
        export = find_export(request.user, self.kwargs["pk"])
        parcel = actions.collect(export=export, by=request.user)
        return FileResponse(
            parcel.file,
            as_attachment=True,
            filename=parcel.name,
            content_type=parcel.media_type,
            headers={
                "Content-Length": str(parcel.size),
                "Cache-Control": "private, no-store",
                "X-Content-Type-Options": "nosniff",
                "Repr-Digest": f"sha-256=:{b64encode(bytes.fromhex(parcel.sha256)).decode()}:",
            },
        )

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """A file comes in the form it was ordered in, whatever the asker accepts; orders come as JSON."""
        return super().perform_content_negotiation(request, force=self.action == "file")
