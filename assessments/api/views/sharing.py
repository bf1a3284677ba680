"""The agencies and the links an assessment is shown to; for those who decide it."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import actions
from assessments.actions.share_link import path_of
from assessments.api.described import ACTING, READING, answers, empty
from assessments.api.shapes import sharing as shapes
from assessments.api.views.assessments import OfAssessment
from assessments.models import Grant, ShareLink
from registry.access.drf import Entry
from registry.models import Agency


class NamedAgencies(OfAssessment):
    """Grants of one assessment."""

    queryset = Grant.objects.none()
    serializer_class = shapes.GrantRead
    ordering = ("id",)
    permission_of = {"list": Entry.SIGNED_IN, "create": Entry.SIGNED_IN, "destroy": Entry.SIGNED_IN}

    @extend_schema(
        summary="Agencies it is shown to",
        responses=answers({200: shapes.GrantRead(many=True)}, 401, 403, *READING),
        operation_id="named_agencies_list",
    )
    def list(self, request: Request, assessment: object) -> Response:
        """Those named one by one, also those whose time is out; for whoever decides whom it is shown to."""
        found = self.to_share()
        page = self.paginate_queryset(found.grants.select_related("agency", "by"))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        summary="Show it to an agency",
        request=shapes.GrantWrite,
        responses=answers({201: shapes.GrantRead}, *ACTING),
        operation_id="named_agencies_create",
    )
    def create(self, request: Request, assessment: object) -> Response:
        """Show what is in force to one more agency, or set a new end for one that is named already.

        What was shown to nobody becomes shown to named agencies.
        """
        found = self.assessment()
        given = self.taken(shapes.GrantWrite)
        return self.made(actions.name_agency(assessment=found, by=request.user, **given))

    @extend_schema(
        summary="Show it to an agency no longer",
        responses=answers({204: empty("It is not named any more.")}, 401, 403, *READING),
        operation_id="named_agencies_destroy",
    )
    def destroy(self, request: Request, assessment: object, agency: object) -> Response:
        """What it has built on it stays whole; it is told."""
        found = self.assessment()
        named = get_object_or_404(Agency.objects.visible_to(request.user), pk=agency)
        actions.unname_agency(assessment=found, agency=named, by=request.user)
        return self.gone()


class ShareLinks(OfAssessment):
    """Links to one assessment, for those without an account."""

    queryset = ShareLink.objects.none()
    serializer_class = shapes.ShareLinkRead
    ordering = ("-at", "-id")
    permission_of = {"list": Entry.SIGNED_IN, "create": Entry.SIGNED_IN, "revoke": Entry.SIGNED_IN}

    @extend_schema(
        summary="Links that show it",
        responses=answers({200: shapes.ShareLinkRead(many=True)}, 401, 403, *READING),
        operation_id="share_links_list",
    )
    def list(self, request: Request, assessment: object) -> Response:
        """Also those that have ended, the newest first; for whoever decides whom it is shown to."""
        found = self.to_share()
        page = self.paginate_queryset(ShareLink.objects.of(found))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        summary="Make a link",
        request=shapes.ShareLinkWrite,
        responses=answers({201: shapes.ShareLinkMade}, *ACTING),
        operation_id="share_links_create",
    )
    def create(self, request: Request, assessment: object) -> Response:
        """A link that shows one version to somebody without an account; its address is told this once."""
        given = self.taken(shapes.ShareLinkWrite)
        made, secret = actions.make_share_link(assessment=self.assessment(), by=request.user, **given)
        told = shapes.ShareLinkRead(made).data
        address = request.build_absolute_uri(path_of(made, secret))
        return Response({**told, "address": address}, status=201)

    @extend_schema(
        summary="Revoke a link",
        request=None,
        responses=answers({200: shapes.ShareLinkRead}, 401, 403, 404, 409),
        operation_id="share_links_revoke",
    )
    def revoke(self, request: Request, assessment: object, share_link: object) -> Response:
        """End it at once, also for those who have it open."""
        found = self.to_share()
        link = get_object_or_404(ShareLink.objects.of(found), pk=share_link)
        return Response(self.shown(actions.revoke_share_link(link=link, by=request.user)))
