"""What a document is made from: plain data about one version, already cut to what its reader may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assessments.engine.content import Content, Path, Value
from assessments.engine.reuse import Standing
from assessments.engine.schema import Schema

DRAFT = "draft"
"""The state of a text that is no version yet."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The owning agency as it stands on the title page."""

    name: str
    orgnr: str = ""
    address: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Covered:
    """A solution the version is about, and which version of it."""

    name: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Upstream:
    """The version this one builds on: `moment` is ISO, `digest` hex, `status` as upstream.SourceStatus.

    Title, agency, moment and the language it is written in are empty for a reader who may not see it.
    """

    title: str
    agency: str
    number: int
    digest: str
    moment: str
    status: str = "visible"
    written_in: str = ""


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One frozen version: number, ISO time, who, state, message, digest (hex).

    Who and message are "" for others than the owner's people.
    """

    number: int
    moment: str
    who: str
    state: str
    message: str
    digest: str


@dataclass(frozen=True, slots=True)
class Record:
    """Advice, a response to it or a decision: `stage` is "advice", "response" or "decision".

    `outcome` is the kind of decision ("approved", "changes_requested", "withdrawn"), `digest` what was read.
    """

    stage: str
    answers: Mapping[str, Value]
    who: str
    moment: str
    digest: str = ""
    outcome: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Everything one document needs; `content` is cut to `reading`, `base` None when it may not be shown.

    `language` is the document's own, `written_in` that of the answers ("" when it is not told).
    A draft (`state` is DRAFT) has the number 0, the digest of its manifest, and a moment in local time.
    """

    kind: str
    title: str
    language: str
    owner: Letterhead
    content: Content
    schema: Schema
    number: int
    state: str
    digest: str
    moment: str
    solutions: tuple[Covered, ...] = ()
    computed: Mapping[Path, Value] = field(default_factory=dict)
    records: tuple[Record, ...] = ()
    history: tuple[HistoryRow, ...] = ()
    standing: Standing | None = None
    base: Content | None = None
    based_on: Upstream | None = None
    licence: str = ""
    approved_by: str = ""
    approved_at: str = ""
    reading: str = "full"
    names: Mapping[str, str] = field(default_factory=dict)
    written_in: str = ""

    @property
    def is_draft(self) -> bool:
        """Whether it may change yet, and nobody has sent it in."""
        return self.state == DRAFT
