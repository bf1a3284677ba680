"""Whom an assessment is shown to."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import check_can_share, circle_of
from assessments.actions.tell import tell
from assessments.models import Assessment, NoticeKind, Visibility
from registry.audit import record
from registry.errors import Invalid
from registry.models import User


@transaction.atomic
def share(*, assessment: Assessment, visibility: str, by: User) -> Assessment:
    """Show what is approved to nobody else, named agencies, all members or everyone.

    Forks made before stay whole. Shown to nobody else, nobody is named any more either: to name one later
    must not show it to those who were named before.
    """
    check_can_share(by, assessment)
    if visibility not in Visibility.values:
        raise Invalid(
            "assessment.visibility_unknown", _("Choose who may see it from the list."), where="visibility"
        )
    kept = Assessment.objects.select_for_update().get(pk=assessment.pk)
    former = circle_of(kept)
    kept.visibility = assessment.visibility = Visibility(visibility)
    kept.updated = assessment.updated = timezone.now()
    kept.save(update_fields=["visibility", "updated"])
    unnamed = _unname_all(kept) if kept.visibility == Visibility.PRIVATE else {}
    detail = {"from": former.visibility, "to": visibility, **unnamed}
    record(verb="assessment_shared", obj=assessment, by=by, agency=assessment.owner, **detail)
    if kept.current is not None and _width(visibility) < _width(former.visibility):
        tell(kind=NoticeKind.NARROWED, version=kept.current, by=by, shown=former)
    return assessment


def _unname_all(assessment: Assessment) -> dict[str, object]:
    """Take back every grant; says whose, for the trail, when there were any."""
    agencies = list(assessment.grants.values_list("agency", flat=True))
    assessment.grants.all().delete()
    return {"unnamed": agencies} if agencies else {}


def _width(visibility: str) -> int:
    """How wide a circle is, next to the others."""
    return Visibility.values.index(visibility)
