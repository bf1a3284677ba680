"""The belt: what a worker does with an order."""

from __future__ import annotations

from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from exports.actions import keep_trail_file
from exports.models import Export, Rendition, TrailFile
from exports.models.export import WITH_SIDES
from exports.production import Plan, discard, kept, make, plan, put_away
from exports.render.errors import RendererUnavailable
from exports.trail.files import write as write_trail_file
from registry.access import policy
from registry.access.permissions import Permission
from registry.audit import record
from registry.errors import NotFound, Refusal, Unavailable
from registry.jobs import Progress, enqueue, finish
from registry.models import Job


def produce_export(job: Job, progress: Progress) -> None:
    """Make the file of the orders that wait for this job, for those who may still read what is in it.

    Raises an orderer's Refusal when nobody may any more, Unavailable when the machine lacks something.
    """
    with translation.override(job.by.language if job.by else None):
        progress(10, _("Gathering the answers"))
        orders, planned = _still_allowed(job)
        progress(30, _("Setting the pages"))
        there = kept(planned.key)
        rendition = there or _make(planned)
        try:
            progress(90, _("Putting the file away"))
            _hand_over(job, orders, rendition, planned.withheld)
        except BaseException:
            if there is None:
                discard(rendition.file)
            raise


def produce_trail_file(job: Job, progress: Progress) -> None:
    """Make a file of a trail for the one who ordered it, as she may read it now."""
    order = TrailFile.objects.select_related("ordered_by", "agency").get(pk=job.payload["file"])
    policy.check(order.ordered_by, Permission.VIEW_TRAIL, order.agency)
    with translation.override(order.language), TemporaryDirectory() as folder:
        progress(10, _("Gathering the events"))
        made = Path(folder) / "trail"
        events = write_trail_file(order, made)
        progress(80, _("Putting the file away"))
        name = put_away(made, f"trails/{order.pk}-{token_hex(4)}.{order.format}")
        try:
            keep_trail_file(file=order, job=job, name=name, made=made, events=events, by=order.ordered_by)
        except BaseException:
            discard(name)
            raise


def _still_allowed(job: Job) -> tuple[list[Export], Plan]:
    """The plan of the first order that may still be made, and the orders that it is right for."""
    allowed: list[Export] = []
    first: Plan | None = None
    refusal: Refusal | None = None
    for export in job.exports.select_related("ordered_by", *WITH_SIDES).order_by("created"):
        try:
            planned = _plan_as_ordered(export)
        except Refusal as said:
            refusal = said
            continue
        first = first or planned
        if planned.key == first.key:
            allowed.append(export)
    if first is None:
        raise refusal or Unavailable("export.nobody", _("Nobody waits for this file any more."))
    return allowed, first


def _plan_as_ordered(export: Export) -> Plan:
    planned = plan(export)
    if planned.readings != (export.reading, export.compared_reading):
        raise NotFound("export.reading_changed", _("What you may read has changed. Order the file again."))
    return planned


def _make(planned: Plan) -> Rendition:
    try:
        return make(planned)
    except RendererUnavailable as error:
        raise Unavailable(
            "export.renderer_unavailable",
            _("This machine cannot make that kind of file: %(why)s") % {"why": error},
            how=_("Order another format, or ask the operator to run “vurdert doctor”."),
        ) from error


@transaction.atomic
def _hand_over(job: Job, orders: list[Export], made: Rendition, withheld: list[int]) -> None:
    """Finish the job and give its orders the file; finishing first, so that no order joins it unseen."""
    finish(job, job.attempts)
    _keep(job, orders, made, withheld)
    for export in job.exports.filter(rendition=None).select_related("ordered_by"):
        job.exports.filter(pk=export.pk).update(job=_job_of_its_own(export))


def _job_of_its_own(export: Export) -> Job:
    """For an order that came while the file was made, or may no longer share it: an answer of its own."""
    return enqueue("export", {"export": str(export.pk)}, dedup=str(export.pk), by=export.ordered_by)


def _keep(job: Job, orders: list[Export], made: Rendition, withheld: list[int]) -> None:
    """One row per key: whoever was first keeps the file, equal work done twice shares it."""
    defaults = {name: getattr(made, name) for name in ("format", "file", "sha256", "size")}
    rendition, _new = Rendition.objects.get_or_create(key=made.key, defaults=defaults)
    if rendition.file != made.file:
        transaction.on_commit(lambda: discard(made.file))
    job.exports.filter(pk__in=[order.pk for order in orders]).update(rendition=rendition, withheld=withheld)
    for order in orders:
        for assessment in order.concerned:
            record(
                verb="export_made", obj=assessment, by=order.ordered_by,
                agency=assessment.owner, format=order.format, sha256=rendition.sha256,
            )  # fmt: skip
