"""Proposing a fork's changes to its original, and answering: the same deeds as the pages have."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from assessments import access, actions
from assessments.api.described import ACTING, LOCATION, READING, answers
from assessments.api.shapes import proposal as shapes
from assessments.api.views.assessments import OfAssessment
from assessments.models import Proposal, ProposalComment
from assessments.proposing import NEWEST_FIRST, ProposalFilters, find_proposal, proposals, proposing
from registry.access.drf import Entry
from registry.api.views.endpoint import Endpoint


class Proposing(OfAssessment):
    """What is proposed from one assessment and to it, for its owner's people."""

    queryset = Proposal.objects.none()
    serializer_class = shapes.ProposalRow
    ordering = NEWEST_FIRST
    permission_of = {
        "list": Entry.SIGNED_IN,
        "create": Entry.SIGNED_IN,
        "proposable": Entry.SIGNED_IN,
        "preview": Entry.SIGNED_IN,
    }

    @extend_schema(
        summary="Proposals from it and to it",
        parameters=[shapes.ProposalQuery],
        responses=answers({200: shapes.ProposalRow(many=True)}, 401, *READING, 422),
        operation_id="proposals_list",
    )
    def list(self, request: Request, assessment: object) -> Response:
        """Newest first."""
        found = self.assessment()
        access.check_is_own(request.user, found)
        page = self.paginate_queryset(proposals(request.user, _filters(request), about=found))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        summary="What could be proposed to the original",
        responses=answers({200: shapes.ProposableRead}, 401, 404, 409),
        operation_id="proposable_retrieve",
    )
    def proposable(self, request: Request, assessment: object) -> Response:
        """What differs from the original, travels and is not withheld; `theirs` is what would be proposed."""
        found = proposing(self.assessment(), request.user)
        return Response(shapes.ProposableRead(shapes.proposable_parts(found)).data)

    @extend_schema(
        summary="See a proposal as it would be seen",
        request=shapes.PathsWrite,
        responses=answers({200: shapes.PreviewRead}, *ACTING),
        operation_id="proposal_preview",
    )
    def preview(self, request: Request, assessment: object) -> Response:
        """Exactly what the original's people would see of these places; nothing is sent."""
        paths = self.taken(shapes.PathsWrite)["paths"]
        sent = proposing(self.assessment(), request.user).sent(paths)
        return Response(shapes.PreviewRead({"places": shapes.places_of(sent)}).data)

    @extend_schema(
        summary="Propose changes to the original",
        request=shapes.ProposalWrite,
        parameters=[LOCATION],
        responses=answers({201: shapes.ProposalRead}, *ACTING),
        operation_id="proposal_create",
    )
    def create(self, request: Request, assessment: object) -> Response:
        """Send these places, and nothing else of yours, to the body whose assessment yours is built on."""
        given = self.taken(shapes.ProposalWrite)
        made = actions.propose(assessment=self.assessment(), by=request.user, **given)
        address = reverse("api-proposal", args=[made.pk], request=request)
        return Response(_whole(made, request), status=201, headers={"Location": address})


