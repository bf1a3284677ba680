"""The pages for what went wrong: each says what happened and what one can do."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from registry import audit


def trouble(
    request: HttpRequest,
    status: int,
    text: object,
    *,
    how: object = "",
    reasons: Sequence[object] = (),
    reference: str = "",
) -> HttpResponse:
    """A page with the given status that says what happened, why, and the way on."""
    context = {
        "status": status,
        "heading": heading_of(status),
        "text": text,
        "how": how,
        "reasons": reasons,
        "reference": reference,
    }
    return render(request, "trouble.html", context, status=status)


def heading_of(status: int) -> str:
    """What an HTTP status is called in plain words."""
    return {
        400: _("We could not understand this"),
        401: _("You must sign in first"),
        403: _("You may not do this"),
        404: _("Not here"),
        409: _("Not possible right now"),
        412: _("Someone else was first"),
        413: _("Too large"),
        422: _("Something must be mended"),
        428: _("The page was too old"),
        429: _("Too many attempts"),
        503: _("Not available right now"),
    }.get(status, _("Something broke on our side") if status >= 500 else _("This did not work"))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request itself is malformed."""
    return trouble(
        request,
        400,
        _("What your browser sent was not complete."),
        how=_("Go back, load the page again and try once more."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: known, but not allowed."""
    return trouble(
        request,
        403,
        _("Your roles do not include this."),
        how=_("Ask an administrator of your agency for the role you need."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was made for another session."""
    return trouble(
        request,
        403,
        _("The form was opened before you signed in, or its protection had run out. Nothing was saved."),
        how=_("Go back, copy what you wrote, load the page again and send it once more."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: absent, or not for this visitor; the same answer."""
    return trouble(
        request,
        404,
        _("There is nothing at this address, or you may not see it."),
        how=_("Check the address, or sign in as someone who may see it."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; the reference finds it in the log."""
    return trouble(
        request,
        500,
        _("What you did may not have been saved."),
        how=_("Try again. If it happens again, tell us the reference below."),
        reference=audit.request_id(),
    )
