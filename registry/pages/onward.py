"""Where to go after signing in: an address of ours, never another site's."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def second_step_then(after: str) -> str:
    """The page that asks for the second step, and goes on to `after`."""
    return f"{reverse('registry:second-step')}?{urlencode({'next': after})}"


def onward(request: HttpRequest) -> str:
    """The address `next` names when it is ours, else one's own start page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and is_ours else "/me/"
