"""What must be said of grounds that are lost when an assessment is shown to others."""

from __future__ import annotations

from typing import Any

from django import template

from assessments.models import Assessment
from assessments.schemas.grounds import grounds
from assessments.withheld import is_shared

register = template.Library()


@register.inclusion_tag("assessments/internal_grounds.html")
def internal_grounds(assessment: Assessment) -> dict[str, Any]:
    """A warning where anything in force rests on such a ground (offentleglova § 14); nothing otherwise."""
    marks = assessment.current.marks_now.values() if assessment.current else ()
    known = grounds()
    lost = [mark for mark in marks if (each := known.get(mark.ground)) and each.is_internal]
    return {"places": len(lost), "shared": is_shared(assessment)}
