"""An agency's page: what it uses, and for its administrator its people and roles."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from registry import actions
from registry.access import policy
from registry.access.permissions import Permission
from registry.access.roles import Role
from registry.errors import Invalid, NotFound
from registry.models import Agency, Solution, User
from registry.pages import queries
from registry.pages.forms.agencies import AgencyForm
from registry.pages.forms.people import RoleForm
from registry.pages.refusals import attempt, attempt_plainly


@login_required
def detail(request: HttpRequest, agency: UUID) -> HttpResponse:
    """The agency as members of any agency see it; its people only for its own."""
    return _page(request, _find(request, agency))


@login_required
def edit(request: HttpRequest, agency: UUID) -> HttpResponse:
    """Name, language and letterhead."""
    found = _find(request, agency)
    policy.check(request.user, Permission.MANAGE_AGENCY, found)
    now = {key: getattr(found, key) for key in ("name", "language", "address")}
    form = AgencyForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: actions.update_agency(agency=found, by=request.user, **given)):
            return redirect("registry:agency", agency)
    context = {"form": form, "agency": found}
    return render(request, "registry/agency_form.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def members(request: HttpRequest, agency: UUID) -> HttpResponse:
    """Give a person a role."""
    found = _find(request, agency)
    form = RoleForm(request.POST)
    if form.is_valid() and attempt(form, lambda: _give(request, found, form)):
        return redirect("registry:agency", agency)
    return _page(request, found, form, status=422)


@login_required
@require_POST
def remove(request: HttpRequest, agency: UUID) -> HttpResponse:
    """Take a role away from a person."""
    found = _find(request, agency)
    person = _person(pk=queries.as_uuid(request.POST.get("person", "")))
    role = request.POST.get("role", "")
    attempt_plainly(
        request,
        lambda: actions.remove_member(agency=found, user=person, role=role, by=request.user),
        done=_("The role is taken away."),
    )
    return redirect("registry:agency", agency)


def _give(request: HttpRequest, agency: Agency, form: RoleForm) -> object:
    person = _person(email=form.cleaned_data["email"].lower())
    return actions.add_member(agency=agency, user=person, role=form.cleaned_data["role"], by=request.user)


def _page(
    request: HttpRequest, agency: Agency, form: RoleForm | None = None, status: int = 200
) -> HttpResponse:
    manages = policy.may(request.user, Permission.MANAGE_MEMBERS, agency)
    sees_people = manages or policy.may(request.user, Permission.VIEW, agency)
    context = {
        "agency": agency,
        "solutions": Solution.objects.filter(uses__agency=agency).order_by("name")[:100],
        "sees_people": sees_people,
        "people": queries.people_of(agency) if sees_people else [],
        "manages": manages,
        "may_edit": policy.may(request.user, Permission.MANAGE_AGENCY, agency),
        "form": form or RoleForm(initial={"role": Role.READER.value}),
    }
    return render(request, "registry/agency.html", context, status=status)


def _find(request: HttpRequest, agency: UUID) -> Agency:
    found = Agency.objects.visible_to(request.user).filter(pk=agency).first()
    if found is None:
        raise NotFound("agency.absent", _("There is no such agency, or you may not see it."))
    return found


def _person(**look_up: object) -> User:
    found = User.objects.filter(is_active=True, **look_up).first()
    if found is None:
        raise Invalid(
            "member.person_absent",
            _("Nobody has an account with this e-mail address."),
            where="email",
            how=_("Check the spelling, or ask whoever runs this installation to make the account."),
        )
    return found
