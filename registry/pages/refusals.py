"""How a page answers when an action refuses: located in the form, or said at the top when there is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest

from registry.errors import NotFound, NotPermitted, Refusal
from registry.pages.forms.design import DesignForm

Result = TypeVar("Result")


def attempt(form: DesignForm, deed: Callable[[], Result]) -> Result | None:
    """Do the deed of a valid form. A refusal is shown in the form and gives None; absence stays a 404."""
    try:
        return deed()
    except NotFound:
        raise
    except Refusal as refusal:
        form.show_refusal(refusal)
        return None


def attempt_plainly(request: HttpRequest, deed: Callable[[], object], *, done: object = "") -> bool:
    """Do a deed that has no form; the next page says `done`, or the refusal. True when it was done.

    What is absent stays a 404, and what one's roles do not include a 403: no button leads there.
    """
    try:
        deed()
    except (NotFound, NotPermitted):
        raise
    except Refusal as refusal:
        say_refusal(request, refusal)
        return False
    if done:
        messages.success(request, str(done))
    return True


def say_refusal(request: HttpRequest, refusal: Refusal) -> None:
    """Put a refusal, with each of its reasons, at the top of the next page."""
    said = [refusal, *refusal.reasons] if refusal.reasons else [refusal]
    for one in said:
        messages.error(request, f"{one.message} {one.how}".strip())
