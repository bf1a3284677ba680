"""Answering for what was inherited: confirm, change, or not relevant here, item by item."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import actions
from assessments.access import find
from assessments.engine.reuse import Standing
from assessments.models.stored import item_path
from assessments.pages.drafting import Desk, desk_of
from assessments.pages.frame import trail_to
from assessments.pages.sheet import ShownRow
from assessments.pages.shown import Shown, present
from registry.errors import NotFound
from registry.pages.refusals import attempt_plainly

PAGE = 12  # items on one page: few enough to think about each


@dataclass(frozen=True)
class Item:
    """One inherited proposal, what it says now, and where it is changed."""

    path: str
    language: str
    label: str
    shown: Shown | None
    row: ShownRow | None
    expected: str
    change: str
    decided: str
    reason: str
    typed: str = ""

    @property
    def anchor(self) -> str:
        """Its name on the page."""
        return "item-" + self.path.replace("/", "-")


@login_required
def confirm(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """The items that await an answer, in the order of the form; or, on demand, those already answered."""
    is_sent = request.method == "POST"
    if is_sent and attempt_plainly(request, lambda: _answer(request, assessment)):
        return redirect(request.get_full_path())
    desk = desk_of(request, assessment)
    if desk.view.standing is None:
        raise NotFound(
            "fork.absent", _("This assessment is not built on another, so there is nothing to confirm.")
        )
    return _page(request, desk, status=422 if is_sent else 200)


def _answer(request: HttpRequest, assessment: UUID) -> object:
    """Without laying the draft out first: the action checks all there is to check, and it is done often."""
    given = request.POST
    return actions.confirm(
        assessment=find(request.user, assessment),
        path=given.get("path", ""),
        state=given.get("state", ""),
        reason=given.get("reason", ""),
        expected=given.get("expected") or None,
        by=request.user,
    )


def _page(request: HttpRequest, desk: Desk, status: int = 200) -> HttpResponse:
    standing = desk.view.standing
    shows_decided = request.GET.get("show") == "decided"
    paths = list(standing.decided if shows_decided else standing.awaiting)
    typed = {request.POST.get("path", ""): request.POST.get("reason", "")}
    context = {
        "assessment": desk.assessment,
        "items": [_item(desk, standing, path, typed.get(path, "")) for path in paths[:PAGE]],
        "left": len(standing.awaiting),
        "done": len(standing.decided),
        "total": len(standing.awaiting) + len(standing.decided),
        "percent": standing.confirmed_percent,
        "identical": standing.identical_percent,
        "more": max(len(paths) - PAGE, 0),
        "shows_decided": shows_decided,
        "trail": trail_to(desk.assessment, (_("Confirm what is inherited"), request.path)),
    }
    return render(request, "assessments/confirm.html", context, status=status)


def _item(desk: Desk, standing: Standing, path: str, typed: str) -> Item:
    sheet, schema = desk.sheet, desk.view.schema
    is_row = "/" in path
    field = schema.field(path.partition("/")[0])
    decided = standing.decided.get(path)
    answer = desk.view.full.confirmations.get(path)
    return Item(
        path=path,
        language=desk.view.written_in(path),
        label=sheet.label(path),
        shown=None if is_row else present(desk.view.content.fields.get(path), field, sheet.lens),
        row=sheet.row(path) if is_row else None,
        expected=desk.etag(item_path(path, schema)),
        change=_where_to_change(desk, path),
        decided=decided.value if decided else "",
        reason=answer.reason if answer else "",
        typed=typed,
    )


def _where_to_change(desk: Desk, path: str) -> str:
    collection, _slash, row = path.partition("/")
    if row:
        return reverse("assessments:row", args=[desk.assessment.pk, collection, row])
    section = desk.view.schema.section_of(path).key
    return reverse("assessments:edit", args=[desk.assessment.pk, section]) + f"#id_{path}"
