"""What an upstream has changed since one built on it, as one may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from assessments.access import check_is_own, find_version, reading_of
from assessments.engine.content import Content, Path
from assessments.engine.history import merge_base
from assessments.engine.left_out import left_out
from assessments.engine.moving import moved
from assessments.engine.redact import Reading, least
from assessments.engine.reuse import rows_among, without_names
from assessments.inherited import taken_at
from assessments.models import Assessment, Draft, PieceChoice, Version
from assessments.models.schema_version import parsed_schema
from assessments.pulling.taking import Taking
from assessments.reading import behind, tell_of_reading
from registry.errors import Conflict
from registry.models import User

OURS = "draft"
"""The name of the open draft in the graph of versions."""


@dataclass(frozen=True)
class Pulling(Taking):
    """What a newer version of its original may change in an assessment; `base` is where both came from."""

    base: Version

    @property
    def built_on(self) -> Version:
        """The newest version both came from."""
        return self.base

    @cached_property
    def before(self) -> Content:
        """What ours was built on; for what was left out before, the text ours still builds on there."""
        built_on = left_out(self._taken(self.base), self._older, self.schema)
        return without_names(built_on, rows_among(self.hidden), self.schema)

    @cached_property
    def theirs(self) -> Content:
        """What travels of the version."""
        return self._told(self.version)

    def _told(self, version: Version) -> Content:
        """What travels of a version, as answers to the form that the draft will have."""
        return moved(version.travelling(self.reading), version.parsed_schema, self.schema)

    def _taken(self, version: Version) -> Content:
        """The same as it was when it was taken over: what is shown since is news."""
        taken = taken_at(self.assessment, version)
        return moved(version.travelling(self.reading, taken=taken), version.parsed_schema, self.schema)

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
    choices = PieceChoice.objects.of(assessment, version.assessment)
    form = max(head.schema, version.schema, key=lambda each: each.loaded)
    ours = draft.stored().content if draft else newest.content
    tell_of_reading(version, reading_of(actor, version.assessment), actor)
    return Pulling(
        assessment=assessment,
        draft=draft,
        version=version,
        base=base,
        form=form,
        reading=_reading(assessment, version.assessment, base.assessment, actor),
        ours=moved(ours, head.parsed_schema, parsed_schema(form.pk)),
        language=head.language,
        choices={each.path: each for each in choices},
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
