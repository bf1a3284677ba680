"""Ordering a file."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.access import find_version
from assessments.engine.schema import LANGUAGES
from assessments.models import Version
from exports.access import check_is_known
from exports.actions.templates import bundled_edition
from exports.models import Export, Rendition
from exports.production import plan
from exports.render.formats import FORMATS
from registry.audit import record
from registry.errors import Invalid
from registry.jobs import enqueue, requeue
from registry.models import User


@transaction.atomic
def order_export(*, version: Version, format: str, language: str, by: User) -> Export:
    """Order `version` as a file of `format` in `language`; an equal order gets the file that is there.

    What `by` may see is asked now, again when the file is made, and again when it is collected.
    """
    check_is_known(by)
    _check_choice("format", format, FORMATS)
    _check_choice("language", language, LANGUAGES)
    export = Export(
        version=version, format=format, language=language, edition=bundled_edition(), ordered_by=by
    )
    planned = plan(export)
    seen, key = planned.version, planned.key
    export.reading = planned.around.reading
    export.rendition = Rendition.objects.filter(key=key).first()
    export.save(force_insert=True)
    if export.rendition is None:
        export.job = enqueue("export", {"rendition": key, "export": str(export.pk)}, dedup=key, by=by)
        export.save(update_fields=["job"])
    record(
        verb="export_ordered", obj=seen.assessment, by=by, version=seen.number, format=format,
        language=language, reading=export.reading,
    )  # fmt: skip
    return export


@transaction.atomic
def try_again(*, export: Export, by: User) -> Export:
    """Give an order that failed another chance."""
    find_version(by, export.version_id)
    if export.rendition_id is None and export.job is not None:
        requeue(export.job)
        record(verb="export_tried_again", obj=export.version.assessment, by=by, format=export.format)
    return export


def _check_choice(where: str, value: str, choices: object) -> None:
    if value not in choices:  # type: ignore[operator]
        raise Invalid(
            f"export.{where}_unknown",
            _("“%(value)s” is not offered.") % {"value": value},
            where=where,
            how=_("Choose one of: %(choices)s.") % {"choices": ", ".join(choices)},  # type: ignore[call-overload]
        )
