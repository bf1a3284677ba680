"""The scenario bank: searched, one row read, picked into a draft."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.utils.urls import replace_query_param

from assessments import access, actions, search
from assessments.api.described import ACTING, ETAG, LOCATION, OPEN, READING, answers
from assessments.api.shapes import bank as shapes
from assessments.api.shapes.draft import DraftRow
from assessments.api.views.assessments import OfAssessment
from assessments.api.views.rows import saved_row
from assessments.inherited import offers, picks_in
from assessments.reading import read_bank_rows, read_for_everyone
from registry.access.drf import Entry
from registry.api.views.endpoint import Endpoint


class Bank(Endpoint):
    """Single scenarios and measures in force that the asker may read, in the reading everyone has."""

    serializer_class = shapes.BankHit
    permission_of = {"list": None, "retrieve": None}

    @extend_schema(
        summary="Scenarios and measures you may read",
        auth=OPEN,
        parameters=[shapes.BankQuery],
        responses=answers({200: shapes.BankHits}, 422),
        operation_id="bank_list",
    )
    def list(self, request: Request) -> Response:
        """A page of single rows, newest first; the same row in many assessments is one hit."""
        query = shapes.BankQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        given = query.validated_data
        filters = search.BankFilters(
            text=given.get("q", ""),
            collection=given.get("collection", ""),
            kind=given.get("kind", ""),
            solution=given.get("solution"),
            code=given.get("code", ""),
            level=given.get("level", ""),
        )
        page = search.bank_page(request.user, filters, given.get("cursor", ""), given["limit"])
        views = read_bank_rows(hit.row for hit in page.hits)
        parts = [shapes.hit_parts(hit, view) for hit, view in zip(page.hits, views, strict=True)]
        here = request.build_absolute_uri()
        found = {
            "next": replace_query_param(here, "cursor", page.next) if page.next else None,
            "results": shapes.BankHit(parts, many=True).data,
        }
        if given["count"]:
            count, more = search.count_hits(request.user, filters)
            found["total"] = {"count": count, "more": more}
        return Response(found)

    @extend_schema(
        summary="One scenario or measure",
        auth=OPEN,
        responses=answers({200: shapes.BankRowRead}, *READING),
        operation_id="bank_retrieve",
    )
    def retrieve(self, request: Request, collection: str, row: object) -> Response:
        """The row in full, where it is in use, and how others scored it."""
        place = (collection, str(row))
        hit = search.find_hit(request.user, *place)
        view = read_for_everyone(hit.row.version)
        sources = search.sources(request.user, *place)
        spread = search.others(request.user, *place)
        return Response(shapes.BankRowRead(shapes.row_parts(hit, view, sources, spread)).data)


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
