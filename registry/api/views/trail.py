"""The trail of an agency, the proof of each event, and the seals."""

from __future__ import annotations

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins
from rest_framework.request import Request
from rest_framework.response import Response

from registry import audit
from registry.access.permissions import Permission
from registry.api import trail_shapes as shapes
from registry.api.views.endpoint import Endpoint, WithinAgency
from registry.audit import lines
from registry.audit.filters import Filters, trail_of
from registry.models import Event, Seal

ASKED = [
    OpenApiParameter("who", OpenApiTypes.UUID, description="The id of a person."),
    OpenApiParameter("verb", OpenApiTypes.STR, description="What was done, such as `version_approved`."),
    OpenApiParameter("since", OpenApiTypes.DATE, description="From this day on."),
    OpenApiParameter("until", OpenApiTypes.DATE, description="To this day, which is included."),
    OpenApiParameter("object", OpenApiTypes.STR, description="`kind:id`, as an event has them."),
]


class Events(mixins.ListModelMixin, WithinAgency):
    """The trail of an agency, newest first."""

    queryset = Event.objects.none()
    serializer_class = shapes.EventRead
    ordering = ("-at", "-id")
    permission_of = {"list": Permission.VIEW_TRAIL, "proof": Permission.VIEW_TRAIL}

    def get_queryset(self) -> QuerySet[Event]:
        """The events of the agency in the address that pass the filters."""
        return trail_of(self.request.user, self.agency, Filters.of(self.request.query_params))

    @extend_schema(parameters=ASKED)
    def list(self, request: Request, agency: object) -> Response:
        """Who did what, when, about what and in which request; newest first. That you read it is recorded."""
        audit.tell_of_reading_trail(self.agency, request.user)
        return super().list(request)

    @extend_schema(
        responses=shapes.ProofRead, operation_id="event_proof", summary="That an event is under a seal"
    )
    def proof(self, request: Request, agency: object, pk: object) -> Response:
        """The event as it is hashed, its inclusion proof (RFC 6962), and the signed root it leads to."""
        event = get_object_or_404(trail_of(request.user, self.agency, Filters()), pk=self.kwargs["pk"])
        sealed = lines.proof_of(event)
        seal = Seal.objects.get(pk=sealed["seal"]) if sealed else None
        told = {"event": lines.line_of(event), "sealed": sealed, "seal": seal}
        return Response(shapes.ProofRead(told).data)


class Seals(mixins.ListModelMixin, Endpoint):
    """The seals of this installation, newest first."""

    queryset = Seal.objects.all()
    serializer_class = shapes.SealRead
    ordering = ("-number",)
    permission_of = {"list": Permission.VIEW_TRAIL}

    @extend_schema(summary="The seals of the trail")
    def list(self, request: Request) -> Response:
        """Each one signed and naming the one before: keep them outside, and nothing can be rewritten."""
        return super().list(request)
