"""Rows picked into a draft: picked, told of, updated from their source, or not to follow it."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from assessments import access, actions
from assessments.api.described import ACTING, ETAG, LOCATION, READING, SAVING, answers, empty
from assessments.api.shapes import bank as shapes
from assessments.api.shapes import pulling
from assessments.api.shapes.draft import DraftRow
from assessments.api.views.assessments import OfAssessment
from assessments.api.views.rows import saved_row
from assessments.inherited import offers, picks_in
from assessments.pulling import Updating, updating
from registry.access.drf import Entry
from registry.api.openapi import IF_MATCH
from registry.api.preconditions import etag, expected


class PickedRows(OfAssessment):
    """Rows of a draft that came from the bank, for the owner's people; who may pick is for the action."""

    serializer_class = shapes.PickedRead
    pagination_class = None  # a draft holds no more than people have picked one by one
    permission_of = {"list": Entry.SIGNED_IN, "create": Entry.SIGNED_IN}

    @extend_schema(
        summary="What was picked into the draft",
        responses=answers({200: shapes.PickedRead(many=True)}, 401, *READING),
        operation_id="picked_rows_list",
        filters=False,
    )
    def list(self, request: Request, assessment: object) -> Response:
        """Each picked row in the open draft, where it came from, and whether its source has changed since."""
        draft = access.find_draft(request.user, self.kwargs["assessment"])
        content = draft.stored().content
        picks = picks_in(draft.assessment, content)
        changed = {offer.path: offer for offer in offers(draft.assessment, content, request.user)}
        wanted = [each.version_id for each in picks.values()]
        seen = access.visible_versions(request.user).filter(pk__in=wanted)
        sources = {each.pk: each for each in seen.select_related("assessment__owner")}
        parts = [
            shapes.picked_parts(each, sources.get(each.version_id), changed.get(path))
            for path, each in picks.items()
        ]
        return Response(shapes.PickedRead(parts, many=True).data)

    @extend_schema(
        summary="Pick a row into the draft",
        request=shapes.PickWrite,
        parameters=[LOCATION, ETAG],
        responses=answers({201: DraftRow}, *ACTING),
        operation_id="picked_rows_create",
    )
    def create(self, request: Request, assessment: object) -> Response:
        """Bring a scenario or measure of a version you may see into the draft, under the id it has."""
        found, given = self.assessment(), self.taken(shapes.PickWrite)
        version = access.find_version(request.user, given["version"])
        place = (given["collection"], str(given["row"]))
        stored = actions.pick_row(
            version=version, collection=place[0], row=place[1], into=found, by=request.user,
            along=[str(each) for each in given["along"]],
        )  # fmt: skip
        address = reverse("api-draft-row", args=[found.pk, *place], request=request)
        return saved_row(stored, *place, status=201, headers={"Location": address})


class PickedUpdates(OfAssessment):
    """One picked row and its source, for the owner's people; who may take over is decided by the actions."""

    serializer_class = pulling.PickedUpdateRead
    permission_of = {
        "retrieve": Entry.SIGNED_IN,
        "choose": Entry.SIGNED_IN,
        "take_over": Entry.SIGNED_IN,
        "decline": Entry.SIGNED_IN,
        "follow": Entry.SIGNED_IN,
    }

    @extend_schema(
        summary="What the source of a picked row says by now",
        parameters=[ETAG],
        responses=answers({200: pulling.PickedUpdateRead}, 401, *READING),
        operation_id="picked_update_retrieve",
    )
    def retrieve(self, request: Request, assessment: object, collection: str, row: object) -> Response:
        """Each change with the three texts and what is chosen, worked out now; 404 when there is none."""
        found = self._found()
        shown = pulling.PickedUpdateRead(pulling.update_parts(found)).data
        return Response(shown, headers=etag(found.state))

    @extend_schema(
        summary="Choose for one change of a picked row",
        request=pulling.ChoiceWrite,
        responses=answers({200: pulling.PieceRead}, *SAVING),
        operation_id="picked_update_choose",
    )
    def choose(self, request: Request, assessment: object, collection: str, row: object) -> Response:
        """Take, keep ours, both, edit, not now or never; `stamp` names the change as you read it."""
        given = self.taken(pulling.ChoiceWrite)
        source, stamp, path = given.pop("from"), given.pop("stamp"), given["path"]
        actions.choose(
            assessment=self.assessment(), version=source, seen=stamp, row=self._path, by=request.user, **given
        )
        found = self._found()
        return Response(pulling.PieceRead(pulling.piece_parts(found, found.at(path))).data)

    @extend_schema(
        summary="Take over what the source of a picked row changed",
        request=pulling.SourceWrite,
        parameters=[IF_MATCH, ETAG],
        responses=answers({200: DraftRow, 204: empty("Taken out, as at the source.")}, *SAVING),
        operation_id="picked_update_take_over",
    )
    def take_over(self, request: Request, assessment: object, collection: str, row: object) -> Response:
        """All that fits, and what is chosen, in one step; one is undone with `pull/undo`.

        `If-Match` names the row's etag and `from` the version as you read them. `reasons` of a 409 names each
        conflict nobody chose in.
        """
        source = self.taken(pulling.SourceWrite)["from"]
        stored = actions.update_picked(
            assessment=self.assessment(), row=self._path, version=source, expected=expected(request),
            by=request.user,
        )  # fmt: skip
        is_there = stored.content.row(collection, str(row)) is not None
        return saved_row(stored, collection, str(row)) if is_there else self.gone()

    @extend_schema(
        summary="Let a picked row not follow its source",
        request=pulling.DeclinedWrite,
        responses=answers({204: empty("Remembered.")}, *ACTING),
        operation_id="picked_update_decline",
    )
    def decline(self, request: Request, assessment: object, collection: str, row: object) -> Response:
        """Never for this row, because …: nothing is offered from there any more."""
        reason = self.taken(pulling.DeclinedWrite)["reason"]
        actions.decline_updates(assessment=self.assessment(), row=self._path, reason=reason, by=request.user)
        return self.gone()

    @extend_schema(
        summary="Let a picked row follow its source again",
        responses=answers({204: empty("It does.")}, 401, 403, 404),
        operation_id="picked_update_follow",
    )
    def follow(self, request: Request, assessment: object, collection: str, row: object) -> Response:
        """Be told again of what the source changes."""
        actions.want_updates(assessment=self.assessment(), row=self._path, by=request.user)
        return self.gone()

    @property
    def _path(self) -> str:
        return f"{self.kwargs['collection']}/{self.kwargs['row']}"

    def _found(self) -> Updating:
        return updating(self.assessment(), self.request.user, self._path)
