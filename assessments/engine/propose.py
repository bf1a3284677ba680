"""What a fork may propose to its original: what travels and is not withheld, cut out place by place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .content import Content, Path, Row, unit_of
from .merge import Piece, What, pieces
from .schema import Schema
from .settle import Choice, Verdict, settle


@dataclass(frozen=True)
class Cutting:
    """The chosen places as the proposer saw them in the original, and as she would have them."""

    before: Content
    after: Content


def proposable(
    base: Content, newest: Content, ours: Content, schema: Schema, withheld: Iterable[Path] = ()
) -> tuple[Piece, ...]:
    """What ours says differently from `base`, and the original's `newest` text does not say already.

    `base` and `newest` as the proposer may see them, `ours` as anyone may (nothing local, nothing withheld).
    The sides of a piece are told from the original's: its `theirs` is what would be proposed.
    """
    return pieces(base, newest, ours, schema, withheld)


def cut(
    base: Content, ours: Content, schema: Schema, paths: Iterable[Path], withheld: Iterable[Path] = ()
) -> Cutting:
    """The places at `paths` (of pieces or whole rows) and nothing else of ours; loose references go."""
    wanted = frozenset(paths)
    found = pieces(base, base, ours, schema, withheld)
    changes = [each for each in found if wanted & {each.path, each.unit}]
    after = settle(base, [(each, Choice(Verdict.TAKE)) for each in changes], schema)
    units = {each.unit for each in changes if each.what is not What.ORDER}
    return Cutting(_only(base, units), _only(after, units))


def _only(content: Content, units: set[Path]) -> Content:
    """The answers and rows in `units` whole; other rows by their id, so that each keeps its place."""
    return Content(
        fields={key: value for key, value in content.fields.items() if unit_of(key) in units},
        rows={
            key: tuple(row if f"{key}/{row.id}" in units else Row(row.id) for row in rows)
            for key, rows in content.rows.items()
        },
    )
