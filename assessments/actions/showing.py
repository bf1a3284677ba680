"""What others are shown of an assessment, kept in step as versions come into force, go, or are shared."""

from __future__ import annotations

from assessments.access import SHOWN_STATES
from assessments.actions.drafting import follow_content
from assessments.models import Assessment, Version, Visibility


def settle_shown(assessment: Assessment) -> None:
    """Work out again which version counts as in force to others, and what lists say of the assessment.

    Lists say what others are shown, while others are shown anything: a title or a solution that only a newer
    version has is not to be found by them. Only the day of the next review is that of what is in force.
    """
    assessment.shown = newest_shown(assessment)
    assessment.save(update_fields=["shown"])
    in_force, face = assessment.current, face_of(assessment)
    if in_force is None or face is None:
        return
    assessment.language = face.language
    follow_content(assessment, face.content, reviewed=in_force.content)


def face_of(assessment: Assessment) -> Version | None:
    """The version whose title and solutions lists show: what others see, else what is in force."""
    is_shown = assessment.visibility != Visibility.PRIVATE and assessment.shown is not None
    return assessment.shown if is_shown else assessment.current


def newest_shown(assessment: Assessment) -> Version | None:
    """The newest of those that are or were in force among the versions the owner shows; while any is."""
    if assessment.current is None:
        return None
    approved = assessment.versions.filter(review__state__in=SHOWN_STATES).order_by("-number")
    return next((each for each in approved if assessment.shows_number(each.number)), None)
