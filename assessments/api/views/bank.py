"""The scenario bank: searched, and one row read."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from assessments import search
from assessments.api.described import OPEN, READING, answers
from assessments.api.shapes import bank as shapes
from assessments.reading import read_bank_rows, read_for_everyone
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
