"""Showing an assessment to single agencies, named one by one, and taking that back."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import Circle, check_can_share, circle_of
from assessments.actions.tell import tell, tell_writers
from assessments.checking import NOBODY, Outside, check_may_show, shown_range
from assessments.models import Assessment, Grant, NoticeKind, Visibility
from registry.actions.given import text
from registry.audit import record
from registry.errors import Invalid, NotFound
from registry.models import Agency, User

REASON_LIMIT = 2_000  # characters of why an agency is named


@transaction.atomic
def name_agency(
    *, assessment: Assessment, agency: Agency, by: User, until: date | None = None, reason: str = ""
) -> Grant:
    """Show one more agency what is approved, to the end of the day `until` when that is given.

    What was shown to nobody is shown to named agencies from now on. Naming one again sets a new end.
    One that is not shown it yet is shown it only when the checklist lets it be (assessments.checking).
    """
    check_can_share(by, assessment)
    why = text(reason, "reason", limit=REASON_LIMIT).strip()
    grant = give_grant(assessment, agency, until, why, by)
    tell_writers(kind=NoticeKind.NAMED, assessment=assessment, version=None, by=by, agency=agency)
    return grant


def give_grant(assessment: Assessment, agency: Agency, until: date | None, reason: str, by: User) -> Grant:
    """The grant itself, for whoever has been found to share; within the caller's transaction."""
    _check_named(assessment, agency, until)
    kept = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if not circle_of(kept).shows_to(agency):
        check_may_show(kept, NOBODY, Outside(Visibility.NAMED, shown_range(kept)), where="agency")
    former = kept.visibility
    if former == Visibility.PRIVATE:
        kept.visibility = assessment.visibility = Visibility.NAMED
    kept.updated = assessment.updated = timezone.now()
    kept.save(update_fields=["visibility", "updated"])
    given = {"until": until, "reason": reason, "by": by, "at": kept.updated, "is_end_told": False}
    grant, _new = Grant.objects.update_or_create(assessment=kept, agency=agency, defaults=given)
    detail = {"named": agency.pk, "until": until, "from": former, "to": kept.visibility}
    record(verb="agency_named", obj=kept, by=by, agency=kept.owner, **detail)
    return grant


@transaction.atomic
def unname_agency(*, assessment: Assessment, agency: Agency, by: User) -> None:
    """Show it to this agency no longer; what it has built on it stays whole, and it is told."""
    check_can_share(by, assessment)
    kept = Assessment.objects.select_for_update().get(pk=assessment.pk)
    grant = Grant.objects.filter(assessment=kept, agency=agency).first()
    if grant is None:
        raise NotFound("grant.absent", _("This agency is not named here."))
    former = circle_of(kept)
    grant.delete()
    kept.updated = assessment.updated = timezone.now()
    kept.save(update_fields=["updated"])
    record(verb="agency_unnamed", obj=kept, by=by, agency=kept.owner, named=agency.pk)
    if kept.shown is not None and agency.pk in former.named:
        lost = Circle(former.visibility, frozenset({agency.pk}))
        tell(kind=NoticeKind.NARROWED, version=kept.shown, by=by, shown=lost, apart=str(agency.pk))


def _check_named(assessment: Assessment, agency: Agency, until: date | None) -> None:
    if agency.pk == assessment.owner_id:
        raise Invalid(
            "grant.own_agency",
            _("It is this agency’s own already."),
            where="agency",
            how=_("Choose another agency."),
        )
    check_ahead(until)


def check_ahead(until: date | None) -> None:
    """Refuse an end that has been."""
    if until is not None and until < timezone.localdate():
        raise Invalid(
            "grant.until_past",
            _("This day has been."),
            where="until",
            how=_("Choose today or a later day."),
        )
