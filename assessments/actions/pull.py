"""Taking over what an upstream changed: all that is chosen in one step, and back again in one."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import check_can_edit, check_may
from assessments.actions.choosing import check_malformed, keep_choice, lock_pull
from assessments.actions.drafting import follow_content
from assessments.actions.revise import revise
from assessments.actions.weigh import weigh_later
from assessments.engine.content import freeze
from assessments.engine.moving import moved
from assessments.engine.settle import LEAVES, Choice, Verdict, merge, settle
from assessments.models import Assessment, Draft, PieceChoice, Pull, Version
from assessments.models.schema_version import parsed_schema
from assessments.models.stored import Stored, load, store
from assessments.offered import Offered
from assessments.pulling import Pulling, pulling
from registry.access.permissions import Permission
from registry.audit import record
from registry.errors import Conflict, Reason
from registry.models import User


@transaction.atomic
def pull(*, assessment: Assessment, version: Version, by: User) -> Stored:
    """Carry out what is chosen, in one step, in the draft; one is opened from the newest version when needed.

    What nobody chose is left for later and offered again; a conflict nobody chose in refuses, located. What
    is in force does not change. What is taken awaits confirmation anew.
    """
    check_may(by, Permission.EDIT, assessment)
    lock_pull(assessment)
    if not Draft.objects.filter(assessment=assessment).exists():
        revise(assessment=assessment, by=by)
    draft = Draft.objects.select_for_update().get(assessment=assessment)
    found = pulling(assessment, by, version.pk)
    _check_decided(found)
    before = found.draft.stored() if found.draft else draft.stored()
    chosen = [(each.piece, _as_choice(each)) for each in found.offered]
    content = settle(
        found.ours, chosen, found.schema, by=str(by.pk), at=timezone.now().isoformat(timespec="seconds")
    )
    check_malformed([each.piece for each in found.taken], content, found.schema)
    after = store(assessment.family, content, found.schema, before)
    _kept_step(found, draft, before, after, by)
    _leave_the_rest(found, by)
    _move(found, draft, after, by)
    weigh_later(version=found.version, by=by)
    if assessment.current_id is None:
        follow_content(assessment, content)
    record(
        verb="upstream_pulled", obj=assessment, by=by, agency=assessment.owner, version=version.number,
        source=str(version.assessment_id), digest=version.digest,
        taken=[each.piece.path for each in found.taken],
    )  # fmt: skip
    return after


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
    last.undone_at = timezone.now()
    last.save(update_fields=["undone_at"])
    record(verb="pull_undone", obj=assessment, by=by, agency=assessment.owner, source=str(last.version_id))
    return now


def _as_choice(offered: Offered) -> Choice:
    if not offered.is_decided or offered.choice is None or not offered.verdict:
        return Choice(Verdict.NOT_NOW)
    return Choice(Verdict(offered.verdict), offered.choice.reason, freeze(offered.choice.answers))


def _check_decided(found: Pulling) -> None:
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


def _kept_step(found: Pulling, draft: Draft, before: Stored, after: Stored, by: User) -> None:
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
            "choices": choices, "reading": found.assessment.upstream_reading,
        },
    )  # fmt: skip


def _leave_the_rest(found: Pulling, by: User) -> None:
    """What was decided is done; what was left out remembers the text it still builds on, and why."""
    left = {each.piece.path: each for each in found.offered if (each.verdict or Verdict.NOT_NOW) in LEAVES}
    mine = PieceChoice.objects.filter(assessment=found.assessment, source=found.version.assessment)
    mine.exclude(path__in=left).delete()
    for offered in left.values():
        since = offered.choice.since if offered.choice and offered.choice.since else found.base
        reason = offered.choice.reason if offered.choice else ""
        verdict = offered.verdict or Verdict.NOT_NOW
        kept = keep_choice(found, offered, verdict, by, reason)
        PieceChoice.objects.filter(pk=kept.pk).update(since=since)


def _move(found: Pulling, draft: Draft, after: Stored, by: User) -> None:
    """The draft goes on from here: what it builds on is the version just dealt with."""
    draft.manifest, draft.updated, draft.updated_by = after.root, timezone.now(), by
    draft.merged, draft.schema = [*draft.merged, str(found.version.pk)], found.form
    if draft.base is not None and draft.base.assessment_id == found.version.assessment_id:
        draft.base = found.version
        # What the taker did not see of it was never taken over, whatever an earlier one saw.
        Assessment.objects.filter(pk=draft.assessment_id).update(upstream_reading=found.reading)
    draft.save(update_fields=["manifest", "updated", "updated_by", "merged", "base", "schema"])


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
    PieceChoice.objects.filter(assessment=last.assessment, source=source).delete()
    for kept in last.was["choices"]:
        told = {name: value for name, value in kept.items() if name != "since"}
        since = UUID(kept["since"]) if kept["since"] else None
        PieceChoice.objects.create(
            assessment=last.assessment, source=source, since_id=since, by=last.by, at=last.at, **told
        )
