"""Withholding on pages: one place of a draft, all that is withheld, and at once what is approved."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import access, actions
from assessments.actions.at_once import check_can_withhold_at_once, find_withholding
from assessments.actions.marking import check_place
from assessments.actions.withhold import item_of
from assessments.engine.content import Path, Withheld
from assessments.models import Assessment, Draft
from assessments.pages.checklist import Wish
from assessments.pages.drafting import Desk, desk_of
from assessments.pages.forms.withholding import RuleForm, WithholdForm
from assessments.pages.frame import frame_of, trail_to
from assessments.pages.sheet import Sheet
from assessments.pages.shown import ground, reader_language
from assessments.reading import View, read_draft, read_version
from assessments.schemas.grounds import grounds
from assessments.withheld import Overview, is_shared
from registry.errors import Conflict, Invalid, NotFound
from registry.pages.refusals import attempt, attempt_plainly, say_refusal


@login_required
def withhold(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """One place of the draft: on which ground, why and until when; or shown again."""
    desk = desk_of(request, assessment)
    path = request.POST.get("path") or request.GET.get("path", "")
    check_place(path, desk.view.full, desk.view.schema)
    mark = desk.view.full.marks.get(path)
    initial = (
        {"ground": mark.ground, "reason": mark.reason, "until": mark.until}
        if mark
        else {"ground": desk.view.schema.at(path).ground}
    )
    form = WithholdForm(request.POST or None, initial=initial)
    expected = request.POST.get("expected") or None
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            form,
            lambda: actions.withhold(
                assessment=desk.assessment, path=path, expected=expected, by=request.user, **form.mark
            ),
        )
        if saved:
            messages.success(request, _("Withheld: others are shown the legal ground instead."))
            return redirect(_place_in_draft(desk, path))
    context = {
        **_place(desk.sheet, path),
        "assessment": desk.assessment,
        "form": form,
        "mark": mark,
        "expected": form.state_to_name or desk.etag(item_of(path, desk.view.schema)),
        "back": _place_in_draft(desk, path),
        "warnings": warnings_about(desk.assessment),
        "trail": trail_to(desk.assessment, (_("Withhold"), request.get_full_path())),
    }
    return render(request, "assessments/withhold.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def disclose(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """Show a place of the draft again."""
    desk, path = desk_of(request, assessment), request.POST.get("path", "")
    expected = request.POST.get("expected") or None
    attempt_plainly(
        request,
        lambda: actions.disclose(assessment=desk.assessment, path=path, expected=expected, by=request.user),
        done=_("It is shown again in versions made from this draft."),
    )
    return redirect("assessments:withheld", desk.assessment.pk)


@login_required
def overview(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """Everything withheld of the draft, or of what is in force; and a way to withhold many at a time."""
    found = access.find(request.user, assessment)
    access.check_is_own(request.user, found)
    view = _newest(request, found)
    sheet, seen = Sheet.of(view), Overview(view)
    may_edit = view.version is None and access.is_allowed(access.check_can_edit, request.user, found)
    context = {
        **frame_of(request, found, tab="withheld", version=view.version),
        "sheet": sheet,
        "overview": seen,
        "items": [_line(sheet, each) for each in _chosen(request, seen)],
        "by_default": [
            (sheet.label(path), ground(Withheld(each), sheet.lens)) for path, each in seen.by_default.items()
        ],
        "only": request.GET.get("only", ""),
        "current": found.current_id,
        "may_mark": may_edit,
        "may_lift": access.is_allowed(access.check_can_share, request.user, found),
        "may_close": access.is_allowed(check_can_withhold_at_once, request.user, found),
        "rules": RuleForm(None, view.schema) if may_edit else None,
        "trail": trail_to(found, (_("What is withheld"), request.path)),
    }
    return render(request, "assessments/withheld.html", context)


@login_required
def at_once(request: HttpRequest, version: UUID) -> HttpResponse:
    """Withhold a place of what is approved from this moment, in every version."""
    found = access.find_version(request.user, version)
    check_can_withhold_at_once(request.user, found.assessment)
    view = read_version(found, request.user)
    path = request.POST.get("path") or request.GET.get("path", "")
    check_place(path, view.full, view.schema)
    form = WithholdForm(request.POST or None, initial={"ground": view.schema.at(path).ground})
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form, lambda: actions.withhold_at_once(version=found, path=path, by=request.user, **form.mark)
        )
        if made:
            messages.success(request, _("Withheld from others from this moment, in every version."))
            return redirect("assessments:withheld", found.assessment_id)
    sheet = Sheet.of(view)
    context = {
        **_place(sheet, path),
        "assessment": found.assessment,
        "version": found,
        "form": form,
        "back": reverse("assessments:version", args=[found.pk]) + f"#{sheet.anchor(path)}",
        "warnings": warnings_about(found.assessment),
        "trail": trail_to(found.assessment, (_("Withhold at once"), request.get_full_path())),
    }
    return render(request, "assessments/withhold_at_once.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def lift(request: HttpRequest, assessment: UUID, number: int) -> HttpResponse:
    """Show again what was withheld at once."""
    found = access.find(request.user, assessment)
    access.check_is_own(request.user, found)
    chosen = find_withholding(found, number)
    try:
        actions.lift_withholding(withholding=chosen, by=request.user)
        messages.success(request, _("Lifted. Versions that withhold it themselves still do."))
    except Conflict as refusal:
        say_refusal(request, refusal)
    except Invalid as stopped:  # by the checklist, where it is answered
        messages.error(request, f"{stopped.message} {stopped.how}")
        wish = Wish.to_lift(number, stopped)
        return redirect(f"{reverse('assessments:checklist', args=[found.pk])}?{wish.query}")
    return redirect("assessments:withheld", found.pk)


def _newest(request: HttpRequest, found: Assessment) -> View:
    """The open draft; else what is in force, or the newest version."""
    draft = Draft.objects.select_related("parent", "base").filter(assessment=found).first()
    if draft is not None:
        draft.assessment = found
        return read_draft(draft, request.user)
    newest = found.current_id or found.versions.order_by("-number").values_list("pk", flat=True).first()
    if newest is None:
        raise NotFound("version.none", _("There is no version and no draft."))
    return read_version(access.find_version(request.user, newest), request.user)


def _chosen(request: HttpRequest, overview: Overview) -> Iterable[Any]:
    only = request.GET.get("only", "")
    lists = {"shown": overview.still_shown, "internal": overview.internal}
    if only == "once":
        return [each for each in overview.items if each.at_once]
    return lists.get(only, overview.items)


def _line(sheet: Sheet, item: Any) -> dict[str, Any]:
    return {
        "item": item,
        "label": sheet.label(item.path),
        "ground": ground(Withheld(item.mark.ground), sheet.lens),
        "expected": sheet.view.etags.get(item.item, ""),
    }


def _place(sheet: Sheet, path: Path) -> dict[str, Any]:
    """The place in words, and what grounds say that must be heeded."""
    field = sheet.view.schema.at(path)
    return {"path": path, "place": sheet.label(path), "question": sheet.lens.label(field.label)}


def warnings_about(assessment: Assessment) -> list[tuple[str, str]]:
    """What is said of grounds that are lost when shared, and whether the assessment is shared already."""
    language = reader_language()
    internal = [each for each in grounds().values() if each.is_internal]
    told = _("This assessment is shown to others already.") if is_shared(assessment) else ""
    return [(each.ref, f"{each.warning[language]} {told}".strip()) for each in internal]


def _place_in_draft(desk: Desk, path: Path) -> str:
    """Where the place is written: its row's page, or its section."""
    key, *rest = path.split("/", 2)
    if len(rest) == 2:
        return reverse("assessments:row", args=[desk.assessment.pk, key, rest[0]])
    section = desk.view.schema.section_of(key).key
    return reverse("assessments:edit", args=[desk.assessment.pk, section]) + f"#{rest[0] if rest else key}"
