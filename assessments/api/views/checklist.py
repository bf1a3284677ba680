"""The sharing checklist, for those who decide whom an assessment is shown to."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import actions
from assessments.api.described import ACTING, READING, answers
from assessments.api.shapes import checklist as shapes
from assessments.api.views.assessments import OfAssessment
from assessments.checking import checklist, with_choices
from assessments.models import Assessment
from registry.access.drf import Entry


class Checklists(OfAssessment):
    """What to look at before more people are shown one assessment."""

    serializer_class = shapes.ChecklistRead
    permission_of = {"retrieve": Entry.SIGNED_IN, "create": Entry.SIGNED_IN}

    @extend_schema(
        summary="The sharing checklist",
        parameters=[shapes.Asked],
        responses=answers({200: shapes.ChecklistRead}, 401, 403, *READING, 422),
        operation_id="checklist_retrieve",
    )
    def retrieve(self, request: Request, assessment: object) -> Response:
        """What the rules find in what a wider circle would read, before anything is approved in the draft.

        Read for whoever decides whom it is shown to, and for nobody else.
        """
        found = self.to_share()
        asked = shapes.Asked(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        circle = given.get("circle") or shapes.usual_circle(found)
        tried = with_choices(found, circle, given.get("shown_from"), given.get("shows_later"))
        return self._answer(tried, circle)

    @extend_schema(
        summary="Answer points of the checklist",
        request=shapes.AnswersWrite,
        responses=answers({200: shapes.ChecklistRead}, *ACTING),
        operation_id="checklist_answers_create",
    )
    def create(self, request: Request, assessment: object) -> Response:
        """Let what was found stand: it holds as long as the text stays as it is, in every version.

        A secret or a security grade cannot be answered, only taken out or withheld.
        """
        found = self.to_share()
        given = self.taken(shapes.AnswersWrite)
        actions.answer_findings(assessment=found, by=request.user, **given)
        return self._answer(found, given["circle"])

    def _answer(self, assessment: Assessment, circle: str) -> Response:
        parts = shapes.checklist_parts(circle, checklist(assessment, circle))
        return Response(shapes.ChecklistRead(parts).data, headers={"Cache-Control": "private, no-store"})
