"""The trail as files: JSON with the proof that each event is sealed, and Excel to sort and filter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from exports.models import TrailFile
from exports.render.blocks import Document, Sheet
from exports.render.sheet import write_sheet
from exports.trail.telling import Told, tell
from registry.audit import anchors, files, lines
from registry.audit.filters import Filters, trail_of
from registry.models import Event, Seal

AT_ONCE = 1_000  # events told together
MOST = {"json": 100_000, "xlsx": 20_000}  # events in one file; more is asked for in several
MEDIA_TYPES = {
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def write(order: TrailFile, target: Path) -> int:
    """Write the ordered part of the trail as its orderer may read it now; returns how many events it has."""
    events = trail_of(order.ordered_by, order.agency, Filters(**order.filters))
    return WRITERS[order.format](order, events, target)


def _write_json(order: TrailFile, events: Any, target: Path) -> int:
    with target.open("w", encoding="utf-8") as file:
        return files.write_trail(
            file,
            about={
                "is_whole": False,
                "agency": {"id": str(order.agency_id), "name": order.agency.name},
                "filters": order.filters,
                "made": timezone.now().isoformat(),
            },
            seals=(anchors.plain(seal) for seal in Seal.objects.order_by("number").iterator()),
            events=_lines(order, events),
        )


def _lines(order: TrailFile, events: Any) -> Iterator[dict[str, Any]]:
    """Each event with its proof and, beside what is hashed, the words the page has."""
    proved = lines.lines_with_proofs(events)
    while some := list(islice(proved, AT_ONCE)):
        rows = events.in_bulk([each["id"] for each in some])
        told = tell([rows[each["id"]] for each in some if each["id"] in rows], order.ordered_by, order.agency)
        words = {each.event.pk: each for each in told}
        for each in some:
            said = words.get(each["id"])
            yield (
                {**each, "shown": {"who": said.who, "what": said.what, "about": said.about}} if said else each
            )


def _write_xlsx(order: TrailFile, events: Any, target: Path) -> int:
    rows: list[tuple[str | int, ...]] = []
    found = events.order_by("-at", "-id").iterator(AT_ONCE)
    while some := list(islice(found, AT_ONCE)):
        rows += [_row(each) for each in tell(some, order.ordered_by, order.agency)]
    target.write_bytes(write_sheet(_document(order, rows)))
    return len(rows)


def _row(told: Told) -> tuple[str | int, ...]:
    moment = timezone.localtime(told.at).isoformat(timespec="seconds")
    details = "\n".join(f"{label}: {value}" for label, value in told.details)
    event: Event = told.event
    about = told.about or event.object_id
    return (moment, told.who, told.what, told.kind, about, details, event.request_id, event.pk, event.hash)


def _document(order: TrailFile, rows: Sequence[tuple[str | int, ...]]) -> Document:
    header = (
        _("When"), _("Who"), _("What"), _("Kind"), _("About"), _("Details"), _("Request"), _("Number"),
        _("Hash"),
    )  # fmt: skip
    title = _("The trail of %(agency)s") % {"agency": order.agency.name}
    asked = tuple((name, value) for name, value in order.filters.items())
    about = Sheet(_("About"), (_("Filter"), _("Value")), asked)
    return Document(
        kind="trail", language=order.language, title=title, subject=title, author=order.agency.name,
        running_title=title, draft_label="", footer=title, digest=str(order.pk), number=0,
        moment=timezone.now().isoformat(), blocks=(), bands=(), words={},
        sheets=(Sheet(_("Trail"), tuple(map(str, header)), tuple(rows)), about),
    )  # fmt: skip


WRITERS = {"json": _write_json, "xlsx": _write_xlsx}
FORMATS = tuple(WRITERS)
