"""What may be taken over into a draft from a newer text: the pieces, and what is chosen for each.

Nothing is kept of the merge itself: it is worked out anew from the open draft (or the newest version), the
newer text and what ours was built on each time, so that a taking that has waited is never out of date.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from assessments.engine.content import Content, Path, Value
from assessments.engine.merge import Kind, Piece, pieces
from assessments.engine.redact import Reading
from assessments.engine.schema import Schema
from assessments.engine.settle import LEAVES, Verdict
from assessments.models import Assessment, Draft, PieceChoice, SchemaVersion, Version
from assessments.models.schema_version import parsed_schema
from assessments.offered import Offered
from registry.errors import NotFound


@dataclass(frozen=True)
class Taking(ABC):
    """What may be taken from `version` into the draft of `assessment`, as `reading` of its owner shows it.

    `form` is what the draft will answer, `language` what ours is written in.
    """

    assessment: Assessment
    draft: Draft | None
    version: Version
    form: SchemaVersion
    reading: Reading
    ours: Content
    language: str
    choices: Mapping[Path, PieceChoice]

    @property
    def row(self) -> Path:
        """The one row it is about; "" when it is about the whole."""
        return ""

    @property
    @abstractmethod
    def built_on(self) -> Version:
        """The version ours is built on until now."""

    @property
    @abstractmethod
    def before(self) -> Content:
        """What ours was built on; for what was left out before, the text ours still builds on there."""

    @property
    @abstractmethod
    def theirs(self) -> Content:
        """What travels of the version, with the marks that come along."""

    @cached_property
    def hidden(self) -> frozenset[Path]:
        """What theirs does not show: of that nothing is known, least that it is gone."""
        return self.version.withheld(self.reading)

    @property
    def schema(self) -> Schema:
        """The questions the draft will answer."""
        return parsed_schema(self.form.pk)

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """Everything it changed that ours does not have, in the order of the form."""
        return pieces(self.before, self.ours, self.theirs, self.schema, self.hidden)

    @cached_property
    def offered(self) -> tuple[Offered, ...]:
        """The pieces with their choices."""
        return tuple(Offered(piece, self.choices.get(piece.path)) for piece in self.pieces)

    @property
    def undecided(self) -> tuple[Offered, ...]:
        """The conflicts that nobody has chosen in yet."""
        return tuple(each for each in self.offered if each.needs_choice)

    @property
    def taken(self) -> tuple[Offered, ...]:
        """What would change the draft now."""
        leaves = {"", Verdict.OURS, *LEAVES}
        return tuple(each for each in self.offered if each.verdict not in leaves)

    @property
    def fitting(self) -> tuple[Offered, ...]:
        """What fits without a word from anyone, and that nobody has chosen for yet."""
        return tuple(
            each for each in self.offered if not each.is_decided and each.piece.kind is not Kind.CONFLICT
        )

    @property
    def left(self) -> tuple[Offered, ...]:
        """What would be left as it is and offered again."""
        return tuple(each for each in self.offered if each.verdict in ("", *LEAVES))

    @cached_property
    def scale(self) -> Value:
        """The scale the levels are read by: ours, or theirs as we may see it until we have chosen one."""
        key = self.schema.scale_key
        shown = self.version.shown_to(self.reading)
        return self.ours.fields.get(key) or shown.fields.get(key)

    @property
    def written_in(self) -> tuple[str, str]:
        """What ours is written in, and what the version is."""
        return (self.language, self.version.language)

    def at(self, path: Path) -> Offered:
        """The piece at `path`; NotFound when there is none, or none any more."""
        for each in self.offered:
            if each.piece.path == path:
                return each
        raise NotFound(
            "pull.piece_absent",
            _("There is nothing to choose here any more."),
            where=path,
            how=_("Open the list again: the text or the original has changed."),
        )
