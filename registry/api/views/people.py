"""Oneself, one's tokens, and registering others."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from registry import actions
from registry.access.drf import Entry
from registry.access.permissions import Permission
from registry.api import serializers as shapes
from registry.api.views.endpoint import Endpoint
from registry.models import ApiToken, Membership, Session, User


class Me(APIView):
    """The person who asks."""

    permission_of = {"get": Entry.SIGNED_IN, "patch": Entry.SIGNED_IN}

    @extend_schema(responses=shapes.MeRead, operation_id="me_retrieve")
    def get(self, request: Request) -> Response:
        """Name, language and roles."""
        return Response(shapes.MeRead(self._whole(request)).data)

    @extend_schema(request=shapes.MeChange, responses=shapes.MeRead, operation_id="me_partial_update")
    def patch(self, request: Request) -> Response:
        """Change one's own name or language, or how one is told of things."""
        given = shapes.MeChange(data=request.data)
        given.is_valid(raise_exception=True)
        actions.update_person(user=request.user, by=request.user, **given.validated_data)
        return Response(shapes.MeRead(self._whole(request)).data)

    @staticmethod
    def _whole(request: Request) -> User:
        roles = Membership.objects.select_related("agency").order_by("agency__name", "role")
        return User.objects.prefetch_related(Prefetch("memberships", queryset=roles)).get(pk=request.user.pk)


class Sessions(Endpoint):
    """Where one is signed in, for nobody but oneself: a token acts in an agency, and this is no agency's."""

    queryset = Session.objects.none()
    serializer_class = shapes.SessionRead
    pagination_class = None  # they run out within hours; and a cursor would give away their keys
    lookup_value_converter = "slug"
    permission_of = {"list": Entry.HERSELF, "destroy": Entry.SIGNED_IN, "end_others": Entry.SIGNED_IN}

    def get_serializer_context(self) -> dict[str, Any]:
        """The key of the session the question came in, to tell it from the others."""
        return {**super().get_serializer_context(), "key": self._key}

    @property
    def _key(self) -> str | None:
        return self.request.session.session_key

    @extend_schema(responses=shapes.SessionRead(many=True))
    def list(self, request: Request) -> Response:
        """The browsers one is signed in with now, the one used last first."""
        found = Session.objects.of(request.user)
        return Response(self.get_serializer(found, many=True).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Sign out in one of them, which may be the one that asks."""
        actions.end_session(user=request.user, handle=pk, by=request.user)
        return self.gone()

    @extend_schema(request=None, responses=shapes.SessionsEnded)
    def end_others(self, request: Request) -> Response:
        """Sign out everywhere but here."""
        ended = actions.end_sessions(user=request.user, by=request.user, but=self._key)
        return Response(shapes.SessionsEnded({"ended": ended}).data)


class People(Endpoint):
    """Registering people; there is no list of everybody."""

    queryset = User.objects.none()
    serializer_class = shapes.PersonRead
    permission_of = {"create": Permission.MANAGE_MEMBERS}

    @extend_schema(request=shapes.PersonWrite, responses={201: shapes.PersonRead})
    def create(self, request: Request) -> Response:
        """Register a person, so that she can be made a member."""
        return self.made(actions.register_person(by=request.user, **self.taken(shapes.PersonWrite)))


class Tokens(mixins.ListModelMixin, Endpoint):
    """One's own tokens."""

    queryset = ApiToken.objects.none()
    serializer_class = shapes.TokenRead
    ordering = ("-created", "-id")
    permission_of = {"list": Entry.SIGNED_IN, "create": Entry.SIGNED_IN, "destroy": Entry.SIGNED_IN}

    def get_queryset(self) -> QuerySet[ApiToken]:
        """The tokens of the person who asks."""
        return ApiToken.objects.filter(user=self.request.user.pk).select_related("user")

    @extend_schema(request=shapes.TokenWrite, responses={201: shapes.TokenIssued})
    def create(self, request: Request) -> Response:
        """Issue a token; its secret is in this answer and nowhere else."""
        given = self.taken(shapes.TokenWrite)
        token, secret = actions.issue_token(user=request.user, by=request.user, **given)
        return Response({**self.shown(token), "secret": secret}, status=201)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: object) -> Response:
        """Revoke a token."""
        actions.revoke_token(token=self.get_object(), by=request.user)
        return self.gone()
