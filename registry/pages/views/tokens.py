"""Tokens with which programs speak for a person; a secret is shown once, in the answer that made it."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from registry import actions
from registry.errors import NotFound
from registry.models import ApiToken, Session
from registry.pages import queries
from registry.pages.forms.people import NotifyForm, TokenForm
from registry.pages.refusals import attempt, attempt_plainly
from registry.pages.views.through import link_of


def profile_page(
    request: HttpRequest, form: TokenForm | None = None, secret: str = "", status: int = 200
) -> HttpResponse:
    """The profile page, with a form as it was filled in or a secret to copy."""
    tokens = ApiToken.objects.filter(user=request.user).select_related("agency").order_by("-created", "-id")
    told = NotifyForm(initial={"notify": request.user.notify})
    context = {
        "form": form or TokenForm(agencies=queries.agencies_of(request.user)),
        "tokens": tokens,
        "secret": secret,
        "told": told,
        "mail_is_on": settings.MAIL_IS_ON,
        "sessions": Session.objects.of(request.user),
        "session_key": request.session.session_key,
        "ways_in": queries.ways_in(request.user),
        "providers": settings.OIDC_PROVIDERS,
        "link": link_of(request) if settings.OIDC_PROVIDERS else "",
    }
    return render(request, "registry/profile.html", context, status=status)


@login_required
def issue(request: HttpRequest) -> HttpResponse:
    """Make a token and show its secret."""
    if request.method != "POST":
        return redirect("registry:profile")
    form = TokenForm(request.POST, agencies=queries.agencies_of(request.user))
    if form.is_valid():
        made = attempt(
            form, lambda: actions.issue_token(user=request.user, by=request.user, **form.cleaned_data)
        )
        if made:
            return profile_page(request, secret=made[1])
    return profile_page(request, form, status=422)


@login_required
@require_POST
def revoke(request: HttpRequest, token: UUID) -> HttpResponse:
    """End a token of one's own."""
    found = ApiToken.objects.filter(user=request.user, pk=token).first()
    if found is None:
        raise NotFound("token.absent", _("There is no such token."))
    attempt_plainly(
        request, lambda: actions.revoke_token(token=found, by=request.user), done=_("The token has ended.")
    )
    return redirect("registry:profile")
