"""What is said about a frozen version, and what becomes of it."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import actions
from assessments.api.described import ACTING, READING, answers
from assessments.api.shapes import version as shapes
from assessments.api.views.versions import OfVersion
from assessments.models import Comment
from registry.access.drf import Entry


class Comments(OfVersion):
    """Comments on one version, for the owner's people."""

    queryset = Comment.objects.none()
    serializer_class = shapes.CommentRead
    ordering = ("id",)
    permission_of = {"list": Entry.SIGNED_IN, "create": Entry.SIGNED_IN}

    def get_queryset(self) -> QuerySet[Comment]:
        """The comments on the version in the address, 404 for others than the owner's people."""
        return Comment.objects.filter(version=self.own_version()).select_related("author")

    @extend_schema(
        summary="Comments on a version",
        responses=answers({200: shapes.CommentRead(many=True)}, 401, *READING),
        operation_id="comments_list",
    )
    def list(self, request: Request, version: object) -> Response:
        """Oldest first."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        summary="Comment on a version",
        request=shapes.CommentWrite,
        responses=answers({201: shapes.CommentRead}, *ACTING),
        operation_id="comment_create",
    )
    def create(self, request: Request, version: object) -> Response:
        """Comment on one place, or with an empty path on the whole of it."""
        found = self.version()
        return self.made(actions.comment(version=found, by=request.user, **self.taken(shapes.CommentWrite)))


class Review(OfVersion):
    """Advice, its answer, and the three decisions; who may do which is decided by the actions."""

    serializer_class = shapes.DecisionRead
    permission_of = {
        "advise": Entry.SIGNED_IN,
        "respond": Entry.SIGNED_IN,
        "approve": Entry.SIGNED_IN,
        "request_changes": Entry.SIGNED_IN,
        "withdraw": Entry.SIGNED_IN,
    }

    @extend_schema(
        summary="Give the data protection officer's advice",
        request=shapes.RecordWrite,
        responses=answers({201: shapes.AdviceRead}, *ACTING),
        operation_id="version_advise",
    )
    def advise(self, request: Request, version: object) -> Response:
        """Advice on exactly this version (GDPR art. 35(2)), apart from the decision."""
        advice = actions.advise(version=self.version(), by=request.user, **self.taken(shapes.RecordWrite))
        return Response(shapes.AdviceRead(advice).data, status=201)

    @extend_schema(
        summary="Answer the advice",
        request=shapes.RecordWrite,
        responses=answers({200: shapes.AdviceRead}, *ACTING),
        operation_id="version_respond",
    )
    def respond(self, request: Request, version: object) -> Response:
        """Say how the newest advice was followed, or why not."""
        advice = actions.respond(version=self.version(), by=request.user, **self.taken(shapes.RecordWrite))
        return Response(shapes.AdviceRead(advice).data)

    @extend_schema(
        summary="Approve a version",
        request=shapes.ApprovalWrite,
        responses=answers({200: shapes.DecisionRead}, *ACTING),
        operation_id="version_approve",
    )
    def approve(self, request: Request, version: object) -> Response:
        """Put the version in force, by a risk owner who did not write it; 409 names everything in the way."""
        given = self.taken(shapes.ApprovalWrite)
        return Response(self.shown(actions.approve(version=self.version(), by=request.user, **given)))

    @extend_schema(
        summary="Send a version back",
        request=shapes.ReasonWrite,
        responses=answers({200: shapes.DecisionRead}, *ACTING),
        operation_id="version_request_changes",
    )
    def request_changes(self, request: Request, version: object) -> Response:
        """Ask for changes; a draft that goes on from the version is opened."""
        given = self.taken(shapes.ReasonWrite)
        return Response(self.shown(actions.request_changes(version=self.version(), by=request.user, **given)))

    @extend_schema(
        summary="Withdraw a version",
        request=shapes.ReasonWrite,
        responses=answers({200: shapes.DecisionRead}, *ACTING),
        operation_id="version_withdraw",
    )
    def withdraw(self, request: Request, version: object) -> Response:
        """Take back what is submitted or in force; forks keep what they have."""
        given = self.taken(shapes.ReasonWrite)
        return Response(self.shown(actions.withdraw(version=self.version(), by=request.user, **given)))
