"""The signed-in person's own pages."""

from __future__ import annotations

from django.contrib import auth, messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from registry import actions
from registry.pages import queries
from registry.pages.forms.people import PasswordForm
from registry.pages.refusals import attempt, attempt_plainly
from registry.pages.views.tokens import profile_page


@login_required
def start(request: HttpRequest) -> HttpResponse:
    """What waits for the person, and where she belongs."""
    return render(request, "registry/me.html", {"memberships": queries.memberships_of(request.user)})


@login_required
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; every other session ends, this one goes on."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "session": request.session.session_key}
        changed = attempt(form, lambda: actions.change_password(user=request.user, by=request.user, **given))
        if changed:
            auth.update_session_auth_hash(request, changed)
            messages.success(request, _("Your password is changed. You are signed out everywhere else."))
            return redirect("registry:profile")
    return render(request, "registry/password.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_POST
def told(request: HttpRequest) -> HttpResponse:
    """Choose how one is told of what concerns one."""
    notify = request.POST.get("notify", "")
    attempt_plainly(
        request,
        lambda: actions.update_person(user=request.user, notify=notify, by=request.user),
        done=_("Saved."),
    )
    return redirect(reverse("registry:profile") + "#told")


@login_required
@require_POST
def end_session(request: HttpRequest, handle: str) -> HttpResponse:
    """Sign out on one other device."""
    actions.end_session(user=request.user, handle=handle, by=request.user)
    messages.success(request, _("You are signed out there."))
    return redirect(reverse("registry:profile") + "#signed-in")


@login_required
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere else."""
    actions.end_sessions(user=request.user, by=request.user, but=request.session.session_key)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect(reverse("registry:profile") + "#signed-in")


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Name, address, how one is told, and API tokens."""
    return profile_page(request)
