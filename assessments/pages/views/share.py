"""Who may see an assessment, and which other assessment it belongs with."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import actions
from assessments.access import check_can_share, find
from assessments.asking import requests
from assessments.models import Assessment, Kind, ShareLink
from assessments.pages.forms.sharing import LinkForm, NameForm, ShareForm
from assessments.pages.frame import trail_to
from registry.errors import NotFound
from registry.models import Agency
from registry.pages.queries import as_uuid
from registry.pages.refusals import attempt, attempt_plainly


@login_required
def share(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """Choose who may see what is approved; says what sharing means first."""
    found = to_share(request, assessment)
    form = ShareForm(request.POST or None, assessment=found)
    if form.is_valid() and attempt(
        form, lambda: actions.share(assessment=found, by=request.user, **form.wanted)
    ):
        messages.success(request, _("Saved."))
        return redirect("assessments:assessment", found.pk)
    return share_page(request, found, form=form)


@login_required
@require_POST
def name(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """Show it to one more agency, or set a new end for one that is named already."""
    found = to_share(request, assessment)
    form = NameForm(request.POST, assessment=found, actor=request.user)
    if form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: actions.name_agency(assessment=found, by=request.user, **given)):
            done = _("What is approved is now shown to %(agency)s.") % {"agency": given["agency"].name}
            messages.success(request, done)
            return redirect("assessments:share", found.pk)
    return share_page(request, found, naming=form)


@login_required
@require_POST
def unname(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """Show it to this agency no longer."""
    found = to_share(request, assessment)
    agencies = Agency.objects.visible_to(request.user)
    agency = agencies.filter(pk=as_uuid(request.POST.get("agency", ""))).first()
    if agency is None:
        raise NotFound("agency.absent", _("There is no such agency, or you may not see it."))
    attempt_plainly(
        request,
        lambda: actions.unname_agency(assessment=found, agency=agency, by=request.user),
        done=_("It is no longer shown to %(agency)s by name.") % {"agency": agency.name},
    )
    return redirect("assessments:share", found.pk)


@login_required
@require_POST
def link(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """Link a ROS and a DPIA of the same solution."""
    found = find(request.user, assessment)
    other = find(request.user, as_uuid(request.POST.get("other", "")))
    ros, dpia = (found, other) if found.kind == Kind.ROS else (other, found)
    attempt_plainly(
        request, lambda: actions.link(ros=ros, dpia=dpia, by=request.user), done=_("The two are linked.")
    )
    return redirect("assessments:lineage", found.pk)


def to_share(request: HttpRequest, assessment: UUID) -> Assessment:
    """The assessment, for those who decide whom it is shown to."""
    found = find(request.user, assessment)
    check_can_share(request.user, found)
    return found


def share_page(
    request: HttpRequest,
    found: Assessment,
    *,
    form: ShareForm | None = None,
    naming: NameForm | None = None,
    linking: LinkForm | None = None,
    made: tuple[ShareLink, str] | None = None,
) -> HttpResponse:
    """The page, with the one of its forms that was tried, or with a link that was made and its address."""
    tried = naming or linking or form
    context = {
        "assessment": found,
        "form": form or ShareForm(None, assessment=found),
        "naming": naming or NameForm(None, assessment=found, actor=request.user),
        "linking": linking or LinkForm(None, assessment=found),
        "grants": found.grants.select_related("agency", "by").order_by("agency__name", "pk"),
        "links": ShareLink.objects.of(found),
        "made": made,
        "requests": requests(request.user).filter(assessment=found).order_by("-at", "-id"),
        "trail": trail_to(found, (_("Who may see it"), reverse("assessments:share", args=[found.pk]))),
    }
    status = 422 if tried is not None and tried.errors else 200
    return render(request, "assessments/share.html", context, status=status)
