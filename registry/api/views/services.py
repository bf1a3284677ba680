"""An agency's service accounts and their tokens, for its administrators."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.request import Request
from rest_framework.response import Response

from registry import actions
from registry.access.permissions import Permission
from registry.api import serializers as shapes
from registry.api.views.endpoint import WithinAgency
from registry.models import Agency, ApiToken, Membership, User


class Services(mixins.ListModelMixin, WithinAgency):
    """What the agency's programs act as when no one person is behind them."""

    queryset = User.objects.none()
    serializer_class = shapes.ServiceRead
    permission_of = {
        "list": Permission.MANAGE_MEMBERS,
        "create": Permission.MANAGE_MEMBERS,
        "destroy": Permission.MANAGE_MEMBERS,
    }

    def get_queryset(self) -> QuerySet[User]:
        """Those that have not ended, with their roles."""
        roles = Prefetch("memberships", queryset=Membership.objects.order_by("role"))
        return _standing(self.agency).prefetch_related(roles)

    @extend_schema(request=shapes.ServiceWrite, responses={201: shapes.ServiceRead})
    def create(self, request: Request, agency: object) -> Response:
        """Register a service account; it comes in with tokens alone."""
        given = self.taken(shapes.ServiceWrite)
        return self.made(actions.register_service(agency=self.agency, by=request.user, **given))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, agency: object, pk: object) -> Response:
        """End it: its tokens and roles go at once, what it wrote stays. Not through a token."""
        service = get_object_or_404(_standing(self.agency), pk=pk)
        actions.end_service(service=service, by=request.user)
        return self.gone()


class ServiceTokens(mixins.ListModelMixin, WithinAgency):
    """The tokens of a service account. To renew one, make another, change over, and end the old one."""

    queryset = ApiToken.objects.none()
    serializer_class = shapes.TokenRead
    ordering = ("-created", "-id")
    permission_of = {
        "list": Permission.MANAGE_MEMBERS,
        "create": Permission.MANAGE_MEMBERS,
        "destroy": Permission.MANAGE_MEMBERS,
    }

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Find the account once the agency and the need are settled (404 when it is another agency's)."""
        super().initial(request, *args, **kwargs)
        self.service = get_object_or_404(_standing(self.agency), pk=kwargs["service"])

    def get_queryset(self) -> QuerySet[ApiToken]:
        """The tokens of the account in the address."""
        return ApiToken.objects.filter(user=self.service).select_related("user")

    @extend_schema(request=shapes.ServiceTokenWrite, responses={201: shapes.TokenIssued})
    def create(self, request: Request, agency: object, service: object) -> Response:
        """Issue a token; its secret is in this answer and nowhere else. Not through a token."""
        given = self.taken(shapes.ServiceTokenWrite)
        token, secret = actions.issue_token(user=self.service, by=request.user, **given)
        return Response({**self.shown(token), "secret": secret}, status=201)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, agency: object, service: object, pk: object) -> Response:
        """Revoke a token; it stops working at once. Not through a token."""
        token = get_object_or_404(self.get_queryset(), pk=pk)
        actions.revoke_token(token=token, by=request.user)
        return self.gone()


def _standing(agency: Agency) -> QuerySet[User]:
    """The agency's service accounts that have not ended."""
    return User.objects.filter(serves=agency, is_active=True)
