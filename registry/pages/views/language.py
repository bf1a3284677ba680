"""Choosing the language of the pages."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from registry import actions


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the choice in a cookie, and on the person when signed in; back to the page one came from."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        actions.update_person(user=request.user, language=language, by=request.user)
    return set_language(request)
