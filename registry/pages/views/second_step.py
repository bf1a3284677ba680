"""The second step: passed at sign-in, and added and taken away under one's own profile."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from registry import actions, codes, passkeys
from registry.actions.entering import half_in, has_just_proved, strengthen
from registry.errors import NotFound
from registry.models import SecondStep
from registry.pages.forms.second_step import CodeAppForm, CodeForm, PasskeyForm, ProveAgainForm
from registry.pages.onward import onward
from registry.pages.refusals import attempt, attempt_plainly

View = Callable[..., HttpResponse]
ASKED, SECRET = "passkey_asked", "code_app_secret"  # in the session, until the browser answers


def just_proved(view: View) -> View:
    """Only for whoever has just said who she is; others are asked first, and come back."""

    @wraps(view)
    def guarded(request: HttpRequest, **named: object) -> HttpResponse:
        if has_just_proved(request):
            return view(request, **named)
        back = request.path if request.method == "GET" else reverse("registry:second-steps")
        return redirect(f"{reverse('registry:prove-again')}?{urlencode({'next': back})}")

    return guarded


@never_cache
def second_step(request: HttpRequest) -> HttpResponse:
    """Whoever has said her password proves the rest."""
    found, after = half_in(request), onward(request)
    if found is None:
        return redirect(f"{reverse('registry:sign-in')}?{urlencode({'next': after})}")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "state": request.session.pop(ASKED, None)}
        if attempt(form, lambda: actions.pass_second_step(request=request, **given)):
            return redirect(after)
    kept = [one.secret for one in found[0].second_steps.filter(kind=SecondStep.Kind.PASSKEY)]
    asked = ""
    if kept:
        asked, request.session[ASKED] = passkeys.ask_for_known(kept)
    context = {"form": form, "next": after, "asked": asked}
    return render(request, "registry/second_step.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
def prove_again(request: HttpRequest) -> HttpResponse:
    """Say once more who one is: the password, or through a provider."""
    form, after = ProveAgainForm(request.POST or None), onward(request)
    if request.method == "POST" and form.is_valid():
        password = form.cleaned_data["password"]
        attempt(form, lambda: actions.prove_again(request=request, password=password))
        if not form.errors:
            return redirect(after)
    used = set(request.user.identities.values_list("provider", flat=True))
    context = {
        "form": form if request.user.has_usable_password() else None,
        "providers": [one for one in settings.OIDC_PROVIDERS if one.id in used],
        "next": after,
    }
    return render(request, "registry/prove_again.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@just_proved
def listing(request: HttpRequest) -> HttpResponse:
    """What one has, and what one can add."""
    return _page(request)


@login_required
@require_POST
@just_proved
def add_codes(request: HttpRequest) -> HttpResponse:
    """Keep the app whose secret was shown, once it shows a right code."""
    form = CodeAppForm(request.POST, prefix="codes")
    if form.is_valid():
        given = {**form.cleaned_data, "secret": request.session.get(SECRET) or codes.new_secret()}
        if attempt(form, lambda: actions.add_code_app(user=request.user, by=request.user, **given)):
            request.session.pop(SECRET, None)
            return _added(request)
    return _page(request, code_app=form)


@login_required
@require_POST
@just_proved
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Keep the passkey the browser has made."""
    form = PasskeyForm(request.POST, prefix="passkey")
    if form.is_valid():
        given = {**form.cleaned_data, "state": request.session.pop(ASKED, None) or {}}
        if attempt(form, lambda: actions.add_passkey(user=request.user, by=request.user, **given)):
            return _added(request)
    return _page(request, passkey=form)


@login_required
@require_POST
@just_proved
def recovery(request: HttpRequest) -> HttpResponse:
    """New recovery codes, in the one answer that ever shows them."""
    return _page(request, shown=actions.make_recovery_codes(user=request.user, by=request.user))


@login_required
@require_POST
@just_proved
def remove(request: HttpRequest, step: int) -> HttpResponse:
    """Take one away."""
    found = SecondStep.objects.filter(pk=step, user=request.user).first()
    if found is None:
        raise NotFound("second_step.absent", _("There is no such second step."))
    attempt_plainly(
        request, lambda: actions.remove_second_step(step=found, by=request.user), done=_("It is taken away.")
    )
    return redirect("registry:second-steps")


def _added(request: HttpRequest) -> HttpResponse:
    """After the first one the recovery codes are shown too: without them a lost telephone locks one out."""
    strengthen(request)
    messages.success(request, _("From now on you are asked for it when you sign in."))
    if request.user.recovery_codes.exists():
        return redirect("registry:second-steps")
    return _page(request, shown=actions.make_recovery_codes(user=request.user, by=request.user))


def _page(
    request: HttpRequest,
    *,
    code_app: CodeAppForm | None = None,
    passkey: PasskeyForm | None = None,
    shown: list[str] | None = None,
) -> HttpResponse:
    user = request.user
    secret = request.session.setdefault(SECRET, codes.new_secret())
    kept = user.second_steps.filter(kind=SecondStep.Kind.PASSKEY)
    asked, request.session[ASKED] = passkeys.ask_for_new(
        user_id=user.pk.bytes, name=user.email or str(user.pk), shown_as=user.name,
        known=[one.secret for one in kept],
    )  # fmt: skip
    address = codes.address_of(secret, issuer="Vurdert", account=user.email or user.name)
    context = {
        "steps": user.second_steps.order_by("since"),
        "codes_left": user.recovery_codes.count(),
        "shown": shown,
        "secret": " ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        "picture": segno.make(address, error="m").svg_data_uri(scale=4, border=2, light="#fff"),
        "asked": asked,
        "code_app": code_app or CodeAppForm(prefix="codes"),
        "passkey": passkey or PasskeyForm(prefix="passkey"),
        "is_needed": user.memberships.filter(role__in=settings.SECOND_STEP_ROLES).exists(),
    }
    is_wrong = any(form is not None and form.errors for form in (code_app, passkey))
    return render(request, "registry/second_steps.html", context, status=422 if is_wrong else 200)
