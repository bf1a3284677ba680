"""Fetching a finished file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.access import find_version
from assessments.models import Version
from exports.access import check_is_own, readings_of, withheld_from
from exports.models import Export
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
    version = find_version(by, export.version_id)
    other = find_version(by, export.compared_with_id) if export.compared_with_id else None
    _check_reads_the_same(export, by, version, other)
    if export.rendition is None and export.state == "done":
        raise _gone()
    if export.rendition is None:
        raise Conflict("export.not_ready", _("The file is not ready yet."), how=_("Wait a little."))
    rendition, kind = export.rendition, FORMATS[export.format]
    try:
        file = default_storage.open(rendition.file)
    except FileNotFoundError as error:
        raise _gone() from error
    detail = {"version": version.number, "format": export.format, "sha256": rendition.sha256}
    for assessment in export.concerned:
        record(verb="export_collected", obj=assessment, by=by, agency=assessment.owner, **detail)
    since = f"-since-{other.digest[:8]}-v{other.number}" if other else ""
    of = f"{version.assessment.kind}-{version.digest[:8]}-v{version.number}{since}"
    name = f"{of}-{export.language}.{kind.extension}"
    return Parcel(file, name, kind.media_type, rendition.size, rendition.sha256)


def _check_reads_the_same(export: Export, by: User, version: Version, other: Version | None) -> None:
    """Refuse a file that shows more than `by` may read now; what is withheld since it was made counts too."""
    is_same = readings_of(by, version, other) == (export.reading, export.compared_reading)
    if not is_same or set(withheld_from(by, version, other)) - set(export.withheld):
        raise NotFound("export.reading_changed", _("What you may read has changed. Order the file again."))


def _gone() -> Conflict:
    return Conflict("export.file_gone", _("The file is gone."), how=_("Order it again."))
