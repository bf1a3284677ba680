"""Errors outside the API framework: a problem document below /api/, a page elsewhere."""

from __future__ import annotations

import logging

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from registry import audit
from registry.api import problems
from registry.errors import Refusal
from registry.pages.views import errors as pages

log = logging.getLogger(__name__)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal that nobody has answered yet."""
    problem = problems.from_refusal(refusal)
    response = problems.as_response(problem) if is_api(request) else _page_of(request, problem)
    response.asked_about = refusal.about  # type: ignore[attr-defined]  # for the trail (middleware.denials)
    return response


def _page_of(request: HttpRequest, problem: problems.Problem) -> HttpResponse:
    reasons = [" ".join(filter(None, (one["message"], one["how"]))) for one in problem.reasons]
    response = pages.trouble(request, problem.status, problem.detail, how=problem.how, reasons=reasons)
    for name, value in problem.headers.items():
        response.headers[name] = value
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler404"""
    if is_api(request):
        return problems.as_response(problems.from_exception(Http404()))
    return pages.not_found(request, exception)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler403"""
    if is_api(request):
        return problems.as_response(problems.from_exception(PermissionDenied()))
    return pages.forbidden(request, exception)


def malformed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler400"""
    if is_api(request):
        known = exception if isinstance(exception, RequestDataTooBig) else None
        code, text = "request.malformed", _("This request cannot be understood.")
        return problems.as_response(
            problems.from_exception(known) if known else problems.Problem(400, code, text)
        )
    return pages.bad_request(request, exception)


def broken(request: HttpRequest) -> HttpResponse:
    """handler500: Django logs the trace; the reference, which is the request's id, finds it."""
    log.error("fault %s on %s", audit.request_id(), request.path)
    if is_api(request):
        return problems.as_response(problems.fault(audit.request_id()))
    return pages.server_error(request)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """settings.CSRF_FAILURE_VIEW"""
    if is_api(request):
        code, text = "access.csrf", _("The page was open too long, or was not ours.")
        return problems.as_response(problems.Problem(403, code, text))
    return pages.csrf_failure(request, reason)


def is_api(request: HttpRequest) -> bool:
    """Whether a program asked."""
    return request.path.startswith("/api/")
