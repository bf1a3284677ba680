"""The open draft: read, written section by section, answered for, submitted."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from assessments import access, actions, reading
from assessments.api.described import ACTING, ETAG, LOCATION, READING, SAVING, answers, empty
from assessments.api.shapes import draft as shapes
from assessments.api.shapes.version import MessageWrite, VersionRow
from assessments.api.shapes.withholding import ReadingQuery
from assessments.api.views.assessments import OfAssessment
from assessments.engine.content import row_to_plain
from assessments.models.stored import Stored, item_path
from registry.access.drf import Entry
from registry.api.openapi import IF_MATCH
from registry.api.preconditions import etag, expected


class Drafts(OfAssessment):
    """The draft of one assessment, for the owner's people; who may write is decided by the actions."""

    serializer_class = shapes.DraftRead
    permission_of = {
        "retrieve": Entry.SIGNED_IN,
        "save_section": Entry.SIGNED_IN,
        "confirm": Entry.SIGNED_IN,
        "take_measures": Entry.SIGNED_IN,
        "set_language": Entry.SIGNED_IN,
        "renew_form": Entry.SIGNED_IN,
        "let_go": Entry.SIGNED_IN,
        "submit": Entry.SIGNED_IN,
    }

    @extend_schema(
        summary="The open draft",
        parameters=[ReadingQuery],
        responses=answers({200: shapes.DraftRead}, 401, *READING, 422),
        operation_id="draft_retrieve",
    )
    def retrieve(self, request: Request, assessment: object) -> Response:
        """Answers, the state of each item, what is computed or missing, and how it stands to upstream."""
        draft = access.find_draft(request.user, self.kwargs["assessment"])
        query = ReadingQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        view = reading.read_draft(draft, request.user, query.validated_data.get("reading", ""))
        return Response(shapes.DraftRead(shapes.draft_parts(draft, view, request.user)).data)

    @extend_schema(
        summary="Save a section",
        request=shapes.SectionWrite,
        parameters=[IF_MATCH, ETAG],
        responses=answers({200: shapes.ItemRead}, *SAVING),
        operation_id="draft_section_update",
    )
    def save_section(self, request: Request, assessment: object, section: str) -> Response:
        """Save the answers given, leave the others. `If-Match` names the section's etag as you read it."""
        stored = actions.save_section(
            assessment=self.assessment(), section=section, expected=expected(request), by=request.user,
            **self.taken(shapes.SectionWrite),
        )  # fmt: skip
        return saved_item(stored, section)

    @extend_schema(
        summary="Answer for something inherited",
        request=shapes.ConfirmationWrite,
        parameters=[IF_MATCH, ETAG],
        responses=answers({200: shapes.ItemRead}, *SAVING),
        operation_id="draft_confirm",
    )
    def confirm(self, request: Request, assessment: object) -> Response:
        """Confirm it, or say why it is not relevant here. `If-Match` names the etag of its section or row."""
        given = self.taken(shapes.ConfirmationWrite)
        stored = actions.confirm(
            assessment=self.assessment(), expected=expected(request), by=request.user, **given
        )
        return saved_item(stored, item_path(given["path"], stored.schema))

    @extend_schema(
        summary="Take measures from a version",
        request=shapes.MeasuresWrite,
        responses=answers({200: shapes.RowsTaken}, *ACTING),
        operation_id="draft_take_measures",
    )
    def take_measures(self, request: Request, assessment: object) -> Response:
        """Bring measures of a version you may see into the draft, with their row ids; scores never come."""
        given = self.taken(shapes.MeasuresWrite)
        content = actions.take_measures(
            assessment=self.assessment(), version=access.find_version(request.user, given["version"]),
            rows=[str(row) for row in given["rows"]], by=request.user,
        )  # fmt: skip
        return Response({"rows": [row_to_plain(row) for row in content.rows.get("measures", ())]})

    @extend_schema(
        summary="Say what the draft is written in",
        request=shapes.LanguageWrite,
        responses=answers({200: shapes.DraftRead}, *ACTING),
        operation_id="draft_set_language",
    )
    def set_language(self, request: Request, assessment: object) -> Response:
        """A fork may be written in another language than its original; no text changes by it."""
        given = self.taken(shapes.LanguageWrite)
        actions.set_language(assessment=self.assessment(), by=request.user, **given)
        return self.retrieve(request, assessment)

    @extend_schema(
        summary="Go over to the newest form",
        request=None,
        responses=answers({200: shapes.DraftRead}, 401, 403, 404, 409),
        operation_id="draft_renew_form",
    )
    def renew_form(self, request: Request, assessment: object) -> Response:
        """Answers move along; what the newer form no longer asks is kept in `content.orphans`."""
        found = self.assessment()
        actions.renew_form(assessment=found, by=request.user)
        return self.retrieve(request, assessment)

    @extend_schema(
        summary="Let go of an answer no longer asked for",
        request=shapes.OrphanWrite,
        parameters=[IF_MATCH],
        responses=answers({204: empty("Let go.")}, *SAVING),
        operation_id="draft_let_go",
    )
    def let_go(self, request: Request, assessment: object) -> Response:
        """Remove one from the draft; frozen versions keep it. `If-Match` names the etag of `~/<path>`."""
        actions.let_go(
            assessment=self.assessment(), expected=expected(request), by=request.user,
            **self.taken(shapes.OrphanWrite),
        )  # fmt: skip
        return self.gone()

    @extend_schema(
        summary="Submit the draft",
        request=MessageWrite,
        parameters=[LOCATION],
        responses=answers({201: VersionRow}, *ACTING),
        operation_id="draft_submit",
    )
    def submit(self, request: Request, assessment: object) -> Response:
        """Freeze the draft as the next version, for review and approval. Of two at once, one is told."""
        version = actions.submit(assessment=self.assessment(), by=request.user, **self.taken(MessageWrite))
        shown = VersionRow(version, context={"is_own": True}).data
        return Response(
            shown,
            status=201,
            headers={"Location": reverse("api-version", args=[version.pk], request=request)},
        )


def saved_item(stored: Stored, path: str) -> Response:
    """A section or row as it lies now, with the etag the next save must name."""
    state = stored.etags.get(path, "")
    return Response({"path": path, "etag": state, "fields": stored.item(path)}, headers=etag(state))
