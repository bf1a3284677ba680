"""An agency's service accounts and their tokens, for its administrator."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from registry import actions
from registry.access import policy
from registry.access.permissions import Permission
from registry.errors import NotFound
from registry.models import Agency, ApiToken, User
from registry.pages import queries
from registry.pages.forms.people import ServiceForm, TokenForm
from registry.pages.refusals import attempt, attempt_plainly


@login_required
def listing(request: HttpRequest, agency: UUID) -> HttpResponse:
    """The service accounts, and the form that makes one."""
    found = _administered(request, agency)
    form = ServiceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: actions.register_service(agency=found, by=request.user, **given)):
            return redirect("registry:services", agency)
    return _page(request, found, form)


@login_required
@require_POST
def token(request: HttpRequest, agency: UUID, service: UUID) -> HttpResponse:
    """Make a token for a service account, and show its secret this once."""
    found = _administered(request, agency)
    account = _service(found, service)
    form = _fresh_form(account, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        made = attempt(form, lambda: actions.issue_token(user=account, by=request.user, **given))
        if made:
            return _page(request, found, ServiceForm(), shown=(account, made[1]))
    return _page(request, found, ServiceForm(), refused=(account, form))


@login_required
@require_POST
def revoke(request: HttpRequest, agency: UUID, token: UUID) -> HttpResponse:
    """End a token of a service account."""
    found = _administered(request, agency)
    held = ApiToken.objects.select_related("user").filter(pk=token, user__serves=found).first()
    if held is None:
        raise NotFound("token.absent", _("There is no such token."))
    attempt_plainly(
        request, lambda: actions.revoke_token(token=held, by=request.user), done=_("The token has ended.")
    )
    return redirect("registry:services", agency)


@login_required
@require_POST
def end(request: HttpRequest, agency: UUID, service: UUID) -> HttpResponse:
    """End a service account."""
    found = _administered(request, agency)
    account = _service(found, service)
    attempt_plainly(
        request,
        lambda: actions.end_service(service=account, by=request.user),
        done=_("The service account has ended."),
    )
    return redirect("registry:services", agency)


def _page(
    request: HttpRequest,
    agency: Agency,
    form: ServiceForm,
    *,
    shown: tuple[User, str] | None = None,
    refused: tuple[User, TokenForm] | None = None,
) -> HttpResponse:
    forms = dict([refused]) if refused else {}
    accounts = [
        (account, roles, forms.get(account) or _fresh_form(account))
        for account, roles in queries.services_of(agency)
    ]
    context = {
        "agency": agency,
        "accounts": accounts,
        "form": form,
        "shown": shown,
    }
    is_wrong = bool(form.errors or refused)
    return render(request, "registry/services.html", context, status=422 if is_wrong else 200)


def _fresh_form(account: User, data: QueryDict | None = None) -> TokenForm:
    """Each account has a form of its own on the page, so each control has an id of its own."""
    return TokenForm(data, agencies=Agency.objects.none(), auto_id=f"{account.pk}-%s")


def _administered(request: HttpRequest, agency: UUID) -> Agency:
    found = Agency.objects.visible_to(request.user).filter(pk=agency).first()
    if found is None:
        raise NotFound("agency.absent", _("There is no such agency, or you may not see it."))
    policy.check(request.user, Permission.MANAGE_MEMBERS, found)
    return found


def _service(agency: Agency, service: UUID) -> User:
    found = User.objects.filter(pk=service, serves=agency, is_active=True).first()
    if found is None:
        raise NotFound("service.absent", _("There is no such service account here."))
    return found
