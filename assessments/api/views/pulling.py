"""Taking over what an upstream changed: read, chosen piece by piece, taken in one step, taken back in one."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import access, actions, reading
from assessments.api.described import ACTING, answers
from assessments.api.shapes import pulling as shapes
from assessments.api.shapes.draft import DraftRead, draft_parts
from assessments.api.views.assessments import OfAssessment
from assessments.pulling import pulling
from registry.access.drf import Entry


class Pulls(OfAssessment):
    """Of one assessment, for the owner's people; who may choose and take is decided by the actions."""

    serializer_class = shapes.PullRead
    permission_of = {
        "retrieve": Entry.SIGNED_IN,
        "choose": Entry.SIGNED_IN,
        "take_all": Entry.SIGNED_IN,
        "take_over": Entry.SIGNED_IN,
        "undo": Entry.SIGNED_IN,
    }

    @extend_schema(
        summary="What may be taken over from upstream",
        parameters=[shapes.SourceQuery],
        responses=answers({200: shapes.PullRead}, 401, 404, 409, 422),
        operation_id="pull_retrieve",
    )
    def retrieve(self, request: Request, assessment: object) -> Response:
        """Everything upstream changed that yours lacks, worked out now, with what is chosen for each."""
        query = shapes.SourceQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        found = pulling(self.assessment(), request.user, query.validated_data.get("from"))
        return Response(shapes.PullRead(shapes.pull_parts(found)).data)

    @extend_schema(
        summary="Choose for one piece",
        request=shapes.ChoiceWrite,
        responses=answers({200: shapes.PieceRead}, *ACTING, 412, 428),
        operation_id="pull_choose",
    )
    def choose(self, request: Request, assessment: object) -> Response:
        """Take, keep ours, both, edit, not now or never; `stamp` names the piece as you read it.

        The draft does not change before the choices are carried out.
        """
        given = self.taken(shapes.ChoiceWrite)
        source, stamp, path = given.pop("from"), given.pop("stamp"), given["path"]
        found = self.assessment()
        actions.choose(assessment=found, version=source, seen=stamp, by=request.user, **given)
        now = pulling(found, request.user, source.pk)
        return Response(shapes.PieceRead(shapes.piece_parts(now, now.at(path))).data)

    @extend_schema(
        summary="Choose to take all that fits",
        request=shapes.SourceWrite,
        responses=answers({200: shapes.TakenAll}, *ACTING),
        operation_id="pull_take_all",
    )
    def take_all(self, request: Request, assessment: object) -> Response:
        """Choose to take every piece that nobody has chosen for; conflicts are left to be chosen in."""
        source = self.taken(shapes.SourceWrite)["from"]
        chosen = actions.choose_all(assessment=self.assessment(), version=source, by=request.user)
        return Response({"chosen": chosen})

    @extend_schema(
        summary="Take over what is chosen",
        request=shapes.SourceWrite,
        responses=answers({200: DraftRead}, *ACTING),
        operation_id="pull_take_over",
    )
    def take_over(self, request: Request, assessment: object) -> Response:
        """Carry out the choices in the draft, in one step; one is opened when needed.

        What is in force does not change. `reasons` of a 409 names each conflict nobody chose in.
        """
        source = self.taken(shapes.SourceWrite)["from"]
        actions.pull(assessment=self.assessment(), version=source, by=request.user)
        return self._draft()

    @extend_schema(
        summary="Take the last taking back",
        request=None,
        responses=answers({200: DraftRead}, *ACTING),
        operation_id="pull_undo",
    )
    def undo(self, request: Request, assessment: object) -> Response:
        """The whole of it, in one step; what was written since stays, and the choices are kept."""
        actions.undo_pull(assessment=self.assessment(), by=request.user)
        return self._draft()

    def _draft(self) -> Response:
        draft = access.find_draft(self.request.user, self.kwargs["assessment"])
        view = reading.read_draft(draft, self.request.user)
        return Response(DraftRead(draft_parts(draft, view, self.request.user)).data)
