"""Withholding: marks in the draft, what is withheld at once in what is approved, and the legal grounds."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import access, actions, reading
from assessments.actions.at_once import find_withholding
from assessments.actions.withhold import item_of, places_of, stamp_of
from assessments.api.described import ACTING, ETAG, OPEN, READING, SAVING, answers
from assessments.api.shapes import withholding as shapes
from assessments.api.shapes.content import label_in
from assessments.api.shapes.draft import ItemRead
from assessments.api.views.assessments import OfAssessment
from assessments.api.views.drafts import saved_item
from assessments.engine.content import Path
from assessments.engine.marking import Rule, Wanted
from assessments.models import Assessment, Draft, Version, Withholding
from assessments.models.stored import Stored
from assessments.withheld import Overview
from registry.access.drf import Entry
from registry.api.openapi import IF_MATCH
from registry.api.preconditions import etag, expected
from registry.api.views.endpoint import Endpoint
from registry.errors import NotFound


class Grounds(Endpoint):
    """The legal grounds for withholding."""

    serializer_class = shapes.GroundRead
    pagination_class = None
    permission_of = {"list": None}

    @extend_schema(
        summary="Grounds for withholding",
        auth=OPEN,
        responses=answers({200: shapes.GroundRead(many=True)}),
        operation_id="grounds_list",
    )
    def list(self, request: Request) -> Response:
        """Every ground there is or was, with the days on which it may be used."""
        return Response(shapes.GroundRead(shapes.grounds_parts(), many=True).data)


class DraftMarks(OfAssessment):
    """What is withheld of the open draft; who may mark is decided by the actions."""

    serializer_class = shapes.OverviewRead
    permission_of = {
        "retrieve": Entry.SIGNED_IN,
        "withhold": Entry.SIGNED_IN,
        "disclose": Entry.SIGNED_IN,
        "preview": Entry.SIGNED_IN,
        "withhold_many": Entry.SIGNED_IN,
    }

    @extend_schema(
        summary="What is withheld of the draft",
        responses=answers({200: shapes.OverviewRead}, 401, *READING),
        operation_id="draft_withheld",
    )
    def retrieve(self, request: Request, assessment: object) -> Response:
        """Every mark, what is withheld at once, and what is withheld without a mark."""
        draft = access.find_draft(request.user, self.kwargs["assessment"])
        overview = Overview(reading.read_draft(draft, request.user))
        return Response(shapes.OverviewRead(shapes.overview_parts(overview, stamp_of(draft))).data)

    @extend_schema(
        summary="Withhold something",
        request=shapes.MarkWrite,
        parameters=[IF_MATCH, ETAG],
        responses=answers({200: ItemRead}, *SAVING),
        operation_id="draft_withhold",
    )
    def withhold(self, request: Request, assessment: object) -> Response:
        """Others are shown the ground instead. `If-Match` names the etag of its section or row.

        It holds for versions made from this draft; for what is approved already there is `withholdings/`.
        """
        given = self.taken(shapes.MarkWrite)
        stored = actions.withhold(
            assessment=self.assessment(), expected=expected(request), by=request.user, **given
        )
        return saved_item(stored, item_of(given["path"], stored.schema))

    @extend_schema(
        summary="Show something again",
        request=shapes.DiscloseWrite,
        parameters=[IF_MATCH, ETAG],
        responses=answers({200: ItemRead}, *SAVING),
        operation_id="draft_disclose",
    )
    def disclose(self, request: Request, assessment: object) -> Response:
        """Take the mark away. `If-Match` names the etag of its section or row."""
        given = self.taken(shapes.DiscloseWrite)
        stored = actions.disclose(
            assessment=self.assessment(), expected=expected(request), by=request.user, **given
        )
        return saved_item(stored, item_of(given["path"], stored.schema))

    @extend_schema(
        summary="See what would be withheld",
        request=shapes.ManyPreview,
        responses=answers({200: shapes.PlacesRead}, *ACTING),
        operation_id="draft_withhold_many_preview",
    )
    def preview(self, request: Request, assessment: object) -> Response:
        """The places, each with the ground the form proposes; nothing is changed."""
        draft = access.find_draft(request.user, self.kwargs["assessment"])
        stored = draft.stored()
        places = places_of(_wanted(self.taken(shapes.ManyPreview)), stored.content, stored.schema)
        return _places(draft, stored, places)

    @extend_schema(
        summary="Withhold many in one step",
        request=shapes.ManyWrite,
        parameters=[IF_MATCH, ETAG],
        responses=answers({200: shapes.PlacesRead}, *SAVING),
        operation_id="draft_withhold_many",
    )
    def withhold_many(self, request: Request, assessment: object) -> Response:
        """All of them, or none. `If-Match` names the `stamp` at which you saw the places."""
        given, found = self.taken(shapes.ManyWrite), self.assessment()
        mark = {name: given.pop(name) for name in ("ground", "reason", "until")}
        places = actions.withhold_many(
            assessment=found, wanted=_wanted(given), expected=expected(request), by=request.user, **mark
        )
        draft = access.find_draft(request.user, found.pk)
        return _places(draft, draft.stored(), places)


class Withholdings(OfAssessment):
    """What is withheld at once of everything approved; for the owner's people."""

    serializer_class = shapes.WithholdingRead
    ordering = ("at", "id")
    permission_of = {"list": Entry.SIGNED_IN, "create": Entry.SIGNED_IN, "lift": Entry.SIGNED_IN}

    def get_queryset(self) -> QuerySet[Withholding]:
        """Those of the assessment in the address, 404 for others than the owner's people."""
        return self._own().withholdings.select_related("by", "lifted_by")

    @extend_schema(
        summary="What is withheld at once",
        responses=answers({200: shapes.WithholdingRead(many=True)}, 401, *READING),
        operation_id="withholdings_list",
    )
    def list(self, request: Request, assessment: object) -> Response:
        """What is and what was, in the order it was withheld."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        summary="Withhold something at once",
        request=shapes.AtOnceWrite,
        responses=answers({201: shapes.WithholdingRead}, *ACTING),
        operation_id="withholdings_create",
    )
    def create(self, request: Request, assessment: object) -> Response:
        """From this moment others are shown the ground instead, in every version; no version changes.

        It is marked in the open draft as well. Files ordered by others are not handed out any more.
        """
        given, found = self.taken(shapes.AtOnceWrite), self.assessment()
        version = self._version(found, given.pop("version"))
        return self.made(actions.withhold_at_once(version=version, by=request.user, **given))

    @extend_schema(
        summary="Lift what is withheld at once",
        request=None,
        responses=answers({200: shapes.WithholdingRead}, 401, 403, 404, 409),
        operation_id="withholdings_lift",
    )
    def lift(self, request: Request, assessment: object, number: int) -> Response:
        """Show it again, as far as versions do not withhold it themselves; for those who may share."""
        found = find_withholding(self._own(), number)
        return Response(self.shown(actions.lift_withholding(withholding=found, by=request.user)))

    def _own(self) -> Assessment:
        found = self.assessment()
        access.check_is_own(self.request.user, found)
        return found

    def _version(self, of: Assessment, version: UUID) -> Version:
        found = access.find_version(self.request.user, version)
        if found.assessment_id != of.pk:
            raise NotFound("version.absent", _("There is no such version, or you may not see it."))
        return found


def _wanted(given: dict[str, object]) -> Wanted:
    rows = given["rows"]
    assert isinstance(rows, list)
    return Wanted(
        Rule(str(given["rule"])), str(given["table"]), str(given["level"]), str(given["moment"]), tuple(rows)
    )


def _places(draft: Draft, stored: Stored, places: dict[Path, str]) -> Response:
    label = label_in(stored.schema, stored.content)
    told = [{"path": path, "label": label(path), "ground": ground} for path, ground in places.items()]
    stamp = stamp_of(draft)
    return Response({"stamp": stamp, "places": told}, headers=etag(stamp))
