"""An agency's page: what it uses, and for its administrator its people and roles."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from registry import actions
from registry.access import policy
from registry.access.permissions import Permission
from registry.access.roles import Role
from registry.errors import NotFound
from registry.models import Agency, MembershipClaim, Solution, User
from registry.pages import queries
from registry.pages.forms.agencies import AgencyForm
from registry.pages.forms.people import RoleForm
from registry.pages.refusals import attempt, attempt_plainly


@login_required
def detail(request: HttpRequest, agency: UUID) -> HttpResponse:
    """The agency as members of any agency see it; its people only for its own. A merged one leads on."""
    merged = Agency.objects.filter(pk=agency).exclude(merged_into=None).select_related("merged_into").first()
    if merged is not None and policy.is_member(request.user):
        told = {"gone": merged.name, "into": merged.merged_into.name}
        messages.info(request, _("%(gone)s has become part of %(into)s.") % told)
        return redirect("registry:agency", merged.merged_into_id)
    return _page(request, _find(request, agency))


@login_required
def numbered(request: HttpRequest, orgnr: str) -> HttpResponse:
    """On to the agency that has, or had, this organisation number."""
    found = Agency.objects.visible_to(request.user).numbered([orgnr]).first()
    if found is None:
        raise NotFound("agency.absent", _("There is no such agency, or you may not see it."))
    return redirect("registry:agency", found.pk)


@login_required
def edit(request: HttpRequest, agency: UUID) -> HttpResponse:
    """Name, language, letterhead, and what others are told of it."""
    found = _find(request, agency)
    policy.check(request.user, Permission.MANAGE_AGENCY, found)
    now = {key: getattr(found, key) for key in AgencyForm.base_fields}
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
    """Give a person a role; someone nobody knows yet is registered first, once it is said who she is."""
    found = _find(request, agency)
    form = RoleForm(request.POST)
    if form.is_valid():
        known = User.objects.addressed(form.cleaned_data["email"])[:2]
        if not known:
            return _bring_in(request, found, form)
        role = form.cleaned_data["role"]
        if len(known) > 1:
            form.say_ambiguous()
        elif attempt(
            form, lambda: actions.add_member(agency=found, user=known[0], role=role, by=request.user)
        ):
            return redirect("registry:agency", agency)
    return _page(request, found, form, status=422)


@login_required
@require_POST
def reset(request: HttpRequest, agency: UUID) -> HttpResponse:
    """Make a new first password for a member who has forgotten hers, and show it this once."""
    found = _find(request, agency)
    person = _member(found, request.POST.get("person", ""))
    password = actions.reset_password(user=person, by=request.user)
    return _page(request, found, handed_over=(person, password))


@login_required
@require_POST
def forget_steps(request: HttpRequest, agency: UUID) -> HttpResponse:
    """Let in again a member who has lost her telephone and her recovery codes."""
    found = _find(request, agency)
    person = _member(found, request.POST.get("person", ""))
    attempt_plainly(
        request,
        lambda: actions.forget_second_steps(user=person, by=request.user),
        done=_("Her second steps are gone. She signs in with her password alone until she adds a new one."),
    )
    return redirect("registry:agency", agency)


@login_required
@require_POST
def remove(request: HttpRequest, agency: UUID) -> HttpResponse:
    """Take a role away from a person."""
    found = _find(request, agency)
    person = _member(found, request.POST.get("person", ""))
    role = request.POST.get("role", "")
    attempt_plainly(
        request,
        lambda: actions.remove_member(agency=found, user=person, role=role, by=request.user),
        done=_("The role is taken away."),
    )
    return redirect("registry:agency", agency)


@login_required
@require_POST
def claim(request: HttpRequest, agency: UUID, claim: int) -> HttpResponse:
    """Give a role to someone a provider says belongs here, or decline."""
    found = _find(request, agency)
    policy.check(request.user, Permission.MANAGE_MEMBERS, found)
    waiting = MembershipClaim.objects.filter(agency=found, pk=claim).first()
    if waiting is None:
        raise NotFound("claim.absent", _("This person is not waiting here."))
    role = None if "decline" in request.POST else request.POST.get("role", "")
    attempt_plainly(
        request,
        lambda: actions.answer_claim(claim=waiting, role=role, by=request.user),
        done=_("Declined.") if role is None else _("The role is given."),
    )
    return redirect("registry:agency", agency)


def _bring_in(request: HttpRequest, agency: Agency, form: RoleForm) -> HttpResponse:
    """The answer shows the first password; it is kept nowhere else."""
    if not form.cleaned_data["name"] and attempt(form, lambda: _check_manages(request, agency)):
        form.ask_who()
    if form.is_valid():
        given = {**form.cleaned_data, "language": form.cleaned_data["language"] or agency.language}
        made = attempt(form, lambda: actions.bring_in(agency=agency, by=request.user, **given))
        if made:
            return _page(request, agency, handed_over=made)
    return _page(request, agency, form, status=422)


def _check_manages(request: HttpRequest, agency: Agency) -> bool:
    """Only an administrator is told who has no account."""
    policy.check(request.user, Permission.MANAGE_MEMBERS, agency)
    return True


def _page(
    request: HttpRequest,
    agency: Agency,
    form: RoleForm | None = None,
    status: int = 200,
    handed_over: tuple[User, str] | None = None,
) -> HttpResponse:
    manages = policy.may(request.user, Permission.MANAGE_MEMBERS, agency)
    sees_people = manages or policy.may(request.user, Permission.VIEW, agency)
    context = {
        "agency": agency,
        "solutions": Solution.objects.filter(uses__agency=agency).order_by("name")[:100],
        "sees_people": sees_people,
        "people": queries.people_of(agency) if sees_people else [],
        "manages": manages,
        "out_of_reach": queries.belonging_elsewhere(agency, request.user) if manages else set(),
        "handed_over": handed_over,
        "may_audit": policy.may(request.user, Permission.VIEW_TRAIL, agency),
        "claims": queries.claims_waiting(agency) if manages else [],
        "may_edit": policy.may(request.user, Permission.MANAGE_AGENCY, agency),
        "form": form or RoleForm(initial={"role": Role.READER.value}),
    }
    return render(request, "registry/agency.html", context, status=status)


def _find(request: HttpRequest, agency: UUID) -> Agency:
    found = Agency.objects.visible_to(request.user).filter(pk=agency).first()
    if found is None:
        raise NotFound("agency.absent", _("There is no such agency, or you may not see it."))
    return found


def _member(agency: Agency, person: str) -> User:
    found = User.objects.filter(pk=queries.as_uuid(person), memberships__agency=agency).first()
    if found is None:
        raise NotFound("member.absent", _("This person is not a member here."))
    return found
