"""An assessment over time: versions, lineage, and measures kept up to date."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import access, actions, search
from assessments.api.described import ACTING, OPEN, READING, answers
from assessments.api.shapes import lineage as shapes
from assessments.api.shapes.asked import FamilyPage
from assessments.api.shapes.version import VersionRow
from assessments.api.views.assessments import OfAssessment
from assessments.engine.redact import Reading
from assessments.lineage import tree
from assessments.models import FollowUp, Version
from registry.access.drf import Entry


class Versions(OfAssessment):
    """The versions of one assessment."""

    queryset = Version.objects.none()
    serializer_class = VersionRow
    ordering = ("-number",)
    permission_of = {"list": None}

    @extend_schema(
        summary="Its versions",
        auth=OPEN,
        responses=answers({200: VersionRow(many=True)}, *READING),
        operation_id="versions_list",
    )
    def list(self, request: Request, assessment: object) -> Response:
        """Newest first: all of your own agency's, of others what is or was in force."""
        found = self.assessment()
        versions = access.visible_versions(request.user).filter(assessment=found)
        page = self.paginate_queryset(versions.select_related("review", "author"))
        is_own = access.reading_of(request.user, found) is Reading.FULL
        return self.get_paginated_response(VersionRow(page, many=True, context={"is_own": is_own}).data)


class Lineage(OfAssessment):
    """Where one assessment comes from, and what has come of it."""

    permission_of = {"retrieve": None}

    @extend_schema(
        summary="Its lineage",
        auth=OPEN,
        parameters=[FamilyPage],
        responses=answers({200: shapes.LineageRead}, 422, *READING),
        operation_id="assessments_lineage_retrieve",
    )
    def retrieve(self, request: Request, assessment: object) -> Response:
        """The whole family, and ancestors and forks; of those you may not see only how many there are."""
        found = self.assessment()
        asked = FamilyPage(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        family = tree(found, request.user, asked.validated_data["start"])
        direct = shapes.DirectLineage(search.lineage(found, request.user))
        return Response({**direct.data, "family": shapes.FamilyTree(family).data})


class FollowUps(OfAssessment):
    """Measures kept up to date after approval; for the owner's people."""

    queryset = FollowUp.objects.none()
    serializer_class = shapes.FollowUpRead
    ordering = ("id",)
    permission_of = {"list": Entry.SIGNED_IN, "save": Entry.SIGNED_IN}

    def get_queryset(self) -> QuerySet[FollowUp]:
        """The follow-ups of the assessment in the address, 404 for others than the owner's people."""
        found = self.assessment()
        access.check_is_own(self.request.user, found)
        return FollowUp.objects.filter(assessment=found).select_related("by")

    @extend_schema(
        summary="Follow-up of measures",
        responses=answers({200: shapes.FollowUpRead(many=True)}, 401, *READING),
        operation_id="follow_ups_list",
    )
    def list(self, request: Request, assessment: object) -> Response:
        """The newest follow-up of each measure that has one; it overlays what was approved."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        summary="Follow up a measure",
        request=shapes.MeasureFollowUp,
        responses=answers({200: shapes.FollowUpRead}, *ACTING),
        operation_id="follow_up_update",
    )
    def save(self, request: Request, assessment: object, row: object) -> Response:
        """Status, responsible, deadline or evidence of a measure in force, without a new approval."""
        found = self.assessment()
        given = self.taken(shapes.MeasureFollowUp)
        kept = actions.follow_up(assessment=found, measure=str(row), by=request.user, **given)
        return Response(self.shown(kept))
