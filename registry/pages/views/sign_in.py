"""Signing in and out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from registry import actions
from registry.pages.forms.people import SignInForm
from registry.pages.refusals import attempt


@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Check address and password; on to where the visitor was going."""
    onward = _onward(request)
    if request.user.is_authenticated and request.method != "POST":
        return redirect(onward)
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _enter(request, form)):
        return redirect(onward)
    status = 422 if form.errors else 200
    return render(request, "registry/sign_in.html", {"form": form, "next": onward}, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    actions.sign_out(request=request)
    return redirect("/")


def _enter(request: HttpRequest, form: SignInForm) -> object:
    return actions.sign_in(request=request, **form.cleaned_data)


def _onward(request: HttpRequest) -> str:
    """Where to go after signing in: an address of ours, or the start page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and is_ours else "/me/"
