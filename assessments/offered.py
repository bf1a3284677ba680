"""One change offered to somebody, with what she chose for it."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.engine.merge import Kind, Piece
from assessments.models import PieceChoice


@dataclass(frozen=True)
class Offered:
    """One piece with what was chosen for it; a choice made on another text is shown, but asked again."""

    piece: Piece
    choice: PieceChoice | None

    @property
    def stamp(self) -> str:
        """What a choice must name: the piece as it was seen, and the choice that stood when it was."""
        return f"{self.piece.seen}-{self.choice.at:%H%M%S%f}" if self.choice else self.piece.seen

    @property
    def is_decided(self) -> bool:
        """Whether a choice stands that was made on exactly this."""
        return self.choice is not None and self.choice.seen == self.piece.seen

    @property
    def verdict(self) -> str:
        """What will be done with it: what nobody decided is left for later."""
        return self.choice.verdict if self.choice and self.is_decided else ""

    @property
    def needs_choice(self) -> bool:
        """Whether it stands in the way of taking: both sides changed it, and nobody has chosen."""
        return self.piece.kind is Kind.CONFLICT and not self.is_decided
