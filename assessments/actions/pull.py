"""Taking over what an upstream changed: all that is chosen, in one step."""

from __future__ import annotations

from django.db import transaction

from assessments.actions.take_over import carry_out, draft_to_take_into
from assessments.actions.weigh import weigh_later
from assessments.models import Assessment, Draft, Version
from assessments.models.stored import Stored
from assessments.pulling import Pulling, pulling
from registry.audit import record
from registry.models import User


@transaction.atomic
def pull(*, assessment: Assessment, version: Version, by: User) -> Stored:
    """Carry out what is chosen, in one step, in the draft; one is opened from the newest version when needed.

    What nobody chose is left for later and offered again; a conflict nobody chose in refuses, located. What
    is in force does not change. What is taken awaits confirmation anew.
    """
    draft = draft_to_take_into(assessment, by)
    found = pulling(assessment, by, version.pk)
    after = carry_out(found, draft, by, reading=assessment.upstream_reading)
    _move(found, draft)
    weigh_later(version=found.version, by=by)
    record(
        verb="upstream_pulled", obj=assessment, by=by, agency=assessment.owner, version=version.number,
        source=str(version.assessment_id), digest=version.digest,
        taken=[each.piece.path for each in found.taken],
    )  # fmt: skip
    return after


def _move(found: Pulling, draft: Draft) -> None:
    """The draft goes on from here: what it builds on is the version just dealt with."""
    draft.merged, draft.schema = [*draft.merged, str(found.version.pk)], found.form
    if draft.base is not None and draft.base.assessment_id == found.version.assessment_id:
        draft.base = found.version
        # What the taker did not see of it was never taken over, whatever an earlier one saw.
        Assessment.objects.filter(pk=draft.assessment_id).update(upstream_reading=found.reading)
    draft.save(update_fields=["manifest", "updated", "updated_by", "merged", "base", "schema"])
