"""Proposing a fork's changes back to its original, and answering a proposal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import check_can_answer, check_can_propose, side_of
from assessments.actions.choosing import check_malformed, edited_answers
from assessments.actions.drafting import follow_content
from assessments.actions.take_over import draft_to_take_into
from assessments.actions.tell import tell_writers
from assessments.engine.content import to_plain
from assessments.engine.merge import Kind, Piece
from assessments.engine.settle import LEAVES, Choice, Verdict, settle, verdicts_for
from assessments.models import Assessment, NoticeKind, Proposal, ProposalComment
from assessments.models.stored import store
from assessments.proposing import Answering, answering, proposing
from registry.actions.given import line, text
from registry.audit import record
from registry.errors import Conflict, Invalid, Reason, Stale
from registry.models import User

TITLE_LIMIT = 200
TEXT_LIMIT = 5_000  # characters of a reason, an answer or a comment
MOST_OPEN = 20  # proposals of one fork that may wait for an answer at once


@transaction.atomic
def propose(*, assessment: Assessment, paths: Sequence[str], title: str, reason: str, by: User) -> Proposal:
    """Propose the fork's changes at `paths` to what it builds on; only those places are ever shown there.

    What is local or withheld cannot be among them: the engine has cut it before anything is chosen.
    """
    check_can_propose(by, assessment)
    found = proposing(assessment, by)
    unknown = [path for path in paths if path not in {each.path for each in found.pieces}]
    if unknown or not paths:
        raise Invalid(
            "proposal.nothing_chosen" if not paths else "proposal.path_unknown",
            _("Choose what to propose from the list."),
            where=unknown[0] if unknown else "paths",
            how=_("Only what differs from the original, travels and is not withheld can be proposed."),
        )
    _check_not_too_many(assessment)
    cutting = found.cutting(paths)
    proposal = Proposal.objects.create(
        source=assessment, target=found.base.assessment, base=found.base, schema=found.form,
        title=line(title, "title", limit=TITLE_LIMIT), reason=_words(reason, "reason"),
        before=to_plain(cutting.before), after=to_plain(cutting.after), by=by, at=timezone.now(),
    )  # fmt: skip
    detail = {"proposal": str(proposal.pk), "places": len(paths)}
    record(verb="change_proposed", obj=assessment, by=by, agency=assessment.owner, **detail)
    record(verb="proposal_received", obj=proposal.target, by=by, agency=assessment.owner, **detail)
    tell_writers(kind=NoticeKind.PROPOSED, assessment=proposal.target, version=proposal.base, by=by)
    return proposal


@transaction.atomic
def withdraw_proposal(*, proposal: Proposal, by: User) -> Proposal:
    """Take back a proposal that waits for an answer."""
    check_can_propose(by, proposal.source)
    return _close(proposal, Proposal.State.WITHDRAWN, by, "", proposal.source)


@transaction.atomic
def decline_proposal(*, proposal: Proposal, reason: str, by: User) -> Proposal:
    """Say no, and why."""
    check_can_answer(by, proposal)
    return _close(proposal, Proposal.State.DECLINED, by, _words(reason, "reason"), proposal.target)


@transaction.atomic
def comment_on_proposal(*, proposal: Proposal, text: str, by: User) -> ProposalComment:
    """Say something about a proposal, for both bodies to read."""
    agency = side_of(by, proposal).owner
    comment = ProposalComment.objects.create(
        proposal=proposal, agency=agency, author=by, at=timezone.now(), text=_words(text, "text")
    )
    record(verb="proposal_commented", obj=proposal.target, by=by, agency=agency, proposal=str(proposal.pk))
    return comment


@transaction.atomic
def accept_proposal(
    *, proposal: Proposal, choices: Mapping[str, Mapping[str, Any]], by: User, answer: str = ""
) -> Proposal:
    """Take up what is chosen of a proposal in the target's draft, in one step; the rest is left out.

    `choices` has, by the path of each piece, `verdict` (as for a pull), `seen` (the piece's fingerprint as it
    was read) and for an edit `answers`. A draft is opened from the newest version when there is none. Stale
    when a piece has changed, Invalid when nothing is taken: then it is declined instead.
    """
    check_can_answer(by, proposal)
    _check_open(proposal)
    target = proposal.target
    draft = draft_to_take_into(target, by)
    found = answering(proposal)
    chosen = _chosen(found, choices)
    before = draft.stored()
    content = settle(before.content, chosen, found.schema)
    taken = [piece for piece, choice in chosen if _takes(choice)]
    check_malformed(taken, content, found.schema)
    after = store(target.family, content, found.schema, before)
    draft.manifest, draft.updated, draft.updated_by = after.root, timezone.now(), by
    draft.save(update_fields=["manifest", "updated", "updated_by"])
    if target.current_id is None:
        follow_content(target, content)
    record(
        verb="proposal_taken_up", obj=target, by=by, agency=target.owner, proposal=str(proposal.pk),
        taken=[piece.path for piece in taken],
    )  # fmt: skip
    is_whole = len(taken) == len(found.pieces)
    state = Proposal.State.ACCEPTED if is_whole else Proposal.State.PARTLY
    return _close(proposal, state, by, text(answer, "answer", limit=TEXT_LIMIT).strip(), target)


def _chosen(found: Answering, choices: Mapping[str, Mapping[str, Any]]) -> list[tuple[Piece, Choice]]:
    """The choices against the pieces as they are now, each checked; a conflict nobody chose in refuses."""
    chosen = [(found.at(path), _choice(found, path, given)) for path, given in choices.items()]
    if not any(_takes(choice) for _piece, choice in chosen):
        raise Invalid(
            "proposal.nothing_taken",
            _("Nothing of this proposal is taken up."),
            where="choices",
            how=_("Choose at least one change, or decline the proposal with a reason."),
        )
    open_ones = [p for p in found.pieces if p.kind is Kind.CONFLICT and p.path not in choices]
    if open_ones:
        raise Conflict(
            "proposal.undecided",
            _("Your own text has changed in some of these places. Choose for each of them first."),
            reasons=[Reason("pull.conflict", _("Changed on both sides."), where=p.path) for p in open_ones],
        )
    return chosen


def _choice(found: Answering, path: str, given: Mapping[str, Any]) -> Choice:
    piece, verdict = found.at(path), given.get("verdict", "")
    if given.get("seen") != piece.seen:
        raise Stale(
            "proposal.stale",
            _("Your own text has changed in this place since you read the proposal. Look again."),
            where=path,
            detail={"yours": dict(given), "etag": piece.seen},
        )
    if verdict not in verdicts_for(piece, found.schema):
        raise Invalid("pull.verdict_unknown", _("Choose one of the ways that are offered here."), where=path)
    answers = None
    if verdict == Verdict.EDIT:
        answers = edited_answers(piece, given.get("answers"), found.schema, found.ours)
    return Choice(Verdict(verdict), "", answers)


def _takes(choice: Choice) -> bool:
    return choice.verdict not in LEAVES and choice.verdict is not Verdict.OURS


def _close(proposal: Proposal, state: str, by: User, answer: str, about: Assessment) -> Proposal:
    """Of two answering at once, the second is told that it is done."""
    kept = Proposal.objects.select_for_update().get(pk=proposal.pk)
    _check_open(kept)
    proposal.state, proposal.answer = state, answer
    proposal.answered_by, proposal.answered_at = by, timezone.now()
    proposal.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    detail = {"proposal": str(proposal.pk), "state": str(state)}
    record(verb="proposal_answered", obj=about, by=by, agency=about.owner, **detail)
    is_answer = about.pk == proposal.target_id
    other = proposal.source if is_answer else proposal.target
    if is_answer:
        tell_writers(kind=NoticeKind.ANSWERED, assessment=other, version=proposal.base, by=by)
    record(verb="proposal_answered", obj=other, by=by, agency=about.owner, **detail)
    return proposal


def _check_open(proposal: Proposal) -> None:
    if proposal.state != Proposal.State.OPEN:
        raise Conflict(
            "proposal.answered",
            _("This proposal is already “%(state)s”.") % {"state": proposal.get_state_display()},
        )


def _check_not_too_many(assessment: Assessment) -> None:
    if assessment.proposed.filter(state=Proposal.State.OPEN).count() >= MOST_OPEN:
        raise Conflict(
            "proposal.too_many_open",
            _("%(count)s proposals from here wait for an answer already.") % {"count": MOST_OPEN},
            how=_("Withdraw one, or wait for the answers."),
        )


def _words(given: str, where: str) -> str:
    words = text(given, where, limit=TEXT_LIMIT).strip()
    if not words:
        raise Invalid("proposal.words_missing", _("Say why, so that the others know."), where=where)
    return words
