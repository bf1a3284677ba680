"""What becomes of each piece of a merge: choices in, a new content out; what nobody chose stays ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from .content import Confirmation, ConfirmationState, Content, Mark, Path
from .form import FieldType
from .merge import Answers, Kind, Piece, What, join_sets, pieces
from .schema import Schema
from .workbench import Workbench


class Verdict(StrEnum):
    """What somebody chose for a piece; not now and never leave it, and it is shown again next time."""

    TAKE = "take"
    OURS = "ours"
    BOTH = "both"
    EDIT = "edit"
    NOT_NOW = "not_now"
    NEVER = "never"


LEAVES = frozenset({Verdict.NOT_NOW, Verdict.NEVER})
"""The verdicts that decide nothing about the text, so that the piece is offered again."""


@dataclass(frozen=True)
class Choice:
    """A verdict on one piece; `answers` is the text of an edit, `reason` is kept and shown next time."""

    verdict: Verdict
    reason: str = ""
    answers: Answers | None = None


@dataclass(frozen=True)
class Merge:
    """All of theirs that could be taken without asking, and the pieces; `conflicts` need somebody."""

    content: Content
    pieces: tuple[Piece, ...]

    @property
    def conflicts(self) -> tuple[Piece, ...]:
        """The pieces that both sides changed differently."""
        return tuple(each for each in self.pieces if each.kind is Kind.CONFLICT)


def merge(
    base: Content, ours: Content, theirs: Content, schema: Schema, hidden: Iterable[Path] = ()
) -> Merge:
    """The three merged: everything that fits is taken, ours stands in a conflict, and a row that only one
    side removed survives in it."""
    found = pieces(base, ours, theirs, schema, hidden)
    taken = [each for each in found if each.kind is not Kind.CONFLICT or _is_back(each)]
    return Merge(settle(ours, [(each, Choice(Verdict.TAKE)) for each in taken], schema), found)


def _is_back(piece: Piece) -> bool:
    """Whether it is a row that we removed and they changed: the survivor is shown until somebody chooses."""
    return piece.what is What.ROW and piece.ours is None


def with_theirs(base: Content, found: Iterable[Piece], schema: Schema) -> Content:
    """The base as theirs has it in each of the pieces, and nowhere else: what they come to, all in all."""
    bench = Workbench(base, schema)
    for piece in found:
        if piece.what is What.ROW:
            bench.put(piece, None)
        bench.put(piece, piece.theirs)
    return bench.content()


def verdicts_for(piece: Piece, schema: Schema) -> tuple[Verdict, ...]:
    """What may be chosen for a piece."""
    if piece.kind is not Kind.CONFLICT and piece.kind is not Kind.FITS:
        return (Verdict.TAKE, Verdict.NOT_NOW, Verdict.NEVER)
    both = (Verdict.BOTH,) if both_of(piece, schema) is not None else ()
    edit = (Verdict.EDIT,) if piece.what in (What.ANSWER, What.CELLS) else ()
    return (Verdict.TAKE, Verdict.OURS, *both, *edit, Verdict.NOT_NOW, Verdict.NEVER)


def both_of(piece: Piece, schema: Schema) -> Answers | None:
    """Ours and theirs after one another (texts) or together (lists); None where that makes no sense."""
    if piece.what not in (What.ANSWER, What.CELLS) or not piece.ours or not piece.theirs:
        return None
    keys = {*piece.ours, *piece.theirs}
    if len(keys) != 1 or len(schema.group_of(piece.path)) != 1:
        return None
    key = keys.pop()
    field, mine, other = schema.at(piece.path), piece.ours.get(key), piece.theirs.get(key)
    if field.type is FieldType.RICH and isinstance(mine, str) and isinstance(other, str):
        return {key: f"{mine.rstrip()}\n\n{other}"}
    if field.names_rows and isinstance(mine, tuple) and isinstance(other, tuple):
        return {key: join_sets(mine, mine, (*mine, *other))}
    return None


def settle(
    ours: Content,
    chosen: Iterable[tuple[Piece, Choice]],
    schema: Schema,
    by: str | None = None,
    at: str = "",
) -> Content:
    """Ours with every choice carried out, in one step.

    With `by` (an adopter's id) and `at` (ISO time) the choices are also answers for what is inherited: what
    is taken awaits confirmation anew, what was kept or rewritten against theirs is marked as changed.
    """
    bench = Workbench(ours, schema)
    fresh: set[Path] = set()
    kept: dict[Path, str] = {}
    for piece, choice in chosen:
        if choice.verdict not in LEAVES and choice.verdict is not Verdict.OURS:
            bench.put(piece, _outcome(piece, choice, schema))
        if choice.verdict is Verdict.TAKE:
            fresh.add(piece.unit)
        elif choice.verdict is not Verdict.NOT_NOW:
            kept[piece.unit] = choice.reason
    content = bench.content()
    return content if by is None else _answered(content, fresh, kept, by, at)


def with_marks(content: Content, marks: Mapping[Path, Mark], taken: Iterable[Piece]) -> Content:
    """The content with what is withheld at the place it was taken from withheld here too.

    A mark on a whole table falls on the row; a place that has a mark keeps its own.
    """
    for piece in (each for each in taken if each.theirs is not None):
        table = piece.unit.partition("/")[0]
        for path, mark in marks.items():
            here = piece.unit if path == table else path
            if here not in content.marks and _lies_in(here, piece):
                content = content.with_mark(here, mark)
    return content


def _lies_in(path: Path, piece: Piece) -> bool:
    if piece.what is What.ROW:
        return path == piece.unit or path.startswith(f"{piece.unit}/")
    cells = (f"{piece.unit}/{key}" for key in piece.theirs or ())
    return path == piece.unit or (piece.what is What.CELLS and path in cells)


def _outcome(piece: Piece, choice: Choice, schema: Schema) -> Answers | None:
    if choice.verdict is Verdict.EDIT:
        return choice.answers or {}
    if choice.verdict is Verdict.BOTH:
        return both_of(piece, schema) or piece.ours
    return piece.merged if piece.kind is Kind.FITS else piece.theirs


def _answered(content: Content, fresh: set[Path], kept: Mapping[Path, str], by: str, at: str) -> Content:
    for unit in fresh:
        content = content.with_confirmation(unit, None)
    there = content.units()
    for unit, reason in kept.items():
        if unit in there and unit not in fresh:
            changed = Confirmation(ConfirmationState.CHANGED, reason, by, at)
            content = content.with_confirmation(unit, changed)
    return content
