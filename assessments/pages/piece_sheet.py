"""Pieces laid out for choosing: by section and unit, each with its form, and what they come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any

from assessments.engine.compared import Comparison, Unit
from assessments.engine.comparison import compare
from assessments.engine.content import Content, Value
from assessments.engine.form import Section
from assessments.engine.merge import Piece
from assessments.engine.schema import Schema
from assessments.engine.settle import Verdict, verdicts_for, with_theirs
from assessments.offered import Offered
from assessments.pages.compared import ShownSection
from assessments.pages.forms.answers import AnswerForm, Choices, Known
from assessments.pages.piece import NOTHING, ShownPiece, Tried, anchor_of, is_settled
from assessments.pages.piece_words import TAKING_OVER, Asking, Words
from assessments.pages.shown import Lens, reader_language
from assessments.telling import told


@dataclass(frozen=True)
class PieceUnit:
    """One answer or row with its pieces; `change` is how it differs on their side, with its weight.

    `language` is what its title is written in.
    """

    path: str
    title: str
    language: str
    is_row: bool
    change: Unit | None
    pieces: tuple[ShownPiece, ...]


@dataclass(frozen=True)
class PieceSheet:
    """Pieces laid out in one language; `tried` are choices that were sent and not kept, by path.

    `shown` are those of them that are laid out on this page: all, unless there are very many.
    """

    words: Words
    offered: Sequence[Offered]
    asking: Asking = TAKING_OVER
    references: Mapping[str, Choices] = field(default_factory=dict)
    tried: Mapping[str, Tried] = field(default_factory=dict)
    shown: Sequence[Offered] | None = None

    @cached_property
    def comparison(self) -> Comparison:
        """What the pieces come to: the text before against the same with each piece as they have it."""
        before = self.words.then.content
        changed = with_theirs(before, (each.piece for each in self.offered), self._schema)
        return compare(before, changed, self._schema)

    @property
    def told(self) -> str:
        """What they come to, in one line."""
        return told(self.comparison.summary, self._schema, self.words.mine.language)

    @property
    def decided(self) -> int:
        """How many are chosen for."""
        return sum(bool(each.verdict) for each in self.offered)

    @property
    def undecided(self) -> list[ShownPiece]:
        """The conflicts nobody has chosen in."""
        return [ShownPiece(each, self.words) for each in self.offered if each.needs_choice]

    @cached_property
    def sections(self) -> tuple[ShownSection[PieceUnit], ...]:
        """The sections that have something to choose in."""
        return tuple(
            ShownSection(section.key, self.words.mine.label(section.label), tuple(self._units(offered)))
            for section, offered in groupby(self.offered if self.shown is None else self.shown, self._section)
        )

    @property
    def pieces(self) -> Iterator[ShownPiece]:
        """Every piece that is laid out, in the order of the form."""
        return (shown for section in self.sections for unit in section.units for shown in unit.pieces)

    def form_for(self, piece: Piece, data: Any = None) -> AnswerForm:
        """The question, or the coupled questions, of a piece to be written anew; filled with ours."""
        mine = self.words.mine
        known = Known(self._schema, mine.content, mine.language, self.references)
        form = AnswerForm(self._schema.group_of(piece.path), known, piece.ours or {}, data)
        # The same question may be asked of several rows, and its key be one of the words of the form around.
        form.prefix, form.auto_id = f"new-{anchor_of(piece.path)}", f"{anchor_of(piece.path)}-%s"
        return form

    @property
    def _schema(self) -> Schema:
        return self.words.mine.schema

    def _section(self, offered: Offered) -> Section:
        return self._schema.section_of(offered.piece.path.partition("/")[0])

    def _units(self, offered: Iterable[Offered]) -> Iterator[PieceUnit]:
        for path, pieces in groupby(offered, lambda each: each.piece.unit):
            shown = tuple(self._piece(each) for each in pieces)
            title, language = self.words.title(path), self.words.title_language(path)
            yield PieceUnit(path, title, language, "/" in path, self._changes.get(path), shown)

    @cached_property
    def _changes(self) -> dict[str, Unit]:
        return {unit.path: unit for unit in self.comparison.units}

    def _piece(self, offered: Offered) -> ShownPiece:
        piece = offered.piece
        tried = self.tried.get(piece.path, NOTHING)
        may_edit = Verdict.EDIT in verdicts_for(piece, self._schema)
        is_open = may_edit and (tried.data is not None or not is_settled(offered))
        data = tried.data if tried.verdict == Verdict.EDIT else None
        form = self.form_for(piece, data) if is_open else None
        return ShownPiece(offered, self.words, self.asking, form, tried)


def words_of(
    schema: Schema, then: Content, mine: Content, others: Content, scale: Value, written_in: tuple[str, str]
) -> Words:
    """The three sides in words of the page's language, all read by one scale.

    `written_in` is what the texts themselves are written in: mine, then the others' and what was before.
    """
    language = reader_language()
    sides = (each.with_field(schema.scale_key, scale) for each in (then, mine, others))
    return Words(*(Lens(schema, side, language) for side in sides), *written_in)
