"""Fetching a finished file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from exports.access import check_is_own, find_side, readings_of, withheld_from
from exports.models import DraftState, Export, Frozen
from exports.render.formats import FORMATS
from registry.audit import record
from registry.errors import Conflict, NotFound
from registry.models import User


@dataclass(frozen=True)
class Parcel:
    """An open file with the name and media type it is handed over with."""

    file: IO[bytes]
    name: str
    media_type: str
    size: int
    sha256: str


@transaction.atomic
def collect(*, export: Export, by: User) -> Parcel:
    """Hand over the file, once more only to someone who may read what is in it; each time is recorded."""
    check_is_own(by, export)
    side = find_side(by, export.side)
    other = find_side(by, export.other_side) if export.other_side else None
    _check_reads_the_same(export, by, side, other)
    if export.rendition is None and export.state == "done":
        raise _gone()
    if export.rendition is None:
        raise Conflict("export.not_ready", _("The file is not ready yet."), how=_("Wait a little."))
    rendition, kind = export.rendition, FORMATS[export.format]
    try:
        file = default_storage.open(rendition.file)
    except FileNotFoundError as error:
        raise _gone() from error
    detail = {**export.named, "format": export.format, "sha256": rendition.sha256}
    for assessment in export.concerned:
        record(verb="export_collected", obj=assessment, by=by, agency=assessment.owner, **detail)
    since = f"-since-{_short(other)}" if other else ""
    name = f"{side.assessment.kind}-{_short(side)}{since}-{export.language}.{kind.extension}"
    return Parcel(file, name, kind.media_type, rendition.size, rendition.sha256)


def _check_reads_the_same(export: Export, by: User, side: Frozen, other: Frozen | None) -> None:
    """Refuse a file that shows more than `by` may read now; what is withheld since it was made counts too."""
    is_same = readings_of(by, side, other) == (export.reading, export.compared_reading)
    if not is_same or set(withheld_from(by, side, other)) - set(export.withheld):
        raise NotFound("export.reading_changed", _("What you may read has changed. Order the file again."))


def _short(side: Frozen) -> str:
    """What a file name says of a text: it is this one, and no other."""
    place = "draft" if isinstance(side, DraftState) else f"v{side.number}"
    return f"{side.digest[:8]}-{place}"


def _gone() -> Conflict:
    return Conflict("export.file_gone", _("The file is gone."), how=_("Order it again."))
