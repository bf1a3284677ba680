"""Reading an assessment: what is in force, a given version, or the open draft."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments import access, actions
from assessments.access import check_can_renew_form, is_allowed
from assessments.engine.redact import Reading
from assessments.inherited import Offer, offers
from assessments.models import Assessment, Draft, Version
from assessments.pages.frame import frame_of
from assessments.pages.sheet import Sheet
from assessments.pages.since import since_approval, since_last_read
from assessments.pages.touched import touched_places
from assessments.pages.views.entry import entry_page
from assessments.reading import View, behind, read_draft, read_version
from assessments.watching import step_of
from registry.access import policy
from registry.access.permissions import Permission
from registry.errors import NotFound


def assessment(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """The version in force; else, for the owner's people, the newest one or the draft; or an entry."""
    found = access.find_known(request.user, assessment)
    if found.is_entry:
        return entry_page(request, found)
    in_force = access.in_force(request.user, found)
    if in_force is not None:
        return _version_page(request, in_force.pk)
    newest = access.visible_versions(request.user).filter(assessment=found).order_by("-number").first()
    if newest and not Draft.objects.filter(assessment=found).exists():
        return _version_page(request, newest.pk)
    return redirect("assessments:draft", found.pk)


def version(request: HttpRequest, version: UUID) -> HttpResponse:
    """Exactly this version."""
    return _version_page(request, version)


@login_required
def draft(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """The open draft, for the owner's people."""
    found = access.find(request.user, assessment)
    open_draft = draft_of(request, found)
    view = read_draft(open_draft, request.user, _seen_as(request))
    newer = behind(found, request.user, open_draft.base)
    context = {
        **frame_of(request, found, tab="draft"),
        **_edition(request, Sheet.of(view)),
        "draft": open_draft,
        "may_renew_form": is_allowed(check_can_renew_form, request.user, found),
        "since_approval": since_approval(open_draft, request.user),
        "behind": newer,
        "step": step_of(open_draft.base, newer[0], request.user) if newer else None,
        "offers": offers(found, view.full, request.user),
    }
    return render(request, "assessments/read.html", context)


def draft_of(request: HttpRequest, found: Assessment) -> Draft:
    """The open draft of an assessment, for those who belong to its owner; absent for everyone else."""
    is_own = policy.may(request.user, Permission.VIEW, found.owner)
    draft = Draft.objects.select_related("assessment__owner", "base").filter(assessment=found).first()
    if draft is None or not is_own:
        raise NotFound("draft.absent", _("There is no open draft."))
    return draft


def _offers(version: Version, view: View, actor: object) -> list[Offer]:
    """What is offered for rows picked into the version in force, to the owner's people."""
    if view.reading is not Reading.FULL or version.pk != version.assessment.current_id:
        return []
    return offers(version.assessment, view.full, actor, version.created)


def _seen_as(request: HttpRequest) -> str:
    """The edition asked for; "" for the reader's own."""
    wanted = request.GET.get("as", "")
    return wanted if wanted in (Reading.MEMBERS, Reading.PUBLIC) else ""


def _edition(request: HttpRequest, sheet: Sheet) -> dict[str, object]:
    """What is shown, how much is withheld from it, and whether its owner's people are closing a leak."""
    return {
        "sheet": sheet,
        "whole": request.path,
        "closing": "closing" in request.GET and sheet.view.reading is Reading.FULL,
    }


def _version_page(request: HttpRequest, version: UUID) -> HttpResponse:
    found = access.find_version(request.user, version)
    view = read_version(found, request.user, _seen_as(request))
    in_force = access.in_force(request.user, found.assessment)
    is_in_force = in_force is not None and in_force.pk == found.pk
    tab = "read" if in_force is None or is_in_force else "history"
    newer, sheet = behind(found.assessment, request.user, found.base), Sheet.of(view)
    context = {
        **frame_of(request, found.assessment, tab=tab, version=found),
        **_edition(request, sheet),
        "version": found,
        "since_approval": since_approval(found, request.user),
        "since_last_read": since_last_read(found, _note_seen(request, found), request.user),
        "behind": newer,
        "step": step_of(found.base, newer[0], request.user) if newer else None,
        "touched": touched_places(sheet, newer[0], found, request.user) if newer and is_in_force else [],
        "offers": _offers(found, view, request.user),
    }
    return render(request, "assessments/read.html", context)


def _note_seen(request: HttpRequest, found: Version) -> Version | None:
    """Remember that she has read it; gives the newest she had read before."""
    return actions.note_seen(version=found, by=request.user) if request.user.is_authenticated else None
