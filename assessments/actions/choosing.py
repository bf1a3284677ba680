"""Choosing for each piece of what an upstream changed; the draft does not change before it is pulled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import check_may
from assessments.actions.drafting import check_well_formed
from assessments.engine.canonical import clean
from assessments.engine.completeness import Problem
from assessments.engine.content import Content, freeze, is_answered, plain
from assessments.engine.merge import Piece, What
from assessments.engine.schema import Schema
from assessments.engine.settle import Verdict, verdicts_for
from assessments.engine.values import fault_in
from assessments.models import Assessment, Draft, PieceChoice, Version
from assessments.offered import Offered
from assessments.pulling import Taking, pulling, taking
from registry.access.permissions import Permission
from registry.actions.given import text
from registry.audit import record
from registry.errors import Invalid, PreconditionRequired, Stale
from registry.models import User

REASON_LIMIT = 2_000  # characters of why something is left out or kept


@transaction.atomic
def choose(
    *,
    assessment: Assessment,
    version: Version,
    path: str,
    verdict: str,
    seen: str | None,
    by: User,
    reason: str = "",
    answers: Mapping[str, Any] | None = None,
    row: str = "",
) -> PieceChoice:
    """Choose for one piece of what `version` changed; an empty verdict takes the choice back.

    With `row` (its path) it is about one picked row and its source. `seen` is the stamp of the piece as it
    was read: Stale when it, or somebody else's choice for it, has come in between. `answers` is the text of
    an edit. Nothing in the draft changes before it is taken over.
    """
    check_may(by, Permission.EDIT, assessment)
    lock_pull(assessment)
    found = taking(assessment, by, version.pk, row)
    offered = found.at(path)
    _check_seen(offered, seen, {"verdict": verdict, "reason": reason, "answers": answers})
    why = text(reason, "reason", limit=REASON_LIMIT).strip()
    _check_verdict(found, offered, verdict, why)
    edited = (
        edited_answers(offered.piece, answers, found.schema, found.ours) if verdict == Verdict.EDIT else None
    )
    choice = keep_choice(found, offered, verdict, by, why, edited)
    record(
        verb="piece_chosen", obj=assessment, by=by, agency=assessment.owner, path=path, verdict=verdict,
        source=str(version.pk),
    )  # fmt: skip
    return choice


@transaction.atomic
def choose_all(*, assessment: Assessment, version: Version, by: User) -> int:
    """Take everything that fits and that nobody has chosen for; returns how many that were."""
    check_may(by, Permission.EDIT, assessment)
    lock_pull(assessment)
    found = pulling(assessment, by, version.pk)
    open_ones = found.fitting
    for offered in open_ones:
        keep_choice(found, offered, Verdict.TAKE, by)
    record(
        verb="pieces_chosen", obj=assessment, by=by, agency=assessment.owner, count=len(open_ones),
        source=str(version.pk),
    )  # fmt: skip
    return len(open_ones)


def lock_pull(assessment: Assessment) -> None:
    """Of two resolving the same pull, the second sees what the first one did; nobody saves meanwhile.

    The draft first, as whoever saves in it does: in the other order the two could wait for each other.
    """
    Draft.objects.select_for_update().filter(assessment=assessment).first()
    locked = Assessment.objects.select_for_update()
    assessment.refresh_from_db(fields=["upstream_reading", "current"], from_queryset=locked)


def keep_choice(
    found: Taking,
    offered: Offered,
    verdict: str,
    by: User,
    reason: str = "",
    answers: Mapping[str, Any] | None = None,
) -> PieceChoice:
    """Keep what is chosen for one piece, in the place of what was chosen before."""
    since = offered.choice.since if offered.choice else None
    choice, _new = PieceChoice.objects.update_or_create(
        assessment=found.assessment, source=found.version.assessment, path=offered.piece.path,
        defaults={
            "verdict": verdict, "reason": reason, "answers": answers, "since": since,
            "seen": offered.piece.seen if verdict else "", "by": by, "at": timezone.now(),
        },
    )  # fmt: skip
    return choice


def beside(path: str, key: str) -> str:
    """The path of another answer or cell of the same piece."""
    return "/".join([*path.split("/")[:-1], key])


def _check_seen(offered: Offered, seen: str | None, yours: Mapping[str, Any]) -> None:
    if not seen:
        raise PreconditionRequired(
            "pull.stamp_missing",
            _("Say which state you chose on."),
            where=offered.piece.path,
            how=_("Send the stamp you read with the piece."),
        )
    if seen == offered.stamp:
        return
    piece = offered.piece
    sides = {name: None if side is None else plain(side) for name, side in _sides(offered)}
    raise Stale(
        "pull.stale",
        _("The text, the original or a colleague's choice has changed since you read this. Look again."),
        where=piece.path,
        how=_("Compare once more, then choose."),
        detail={"yours": yours, "current": sides | {"verdict": offered.verdict}, "etag": offered.stamp},
    )


def _sides(offered: Offered) -> list[tuple[str, Any]]:
    piece = offered.piece
    return [("base", piece.base), ("ours", piece.ours), ("theirs", piece.theirs)]


def _check_verdict(found: Taking, offered: Offered, verdict: str, reason: str) -> None:
    allowed = verdicts_for(offered.piece, found.schema)
    if verdict and verdict not in allowed:
        raise Invalid(
            "pull.verdict_unknown",
            _("Choose one of the ways that are offered here."),
            where="verdict",
            how=", ".join(allowed),
        )
    if verdict == Verdict.NEVER and not reason:
        raise Invalid(
            "pull.reason_missing",
            _("Say why you will not have it."),
            where="reason",
            how=_("One sentence is enough; it is shown the next time this is offered."),
        )


def edited_answers(
    piece: Piece, answers: Mapping[str, Any] | None, schema: Schema, content: Content
) -> dict[str, Any]:
    """The text of an edit, checked as any other answer; what is not given stays ours."""
    group = {each.key: each for each in schema.group_of(piece.path)}
    given = {key: value for key, value in clean(answers or {}).items() if key in group}
    whole = {**(piece.ours or {}), **given}
    faults = [
        Problem(beside(piece.path, key), *fault)
        for key, value in whole.items()
        if (fault := fault_in(freeze(value), group[key], schema, content))
    ]
    check_well_formed(faults)
    return {key: plain(value) for key, value in whole.items() if is_answered(value)}


def check_malformed(taken: Iterable[Piece], content: Content, schema: Schema) -> None:
    """Refuse what was taken and cannot stand here: a score outside our scale, a code our form lacks."""
    places = [
        (beside(piece.path, field.key), field)
        for piece in taken
        if piece.what in (What.ANSWER, What.CELLS)
        for field in schema.group_of(piece.path)
    ]
    check_well_formed(
        [
            Problem(path, *fault)
            for path, field in places
            if (fault := fault_in(content.value(path), field, schema, content))
        ]
    )
