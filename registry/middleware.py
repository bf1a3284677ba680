"""Around every request: an id, headers, a limit on the body, language, and refusals made readable."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from registry import asked, audit, handlers
from registry.actions.entering import is_strong
from registry.errors import NotPermitted, Refusal, TooLarge

# What no page of ours may ever ask the browser for, nor let another ask for.
NO_DEVICES = ", ".join(
    f"{name}=()"
    for name in (
        *("accelerometer", "autoplay", "camera", "display-capture", "fullscreen", "geolocation", "gyroscope"),
        *("magnetometer", "microphone", "midi", "payment", "usb", "xr-spatial-tracking"),
    )
)

Handler = Callable[[HttpRequest], HttpResponse]


def request_identity(get_response: Handler) -> Handler:
    """Give each request an id of ours: in the log, in its events and in the answer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with audit.request(uuid.uuid4().hex) as request_id:
            response = get_response(request)
            response.headers["X-Request-ID"] = request_id
            return response

    return middleware


def denials(get_response: Handler) -> Handler:
    """Tell the trail of each 403 and 404 on what exists, once the answer has left.

    Whether it exists is looked up only then, so that how long an answer takes says nothing of it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code in (403, 404) and request.resolver_match is not None:
            _after(response, partial(_note_denial, request, response, audit.request_id()))
        return response

    return middleware


def _after(response: HttpResponse, deed: Callable[[], None]) -> None:
    close = response.close

    def close_and_do() -> None:
        close()
        deed()

    response.close = close_and_do  # type: ignore[method-assign]


def _note_denial(request: HttpRequest, response: HttpResponse, request_id: str) -> None:
    with audit.request(request_id):
        audit.note_denial(
            asked.thing_of(request.resolver_match, getattr(response, "asked_about", None)),
            request.user if request.user.is_authenticated else None,
            status=response.status_code,
            route=request.resolver_match.route,
            method=request.method or "",
        )


def response_headers(get_response: Handler) -> Handler:
    """Headers Django does not set itself; nothing a person sees is kept by a cache on the way."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", NO_DEVICES)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        if request.path.startswith(settings.NEVER_INDEXED):
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return middleware


def body_limit(get_response: Handler) -> Handler:
    """Refuse a body above DATA_UPLOAD_MAX_MEMORY_SIZE by its stated length, before anything reads it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        stated = request.META.get("CONTENT_LENGTH") or "0"
        if not stated.isdigit() or int(stated) <= limit:
            return get_response(request)
        return handlers.refused(
            request,
            TooLarge(
                "request.too_large",
                _("This is larger than the %(limit)s MB we take in one go.") % {"limit": limit // 1024**2},
                how=_("Save it in smaller parts."),
            ),
        )

    return middleware


def session_in_use(get_response: Handler) -> Handler:
    """A session lives on while it is used, until the longest it may live (models/session.py)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        row = getattr(request.session, "row", None) if request.user.is_authenticated else None
        if row is not None:
            row.note_use(timezone.now())
        return get_response(request)

    return middleware


class SecondStepMiddleware:
    """Whoever has a role in SECOND_STEP_ROLES goes no further than to where she adds a second step."""

    OPEN = frozenset(
        {"sign-out", "language", "about", "password", "prove-again", "second-steps", "second-steps-codes"}
        | {"second-steps-passkey", "second-steps-recovery"}
    )

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        """A refusal that says where to go, when the session is too weak for the person's roles."""
        if not settings.SECOND_STEP_ROLES or not request.user.is_authenticated or is_strong(request):
            return None
        match = request.resolver_match
        is_open = match.namespaces == ["registry"] and match.url_name in self.OPEN
        if is_open or not request.user.memberships.filter(role__in=settings.SECOND_STEP_ROLES).exists():
            return None
        if not handlers.is_api(request) and request.method == "GET":
            messages.info(request, _("Your role needs a second step when you sign in. Add one here."))
            return redirect("registry:second-steps")
        return handlers.refused(
            request,
            NotPermitted(
                "second_step.needed",
                _("Your role needs a second step when you sign in."),
                how=_("Add one under your profile, or sign in again with it."),
            ),
        )


def language_of_person(get_response: Handler) -> Handler:
    """Speak the language the person has chosen; for others LocaleMiddleware has already chosen."""

    def middleware(request: HttpRequest) -> HttpResponse:
        language = getattr(request.user, "language", None)
        if language:
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return get_response(request)

    return middleware


class RefusalMiddleware:
    """Turns a Refusal raised by a page into a page that says why and what to do."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page for a Refusal; anything else goes on to Django."""
        return handlers.refused(request, error) if isinstance(error, Refusal) else None
