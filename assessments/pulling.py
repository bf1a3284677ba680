"""What an upstream has changed since one built on it, as one may see it: the pieces, and what is chosen.

Nothing is kept of the merge itself: it is worked out anew from the open draft (or the newest version), the
upstream version and their merge base each time, so that a pull that has waited is never out of date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from assessments.access import check_is_own, find_version, reading_of
from assessments.engine.content import Content, Path, Value
from assessments.engine.history import merge_base
from assessments.engine.left_out import left_out
from assessments.engine.merge import Kind, Piece, pieces
from assessments.engine.moving import moved
from assessments.engine.redact import Reading, least
from assessments.engine.reuse import rows_among, without_names
from assessments.engine.schema import Schema
from assessments.engine.settle import LEAVES, Verdict
from assessments.inherited import taken_at
from assessments.models import Assessment, Draft, PieceChoice, SchemaVersion, Version
from assessments.models.schema_version import parsed_schema
from assessments.offered import Offered
from assessments.reading import behind
from registry.errors import Conflict, NotFound
from registry.models import User

OURS = "draft"
"""The name of the open draft in the graph of versions."""


@dataclass(frozen=True)
class Pulling:
    """What may be taken from `version` into the draft of `assessment`, as `reading` of its owner shows it."""

    assessment: Assessment
    draft: Draft | None
    version: Version
    base: Version
    form: SchemaVersion
    reading: Reading
    ours: Content
    choices: Mapping[Path, PieceChoice]

    @property
    def schema(self) -> Schema:
        """The questions the draft will answer: the newer of its own form and the version's."""
        return parsed_schema(self.form.pk)

    @cached_property
    def before(self) -> Content:
        """What ours was built on; for what was left out before, the text ours still builds on there."""
        built_on = left_out(self._taken(self.base), self._older, self.schema)
        return without_names(built_on, rows_among(self._hidden), self.schema)

    @cached_property
    def theirs(self) -> Content:
        """What travels of the version."""
        return self._told(self.version)

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """Everything it changed that ours does not have, in the order of the form."""
        return pieces(self.before, self.ours, self.theirs, self.schema, self._hidden)

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

    def _told(self, version: Version) -> Content:
        """What travels of a version, as answers to the form that the draft will have."""
        return moved(version.travelling(self.reading), version.parsed_schema, self.schema)

    def _taken(self, version: Version) -> Content:
        """The same as it was when it was taken over: what is shown since is news."""
        taken = taken_at(self.assessment, version)
        return moved(version.travelling(self.reading, taken=taken), version.parsed_schema, self.schema)

    @cached_property
    def _hidden(self) -> frozenset[Path]:
        """What the version withholds from the reader: of that nothing is known, least that it is gone."""
        return self.version.withheld(self.reading)

    @cached_property
    def _older(self) -> dict[Path, Content]:
        """For what was left out before: the text the draft still builds on there."""
        since = {path: each.since for path, each in self.choices.items() if each.since is not None}
        texts = {pk: self._taken(one) for pk, one in {each.pk: each for each in since.values()}.items()}
        return {path: texts[one.pk] for path, one in since.items() if self.schema.asks(path)}


def pulling(assessment: Assessment, actor: User, source: UUID | str | None = None) -> Pulling:
    """What may be taken from version `source`, or from the newest version of what it builds on.

    For the owner's people only. NotFound when they may not see the version, Conflict when there is nothing
    newer or the two have nothing in common.
    """
    check_is_own(actor, assessment)
    draft = Draft.objects.select_related("base", "parent", "schema").filter(assessment=assessment).first()
    newest = assessment.versions.select_related("base", "parent", "schema").order_by("-number").first()
    head = draft or newest
    version = find_version(actor, source) if source else _newest_upstream(assessment, actor, head)
    base = _base(assessment, actor, head, version)
    choices = PieceChoice.objects.filter(assessment=assessment, source=version.assessment)
    form = max(head.schema, version.schema, key=lambda each: each.loaded)
    ours = draft.stored().content if draft else newest.content
    return Pulling(
        assessment=assessment,
        draft=draft,
        version=version,
        base=base,
        form=form,
        reading=_reading(assessment, version.assessment, base.assessment, actor),
        ours=moved(ours, head.parsed_schema, parsed_schema(form.pk)),
        choices={each.path: each for each in choices.select_related("since", "by")},
    )


def parents_of(family: UUID) -> dict[UUID, Sequence[UUID]]:
    """Every version of a family with what it comes from (one query): the graph of who built on what."""
    rows = Version.objects.filter(assessment__family=family).values_list("pk", "parent", "base", "merged")
    return {pk: _came_from(parent, base, merged) for pk, parent, base, merged in rows}


def _came_from(parent: UUID | None, base: UUID | None, merged: Sequence[str]) -> list[UUID]:
    first = parent or base
    return [*([first] if first else []), *(UUID(each) for each in merged)]


def _newest_upstream(assessment: Assessment, actor: User, head: Draft | Version) -> Version:
    newer = behind(assessment, actor, head.base)
    if not newer:
        raise Conflict(
            "pull.nothing_newer",
            _("There is nothing newer to take over."),
            how=_("You are told when what you build on has a new version in force."),
        )
    return find_version(actor, newer[0].pk)


def _base(assessment: Assessment, actor: User, head: Draft | Version, version: Version) -> Version:
    """The newest version both came from; one that is hidden by now serves when we built on it ourselves."""
    if version.assessment.family != assessment.family:
        raise _unrelated()
    graph: dict[UUID | str, Sequence[UUID]] = dict(parents_of(assessment.family))
    ours: UUID | str = head.pk
    if isinstance(head, Draft):
        ours = OURS
        graph[OURS] = _came_from(head.parent_id, head.base_id, head.merged)
    found = merge_base(ours, version.pk, graph)
    base = Version.objects.select_related("assessment__upstream").filter(pk=found).first() if found else None
    if base is None:
        raise _unrelated()
    if base.pk not in (head.base_id, assessment.upstream_id) and base.assessment_id != assessment.pk:
        find_version(actor, base.pk)
    return base


def _unrelated() -> Conflict:
    return Conflict(
        "pull.unrelated",
        _("These two have nothing in common, so there is nothing to take over from one to the other."),
        how=_("Pick single scenarios instead."),
    )


def _reading(assessment: Assessment, source: Assessment, base: Assessment, actor: User) -> Reading:
    """The least that any of the two saw of the base, and the taker sees of the version.

    What one side never saw is no change of the other's.
    """
    return least(_seen_by(assessment, base), _seen_by(source, base), reading_of(actor, source))


def _seen_by(side: Assessment, base: Assessment) -> Reading:
    """With which reading an assessment's people took over what they built on."""
    if side.pk == base.pk:
        return Reading.FULL
    if side.upstream is not None and side.upstream.assessment_id == base.pk:
        return Reading(side.upstream_reading)
    return Reading.PUBLIC
