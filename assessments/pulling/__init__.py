"""Taking over what others have changed: from what an assessment builds on, or from a picked row's source."""

from __future__ import annotations

from uuid import UUID

from assessments.models import Assessment
from registry.models import User

from .picked import Updating, left_of, updating
from .taking import Taking
from .upstream import Pulling, parents_of, pulling

__all__ = ["Pulling", "Taking", "Updating", "left_of", "parents_of", "pulling", "taking", "updating"]


def taking(assessment: Assessment, actor: User, source: UUID | str, row: str = "") -> Taking:
    """What may be taken from version `source`: into the picked row at `row`, else into the whole."""
    if row:
        return updating(assessment, actor, row, source)
    return pulling(assessment, actor, source)
