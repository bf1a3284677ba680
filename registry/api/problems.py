"""Every error as RFC 9457 problem details: what is wrong, where, and what to do. Never a trace."""

from __future__ import annotations

import errno
import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions as drf
from rest_framework.response import Response
from rest_framework.views import set_rollback

from registry import audit
from registry.errors import Fault, Refusal

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
URN = "urn:vurdert:problem:"
TITLES = {
    400: "Not understood",
    401: "Not signed in",
    403: "Not permitted",
    404: "Not found",
    405: "No such method here",
    406: "Not available in that form",
    409: "Not possible now",
    412: "Changed since you read it",
    413: "Too large",
    415: "Not a form we read",
    422: "Something is missing or wrong",
    428: "Say what you changed from",
    429: "Too many attempts",
    500: "Something broke",
    503: "Not available now",
}


@dataclass(frozen=True)
class Problem:
    """A problem document before it becomes an answer; `headers` go with it."""

    status: int
    code: str
    detail: str
    where: str = ""
    how: str = ""
    reasons: tuple[Mapping[str, str], ...] = ()
    more: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The members of the document."""
        return {
            **self.more,
            "type": URN + self.code,
            "title": TITLES.get(self.status, "Problem"),
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            "where": self.where,
            "how": self.how,
            "reasons": list(self.reasons),
            "request": audit.request_id(),
        }


def handle(error: Exception, context: Mapping[str, Any]) -> Response:
    """The exception handler of the API (settings.REST_FRAMEWORK)."""
    set_rollback()
    problem = from_exception(error)
    response = Response(problem.as_dict(), status=problem.status, headers=dict(problem.headers))
    response.content_type = MEDIA_TYPE
    response.asked_about = getattr(error, "about", None)  # for the trail; see registry.middleware.denials
    return response


def from_exception(error: Exception) -> Problem:
    """The problem that says what went wrong; what we did not foresee is logged and gets a reference only."""
    if isinstance(error, Refusal):
        return from_refusal(error)
    if isinstance(error, Http404):
        return Problem(404, "not_found", _("There is nothing here."))
    if isinstance(error, PermissionDenied):
        return Problem(403, "access.not_permitted", _("You do not have the role this needs."))
    if isinstance(error, RequestDataTooBig):
        return Problem(413, "request.too_large", _("This is larger than we take in one go."))
    if isinstance(error, drf.APIException):
        return _from_framework(error)
    return _from_trouble(error)


def from_refusal(refusal: Refusal) -> Problem:
    """A refusal says everything itself."""
    wait = refusal.detail.get("retry_after")
    return Problem(
        status=refusal.status,
        code=refusal.code,
        detail=str(refusal.message),
        where=refusal.where,
        how=str(refusal.how),
        reasons=tuple(
            {"code": r.code, "message": str(r.message), "where": r.where, "how": str(r.how)}
            for r in refusal.reasons
        ),
        more=refusal.detail,
        headers={"Retry-After": str(wait)} if wait else {},
    )


def as_response(problem: Problem) -> HttpResponse:
    """The document as an answer outside the API framework."""
    text = json.dumps(problem.as_dict(), ensure_ascii=False, default=str)
    return HttpResponse(text, content_type=MEDIA_TYPE, status=problem.status, headers=dict(problem.headers))


def fault(reference: str) -> Problem:
    """What the user is told when something broke on our side."""
    return Problem(
        500,
        "fault",
        _("Something broke on our side."),
        how=_("Try again. If it goes on, tell us this reference: %(reference)s.") % {"reference": reference},
        more={"reference": reference},
    )


# --- The framework's own errors ------------------------------------------------------------------

_FRAMEWORK_CODES = {
    drf.ParseError: "request.malformed",
    drf.UnsupportedMediaType: "request.media_type",
    drf.MethodNotAllowed: "request.method",
    drf.NotAcceptable: "request.not_acceptable",
    drf.NotAuthenticated: "access.not_signed_in",
    drf.AuthenticationFailed: "access.credentials_refused",
    drf.PermissionDenied: "access.not_permitted",
    drf.NotFound: "not_found",
    drf.Throttled: "request.too_many",
}


def _from_framework(error: drf.APIException) -> Problem:
    if isinstance(error, drf.ValidationError):
        return _from_validation(error)
    code = _FRAMEWORK_CODES.get(type(error), f"request.{error.default_code}")
    headers: dict[str, str] = {}
    if challenge := getattr(error, "auth_header", ""):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    return Problem(error.status_code, code, str(error.detail), headers=headers)


def _from_validation(error: drf.ValidationError) -> Problem:
    reasons = tuple(_reasons(error.detail))
    first = reasons[0] if reasons else {"message": "", "where": ""}
    where = first["where"] if len(reasons) == 1 else ""
    detail = first["message"] if len(reasons) == 1 else _("Several things must be mended.")
    return Problem(422, "request.invalid", detail, where=where, reasons=reasons)


def _reasons(detail: Any, where: str = "") -> Iterator[Mapping[str, str]]:
    """The framework's nested errors as a flat list with paths: `members/2/role`."""
    if isinstance(detail, Mapping):
        for key, inner in detail.items():
            here = where if key == "non_field_errors" else f"{where}/{key}".lstrip("/")
            yield from _reasons(inner, here)
    elif isinstance(detail, list):
        for place, inner in enumerate(detail):
            is_leaf = not isinstance(inner, Mapping | list)
            yield from _reasons(inner, where if is_leaf else f"{where}/{place}".lstrip("/"))
    else:
        code = getattr(detail, "code", "invalid")
        yield {"code": f"request.{code}", "message": str(detail), "where": where, "how": ""}


# --- Trouble of our own --------------------------------------------------------------------------


def _from_trouble(error: Exception) -> Problem:
    reference = error.reference if isinstance(error, Fault) else audit.request_id() or "-"
    log.error("fault %s", reference, exc_info=error)
    if _is_storage_away(error):
        return Problem(
            503,
            "storage.unavailable",
            _("What you sent was not saved: the storage does not answer or is full."),
            how=_("Nothing is lost here. Wait a little and try again."),
            more={"reference": reference},
            headers={"Retry-After": "30"},
        )
    return fault(reference)


def _is_storage_away(error: Exception) -> bool:
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EROFS}:
        return True
    return isinstance(error, OperationalError)
