"""What an upstream changed, laid out for choosing: sections, units and pieces, each with its form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any

from assessments.engine.compared import Unit
from assessments.engine.content import Content
from assessments.engine.form import Section
from assessments.engine.merge import Piece
from assessments.engine.settle import Verdict, verdicts_for
from assessments.offered import Offered
from assessments.pages.forms.answers import AnswerForm, Choices, Known
from assessments.pages.piece import NOTHING, ShownPiece, Tried, anchor_of, is_settled
from assessments.pages.piece_words import Words
from assessments.pages.shown import Lens, reader_language
from assessments.pulling import Pulling
from assessments.telling import told


@dataclass(frozen=True)
class PulledUnit:
    """One answer or row with its pieces; `change` is how it differs upstream, with its weight."""

    path: str
    title: str
    is_row: bool
    change: Unit | None
    pieces: tuple[ShownPiece, ...]


@dataclass(frozen=True)
class PulledSection:
    """A section of the form with its units."""

    key: str
    label: str
    units: tuple[PulledUnit, ...]


@dataclass(frozen=True)
class PullSheet:
    """Everything that may be taken, laid out in one language; `tried` is a choice that was refused."""

    found: Pulling
    language: str
    references: Mapping[str, Choices] = field(default_factory=dict)
    tried: Tried = NOTHING

    @classmethod
    def of(cls, found: Pulling, references: Mapping[str, Choices], tried: Tried = NOTHING) -> PullSheet:
        """The sheet in the language of the page."""
        return cls(found, reader_language(), references, tried)

    @cached_property
    def words(self) -> Words:
        """Puts pieces in words."""
        return Words(*map(self._lens, (self.found.before, self.found.ours, self.found.theirs)))

    @property
    def told(self) -> str:
        """What it comes to, in one line."""
        return told(self.found.comparison.summary, self.found.schema, self.language)

    @property
    def decided(self) -> int:
        """How many pieces are chosen for."""
        return sum(bool(each.verdict) for each in self.found.offered)

    @property
    def undecided(self) -> list[ShownPiece]:
        """The conflicts nobody has chosen in."""
        return [ShownPiece(each, self.words, None) for each in self.found.undecided]

    @cached_property
    def sections(self) -> tuple[PulledSection, ...]:
        """The sections that have something to choose in."""
        return tuple(
            PulledSection(section.key, self.words.mine.label(section.label), tuple(self._units(offered)))
            for section, offered in groupby(self.found.offered, self._section)
        )

    def form_for(self, piece: Piece, data: Any = None) -> AnswerForm:
        """The question, or the coupled questions, of a piece to be written anew; filled with ours."""
        schema = self.found.schema
        known = Known(schema, self.found.ours, self.language, self.references)
        form = AnswerForm(schema.group_of(piece.path), known, piece.ours or {}, data)
        # The same question may be asked of several rows, and its key be one of the words of the form around.
        form.prefix, form.auto_id = "new", f"{anchor_of(piece.path)}-%s"
        return form

    def _lens(self, content: Content) -> Lens:
        scaled = content.with_field(self.found.schema.scale_key, self.found.scale)
        return Lens(self.found.schema, scaled, self.language)

    def _section(self, offered: Offered) -> Section:
        return self.found.schema.section_of(offered.piece.path.partition("/")[0])

    def _units(self, offered: Iterable[Offered]) -> Iterator[PulledUnit]:
        for path, pieces in groupby(offered, lambda each: each.piece.unit):
            shown = tuple(self._piece(each) for each in pieces)
            yield PulledUnit(path, self.words.title(path), "/" in path, self._changes.get(path), shown)

    @cached_property
    def _changes(self) -> dict[str, Unit]:
        return {unit.path: unit for unit in self.found.comparison.units}

    def _piece(self, offered: Offered) -> ShownPiece:
        piece = offered.piece
        tried = self.tried if self.tried.path == piece.path else NOTHING
        is_open = Verdict.EDIT in verdicts_for(piece, self.found.schema) and (
            tried.path or not is_settled(offered)
        )
        data = tried.data if tried.typed("verdict") == Verdict.EDIT else None
        return ShownPiece(offered, self.words, self.form_for(piece, data) if is_open else None, tried)
