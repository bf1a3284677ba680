"""Rows of a draft: added, saved, moved, removed."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from assessments import access, actions
from assessments.api.described import ACTING, ETAG, LOCATION, SAVING, answers, empty
from assessments.api.shapes import draft as shapes
from assessments.api.views.assessments import OfAssessment
from assessments.engine.content import row_to_plain
from assessments.models.stored import Stored
from registry.access.drf import Entry
from registry.api.openapi import IF_MATCH
from registry.api.preconditions import etag, expected


class Rows(OfAssessment):
    """Rows of one table in one draft; who may write is decided by the actions."""

    serializer_class = shapes.DraftRow
    permission_of = {
        "create": Entry.SIGNED_IN,
        "update": Entry.SIGNED_IN,
        "destroy": Entry.SIGNED_IN,
        "move": Entry.SIGNED_IN,
    }

    @extend_schema(
        summary="Add a row",
        request=shapes.RowWrite,
        parameters=[LOCATION, ETAG],
        responses=answers({201: shapes.DraftRow}, *ACTING),
        operation_id="draft_row_create",
    )
    def create(self, request: Request, assessment: object, collection: str) -> Response:
        """Add a scenario, a measure, a purpose …; its id is made here and kept in every fork."""
        found, given = self.assessment(), self.taken(shapes.RowWrite)
        after = given.get("after")
        row = actions.add_row(
            assessment=found, collection=collection, fields=given["fields"], by=request.user,
            after=str(after) if after else None,
        )  # fmt: skip
        address = reverse("api-draft-row", args=[found.pk, collection, row], request=request)
        stored = access.find_draft(request.user, found.pk).stored()
        return saved_row(stored, collection, row, status=201, headers={"Location": address})

    @extend_schema(
        summary="Save a row",
        request=shapes.SectionWrite,
        parameters=[IF_MATCH, ETAG],
        responses=answers({200: shapes.DraftRow}, *SAVING),
        operation_id="draft_row_update",
    )
    def update(self, request: Request, assessment: object, collection: str, row: object) -> Response:
        """Save the cells given, leave the others. `If-Match` names the row's etag as you read it."""
        stored = actions.save_row(
            assessment=self.assessment(), collection=collection, row=str(row), expected=expected(request),
            by=request.user, **self.taken(shapes.SectionWrite),
        )  # fmt: skip
        return saved_row(stored, collection, str(row))

    @extend_schema(
        summary="Remove a row",
        parameters=[IF_MATCH],
        responses=answers({204: empty("Removed.")}, *SAVING),
        operation_id="draft_row_destroy",
    )
    def destroy(self, request: Request, assessment: object, collection: str, row: object) -> Response:
        """Remove a row from the draft; frozen versions keep it. `If-Match` names the row's etag."""
        actions.remove_row(
            assessment=self.assessment(), collection=collection, row=str(row), expected=expected(request),
            by=request.user,
        )  # fmt: skip
        return self.gone()

    @extend_schema(
        summary="Move a row",
        request=shapes.MoveWrite,
        responses=answers({204: empty("Moved.")}, *ACTING),
        operation_id="draft_row_move",
    )
    def move(self, request: Request, assessment: object, collection: str, row: object) -> Response:
        """Move a row to just after another, or first."""
        after = self.taken(shapes.MoveWrite)["after"]
        actions.move_row(
            assessment=self.assessment(), collection=collection, row=str(row), by=request.user,
            after=str(after) if after else None,
        )  # fmt: skip
        return self.gone()


def saved_row(
    stored: Stored, collection: str, row: str, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """A row as it lies now, with the etag the next save must name."""
    path = f"{collection}/{row}"
    kept, state = stored.content.row(collection, row), stored.etags.get(path, "")
    shown = row_to_plain(kept) if kept else {"id": row, "origin": "", "fields": {}}
    return Response(
        {**shown, "path": path, "etag": state}, status=status, headers={**etag(state), **(headers or {})}
    )
