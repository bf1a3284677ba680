"""Ordering a file, watching it being made, and fetching it."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from assessments.access import find_draft, find_version
from assessments.comparing import Side, find_side
from assessments.models import Draft
from assessments.pages.choices import describe
from exports import actions
from exports.access import find_export, own_orders
from exports.models import Export
from exports.render.formats import COMPARED_FORMATS
from registry.models.user import Language
from registry.pages.refusals import attempt_plainly

SHOWN = 30
FORMATS = (
    ("docx", _("Word"), _("To edit further, or to send by e-mail.")),
    ("pdf", _("PDF"), _("To sign and archive: PDF/A with the source attached.")),
    ("xlsx", _("Excel"), _("The tables, to sort and filter.")),
    ("json", _("Data (JSON)"), _("For other systems.")),
)


@login_required
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The files I have ordered, newest first."""
    return render(request, "exports/list.html", {"exports": own_orders(request.user)[:SHOWN]})


@login_required
def order(request: HttpRequest, version: UUID) -> HttpResponse:
    """Choose format and language for a version, or for what differs from something, and order the file."""
    return _order(request, find_version(request.user, version))


@login_required
def order_draft(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """The same for what differs between an open draft and something."""
    return _order(request, find_draft(request.user, assessment))


def _order(request: HttpRequest, found: Side) -> HttpResponse:
    other = _compared_with(request)
    if request.method == "POST":
        made: list[Export] = []
        choice = {"format": request.POST.get("format", ""), "language": request.POST.get("language", "")}
        if attempt_plainly(
            request,
            lambda: made.append(
                actions.order_export(version=found, compared_with=other, by=request.user, **choice)
            ),
        ):
            return redirect("exports:detail", made[0].pk)
    context = {
        "side": describe(found),
        "other_side": describe(other) if other else None,
        "title": found.assessment.title if isinstance(found, Draft) else found.head["title"],
        "formats": [each for each in FORMATS if other is None or each[0] in COMPARED_FORMATS],
        "languages": Language.choices,
        "chosen_format": request.POST.get("format") or request.GET.get("format") or "docx",
        "chosen_language": request.POST.get("language") or found.language,
    }
    return render(request, "exports/order.html", context)


def _compared_with(request: HttpRequest) -> Side | None:
    """The version or draft that is named to compare with, if any."""
    given = request.POST.get("compared_with") or request.GET.get("compared_with")
    return find_side(request.user, given) if given else None


@login_required
@require_GET
@never_cache
def detail(request: HttpRequest, export: UUID) -> HttpResponse:
    """How far a file is, and the way to it."""
    return render(request, "exports/detail.html", {"export": find_export(request.user, export)})


@login_required
@require_GET
@never_cache
def progress(request: HttpRequest, export: UUID) -> HttpResponse:
    """The moving part of the page, asked for again while the file is being made."""
    return render(request, "exports/progress.html", {"export": find_export(request.user, export)})


@login_required
@require_GET
def file(request: HttpRequest, export: UUID) -> FileResponse:
    """The file itself, under a name of ours."""
    parcel = actions.collect(export=find_export(request.user, export), by=request.user)
    response = FileResponse(
        parcel.file, as_attachment=True, filename=parcel.name, content_type=parcel.media_type
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_POST
def again(request: HttpRequest, export: UUID) -> HttpResponse:
    """Try a file again that could not be made."""
    found = find_export(request.user, export)
    attempt_plainly(
        request, lambda: actions.try_again(export=found, by=request.user), done=_("Trying again.")
    )
    return redirect("exports:detail", found.pk)
