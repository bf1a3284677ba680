"""Ordering a file."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.access import find_draft
from assessments.comparing import Side
from assessments.engine.schema import LANGUAGES
from assessments.models import Draft
from exports.access import check_is_known, check_is_own
from exports.actions.pinned import pinned
from exports.actions.templates import bundled_edition
from exports.models import Export, Frozen
from exports.production import kept, plan
from exports.render.formats import COMPARED_FORMATS, FORMATS
from registry.audit import record
from registry.errors import Invalid
from registry.jobs import enqueue, requeue
from registry.models import Job, User


@transaction.atomic
def order_export(
    *, version: Side, format: str, language: str, by: User, compared_with: Side | None = None
) -> Export:
    """Order `version` as a file of `format` in `language`; an equal order gets the file that is there.

    With `compared_with` the file (Word or PDF) is what leads from that text to this one, and either may be an
    open draft: then it is of the draft as it stands now, whatever becomes of it. What `by` may see is asked
    now, again when the file is made, and again when it is collected. Raises NotFound, NotPermitted, Invalid.
    """
    check_is_known(by)
    _check_choice("format", format, COMPARED_FORMATS if compared_with else FORMATS)
    _check_choice("language", language, LANGUAGES)
    if isinstance(version, Draft) and compared_with is None:
        raise Invalid(
            "export.draft_alone",
            _("A draft is not a document: a file is made of it only when it is compared with something."),
            where="compared_with",
            how=_("Choose what to compare it with, or submit the draft first."),
        )
    export = Export(
        **_place("version", "draft", version, by),
        **(_place("compared_with", "compared_draft", compared_with, by) if compared_with else {}),
        format=format, language=language, edition=bundled_edition(), ordered_by=by,
    )  # fmt: skip
    planned = plan(export)
    export.reading, export.compared_reading = planned.readings
    export.withheld = planned.withheld
    export.rendition = kept(planned.key)
    export.save(force_insert=True)
    if export.rendition is None:
        export.job = _live_job(planned.key, export, by)
        export.save(update_fields=["job"])
    for assessment in export.concerned:
        record(
            verb="export_ordered", obj=assessment, by=by, agency=assessment.owner,
            **export.named, format=format, language=language, reading=export.reading,
        )  # fmt: skip
    return export


@transaction.atomic
def try_again(*, export: Export, by: User) -> Export:
    """Give an order that failed another chance."""
    check_is_own(by, export)
    plan(export)
    if export.rendition_id is None and export.job is not None:
        requeue(export.job)
        assessment = export.side.assessment
        record(
            verb="export_tried_again", obj=assessment, by=by, agency=assessment.owner, format=export.format
        )
    return export


def _place(version: str, draft: str, side: Side, by: User) -> dict[str, Frozen]:
    """Where the order keeps what was asked for; of a draft, the state that it is in at this moment."""
    if isinstance(side, Draft):
        return {draft: pinned(find_draft(by, side.assessment_id))}
    return {version: side}


def _live_job(key: str, export: Export, by: User) -> Job:
    """The job that makes this file, held until our order is on it: a worker cannot end it in between."""
    payload = {"rendition": key, "export": str(export.pk)}
    job = enqueue("export", payload, dedup=key, by=by)
    held = Job.objects.select_for_update().get(pk=job.pk)
    return held if held.is_live else enqueue("export", payload, dedup=key, by=by)


def _check_choice(where: str, value: str, choices: object) -> None:
    if value not in choices:  # type: ignore[operator]
        raise Invalid(
            f"export.{where}_unknown",
            _("“%(value)s” is not offered.") % {"value": value},
            where=where,
            how=_("Choose one of: %(choices)s.") % {"choices": ", ".join(choices)},  # type: ignore[call-overload]
        )
