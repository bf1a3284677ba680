"""The OpenAPI description: where it is served, and what is the same for every operation."""

from __future__ import annotations

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
LARGEST_OF_A_DATABASE = 2**31 - 1
METHODS = frozenset({"get", "post", "put", "patch", "delete"})


def add_problems(result: dict[str, Any], generator: object, request: object, public: bool) -> dict[str, Any]:
    """Every operation may answer with problem details."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for operations in result.get("paths", {}).values():
        for method, operation in operations.items():
            if method in METHODS:
                operation["responses"]["default"] = {"description": "Problem details", "content": content}
    return result


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
