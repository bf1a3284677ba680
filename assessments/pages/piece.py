"""One piece of a pull as its form shows it: what each side made of it, what may be chosen and what is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assessments.engine.merge import Kind, Piece, What
from assessments.engine.settle import Verdict
from assessments.models import PieceChoice
from assessments.offered import Offered
from assessments.pages.compared import ShownCell, ShownLevel
from assessments.pages.forms.answers import AnswerForm
from assessments.pages.piece_words import CHOSEN, REMOVED, TAKING_OVER, Asking, Ways, Words, what_of
from assessments.pages.shown import Level
from registry.errors import Refusal


@dataclass(frozen=True)
class Tried:
    """A choice that was sent and not kept: what was typed, and why not.

    `suffix` ends the names of its fields where one form holds several pieces.
    """

    data: Any = None
    refusal: Refusal | None = None
    suffix: str = ""

    @property
    def verdict(self) -> str:
        """What was chosen; "" when nothing was."""
        return self.typed("verdict")

    def typed(self, name: str) -> str:
        """What was typed or chosen under a name; "" when nothing was sent."""
        return str(self.data.get(name + self.suffix, "")) if self.data else ""


NOTHING = Tried()


@dataclass(frozen=True)
class ShownPiece:
    """One piece: what each side made of it, what may be chosen and what is; `form` is for writing it anew."""

    offered: Offered
    words: Words
    asking: Asking = TAKING_OVER
    form: AnswerForm | None = None
    tried: Tried = NOTHING

    @property
    def piece(self) -> Piece:
        """The piece itself."""
        return self.offered.piece

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        return anchor_of(self.piece.path)

    @property
    def what(self) -> str:
        """What happened there: see `piece_words.what_of`."""
        return what_of(self.piece)

    @cached_property
    def label(self) -> str:
        """Its questions or columns by name; "" where it is a whole row or an order."""
        return self.words.label(self.piece)

    @cached_property
    def name(self) -> str:
        """What people call its place: the row before the column."""
        title = self.words.title(self.piece.unit)
        return f"{title} – {self.label}" if self.piece.what is What.CELLS else title

    @property
    def name_language(self) -> str:
        """What its name is written in."""
        return self.words.title_language(self.piece.unit)

    @property
    def our_language(self) -> str:
        """What our side is written in."""
        return self.words.our_language

    @property
    def their_language(self) -> str:
        """What is shown as theirs is written in; of a row they removed ours is shown."""
        return self.words.our_language if self.what == REMOVED else self.words.their_language

    @cached_property
    def theirs(self) -> tuple[ShownCell, ...]:
        """What they changed."""
        return self.words.theirs(self.piece)

    @cached_property
    def ours(self) -> tuple[ShownCell, ...]:
        """What we changed; empty where only they did."""
        return () if self.piece.kind is Kind.OFFER else self.words.ours(self.piece)

    @cached_property
    def before(self) -> tuple[ShownCell, ...]:
        """What both came from."""
        return self.words.before(self.piece)

    @cached_property
    def joined(self) -> tuple[ShownCell, ...]:
        """What the joined text changes in ours; empty where there is none."""
        return self.words.joined(self.piece) if self.piece.kind is Kind.FITS else ()

    @property
    def levels(self) -> tuple[ShownLevel, ...]:
        """How their scores move the levels."""
        return self.words.levels(self.piece, self.words.others)

    @property
    def our_levels(self) -> tuple[ShownLevel, ...]:
        """How our scores moved the levels."""
        return self.words.levels(self.piece, self.words.mine)

    @property
    def stands_at(self) -> list[Level]:
        """The levels of a whole row, before measures and after."""
        return self.words.stands_at(self.piece)

    @property
    def order(self) -> list[tuple[str, bool]]:
        """The rows in their new order, each with whether it moved."""
        return self.words.order(self.piece)

    @property
    def local(self) -> list[str]:
        """The questions we answered for ourselves in a row they removed."""
        return self.words.local(self.piece)

    @property
    def ways(self) -> Ways:
        """The verdicts and what they are called here."""
        return self.asking.ways(self.piece, self.words.mine.schema)

    @property
    def choice(self) -> PieceChoice | None:
        """What is chosen, or was before the text moved; None when nothing is."""
        choice = self.offered.choice
        return choice if choice and choice.verdict else None

    @property
    def chosen(self) -> object:
        """What is or was chosen, in words."""
        return CHOSEN[Verdict(self.choice.verdict)] if self.choice else ""

    @property
    def is_settled(self) -> bool:
        """Whether a choice made this time stands: the piece is then folded."""
        return is_settled(self.offered) and self.tried.data is None

    @property
    def marked(self) -> str:
        """The verdict that is marked: what was just tried or is chosen; what fits may well be taken."""
        fitting = Verdict.TAKE.value if self.piece.kind in self.asking.marks else ""
        return self.tried.verdict or self.offered.verdict or fitting

    @property
    def reason(self) -> str:
        """What stands in the field for the reason."""
        return self.tried.typed("reason")


def is_settled(offered: Offered) -> bool:
    """Whether a choice stands that was made since the last taking."""
    return bool(offered.verdict) and offered.choice is not None and offered.choice.since_id is None


def anchor_of(path: str) -> str:
    """The place of a piece on the page."""
    return "piece-" + path.replace("/", "-")
