"""Agencies, their members, and those who wait to become members."""

from __future__ import annotations

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
from registry.api.views.endpoint import Endpoint, WithinAgency
from registry.models import Agency, Membership, MembershipClaim


class Agencies(mixins.ListModelMixin, mixins.RetrieveModelMixin, Endpoint):
    """Agencies, for whoever belongs to one."""

    queryset = Agency.objects.none()
    serializer_class = shapes.AgencyRead
    permission_of = {
        "list": Entry.MEMBER,
        "retrieve": Entry.MEMBER,
        "create": Entry.OPERATOR,
        "partial_update": Permission.MANAGE_AGENCY,
    }

    def get_queryset(self) -> QuerySet[Agency]:
        """What the actor may see."""
        return Agency.objects.visible_to(self.request.user)

    @extend_schema(request=shapes.AgencyWrite, responses={201: shapes.AgencyRead})
    def create(self, request: Request) -> Response:
        """Register an agency; only the operator of the installation."""
        return self.made(actions.register_agency(by=request.user, **self.taken(shapes.AgencyWrite)))

    @extend_schema(request=shapes.AgencyChange, responses=shapes.AgencyRead)
    def partial_update(self, request: Request, pk: object) -> Response:
        """Change an agency's own details."""
        agency, changes = self.get_object(), self.taken(shapes.AgencyChange)
        return Response(self.shown(actions.update_agency(agency=agency, by=request.user, **changes)))


class Members(mixins.ListModelMixin, WithinAgency):
    """Who belongs to an agency, for those who belong to it."""

    queryset = Membership.objects.none()
    serializer_class = shapes.MembershipRead
    ordering = ("id",)
    lookup_value_converter = "int"
    permission_of = {
        "list": Permission.VIEW,
        "create": Permission.MANAGE_MEMBERS,
        "destroy": Permission.MANAGE_MEMBERS,
    }

    def get_queryset(self) -> QuerySet[Membership]:
        """The memberships of the agency in the address."""
        return Membership.objects.filter(agency=self.agency).select_related("user")

    @extend_schema(request=shapes.MemberWrite, responses={201: shapes.MembershipRead})
    def create(self, request: Request, agency: object) -> Response:
        """Give a registered person a role."""
        given = self.taken(shapes.MemberWrite)
        return self.made(actions.add_member(agency=self.agency, by=request.user, **given))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, agency: object, pk: object) -> Response:
        """Take a role away."""
        held = get_object_or_404(self.get_queryset(), pk=pk)
        actions.remove_member(agency=self.agency, user=held.user, role=held.role, by=request.user)
        return self.gone()


class Claims(mixins.ListModelMixin, WithinAgency):
    """Those a sign-in provider says belong to an agency, for its administrators; a claim gives no right."""

    queryset = MembershipClaim.objects.none()
    serializer_class = shapes.ClaimRead
    ordering = ("since", "id")
    lookup_value_converter = "int"
    permission_of = {
        "list": Permission.MANAGE_MEMBERS,
        "give": Permission.MANAGE_MEMBERS,
        "decline": Permission.MANAGE_MEMBERS,
    }

    def get_queryset(self) -> QuerySet[MembershipClaim]:
        """Those nobody has answered yet."""
        return MembershipClaim.objects.waiting_in(self.agency)

    @extend_schema(request=shapes.RoleGiven, responses=shapes.ClaimRead)
    def give(self, request: Request, agency: object, pk: object) -> Response:
        """Give her a role."""
        return self._answered(self.taken(shapes.RoleGiven)["role"])

    @extend_schema(request=None, responses=shapes.ClaimRead)
    def decline(self, request: Request, agency: object, pk: object) -> Response:
        """Give her none; she is not asked about again."""
        return self._answered(None)

    def _answered(self, role: str | None) -> Response:
        """The claim as it now stands; one that is answered already is there, and gives 409."""
        found = get_object_or_404(MembershipClaim, agency=self.agency, pk=self.kwargs["pk"])
        return Response(self.shown(actions.answer_claim(claim=found, role=role, by=self.request.user)))
