"""Suppliers, solutions and their use."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.request import Request
from rest_framework.response import Response

from registry import actions
from registry.access.drf import Entry
from registry.access.permissions import Permission
from registry.api import serializers as shapes
from registry.api.openapi import IF_MATCH
from registry.api.preconditions import etag, expected
from registry.api.views.endpoint import Endpoint
from registry.models import Solution, SolutionUse, Supplier


class Suppliers(mixins.ListModelMixin, mixins.RetrieveModelMixin, Endpoint):
    """Suppliers, for whoever belongs to an agency."""

    queryset = Supplier.objects.none()
    serializer_class = shapes.SupplierRead
    permission_of = {"list": Entry.MEMBER, "retrieve": Entry.MEMBER, "create": Permission.REGISTER_SOLUTION}

    def get_queryset(self) -> QuerySet[Supplier]:
        """What the actor may see."""
        return Supplier.objects.visible_to(self.request.user)

    @extend_schema(request=shapes.SupplierWrite, responses={201: shapes.SupplierRead})
    def create(self, request: Request) -> Response:
        """Register a supplier."""
        return self.made(actions.register_supplier(by=request.user, **self.taken(shapes.SupplierWrite)))


class Solutions(mixins.ListModelMixin, Endpoint):
    """Solutions, for whoever belongs to an agency."""

    queryset = Solution.objects.none()
    serializer_class = shapes.SolutionRead
    permission_of = {
        "list": Entry.MEMBER,
        "retrieve": Entry.MEMBER,
        "create": Permission.REGISTER_SOLUTION,
        "partial_update": Entry.MEMBER,  # the steward decides, or anyone who may register where there is none
    }

    def get_queryset(self) -> QuerySet[Solution]:
        """What the actor may see."""
        return Solution.objects.visible_to(self.request.user).select_related("supplier", "steward")

    def retrieve(self, request: Request, pk: object) -> Response:
        """One solution, with its ETag."""
        solution = self.get_object()
        return Response(self.shown(solution), headers=etag(solution.etag))

    @extend_schema(request=shapes.SolutionWrite, responses={201: shapes.SolutionRead})
    def create(self, request: Request) -> Response:
        """Register a solution."""
        made = actions.register_solution(by=request.user, **self.taken(shapes.SolutionWrite))
        return self.made(made, headers=etag(made.etag))

    @extend_schema(request=shapes.SolutionChange, responses=shapes.SolutionRead, parameters=[IF_MATCH])
    def partial_update(self, request: Request, pk: object) -> Response:
        """Correct a solution; If-Match names the state the change started from."""
        solution, changes = self.get_object(), self.taken(shapes.SolutionChange)
        changed = actions.update_solution(
            solution=solution, expected=expected(request), by=request.user, **changes
        )
        return Response(self.shown(changed), headers=etag(changed.etag))


class Uses(mixins.ListModelMixin, Endpoint):
    """Which agencies use a solution."""

    queryset = SolutionUse.objects.none()
    serializer_class = shapes.UseRead
    ordering = ("id",)
    lookup_field = "agency"
    permission_of = {
        "list": Entry.MEMBER,
        "create": Permission.REGISTER_SOLUTION,
        "destroy": Permission.REGISTER_SOLUTION,
    }

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Find the solution in the address, 404 when hidden."""
        super().initial(request, *args, **kwargs)
        self.solution = get_object_or_404(Solution.objects.visible_to(request.user), pk=kwargs["solution"])

    def get_queryset(self) -> QuerySet[SolutionUse]:
        """The uses of the solution in the address."""
        return SolutionUse.objects.filter(solution=self.solution).select_related("agency")

    @extend_schema(request=shapes.UseWrite, responses={201: shapes.UseRead})
    def create(self, request: Request, solution: object) -> Response:
        """Say that one's agency uses the solution."""
        given = self.taken(shapes.UseWrite)
        return self.made(actions.take_into_use(solution=self.solution, by=request.user, **given))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, solution: object, agency: object) -> Response:
        """Say that one's agency no longer uses the solution."""
        use = get_object_or_404(self.get_queryset(), agency=agency)
        actions.stop_using(solution=self.solution, agency=use.agency, by=request.user)
        return self.gone()
