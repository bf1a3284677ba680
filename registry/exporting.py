"""`vurdert export`: order a file of a version, have it made here and now, and write it to a path."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext as _

from assessments.access import find_version
from exports.actions import collect, order_export
from exports.models import Export
from registry.errors import Invalid, NotFound
from registry.jobs import claim, perform
from registry.models import User

LOOK_EVERY = 0.5  # seconds, when a worker was quicker than we to take the job


def export_to_file(*, version: str, format: str, language: str, by: str, to: Path | None) -> Path:
    """Order as the person with the e-mail address `by` and answer the path of the written file.

    The person needs the same access as in the browser; the order and the collection are in the trail.
    """
    person = User.objects.filter(email=by.strip().lower(), signs_in_here=True, is_active=True).first()
    if person is None:
        raise NotFound("user.unknown", _("Nobody here has the e-mail address %s.") % by)
    order = order_export(
        version=find_version(person, _uuid(version)), format=format, language=language, by=person
    )
    parcel = collect(export=_made(order), by=person)
    target = to or Path(parcel.name)
    with parcel.file as source, target.open("wb") as written:
        shutil.copyfileobj(source, written)
    return target


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid("version.id_malformed", _("“%s” is not the id of a version.") % text) from error


def _made(order: Export) -> Export:
    if order.job is not None and (job := claim("vurdert export", order.job_id)):
        perform(job)
    while True:
        order = Export.objects.select_related("job", "rendition").get(pk=order.pk)
        if order.job is None or not order.job.is_live:
            break
        time.sleep(LOOK_EVERY)
    if order.rendition is None and order.job is not None:
        raise Invalid(order.job.error_code, order.job.error_message)
    return order
