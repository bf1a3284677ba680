"""A proposal meeting a text: what could be proposed, and what a proposal comes to now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext as _

from assessments.access import check_is_own, reading_of, visible_versions
from assessments.engine.content import Content, Path, to_plain
from assessments.engine.merge import Piece, pieces
from assessments.engine.moving import moved
from assessments.engine.propose import Cutting, cut, proposable
from assessments.engine.redact import Reading, least, withheld_paths
from assessments.engine.reuse import rows_among, without_names
from assessments.engine.schema import Schema
from assessments.engine.withholding import Marks
from assessments.inherited import taken_at
from assessments.models import Assessment, Draft, Proposal, SchemaVersion, Version
from assessments.models.schema_version import parsed_schema
from assessments.models.stored import load
from assessments.models.version import travelling_of
from assessments.models.withholding import at_once, marks_of
from registry.errors import Conflict, NotFound
from registry.models import User


@dataclass(frozen=True)
class Proposable:
    """What the people of a fork could propose: its text as anyone may read it, against the original's."""

    assessment: Assessment
    base: Version
    newest: Version
    form: SchemaVersion
    seen: Content
    theirs: Content
    ours: Content
    language: str
    withheld: frozenset[Path]

    @property
    def schema(self) -> Schema:
        """The questions the fork answers."""
        return parsed_schema(self.form.pk)

    @property
    def written_in(self) -> tuple[str, str]:
        """What the original is written in, and what the fork is."""
        return (self.newest.language, self.language)

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The changes the original does not have; `theirs` of each is what would be proposed."""
        return proposable(self.seen, self.theirs, self.ours, self.schema, self.withheld)

    def cutting(self, paths: Iterable[Path]) -> Cutting:
        """Exactly what the original's people would see."""
        return cut(self.seen, self.ours, self.schema, paths, self.withheld)

    def sent(self, paths: Iterable[Path]) -> Answering:
        """How a proposal of these places would meet the newest text of the original that we may see."""
        cutting = self.cutting(paths)
        proposal = Proposal(
            source=self.assessment, target=self.base.assessment, base=self.base, schema=self.form,
            before=to_plain(cutting.before), after=to_plain(cutting.after),
        )  # fmt: skip
        return Answering(proposal, self.schema, self.theirs, self.newest.language)


@dataclass(frozen=True)
class Answering:
    """A proposal against a text of the original, which answers the questions of `schema` in `language`.

    `withheld` is what has been withheld at once since it was sent, in the form it was sent in: that is taken
    back from it.
    """

    proposal: Proposal
    schema: Schema
    ours: Content
    language: str
    withheld: Marks = field(default_factory=dict)

    @property
    def written_in(self) -> tuple[str, str]:
        """What the original's text is written in, and what the fork is."""
        return (self.language, self.proposal.source.language)

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """What taking it up would change; what the original has by now is not there any more."""
        return pieces(self.before, self.ours, self.after, self.schema)

    @property
    def before(self) -> Content:
        """The chosen places as the proposer saw them in the original."""
        return self._sides[0]

    @property
    def after(self) -> Content:
        """The chosen places as they are proposed."""
        return self._sides[1]

    @cached_property
    def _sides(self) -> tuple[Content, ...]:
        form = parsed_schema(self.proposal.schema_id)
        left = (_without(each, form, self.withheld) for each in self.proposal.contents)
        return tuple(moved(each, form, self.schema) for each in left)

    def at(self, path: Path) -> Piece:
        """The piece at `path`; NotFound when there is none."""
        for each in self.pieces:
            if each.path == path:
                return each
        raise NotFound(
            "proposal.piece_absent", _("There is nothing to choose here any more."), where=path,
            how=_("Open the proposal again: your text has changed."),
        )  # fmt: skip


def proposing(assessment: Assessment, actor: User) -> Proposable:
    """What may be proposed from the open draft, or else the newest version; for the fork's people only."""
    check_is_own(actor, assessment)
    draft = Draft.objects.select_related("base").filter(assessment=assessment).first()
    head = draft or assessment.versions.select_related("base").order_by("-number").first()
    if assessment.upstream is None or head.base is None:
        raise NotFound("proposal.no_original", _("This assessment is not built on another."))
    base = head.base
    newest = visible_versions(actor).filter(assessment=base.assessment_id).order_by("-number").first()
    if newest is None:
        raise Conflict(
            "proposal.original_hidden",
            _("What this builds on is not shown to you any more, so nothing can be proposed to it."),
            how=_("Write to the body that made it."),
        )
    schema, reading = head.parsed_schema, assessment.upstream_reading
    full = load(assessment.family, bytes(head.manifest), schema).content
    marks = marks_of(assessment, full, schema)
    withheld = withheld_paths(full, schema, Reading.PUBLIC, marks)

    def seen_as(version: Version, least_of: str, taken: datetime | None = None) -> Content:
        """The original as it may be compared with ours: nothing names what we withhold ourselves."""
        travels = moved(version.travelling(least_of, taken=taken), version.parsed_schema, schema)
        return without_names(travels, rows_among(withheld), schema)

    return Proposable(
        assessment=assessment,
        base=base,
        newest=newest,
        form=head.schema,
        seen=seen_as(base, reading, taken_at(assessment, base)),
        theirs=seen_as(newest, least(reading, reading_of(actor, newest.assessment))),
        language=head.language,
        ours=travelling_of(full, schema, Reading.PUBLIC, marks),
        withheld=withheld,
    )


def answering(proposal: Proposal) -> Answering:
    """The proposal against the original's open draft, or else its newest version."""
    draft = Draft.objects.filter(assessment=proposal.target).first()
    head = draft or proposal.target.versions.order_by("-number").first()
    schema = head.parsed_schema
    ours = load(proposal.target.family, bytes(head.manifest), schema).content
    return Answering(proposal, schema, ours, head.language, _withheld_since(proposal, proposal.source))


def as_sent(proposal: Proposal) -> Answering:
    """The proposal as it was sent: all that its sender may see of it, and all there is once answered."""
    schema = parsed_schema(proposal.schema_id)
    withheld = _withheld_since(proposal, proposal.source, proposal.target)
    before, _after = proposal.contents
    text = _without(before, schema, withheld)
    return Answering(proposal, schema, text, proposal.base.language, withheld)


def _withheld_since(proposal: Proposal, *sides: Assessment) -> Marks:
    form = parsed_schema(proposal.schema_id)
    return {path: mark for side in sides for path, mark in at_once(side, form).items()}


def _without(content: Content, schema: Schema, withheld: Marks) -> Content:
    return travelling_of(content, schema, Reading.MEMBERS, withheld) if withheld else content