class Proposals(Endpoint):
    """Proposals, for the people of the two bodies; who may answer is decided by the actions."""

    queryset = Proposal.objects.none()
    serializer_class = shapes.ProposalRead
    ordering = NEWEST_FIRST
    permission_of = {
        "list": Entry.SIGNED_IN,
        "retrieve": Entry.SIGNED_IN,
        "accept": Entry.SIGNED_IN,
        "decline": Entry.SIGNED_IN,
        "withdraw": Entry.SIGNED_IN,
    }

    @extend_schema(
        summary="Proposals your agencies sent or received",
        parameters=[shapes.ProposalQuery],
        responses=answers({200: shapes.ProposalListed(many=True)}, 401, 422),
        operation_id="all_proposals_list",
    )
    def list(self, request: Request) -> Response:
        """Across all assessments, newest first; `direction=received&state=open` is what waits for you."""
        page = self.paginate_queryset(proposals(request.user, _filters(request)))
        parts = shapes.listed_parts(page, request.user)
        return self.get_paginated_response(shapes.ProposalListed(parts, many=True).data)

    @extend_schema(
        summary="A proposal",
        responses=answers({200: shapes.ProposalRead}, 401, *READING),
        operation_id="proposal_retrieve",
    )
    def retrieve(self, request: Request, proposal: object) -> Response:
        """What is proposed and why: against your own text if it is yours to answer, else as it was sent."""
        return self._now()

    @extend_schema(
        summary="Take up a proposal, or some of it",
        request=shapes.AcceptWrite,
        responses=answers({200: shapes.ProposalRead}, *ACTING, 412),
        operation_id="proposal_accept",
    )
    def accept(self, request: Request, proposal: object) -> Response:
        """Take up the places chosen, in your draft; one is opened when needed. What is in force stays."""
        given = self.taken(shapes.AcceptWrite)
        choices = {each.pop("path"): each for each in map(dict, given["choices"])}
        actions.accept_proposal(
            proposal=self._proposal(), choices=choices, answer=given["answer"], by=request.user
        )
        return self._now()

    @extend_schema(
        summary="Decline a proposal",
        request=shapes.DeclineWrite,
        responses=answers({200: shapes.ProposalRead}, *ACTING),
        operation_id="proposal_decline",
    )
    def decline(self, request: Request, proposal: object) -> Response:
        """Say no, and why; it is final."""
        reason = self.taken(shapes.DeclineWrite)["reason"]
        actions.decline_proposal(proposal=self._proposal(), reason=reason, by=request.user)
        return self._now()

    @extend_schema(
        summary="Withdraw a proposal",
        request=None,
        responses=answers({200: shapes.ProposalRead}, *ACTING),
        operation_id="proposal_withdraw",
    )
    def withdraw(self, request: Request, proposal: object) -> Response:
        """Take it back while nobody has answered."""
        actions.withdraw_proposal(proposal=self._proposal(), by=request.user)
        return self._now()

    def _proposal(self) -> Proposal:
        return find_proposal(self.request.user, self.kwargs["proposal"])

    def _now(self) -> Response:
        return Response(_whole(self._proposal(), self.request))


class Remarks(Endpoint):
    """What is said about one proposal, by both bodies."""

    queryset = ProposalComment.objects.none()
    serializer_class = shapes.RemarkRead
    ordering = ("at", "id")
    permission_of = {"list": Entry.SIGNED_IN, "create": Entry.SIGNED_IN}

    def get_queryset(self) -> QuerySet[ProposalComment]:
        """The remarks on the proposal in the address, 404 for others than the two bodies' people."""
        found = find_proposal(self.request.user, self.kwargs["proposal"])
        return ProposalComment.objects.filter(proposal=found).select_related("author", "agency")

    @extend_schema(
        summary="What is said about a proposal",
        responses=answers({200: shapes.RemarkRead(many=True)}, 401, *READING),
        operation_id="proposal_comments_list",
    )
    def list(self, request: Request, proposal: object) -> Response:
        """Oldest first."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        summary="Say something about a proposal",
        request=shapes.RemarkWrite,
        responses=answers({201: shapes.RemarkRead}, *ACTING),
        operation_id="proposal_comment_create",
    )
    def create(self, request: Request, proposal: object) -> Response:
        """Both bodies read it."""
        found = find_proposal(request.user, self.kwargs["proposal"])
        said = self.taken(shapes.RemarkWrite)["text"]
        return self.made(actions.comment_on_proposal(proposal=found, text=said, by=request.user))


def _filters(request: Request) -> ProposalFilters:
    query = shapes.ProposalQuery(data=request.query_params)
    query.is_valid(raise_exception=True)
    return ProposalFilters(**query.validated_data)


def _whole(proposal: Proposal, request: Request) -> dict[str, object]:
    return dict(shapes.ProposalRead(shapes.proposal_parts(proposal, request.user)).data)
