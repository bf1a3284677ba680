"""Keeping measures up to date after approval, without a new approval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import check_can_follow_up
from assessments.actions.drafting import check_well_formed
from assessments.engine.canonical import clean
from assessments.engine.completeness import validate_row
from assessments.models import Assessment, FollowUp
from assessments.models.follow_up import COLLECTION
from registry.audit import record
from registry.errors import Invalid, NotFound
from registry.models import User


@transaction.atomic
def follow_up(*, assessment: Assessment, measure: str, fields: Mapping[str, Any], by: User) -> FollowUp:
    """Record status, responsible, deadline or evidence of one measure in force; what is not given stays."""
    check_can_follow_up(by, assessment)
    version = assessment.current
    answers, schema = clean(fields), version.parsed_schema
    _check_columns(answers, {c.key for c in schema.field(COLLECTION).columns if c.follow_up})
    check_well_formed(validate_row(COLLECTION, answers, schema, version.content))
    if measure not in {row.id for row in version.content.rows.get(COLLECTION, ())}:
        raise NotFound("row.absent", _("There is no such measure in the version in force."), where=measure)
    former = FollowUp.objects.select_for_update().filter(assessment=assessment, row=measure).first()
    merged = {**(former.fields if former else {}), **answers}
    kept, _new = FollowUp.objects.update_or_create(
        assessment=assessment, row=measure, defaults={"fields": merged, "by": by, "at": timezone.now()}
    )
    record(verb="measure_followed_up", obj=assessment, by=by, agency=assessment.owner, measure=measure)
    return kept


def _check_columns(answers: Mapping[str, Any], allowed: set[str]) -> None:
    for key in answers:
        if key not in allowed:
            raise Invalid(
                "follow_up.column",
                _("This part of a measure is changed in a new version, not in follow-up."),
                where=key,
            )
