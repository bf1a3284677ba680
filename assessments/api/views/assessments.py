"""Assessments: found, started, opened for the next version, shown to others, linked."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.utils.urls import replace_query_param

from assessments import access, actions, reading, search
from assessments.api.described import ACTING, LOCATION, OPEN, READING, answers
from assessments.api.shapes import asked
from assessments.api.shapes import assessment as shapes
from assessments.api.shapes.draft import DraftRead, draft_parts
from assessments.api.shapes.entry import WHOLE_OR_ENTRY, AssessmentPage, EntryRead, listed
from assessments.models import Assessment, Kind
from registry.access.drf import Entry
from registry.api.views.endpoint import Endpoint


class OfAssessment(Endpoint):
    """Things about one assessment, whose id is `assessment` in the address."""

    def assessment(self) -> Assessment:
        """The assessment, if the actor may see it; NotFound otherwise."""
        return access.find(self.request.user, self.kwargs["assessment"])

    def to_share(self) -> Assessment:
        """The same for whoever decides whom it is shown to; NotPermitted for others who see it."""
        found = self.assessment()
        access.check_can_share(self.request.user, found)
        return found

    def whole(self, assessment: Assessment) -> dict[str, object]:
        """The assessment as the actor sees it."""
        fresh = access.find(self.request.user, assessment.pk)
        return dict(shapes.AssessmentRead(shapes.assessment_parts(fresh, self.request.user)).data)


class Assessments(OfAssessment):
    """What the asker may see; every deed is decided by its action."""

    serializer_class = shapes.AssessmentRead
    permission_of = {
        "list": None,
        "retrieve": None,
        "create": Entry.SIGNED_IN,
        "revise": Entry.SIGNED_IN,
        "share": Entry.SIGNED_IN,
        "link": Entry.SIGNED_IN,
    }

    @extend_schema(
        summary="Assessments you may see",
        auth=OPEN,
        parameters=[asked.Query],
        responses=answers({200: AssessmentPage}, 422),
    )
    def list(self, request: Request) -> Response:
        """A page of what you may see, newest first: your agency's own, and what others show.

        Of some you may only know that they exist (`is_entry`): ask their owner to see them.
        """
        query = asked.Query(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        given = query.validated_data
        filters = search.Filters(
            kind=given.get("kind", ""),
            owner=given.get("owner"),
            solution=given.get("solution"),
            text=given.get("q", ""),
            is_overdue=given["overdue"],
            is_whole=given["whole"],
        )
        page = search.page(request.user, filters, given.get("cursor", ""), given["limit"])
        here = request.build_absolute_uri()
        found = {
            "next": replace_query_param(here, "cursor", page.next) if page.next else None,
            "results": listed(page.items),
        }
        if given["count"]:
            count, more = search.count_up_to(request.user, filters)
            found["total"] = {"count": count, "more": more}
        return Response(found)

    @extend_schema(
        summary="Start an assessment",
        request=asked.AssessmentWrite,
        parameters=[LOCATION],
        responses=answers({201: shapes.AssessmentRead}, 401, 403, 422),
    )
    def create(self, request: Request) -> Response:
        """Begin an empty ROS or DPIA of one or more solutions; its draft is open at once."""
        made = actions.start(by=request.user, **self.taken(asked.AssessmentWrite))
        address = reverse("api-assessment", args=[made.pk], request=request)
        return Response(self.whole(made), status=201, headers={"Location": address})

    @extend_schema(summary="An assessment", auth=OPEN, responses=answers({200: WHOLE_OR_ENTRY}, *READING))
    def retrieve(self, request: Request, assessment: object) -> Response:
        """What it is about, where it stands, what it builds on, and what you can do with it.

        An entry (`is_entry`) when its owner lets you know that it exists, and no more.
        """
        found = access.find_known(request.user, assessment)
        return Response(EntryRead(found).data if found.is_entry else self.whole(found))

    @extend_schema(
        summary="Open a draft of the next version",
        request=None,
        parameters=[LOCATION],
        responses=answers({201: DraftRead}, 401, 403, 404, 409),
    )
    def revise(self, request: Request, assessment: object) -> Response:
        """Open a draft from the newest version; what is in force stays in force meanwhile."""
        found = self.assessment()
        actions.revise(assessment=found, by=request.user)
        draft = access.find_draft(request.user, found.pk)
        parts = draft_parts(draft, reading.read_draft(draft, request.user), request.user)
        address = reverse("api-draft", args=[found.pk], request=request)
        return Response(DraftRead(parts).data, status=201, headers={"Location": address})

    @extend_schema(
        summary="Decide whom it is shown to",
        request=asked.VisibilityWrite,
        responses=answers({200: shapes.AssessmentRead}, *ACTING),
    )
    def share(self, request: Request, assessment: object) -> Response:
        """Show what is in force to your own agency only, to those you name, to all members, or to everyone.

        Shown to your own only, nobody is named any more.
        """
        found = self.assessment()
        shared = actions.share(assessment=found, by=request.user, **self.taken(asked.VisibilityWrite))
        return Response(self.whole(shared))

    @extend_schema(
        summary="Link a ROS and a DPIA",
        request=asked.LinkWrite,
        responses=answers({200: OpenApiResponse(shapes.AssessmentRead)}, *ACTING),
    )
    def link(self, request: Request, assessment: object) -> Response:
        """Link a ROS and a DPIA of the same agency and solution, so that they can share measures."""
        found, other = self.assessment(), self.taken(asked.LinkWrite)["assessment"]
        ros, dpia = (found, other) if found.kind == Kind.ROS else (other, found)
        actions.link(ros=ros, dpia=dpia, by=request.user)
        return Response(self.whole(found))
