"""Asking to be shown an assessment one knows of, and answering: the same deeds as the pages have."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from assessments import access, actions
from assessments.api.described import ACTING, LOCATION, READING, answers
from assessments.api.shapes import request as shapes
from assessments.asking import find_request, requests, waiting_requests
from assessments.models import AccessRequest
from registry.access.drf import Entry
from registry.api.views.endpoint import Endpoint


class AskingFor(Endpoint):
    """Requests about one assessment that the asker knows of."""

    queryset = AccessRequest.objects.none()
    serializer_class = shapes.RequestRead
    ordering = ("-at", "-id")
    permission_of = {"list": Entry.SIGNED_IN, "create": Entry.SIGNED_IN}

    @extend_schema(
        summary="Requests to be shown it",
        responses=answers({200: shapes.RequestRead(many=True)}, 401, *READING),
        operation_id="access_requests_of_assessment",
    )
    def list(self, request: Request, assessment: object) -> Response:
        """Your own agency's, and all of them if you decide whom it is shown to; newest first."""
        found = access.find_known(request.user, assessment)
        page = self.paginate_queryset(requests(request.user).filter(assessment=found))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        summary="Ask to be shown it",
        request=shapes.RequestWrite,
        parameters=[LOCATION],
        responses=answers({201: shapes.RequestRead}, *ACTING),
        operation_id="access_requests_create",
    )
    def create(self, request: Request, assessment: object) -> Response:
        """Ask on behalf of one of your agencies. One request waits at a time; after an answer ask again."""
        found = access.find_known(request.user, assessment)
        made = actions.ask_access(assessment=found, by=request.user, **self.taken(shapes.RequestWrite))
        address = reverse("api-access-request", args=[made.pk], request=request)
        return self.made(find_request(request.user, made.pk), headers={"Location": address})


class AccessRequests(Endpoint):
    """Requests of one's own agencies, and those one may answer; who may do what the actions decide."""

    queryset = AccessRequest.objects.none()
    serializer_class = shapes.RequestRead
    ordering = ("-at", "-id")
    permission_of = {
        "list": Entry.SIGNED_IN,
        "retrieve": Entry.SIGNED_IN,
        "grant": Entry.SIGNED_IN,
        "refuse": Entry.SIGNED_IN,
        "withdraw": Entry.SIGNED_IN,
    }

    def get_queryset(self) -> QuerySet[AccessRequest]:
        """What the asker's agencies have sent, and what she may answer."""
        return requests(self.request.user)

    @extend_schema(
        summary="Requests you sent or may answer",
        parameters=[shapes.RequestQuery],
        responses=answers({200: shapes.RequestRead(many=True)}, 401, 422),
        operation_id="access_requests_list",
    )
    def list(self, request: Request) -> Response:
        """Newest first."""
        query = shapes.RequestQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        waits = query.validated_data["waiting"]
        page = self.paginate_queryset(waiting_requests(request.user) if waits else self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        summary="A request to be shown an assessment",
        responses=answers({200: shapes.RequestRead}, 401, *READING),
        operation_id="access_request_retrieve",
    )
    def retrieve(self, request: Request, access_request: object) -> Response:
        """Who asks, why, and what was answered."""
        return Response(self.shown(find_request(request.user, access_request)))

    @extend_schema(
        summary="Say yes to a request",
        request=shapes.GrantingWrite,
        responses=answers({200: shapes.RequestRead}, *ACTING),
        operation_id="access_request_grant",
    )
    def grant(self, request: Request, access_request: object) -> Response:
        """Show the agency what is in force until the day you say; then it ends by itself."""
        given = self.taken(shapes.GrantingWrite)
        asked = find_request(request.user, access_request)
        return Response(self.shown(actions.grant_access(request=asked, by=request.user, **given)))

    @extend_schema(
        summary="Say no to a request",
        request=shapes.RefusalWrite,
        responses=answers({200: shapes.RequestRead}, *ACTING),
        operation_id="access_request_refuse",
    )
    def refuse(self, request: Request, access_request: object) -> Response:
        """Say no, and why; it may be asked again."""
        given = self.taken(shapes.RefusalWrite)
        asked = find_request(request.user, access_request)
        return Response(self.shown(actions.refuse_access(request=asked, by=request.user, **given)))

    @extend_schema(
        summary="Take a request back",
        request=None,
        responses=answers({200: shapes.RequestRead}, 401, 403, 404, 409),
        operation_id="access_request_withdraw",
    )
    def withdraw(self, request: Request, access_request: object) -> Response:
        """Take back what nobody has answered."""
        asked = find_request(request.user, access_request)
        return Response(self.shown(actions.withdraw_request(request=asked, by=request.user)))
