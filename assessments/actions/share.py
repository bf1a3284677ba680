"""Whom an assessment is shown to."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import check_can_share
from assessments.actions.classified import check_may_be_kept
from assessments.actions.tell import tell
from assessments.models import Assessment, NoticeKind, Visibility
from registry.audit import record
from registry.errors import Invalid
from registry.models import User


@transaction.atomic
def share(*, assessment: Assessment, visibility: str, by: User) -> Assessment:
    """Show what is approved to nobody else, to all members or to everyone; forks made before stay whole."""
    check_can_share(by, assessment)
    if visibility not in Visibility.values:
        raise Invalid(
            "assessment.visibility_unknown", _("Choose who may see it from the list."), where="visibility"
        )
    if assessment.current is not None and _width(visibility) > _width(assessment.visibility):
        check_may_be_kept(assessment.current.content, assessment.current.parsed_schema)
    former, assessment.visibility = assessment.visibility, visibility
    assessment.updated = timezone.now()
    assessment.save(update_fields=["visibility", "updated"])
    detail = {"from": former, "to": visibility}
    record(verb="assessment_shared", obj=assessment, by=by, agency=assessment.owner, **detail)
    if assessment.current is not None and _width(visibility) < _width(former):
        tell(kind=NoticeKind.NARROWED, version=assessment.current, by=by, shown=former)
    return assessment


def _width(visibility: str) -> int:
    """How wide a circle is, next to the others."""
    return Visibility.values.index(visibility)
