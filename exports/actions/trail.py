"""Ordering and fetching files of an agency's trail."""

from __future__ import annotations

from hashlib import file_digest
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from exports.access import find_trail_file
from exports.actions.collect import Parcel
from exports.models import TrailFile
from exports.trail.files import FORMATS, MEDIA_TYPES, MOST
from registry.access import policy
from registry.access.permissions import Permission
from registry.audit import record
from registry.audit.filters import Filters, trail_of
from registry.errors import Conflict, Invalid
from registry.jobs import enqueue, finish
from registry.models import Agency, Job, Language, User


@transaction.atomic
def order_trail_file(*, agency: Agency, filters: Filters, format: str, language: str, by: User) -> TrailFile:
    """Order what passes the filters as a file (json or xlsx), made by a worker. Needs VIEW_TRAIL."""
    policy.check(by, Permission.VIEW_TRAIL, agency)
    for where, value, choices in (("format", format, FORMATS), ("language", language, Language.values)):
        if value not in choices:
            raise Invalid(
                f"trail.{where}_unknown",
                _("“%(value)s” is not offered.") % {"value": value},
                where=where,
                how=_("Choose one of: %(choices)s.") % {"choices": ", ".join(choices)},
            )
    _check_fits(trail_of(by, agency, filters)[: MOST[format] + 1].count(), format)
    order = TrailFile(
        agency=agency, filters=filters.as_plain, format=format, language=language, ordered_by=by
    )
    order.job = enqueue("trail_file", {"file": str(order.pk)}, dedup=str(order.pk), by=by, agency=agency)
    order.save(force_insert=True)
    record("trail_file_ordered", agency, by, agency, file=order.pk, format=format, **_told(filters))
    return order


@transaction.atomic
def keep_trail_file(*, file: TrailFile, job: Job, name: str, made: Path, events: int, by: User) -> None:
    """Give the order the stored file `name`, a copy of `made`; LeaseLost when another worker has the job."""
    finish(job, job.attempts)
    with made.open("rb") as source:
        file.sha256 = file_digest(source, "sha256").hexdigest()
    file.file, file.size, file.events = name, made.stat().st_size, events
    file.save(update_fields=["file", "size", "sha256", "events"])
    record("trail_file_made", file.agency, by, file.agency, file=file.pk, events=events, sha256=file.sha256)


@transaction.atomic
def collect_trail_file(*, file: TrailFile, by: User) -> Parcel:
    """Hand over the file, to the one who ordered it and while she may still read the trail; recorded."""
    order = find_trail_file(by, file.pk)
    if not order.file:
        raise Conflict("export.not_ready", _("The file is not ready yet."), how=_("Wait a little."))
    try:
        opened = default_storage.open(order.file)
    except FileNotFoundError as error:
        raise Conflict("export.file_gone", _("The file is gone."), how=_("Order it again.")) from error
    record("trail_file_collected", order.agency, by, order.agency, file=order.pk, sha256=order.sha256)
    name = f"trail-{order.agency.orgnr}-{order.created:%Y-%m-%d}.{order.format}"
    return Parcel(opened, name, MEDIA_TYPES[order.format], order.size, order.sha256)


def _check_fits(count: int, format: str) -> None:
    if count > MOST[format]:
        raise Invalid(
            "trail.too_many",
            _("More than %(most)s events pass, which is more than one such file holds.")
            % {"most": MOST[format]},
            where="since",
            how=_("Choose a shorter time, and order several files."),
        )


def _told(filters: Filters) -> dict[str, object]:
    return {"filters": filters.as_plain} if filters.as_plain else {}
