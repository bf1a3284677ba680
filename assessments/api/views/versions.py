"""Frozen versions: read as one may see them, forked, held against what an approval asks."""

from __future__ import annotations

from django.utils.cache import patch_vary_headers
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from assessments import access, actions, reading
from assessments.api.described import ACTING, LOCATION, NONE_MATCH, OPEN, READING, VERSION_TAG, answers, empty
from assessments.api.shapes import version as shapes
from assessments.api.shapes.asked import ForkWrite
from assessments.api.shapes.assessment import AssessmentRead, assessment_parts
from assessments.api.shapes.content import label_in
from assessments.api.shapes.withholding import ReadingQuery
from assessments.api.tags import is_known, not_modified, tag_of
from assessments.checking import reasons_against_showing
from assessments.models import Version
from registry.access.drf import Entry
from registry.api.views.endpoint import Endpoint

CACHE = "private, no-cache"  # kept by the asker alone, who asks each time whether she may still see it


class OfVersion(Endpoint):
    """Things about one version, whose id is `version` in the address."""

    def seen_as(self) -> str:
        """The reading asked for; "" for the asker's own."""
        query = ReadingQuery(data=self.request.query_params.dict())
        query.is_valid(raise_exception=True)
        return str(query.validated_data.get("reading", ""))

    def version(self) -> Version:
        """The version, if the actor may see it; NotFound otherwise."""
        return access.find_version(self.request.user, self.kwargs["version"])

    def own_version(self) -> Version:
        """The version, for the owner's people; NotFound for all others."""
        found = self.version()
        access.check_is_own(self.request.user, found.assessment)
        return found


class OneVersion(OfVersion):
    """One version; every deed is decided by its action."""

    serializer_class = shapes.VersionRead
    permission_of = {"retrieve": None, "fork": Entry.SIGNED_IN, "reasons": Entry.SIGNED_IN}

    @extend_schema(
        summary="A version",
        auth=OPEN,
        parameters=[ReadingQuery, NONE_MATCH, VERSION_TAG],
        responses=answers({200: shapes.VersionRead, 304: empty("You have it.")}, *READING, 422),
        operation_id="version_retrieve",
    )
    def retrieve(self, request: Request, version: object) -> Response:
        """The version as you may see it; of what is withheld from you only the legal ground."""
        view = reading.read_version(self.version(), request.user, self.seen_as())
        around = shapes.around(view, request.user)
        tag = tag_of(view, around)
        if is_known(request, tag):
            answer = not_modified(tag, CACHE)
        else:
            answer = Response(
                {**around, **shapes.inside(view)}, headers={"ETag": tag, "Cache-Control": CACHE}
            )
        patch_vary_headers(answer, ["Authorization", "Cookie"])
        return answer

    @extend_schema(
        summary="Fork a version",
        request=ForkWrite,
        parameters=[LOCATION],
        responses=answers({201: AssessmentRead}, *ACTING),
        operation_id="version_fork",
    )
    def fork(self, request: Request, version: object) -> Response:
        """Build on exactly this version in your own agency: what is shared travels, nothing local does.

        You need to see the version and to be an author in the agency the fork is for. No approval travels.
        """
        made = actions.fork(version=self.version(), by=request.user, **self.taken(ForkWrite))
        fresh = access.find(request.user, made.pk)
        shown = AssessmentRead(assessment_parts(fresh, request.user)).data
        return Response(
            shown,
            status=201,
            headers={"Location": reverse("api-assessment", args=[made.pk], request=request)},
        )

    @extend_schema(
        summary="What is in the way of an approval",
        responses=answers({200: shapes.ReasonsRead}, 401, *READING),
        operation_id="version_reasons",
    )
    def reasons(self, request: Request, version: object) -> Response:
        """Everything that is missing, wrong or not yet confirmed, with its place; for the owner's people."""
        found = self.own_version()
        named = label_in(found.parsed_schema, found.content)
        reasons = [
            {
                "code": r.code,
                "message": str(r.message),
                "where": r.where,
                "label": named(r.where),
                "how": str(r.how),
            }
            for r in [*reading.reasons_against(found), *reasons_against_showing(found)]
        ]
        return Response({"ready": not reasons, "reasons": reasons})
