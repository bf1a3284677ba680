"""What one has been told, and watching."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import actions, watching
from assessments.api.described import ACTING, answers, empty
from assessments.api.shapes import notice as shapes
from assessments.api.views.assessments import OfAssessment
from assessments.models import Notice
from registry.access.drf import Entry
from registry.api.views.endpoint import Endpoint


class Notices(Endpoint):
    """One's own notices."""

    queryset = Notice.objects.none()
    serializer_class = shapes.NoticeRead
    ordering = ("-at", "-id")
    permission_of = {"list": Entry.SIGNED_IN, "mark_read": Entry.SIGNED_IN}

    def get_queryset(self) -> QuerySet[Notice]:
        """What the asker has been told about what she may still see."""
        return watching.notices_of(self.request.user)

    @extend_schema(
        summary="What you have been told",
        parameters=[shapes.NoticeQuery],
        responses=answers({200: shapes.NoticeRead(many=True)}, 401, 422),
        operation_id="notices_list",
    )
    def list(self, request: Request) -> Response:
        """Newest first; each says what you may see now, whatever it was about."""
        query = shapes.NoticeQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        rows = self.get_queryset()
        rows = rows.filter(read_at=None) if query.validated_data["unread"] else rows
        page = watching.told(self.paginate_queryset(rows), request.user)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        summary="Mark notices as read",
        request=shapes.NoticesRead,
        responses=answers({200: shapes.NoticesMarked}, 401, 422),
        operation_id="notices_read",
    )
    def mark_read(self, request: Request) -> Response:
        """Those you name, or all of yours; others' are passed over."""
        marked = actions.mark_read(by=request.user, only=self.taken(shapes.NoticesRead).get("notices"))
        return Response({"marked": marked})


class Watching(OfAssessment):
    """Whether and how the asker is told of one assessment."""

    serializer_class = shapes.WatchWrite
    permission_of = {"update": Entry.SIGNED_IN, "destroy": Entry.SIGNED_IN}

    @extend_schema(
        summary="Watch an assessment",
        request=shapes.WatchWrite,
        responses=answers({200: shapes.WatchWrite}, *ACTING),
        operation_id="watch_update",
    )
    def update(self, request: Request, assessment: object) -> Response:
        """Be told at once, once a day, or never; with an empty `how` as you have chosen for everything."""
        given = self.taken(shapes.WatchWrite)
        return Response(self.shown(actions.watch(assessment=self.assessment(), by=request.user, **given)))

    @extend_schema(
        summary="Stop watching",
        responses=answers({204: empty("You are told only what your roles say.")}, 401),
        operation_id="watch_destroy",
    )
    def destroy(self, request: Request, assessment: object) -> Response:
        """Let your roles decide again; the same answer whether or not you watched it, or may see it."""
        actions.unwatch(assessment=assessment, by=request.user)
        return self.gone()
