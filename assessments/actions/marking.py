"""What a mark must be: a place that can be withheld, a ground that holds today, an end that is to come."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.engine.content import Content, Mark, Path
from assessments.engine.marking import Fault, fault_in_place
from assessments.engine.schema import Schema
from assessments.schemas.grounds import grounds
from registry.actions.given import text
from registry.errors import Invalid, NotFound

REASON_LIMIT = 2_000  # characters of why something is withheld
REASON, UNTIL, GROUND, PLACE = "reason", "until", "ground", "path"


def given_mark(ground: str, reason: object, until: object) -> Mark:
    """The mark somebody asks for; raises Invalid for a ground that does not hold, or an end that is past."""
    check_ground(ground)
    return Mark(ground, text(reason, REASON, limit=REASON_LIMIT).strip(), _end(until))


def check_ground(ground: object) -> None:
    """Refuse a ground that is not in the list, or does not hold today."""
    known = grounds().get(str(ground))
    if known is None:
        raise Invalid(
            "withhold.ground_unknown", _("Choose a legal ground from the list."), where=GROUND,
            how=_("Something may be withheld only where a law says so."),
        )  # fmt: skip
    if not known.holds(timezone.localdate().isoformat()):
        raise Invalid(
            "withhold.ground_not_in_force",
            _("%(law)s is not in force today.") % {"law": known.ref},
            where=GROUND,
            how=_("Choose a ground that holds now."),
        )


def check_place(path: Path, content: Content, schema: Schema) -> None:
    """Refuse a place that is not there, or that cannot be withheld."""
    fault = fault_in_place(path, content, schema)
    if fault is None:
        return
    if fault in (Fault.UNKNOWN, Fault.ROW_ABSENT):
        raise NotFound(
            f"withhold.{fault}", _("There is no such question, row or table here."), where=PLACE,
            how=_("It may have been removed. Open the assessment again."),
        )  # fmt: skip
    if fault is Fault.LISTED:
        raise Invalid(
            "withhold.place_listed",
            _("This stands in the catalogue and around every version, so it cannot be withheld alone."),
            where=PLACE,
            how=_("Write it so that anyone may read it, or show the assessment to fewer."),
        )
    raise Invalid(
        "withhold.place_never_shown",
        _("This is never shown outside your agency, so there is nothing to withhold."),
        where=PLACE,
    )


def _end(until: object) -> str | None:
    if until in (None, ""):
        return None
    try:
        day = until if isinstance(until, date) else date.fromisoformat(str(until))
    except ValueError:
        raise Invalid(
            "withhold.until_malformed", _("This is not a date."), where=UNTIL,
            how=_("Write it as year-month-day, for example 2027-05-31."),
        ) from None  # fmt: skip
    if day <= timezone.localdate():
        raise Invalid(
            "withhold.until_past", _("The last day it is withheld must be after today."), where=UNTIL,
            how=_("Choose a later day, or leave it empty to withhold it until you say otherwise."),
        )  # fmt: skip
    return day.isoformat()
