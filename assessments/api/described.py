"""What operations have in common in the OpenAPI description: problems, parameters and headers."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from registry.api.openapi import WHEN
from registry.api.problems import MEDIA_TYPE

_REFERENCE = {"$ref": "#/components/schemas/Problem"}
OPEN: list[Any] = [{}, {"token": []}, {"session": []}]  # open to anyone; who signs in may see more
READING = (404,)
ACTING = (401, 403, 404, 409, 422)
SAVING = (*ACTING, 412, 428)


def answers(good: dict[int, Any], *problems: int) -> dict[Any, Any]:
    """The responses of an operation: what it answers when all is well, and the problems it may meet."""
    told = {
        (status, MEDIA_TYPE): OpenApiResponse(_REFERENCE, description=WHEN[status]) for status in problems
    }
    return {**good, **told}


def empty(text: str) -> OpenApiResponse:
    """An answer without a body."""
    return OpenApiResponse(description=text)


NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The ETag of what you have; 304 when it has not changed.",
)
ETAG = OpenApiParameter(
    "ETag",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    response=[200, 201],
    description="The state, to be named in If-Match when saving.",
)
VERSION_TAG = OpenApiParameter(
    "ETag",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    response=[200, 304],
    description="Names what you are shown, for If-None-Match.",
)
LOCATION = OpenApiParameter(
    "Location",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    response=[201],
    description="The address of what was made.",
)
