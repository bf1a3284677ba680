"""A ROS and a DPIA of the same solution: linked, sharing measures, never scores."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.access import check_may, find_version, reading_of
from assessments.actions.drafting import change_draft, draft_of
from assessments.engine.content import Content
from assessments.engine.picking import pick
from assessments.models import Assessment, Kind, Link, Version
from assessments.models.follow_up import COLLECTION
from registry.access.permissions import Permission
from registry.audit import record
from registry.errors import Invalid
from registry.models import User


@transaction.atomic
def link(*, ros: Assessment, dpia: Assessment, by: User) -> Link:
    """Link a ROS and a DPIA of the same agency that cover a common solution."""
    for assessment in (ros, dpia):
        check_may(by, Permission.EDIT, assessment)
    if (ros.kind, dpia.kind) != (Kind.ROS, Kind.DPIA) or ros.owner_id != dpia.owner_id:
        raise Invalid("link.kinds", _("Link one ROS with one DPIA of the same agency."), where="dpia")
    if not ros.solutions.filter(pk__in=dpia.solutions.values("pk")).exists():
        raise Invalid("link.solution", _("They do not cover the same solution."), where="dpia")
    made, _new = Link.objects.get_or_create(ros=ros, dpia=dpia)
    record(verb="assessments_linked", obj=ros, by=by, agency=ros.owner, dpia=str(dpia.pk))
    return made


@transaction.atomic
def take_measures(*, assessment: Assessment, version: Version, rows: Sequence[str], by: User) -> Content:
    """Bring measures of a version one may see into one's own draft, with their row ids; scores never come.

    What `by` may not read does not come either, and of the rest what the draft's form asks about a measure.
    What one's own agency withholds stays withheld. Raises Invalid for a measure the version does not have.
    """
    schema = draft_of(assessment, by).parsed_schema
    source = find_version(by, version.pk)
    travels = source.travelling(reading_of(by, source.assessment))
    offered = {row.id for row in travels.rows.get(COLLECTION, ())}
    for place, row_id in enumerate(rows):
        if row_id not in offered:
            raise Invalid("measure.absent", _("That measure is not in the version."), where=f"rows/{place}")

    def change(content: Content) -> Content:
        return pick(travels, None, {COLLECTION: list(dict.fromkeys(rows))}, content, schema).into(content)

    detail = {"from": str(version.pk), "rows": list(rows)}
    return change_draft(assessment=assessment, by=by, verb="measures_taken", change=change, **detail).content
