"""The belt: what a worker does with an order."""

from __future__ import annotations

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from assessments.access import find_version
from exports.models import Export, Rendition
from exports.production import Plan, make, plan
from exports.render.errors import RendererUnavailable
from registry.audit import record
from registry.errors import Refusal, Unavailable
from registry.jobs import Progress, finish
from registry.models import Job


def produce_export(job: Job, progress: Progress) -> None:
    """Make the file of the orders that wait for this job, for those who may still read the version.

    Raises an orderer's Refusal when nobody may any more, Unavailable when the machine lacks something.
    """
    with translation.override(job.by.language if job.by else None):
        orders = _still_allowed(job)
        progress(10, _("Gathering the answers"))
        planned = plan(orders[0])
        rendition = Rendition.objects.filter(key=planned.key).first()
        progress(30, _("Setting the pages"))
        fresh = None if rendition else _make(planned)
        progress(90, _("Putting the file away"))
        with transaction.atomic():
            _keep(job, orders, rendition or fresh)
            finish(job, job.attempts)


def _still_allowed(job: Job) -> list[Export]:
    allowed: list[Export] = []
    refusal: Refusal | None = None
    for export in job.exports.select_related("ordered_by", "version"):
        try:
            find_version(export.ordered_by, export.version_id)
        except Refusal as said:
            refusal = said
        else:
            allowed.append(export)
    if not allowed:
        raise refusal or Unavailable("export.nobody", _("Nobody waits for this file any more."))
    return allowed


def _make(planned: Plan) -> Rendition:
    try:
        return make(planned)
    except RendererUnavailable as error:
        raise Unavailable(
            "export.renderer_unavailable",
            _("This machine cannot make that kind of file: %(why)s") % {"why": error},
            how=_("Order another format, or ask the operator to run “vurdert doctor”."),
        ) from error


def _keep(job: Job, orders: list[Export], made: Rendition | None) -> None:
    """One row per key: whoever was first keeps the file, equal work done twice shares it."""
    if made is None:
        return
    defaults = {name: getattr(made, name) for name in ("format", "file", "sha256", "size")}
    rendition, _new = Rendition.objects.get_or_create(key=made.key, defaults=defaults)
    job.exports.filter(pk__in=[order.pk for order in orders]).update(rendition=rendition)
    for order in orders:
        record(
            verb="export_made", obj=order.version.assessment, by=order.ordered_by, format=order.format,
            sha256=rendition.sha256,
        )  # fmt: skip
