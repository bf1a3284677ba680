"""Taking back what was taken over, whole."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import check_can_edit
from assessments.actions.choosing import lock_pull
from assessments.actions.weigh import weigh_later
from assessments.engine.moving import moved
from assessments.engine.settle import merge
from assessments.models import Assessment, Draft, Picked, PieceChoice, Pull
from assessments.models.schema_version import parsed_schema
from assessments.models.stored import Stored, load, store
from registry.audit import record
from registry.errors import Conflict, Reason
from registry.models import User


@transaction.atomic
def undo_pull(*, assessment: Assessment, by: User) -> Stored:
    """Take back the last taking, whole; what was written since stays. Conflict where the two have met."""
    check_can_edit(by, assessment)
    lock_pull(assessment)
    draft = Draft.objects.select_for_update().get(assessment=assessment)
    last = Pull.objects.last_in(draft)
    if last is None:
        raise Conflict("pull.none_to_undo", _("Nothing has been taken over in this draft."))
    now = draft.stored()
    is_whole = now.root == bytes(last.after)
    if not is_whole:
        now = _taken_back(last, now)
    else:
        now = load(assessment.family, bytes(last.before), parsed_schema(last.was["form"]))
    draft.base_id, draft.merged = last.was["base"], last.was["merged"]
    draft.schema_id = last.was["form"] if is_whole else draft.schema_id
    draft.manifest, draft.updated, draft.updated_by = now.root, timezone.now(), by
    draft.save(update_fields=["schema", "base", "merged", "manifest", "updated", "updated_by"])
    _seen_as_it_was(last)
    if draft.base is not None:
        weigh_later(version=draft.base, by=by)
    _choices_as_they_were(last)
    Picked.objects.filter(pk=last.was.get("picked")).delete()
    last.undone_at = timezone.now()
    last.save(update_fields=["undone_at"])
    record(
        verb="pull_undone", obj=assessment, by=by, agency=assessment.owner, source=str(last.version_id),
        row=last.row,
    )  # fmt: skip
    return now


def _taken_back(last: Pull, now: Stored) -> Stored:
    """What was written since the taking, on the text from before it."""
    family = last.assessment.family
    form = parsed_schema(last.was["form"])
    after, before = load(family, bytes(last.after), now.schema), load(family, bytes(last.before), form)
    back = merge(after.content, now.content, moved(before.content, form, now.schema), now.schema)
    if back.conflicts:
        raise Conflict(
            "pull.written_since",
            _("Something that was taken over has been changed since, so it cannot be taken back as a whole."),
            how=_("Change it back by hand, or take out the changes first."),
            reasons=[
                Reason("pull.conflict", _("Changed after it was taken over."), where=each.path)
                for each in back.conflicts
            ],
        )
    return store(family, back.content, now.schema, now)


def _seen_as_it_was(last: Pull) -> None:
    """What is built on is again the text from before, and that was taken over as it was seen then.

    A taking may have read less. Had its reading stayed, what only the wider one had shown would pass for the
    adopter's own, and not be asked about. Takings are undone from the last, so nothing of it is left.
    """
    reading = last.was.get("reading")  # takings from before this was kept leave it as it is
    if reading is not None:
        Assessment.objects.filter(pk=last.assessment_id).update(upstream_reading=reading)


def _choices_as_they_were(last: Pull) -> None:
    source = last.version.assessment
    PieceChoice.objects.of(last.assessment, source, last.row).delete()
    for kept in last.was["choices"]:
        told = {name: value for name, value in kept.items() if name != "since"}
        since = UUID(kept["since"]) if kept["since"] else None
        PieceChoice.objects.create(
            assessment=last.assessment, source=source, since_id=since, by=last.by, at=last.at, **told
        )
