"""The register of solutions. A solution's own page shows its assessments and therefore lives one floor up."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from registry import actions
from registry.access import policy
from registry.access.permissions import Permission
from registry.errors import NotFound
from registry.models import Agency, Solution
from registry.models.solution import SolutionKind
from registry.pages import queries
from registry.pages.forms.solutions import SolutionForm
from registry.pages.refusals import attempt, attempt_plainly
from registry.text import clean_line


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """All solutions, searched by words and kind."""
    query, kind = clean_line(request.GET.get("q", "")), clean_line(request.GET.get("kind", ""))
    found, after = queries.keyset_page(
        queries.solutions(request.user, query=query, kind=kind), request.GET.get("after", "")
    )
    context = {
        "solutions": found,
        "after": after,
        "query": query,
        "kind": kind,
        "kinds": SolutionKind.choices,
        "may_register": bool(policy.agencies_with(request.user, Permission.REGISTER_SOLUTION)),
    }
    return render(request, "registry/solutions.html", context)


@login_required
def register(request: HttpRequest) -> HttpResponse:
    """Register a solution."""
    form = SolutionForm(request.POST or None, actor=request.user)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: actions.register_solution(by=request.user, **form.wanted(request.user)))
        if made:
            return redirect(address_of(made))
    return _form_page(request, form, _("Register a solution"), reverse("registry:solutions"))


@login_required
def edit(request: HttpRequest, solution: UUID) -> HttpResponse:
    """Correct a solution; the form carries the edition it started from."""
    found = find(request, solution)
    form = SolutionForm(request.POST or None, actor=request.user, solution=found)
    if request.method == "POST" and form.is_valid():
        expected = form.cleaned_data["expected"]
        saved = attempt(
            form,
            lambda: actions.update_solution(
                solution=found, expected=expected, by=request.user, **form.wanted(request.user)
            ),
        )
        if saved:
            return redirect(address_of(found))
    return _form_page(request, form, _("Change %(name)s") % {"name": found.name}, address_of(found))


@login_required
@require_POST
def take_into_use(request: HttpRequest, solution: UUID) -> HttpResponse:
    """Say that an agency of one's own uses the solution."""
    found, agency = find(request, solution), _agency(request)
    attempt_plainly(
        request,
        lambda: actions.take_into_use(solution=found, agency=agency, by=request.user),
        done=_("%(agency)s now stands as a user.") % {"agency": agency.name},
    )
    return redirect(address_of(found))


@login_required
@require_POST
def stop_using(request: HttpRequest, solution: UUID) -> HttpResponse:
    """Say that an agency of one's own no longer uses the solution."""
    found, agency = find(request, solution), _agency(request)
    attempt_plainly(
        request,
        lambda: actions.stop_using(solution=found, agency=agency, by=request.user),
        done=_("%(agency)s no longer stands as a user.") % {"agency": agency.name},
    )
    return redirect(address_of(found))


def address_of(solution: Solution) -> str:
    """The solution's own page."""
    return reverse("assessments:solution", args=[solution.pk])


def find(request: HttpRequest, solution: UUID) -> Solution:
    """The solution, if the visitor may see it."""
    found = Solution.objects.visible_to(request.user).select_related("supplier").filter(pk=solution).first()
    if found is None:
        raise NotFound("solution.absent", _("There is no such solution, or you may not see it."))
    return found


def _agency(request: HttpRequest) -> Agency:
    """The agency of one's own that the form names."""
    wanted = queries.as_uuid(request.POST.get("agency", ""))
    agency = queries.agencies_of(request.user).filter(pk=wanted).first()
    if agency is None:
        raise NotFound("agency.absent", _("There is no such agency, or you may not see it."))
    return agency


def _form_page(request: HttpRequest, form: SolutionForm, heading: str, back: str) -> HttpResponse:
    status = 422 if form.errors else 200
    context = {"form": form, "heading": heading, "back": back}
    return render(request, "registry/solution_form.html", context, status=status)
