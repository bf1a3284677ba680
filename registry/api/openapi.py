"""The OpenAPI description: where it is served, and what is the same for every operation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from drf_spectacular.renderers import OpenApiJsonRenderer2
from drf_spectacular.utils import OpenApiParameter
from drf_spectacular.views import SpectacularAPIView

from registry.access.drf import ByPolicy, Need
from registry.api.problems import MEDIA_TYPE

_TEXT = {"type": "string"}
_REASON = {
    "type": "object",
    "required": ["code", "message", "where", "how"],
    "properties": {"code": _TEXT, "message": _TEXT, "where": _TEXT, "how": _TEXT},
}
PROBLEM = {
    "type": "object",
    "description": "RFC 9457. `code` is stable; `where` names the field; `how` says what to do.",
    "required": ["type", "title", "status", "detail", "code", "where", "how", "reasons", "request"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "code": _TEXT,
        "where": _TEXT,
        "how": _TEXT,
        "reasons": {"type": "array", "items": _REASON},
        "request": _TEXT,
    },
    "additionalProperties": True,
}
IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag of the state the change started from.",
)
WHEN = {
    400: "The body is not JSON, or not in UTF-8.",
    401: "Nobody is signed in, or the token is not valid.",
    403: "You see this, but your roles do not include doing it.",
    404: "It does not exist, or you may not see it: the same answer.",
    406: "There is no answer in a form that `Accept` names.",
    409: "The state does not allow this now; `reasons` says what is in the way.",
    412: "Changed since you read it; the problem holds `base`, `yours`, `current` and the current `etag`.",
    413: "The body is larger than what is taken in one go.",
    415: "The body is not said to be `application/json`.",
    422: "Something is missing or wrong; `reasons` says where.",
    428: "`If-Match` is missing: a save names the state it started from.",
}
LARGEST_OF_A_DATABASE = 2**31 - 1
METHODS = frozenset({"get", "post", "put", "patch", "delete"})


def add_problems(result: dict[str, Any], generator: object, request: object, public: bool) -> dict[str, Any]:
    """Every operation may answer with problem details; each status of them is described in one place."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    components["responses"] = {
        f"Problem{status}": {"description": said, "content": content} for status, said in WHEN.items()
    }
    for path, operations in result.get("paths", {}).items():
        for method, operation in operations.items():
            if method in METHODS:
                told = operation["responses"]
                met = {*_problems_of(path, method, operation), *(int(each) for each in told)} & WHEN.keys()
                told |= {str(each): {"$ref": f"#/components/responses/Problem{each}"} for each in sorted(met)}
                told["default"] = {"description": "Problem details", "content": content}
    return result


def _problems_of(path: str, method: str, operation: dict[str, Any]) -> Iterator[int]:
    """What any operation of this shape may answer, whatever it does."""
    asked = {(each["in"], each["name"]) for each in operation.get("parameters", [])}
    yield from (401, 406)
    if {} not in operation.get("security", []):
        yield 403
    if "{" in path:
        yield 404
    if method != "get":
        yield 409
    if "requestBody" in operation:
        yield from (400, 413, 415, 422)
    if any(place == "query" for place, _name in asked):
        yield 422
    if ("header", "If-Match") in asked:
        yield from (412, 428)


def forget_databases(
    result: dict[str, Any], generator: object, request: object, public: bool
) -> dict[str, Any]:
    """Leave out how large a number this database can hold, so that the description is the same on all."""
    for schema in result.get("components", {}).get("schemas", {}).values():
        for number in schema.get("properties", {}).values():
            if number.get("maximum", 0) >= LARGEST_OF_A_DATABASE:
                del number["maximum"]
                number.pop("format", None)
    return result


class Description(SpectacularAPIView):
    """The whole API as OpenAPI 3.1, open to anyone."""

    renderer_classes = [OpenApiJsonRenderer2]
    permission_classes = [ByPolicy]
    permission_of: ClassVar[dict[str, Need]] = {"get": None}
