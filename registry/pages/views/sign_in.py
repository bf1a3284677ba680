"""Signing in and out."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from registry import actions
from registry.pages.forms.people import SignInForm
from registry.pages.onward import onward, second_step_then
from registry.pages.refusals import attempt


@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Check address and password; on to where the visitor was going."""
    after = onward(request)
    if request.user.is_authenticated and request.method != "POST":
        return redirect(after)
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _enter(request, form)):
        return redirect(after if request.user.is_authenticated else second_step_then(after))
    status = 422 if form.errors else 200
    context = {
        "form": form if settings.PASSWORD_SIGN_IN else None,
        "next": after,
        "providers": settings.OIDC_PROVIDERS,
    }
    return render(request, "registry/sign_in.html", context, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    actions.sign_out(request=request)
    return redirect("/")


def _enter(request: HttpRequest, form: SignInForm) -> object:
    return actions.sign_in(request=request, **form.cleaned_data)
