"""What every endpoint has in common."""

from __future__ import annotations

from typing import Any, ClassVar

from django.shortcuts import get_object_or_404
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet

from registry.access.drf import Need
from registry.models import Agency


class Endpoint(GenericViewSet):
    """A table of needs (registry.access.drf), an order for lists, and a shape for reading.

    `get_queryset` shows only what the actor may see, so that what is hidden is absent (404).
    """

    permission_of: ClassVar[dict[str, Need]] = {}
    ordering: ClassVar[tuple[str, ...]] = ("name", "id")
    lookup_value_converter = "uuid"

    def taken(self, shape: type[BaseSerializer]) -> dict[str, Any]:
        """The body as `shape` has it; raises ValidationError, which becomes a located problem."""
        given = shape(data=self.request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)

    def shown(self, obj: object) -> dict[str, Any]:
        """The thing in the endpoint's own shape."""
        return dict(self.get_serializer(obj).data)

    def made(self, obj: object, headers: dict[str, str] | None = None) -> Response:
        """201 with the new thing."""
        return Response(self.shown(obj), status=status.HTTP_201_CREATED, headers=headers)

    @staticmethod
    def gone() -> Response:
        """204."""
        return Response(status=status.HTTP_204_NO_CONTENT)


class WithinAgency(Endpoint):
    """Things of one agency, whose id is `agency` in the address; the need is asked of that agency."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Find the agency (404 when hidden) and check the need (403) before anything else."""
        super().initial(request, *args, **kwargs)
        self.agency = get_object_or_404(Agency.objects.visible_to(request.user), pk=kwargs["agency"])
        self.check_object_permissions(request, self.agency)
