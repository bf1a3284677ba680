"""A picked row and its source: taking over what the source says by now, or wanting no more of it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import check_may
from assessments.actions.choosing import REASON_LIMIT, keep_choice, lock_pull
from assessments.actions.drafting import absent_row, check_expected
from assessments.actions.pick_row import public_mark
from assessments.actions.take_over import carry_out, draft_to_take_into
from assessments.engine.settle import Verdict
from assessments.models import Assessment, Draft, Picked, Version
from assessments.models.stored import Stored, store
from assessments.pulling import Updating, updating
from registry.access.permissions import Permission
from registry.actions.given import text
from registry.audit import record
from registry.errors import Invalid
from registry.models import User


@transaction.atomic
def update_picked(
    *, assessment: Assessment, row: str, version: Version, expected: str | None, by: User
) -> Stored:
    """Take over, in one step, what `version` of its source changed in the picked row at `row` (its path).

    Everything that fits and that nobody has chosen for is taken, save what was said no to before; the choices
    are carried out; a draft is opened when there is none. `expected` is the row's etag as it was read.
    Raises NotFound when nothing is offered, Conflict, located, where both have changed and nobody has chosen,
    Stale when the row or its source has moved on, PreconditionRequired without an etag.
    """
    check_may(by, Permission.EDIT, assessment)
    lock_pull(assessment)
    read = updating(assessment, by, row, version.pk)
    check_expected(assessment, read.stored, row, expected, None)
    for offered in read.fitting:
        keep_choice(read, offered, Verdict.TAKE, by)
    for offered in read.refused:
        keep_choice(read, offered, Verdict.NEVER, by, offered.choice.reason if offered.choice else "")
    draft = draft_to_take_into(assessment, by)
    found = updating(assessment, by, row, version.pk)
    picked = _picked_anew(found, draft, by)
    after = carry_out(found, draft, by, row=row, picked=picked.pk)
    draft.save(update_fields=["manifest", "updated", "updated_by"])
    record(
        verb="picked_row_updated", obj=assessment, by=by, agency=assessment.owner, row=row,
        source=str(version.assessment_id), version=version.number, digest=version.digest,
        taken=[each.piece.path for each in found.taken],
    )  # fmt: skip
    return after


@transaction.atomic
def decline_updates(*, assessment: Assessment, row: str, reason: str, by: User) -> Picked:
    """Say that the picked row at `row` is not to follow its source any more, and why."""
    picked = _picked(assessment, row, by)
    why = text(reason, "reason", limit=REASON_LIMIT).strip()
    if not why:
        raise Invalid(
            "pull.reason_missing",
            _("Say why you will not have it."),
            where="reason",
            how=_("One sentence is enough; it is shown beside the row."),
        )
    picked.declined, picked.declined_at, picked.declined_by = why, timezone.now(), by
    picked.save(update_fields=["declined", "declined_at", "declined_by"])
    record(verb="row_updates_declined", obj=assessment, by=by, agency=assessment.owner, row=row, reason=why)
    return picked


@transaction.atomic
def want_updates(*, assessment: Assessment, row: str, by: User) -> Picked:
    """Be told again of what the source of the picked row at `row` changes."""
    picked = _picked(assessment, row, by)
    picked.declined, picked.declined_at, picked.declined_by = "", None, None
    picked.save(update_fields=["declined", "declined_at", "declined_by"])
    record(verb="row_updates_wanted", obj=assessment, by=by, agency=assessment.owner, row=row)
    return picked


def _picked(assessment: Assessment, row: str, by: User) -> Picked:
    """The newest pick of a row, for someone who may write here; NotFound for a row that was not picked."""
    check_may(by, Permission.EDIT, assessment)
    lock_pull(assessment)
    collection, _slash, row_id = row.partition("/")
    found = assessment.picked.filter(collection=collection, row=row_id).last()
    if found is None:
        raise absent_row(row)
    return found


def _picked_anew(found: Updating, draft: Draft, by: User) -> Picked:
    """What the row builds on from now, kept like any pick; where theirs is gone, on what it did."""
    was, now = found.picked, found.from_now
    item, before = was.item, draft.stored()
    if now is not None:
        content = found.ours.with_row(was.collection, now)
        item = store(found.assessment.family, content, found.schema, before).etags[was.path]
    return Picked.objects.create(
        assessment=found.assessment, collection=was.collection, row=was.row, version=found.version, item=item,
        mark=public_mark(found.version, was.collection, was.row), at=timezone.now(), by=by,
    )  # fmt: skip
