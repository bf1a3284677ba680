"""Any two texts one may read, held against each other."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.described import OPEN, answers
from assessments.api.shapes.comparison import ComparisonRead
from assessments.comparing import Side, comparison, find_side
from registry.api.views.endpoint import Endpoint
from registry.errors import Invalid

SIDES = [
    OpenApiParameter(
        name,
        OpenApiTypes.STR,
        required=True,
        description="A version by its id, or `draft:` and the id of an assessment for its open draft.",
    )
    for name in ("from", "to")
]


class Comparisons(Endpoint):
    """What differs between two versions, or a version and a draft."""

    serializer_class = ComparisonRead
    permission_of = {"retrieve": None}

    @extend_schema(
        summary="Compare two versions or drafts",
        auth=OPEN,
        parameters=SIDES,
        responses=answers({200: ComparisonRead}, 404, 422),
        operation_id="comparison_retrieve",
    )
    def retrieve(self, request: Request) -> Response:
        """What leads from one text to the other, as you may see both: summary, rows, levels and words.

        What is withheld from you on either side is told as withheld. Between a fork and what it was built on
        only what travels is compared.
        """
        old, new = self._side("from"), self._side("to")
        return Response(
            ComparisonRead(comparison(old, new, request.user)).data,
            headers={"Cache-Control": "private, no-store"},
        )

    def _side(self, name: str) -> Side:
        given = self.request.query_params.get(name, "")
        if not given:
            raise Invalid(
                "comparison.side_missing",
                _("Say what to compare."),
                where=name,
                how=_("Give the id of a version, or “draft:” and the id of an assessment."),
            )
        return find_side(self.request.user, given)
