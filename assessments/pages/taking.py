"""The page of a taking, from what the whole is built on or from a picked row's source: laid out and shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import access
from assessments.models import Assessment, Draft, Pull
from assessments.pages.drafting import references_for
from assessments.pages.forms.deeds import NeverForm
from assessments.pages.frame import trail_to
from assessments.pages.leaf import PER_PAGE, Leaf
from assessments.pages.piece import ShownPiece, Tried, anchor_of
from assessments.pages.piece_sheet import PieceSheet, words_of
from assessments.pages.since import address_of
from assessments.pulling import Taking
from registry.access.permissions import Permission
from registry.errors import Refusal
from registry.models import User


def sheet_of(
    request: HttpRequest, found: Taking, tried: Mapping[str, Tried] | None = None, leaf: Leaf | None = None
) -> PieceSheet:
    """The pieces of one page laid out for choosing; `tried` are choices that were sent and not kept."""
    words = words_of(found.schema, found.before, found.ours, found.theirs, found.scale, found.written_in)
    references = references_for(request, found.assessment)
    shown = leaf.pieces if leaf else None
    return PieceSheet(words, found.offered, references=references, tried=tried or {}, shown=shown)


def show(
    request: HttpRequest,
    found: Taking,
    status: int = 200,
    *,
    tried: Mapping[str, Tried] | None = None,
    refusal: Refusal | None = None,
    never: NeverForm | None = None,
) -> HttpResponse:
    """The page of a taking, with what was refused on it; `never` is a row's form as it was filled in."""
    leaf = _leaf(request, found, tried, refusal is not None)
    sheet = sheet_of(request, found, tried, leaf)
    context = {
        **around(request, found.assessment, found.row),
        "sheet": sheet,
        "leaf": leaf,
        "undecided": _undecided(found, sheet, leaf),
        "found": found,
        "source": found.version.assessment,
        "compare": address_of(found.built_on, found.version) if _can_compare(request.user, found) else "",
        "chosen": request.GET.get("chosen", ""),
        "refusal": refusal,
    }
    if not found.row:
        return render(request, "assessments/pull.html", context, status=status)
    context |= {
        "heading": sheet.words.title(found.row),
        "own": reverse("assessments:row", args=[found.assessment.pk, *found.row.split("/", 1)]),
        "pressed": len(found.fitting) + len(found.taken),
        "never": never or NeverForm(),
    }
    return render(request, "assessments/picked.html", context, status=status)


def around(request: HttpRequest, assessment: Assessment, row: str = "") -> dict[str, Any]:
    """What every such page says: where one is, what one may do, and the last taking in this draft."""
    draft = draft_of(assessment)
    may = access.is_allowed(access.check_may, request.user, Permission.EDIT, assessment)
    title = _("Changed at the source") if row else _("Take over changes from the original")
    return {
        "assessment": assessment,
        "draft": draft,
        "may_choose": may,
        "may_take": may
        and bool(draft or access.is_allowed(access.check_can_revise, request.user, assessment)),
        "taking": Pull.objects.last_in(draft) if draft else None,
        "trail": trail_to(assessment, (title, request.path)),
    }


def draft_of(assessment: Assessment) -> Draft | None:
    """The open draft, with what it goes on from."""
    return Draft.objects.select_related("parent", "assessment").filter(assessment=assessment).first()


def place_of(found: Taking, chosen: str = "") -> str:
    """The address of this taking, at the piece just chosen for."""
    query = {} if found.row else {"from": str(found.version.pk)}
    query |= {"chosen": chosen} if chosen else {}
    place = f"#{anchor_of(chosen)}" if chosen else ""
    if found.row:
        page = reverse("assessments:picked", args=[found.assessment.pk, *found.row.split("/", 1)])
    else:
        page = reverse("assessments:pull", args=[found.assessment.pk])
    return f"{page}?{urlencode(query)}{place}" if query else page


def _leaf(request: HttpRequest, found: Taking, tried: Mapping[str, Tried] | None, refused: bool) -> Leaf:
    """The page with what was just chosen or tried, or with the first conflict that stops the taking."""
    chosen = next(iter(tried or ()), request.GET.get("chosen", ""))
    stops = found.undecided[0].piece.path if refused and found.undecided else ""
    page = request.GET.get("page", "")
    return Leaf(found.offered, int(page) if page.isdecimal() and len(page) < 6 else 1, chosen or stops)


def _undecided(found: Taking, sheet: PieceSheet, leaf: Leaf) -> list[tuple[ShownPiece, str]]:
    """The first conflicts nobody has chosen in, each with the way to it."""
    return [
        (
            ShownPiece(each, sheet.words),
            f"#{anchor_of(each.piece.path)}" if leaf.holds(each) else place_of(found, each.piece.path),
        )
        for each in found.undecided[:PER_PAGE]
    ]


def row_page(own: Assessment, path: str) -> str:
    """The row where it is written; where it is taken out, where that can be undone; else the assessment."""
    collection, _slash, row = path.partition("/")
    draft = draft_of(own)
    if draft is None:
        return reverse("assessments:assessment", args=[own.pk])
    if draft.stored().content.row(collection, row) is None:
        return reverse("assessments:pull", args=[own.pk])
    return reverse("assessments:row", args=[own.pk, collection, row])


def _can_compare(actor: User, found: Taking) -> bool:
    is_seen = access.is_allowed(access.find_version, actor, found.built_on.pk)
    return is_seen and found.built_on != found.version
