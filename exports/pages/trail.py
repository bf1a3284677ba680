"""The trail of an agency for those who audit it: read, filtered, ordered as a file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from exports import actions
from exports.access import find_trail_file, own_trail_files
from exports.trail.telling import held_a_role_in, tell
from exports.trail.words import LABELS, VERBS
from registry import actions as registry_actions
from registry.access import policy
from registry.access.permissions import Permission
from registry.audit import tell_of_reading_trail
from registry.audit.filters import Filters, trail_of
from registry.errors import Invalid, NotFound
from registry.models import Agency, Event, Seal, SealReader
from registry.models.user import Language
from registry.pages.refusals import attempt_plainly, say_refusal

PAGE = 50
FILES_SHOWN = 5


@login_required
@require_GET
def trail(request: HttpRequest, agency: UUID) -> HttpResponse:
    """What happened, newest first, fifty at a time. That it was read is itself in the trail."""
    found = _find(request, agency)
    filters = _filters(request)
    tell_of_reading_trail(found, request.user)
    events, older = _page(trail_of(request.user, found, filters), request.GET.get("cursor", ""))
    keys = sorted(Seal.objects.order_by().values_list("key", flat=True).distinct())
    context = {
        "agency": found,
        "filters": filters,
        "told": tell(events, request.user, found),
        "older": older,
        "people": [(str(key), name) for key, name in held_a_role_in(found).items()],
        "verbs": [(heading, list(group.items())) for heading, group in VERBS.items()],
        "verb_label": LABELS.get(filters.verb, filters.verb),
        "seal": Seal.objects.order_by("-number").first(),
        "keys": keys,
        "is_sent": SealReader.objects.filter(user=request.user).exists(),
        "languages": Language.choices,
        "language": get_language(),
        **_files(request, found),
    }
    return render(request, "exports/trail.html", context)


@login_required
@require_POST
def order(request: HttpRequest, agency: UUID) -> HttpResponse:
    """Order what is shown as a file."""
    found = _find(request, agency)
    given = {"format": request.POST.get("format", ""), "language": request.POST.get("language", "")}
    attempt_plainly(
        request,
        lambda: actions.order_trail_file(
            agency=found, filters=Filters.of(request.POST), by=request.user, **given
        ),
        done=_("The file is ordered."),
    )
    return redirect(reverse("exports:trail", args=[agency]) + "#files")


@login_required
@require_GET
@never_cache
def files(request: HttpRequest, agency: UUID) -> HttpResponse:
    """The files ordered of this trail, asked for again while one is being made."""
    found = _find(request, agency)
    return render(request, "exports/trail_files.html", {"agency": found, **_files(request, found)})


@login_required
@require_GET
def collect(request: HttpRequest, file: UUID) -> FileResponse:
    """The file itself."""
    parcel = actions.collect_trail_file(file=find_trail_file(request.user, file), by=request.user)
    response = FileResponse(
        parcel.file, as_attachment=True, filename=parcel.name, content_type=parcel.media_type
    )
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def ask_for_seals(request: HttpRequest, agency: UUID) -> HttpResponse:
    """Begin or stop being sent each day's seal."""
    found = _find(request, agency)
    wants = request.POST.get("wants") == "yes"
    attempt_plainly(
        request, lambda: registry_actions.ask_for_seals(wants=wants, by=request.user), done=_("Saved.")
    )
    return redirect(reverse("exports:trail", args=[found.pk]) + "#seal")


def _find(request: HttpRequest, agency: UUID) -> Agency:
    found = Agency.objects.visible_to(request.user).filter(pk=agency).first()
    if found is None:
        raise NotFound("agency.absent", _("There is no such agency, or you may not see it."))
    policy.check(request.user, Permission.VIEW_TRAIL, found)
    return found


def _filters(request: HttpRequest) -> Filters:
    """What was asked; what cannot be read is said at the top and left out."""
    try:
        return Filters.of(request.GET)
    except Invalid as refusal:
        say_refusal(request, refusal)
        return Filters()


def _page(events: QuerySet[Event], cursor: str) -> tuple[list[Event], str]:
    """A page after the event `cursor`, and the cursor of the next one, "" when there is none."""
    if cursor.isdecimal() and len(cursor) < 19:
        last = events.filter(pk=int(cursor)).values_list("at", "pk").first()
        if last is not None:
            events = events.filter(Q(at__lt=last[0]) | Q(at=last[0], pk__lt=last[1]), at__lte=last[0])
    found = list(events.order_by("-at", "-id")[: PAGE + 1])
    return found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else ""


def _files(request: HttpRequest, agency: Agency) -> dict[str, Any]:
    orders = list(own_trail_files(request.user).filter(agency=agency)[:FILES_SHOWN])
    return {"files": orders, "is_live": any(each.is_live for each in orders)}
