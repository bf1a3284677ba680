"""Carrying out what is chosen of a taking, in one step, so that it can be undone in one."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import check_may
from assessments.actions.choosing import check_malformed, keep_choice, lock_pull
from assessments.actions.drafting import follow_content
from assessments.actions.revise import revise
from assessments.engine.content import freeze
from assessments.engine.settle import LEAVES, Choice, Verdict, settle, with_marks
from assessments.models import Assessment, Draft, PieceChoice, Pull
from assessments.models.stored import Stored, store
from assessments.offered import Offered
from assessments.pulling import Taking
from registry.access.permissions import Permission
from registry.errors import Conflict, Reason
from registry.models import User


def draft_to_take_into(assessment: Assessment, by: User) -> Draft:
    """The open draft, locked; one is opened from the newest version when there is none."""
    check_may(by, Permission.EDIT, assessment)
    lock_pull(assessment)
    if not Draft.objects.filter(assessment=assessment).exists():
        revise(assessment=assessment, by=by)
    return Draft.objects.select_for_update().get(assessment=assessment)


def carry_out(found: Taking, draft: Draft, by: User, **moved: Any) -> Stored:
    """Put what is chosen in the draft; `moved` is what else moves with it, as it was, for when it is undone.

    What nobody chose is left for later and offered again; a conflict nobody chose in refuses, located. What
    is in force does not change. What is taken awaits confirmation anew. The caller saves the draft.
    """
    _check_decided(found)
    before = draft.stored()
    now = timezone.now()
    chosen = [(each.piece, _as_choice(each)) for each in found.offered]
    content = settle(found.ours, chosen, found.schema, by=str(by.pk), at=now.isoformat(timespec="seconds"))
    content = with_marks(content, found.theirs.marks, (each.piece for each in found.taken))
    check_malformed([each.piece for each in found.taken], content, found.schema)
    after = store(found.assessment.family, content, found.schema, before)
    _keep_step(found, draft, before, after, by, moved)
    _leave_the_rest(found, by)
    draft.manifest, draft.updated, draft.updated_by = after.root, now, by
    if found.assessment.current_id is None:
        follow_content(found.assessment, content)
    return after


def _as_choice(offered: Offered) -> Choice:
    if not offered.is_decided or offered.choice is None or not offered.verdict:
        return Choice(Verdict.NOT_NOW)
    return Choice(Verdict(offered.verdict), offered.choice.reason, freeze(offered.choice.answers))


def _check_decided(found: Taking) -> None:
    if not found.undecided:
        return
    raise Conflict(
        "pull.undecided",
        _("Both you and the original changed some of this. Choose for each of them first."),
        how=_("Keep yours, take theirs, keep both, write it anew, or leave it for later."),
        reasons=[
            Reason("pull.conflict", _("Changed on both sides."), where=each.piece.path)
            for each in found.undecided
        ],
    )


def _keep_step(
    found: Taking, draft: Draft, before: Stored, after: Stored, by: User, moved: dict[str, Any]
) -> None:
    names = ("path", "verdict", "reason", "answers", "seen")
    choices = [
        {**{name: getattr(each, name) for name in names}, "since": each.since_id and str(each.since_id)}
        for each in found.choices.values()
    ]
    Pull.objects.create(
        assessment=found.assessment, version=found.version, before=before.root, after=after.root, by=by,
        at=timezone.now(),
        was={
            "form": draft.schema_id, "base": draft.base_id and str(draft.base_id), "merged": draft.merged,
            "choices": choices, **moved,
        },
    )  # fmt: skip


def _leave_the_rest(found: Taking, by: User) -> None:
    """What was decided is done; what was left out remembers the text it still builds on, and why."""
    left = {each.piece.path: each for each in found.offered if (each.verdict or Verdict.NOT_NOW) in LEAVES}
    mine = PieceChoice.objects.of(found.assessment, found.version.assessment, found.row)
    mine.exclude(path__in=left).delete()
    for offered in left.values():
        since = offered.choice.since if offered.choice and offered.choice.since else found.built_on
        reason = offered.choice.reason if offered.choice else ""
        verdict = offered.verdict or Verdict.NOT_NOW
        kept = keep_choice(found, offered, verdict, by, reason)
        PieceChoice.objects.filter(pk=kept.pk).update(since=since)
