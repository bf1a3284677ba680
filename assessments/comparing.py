"""Any two texts one may read, held against each other: versions, the open draft, a fork and its upstream.

Each side is read through `assessments.reading` as the actor may see it, so a comparison tells nothing that
reading both would not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from assessments import access
from assessments.engine.compared import Comparison, Summary
from assessments.engine.comparison import compare
from assessments.engine.content import Content, Value
from assessments.engine.redact import Reading
from assessments.engine.reuse import derive
from assessments.engine.schema import Schema
from assessments.engine.weights import Weight
from assessments.models import Assessment, Draft, Version
from assessments.reading import View, read_draft, read_version, view_version
from registry.errors import Invalid
from registry.models import User

DRAFT = "draft:"
WORDS_ON_WHY = ("reuse_justified", "differs_here")
"""What a fork answers about itself: why reuse is justified and what differs here (WP248 rev.01 III.A)."""

Side = Version | Draft


@dataclass(frozen=True)
class Compared:
    """Two sides as one reader sees them; `travels` when only what a fork takes along is compared.

    `why` are the fork's own words on what differs, by their questions; empty unless `travels`.
    """

    old: View
    new: View
    schema: Schema
    travels: bool
    contents: tuple[Content, Content]
    why: Mapping[str, Value] = field(default_factory=dict)

    @cached_property
    def comparison(self) -> Comparison:
        """What differs."""
        return compare(*self.contents, self.schema)

    @cached_property
    def whole(self) -> Comparison:
        """What differs, and what is the same."""
        return compare(*self.contents, self.schema, whole=True)

    @property
    def is_cut(self) -> bool:
        """Whether the reader sees less than all of either side; what is withheld on both is not compared."""
        return {self.old.reading, self.new.reading} != {Reading.FULL}

    @property
    def older(self) -> Schema:
        """The other form, which still knows what the newer one no longer asks for."""
        return self.old.schema if self.schema is self.new.schema else self.new.schema

    @property
    def summary(self) -> Summary:
        """What it comes to, without a word of either."""
        return self.comparison.summary


def find_side(actor: User | None, name: str) -> Side:
    """A version by its id, or with "draft:" an assessment's open draft; NotFound when absent or hidden."""
    if name.startswith(DRAFT):
        return access.find_draft(actor, name.removeprefix(DRAFT))
    return access.find_version(actor, name)


def name_of(side: Side) -> str:
    """The name `find_side` finds it by."""
    return f"{DRAFT}{side.assessment_id}" if isinstance(side, Draft) else str(side.pk)


def check_comparable(old: Side, new: Side) -> None:
    """Refuse two that answer different forms."""
    if old.assessment.kind != new.assessment.kind:
        raise Invalid(
            "comparison.kinds_differ",
            _("A ROS and a DPIA answer different questions and cannot be compared."),
            where="to",
            how=_("Choose two of the same kind."),
        )


def comparison(old: Side, new: Side, actor: User | None, *, is_read: bool = True) -> Compared:
    """What leads from `old` to `new` as `actor` may see both; Invalid when they answer different forms.

    That she reads both is told in the trail, but for `is_read=False`: then only the summary is used. The
    newer of the two forms says what is asked. Between a fork and what it was built on only what travels is
    compared: what is local there was never taken from anyone.
    """
    check_comparable(old, new)
    then, now = (_read(side, actor, is_read) for side in (old, new))
    schema = _newer(then.schema, now.schema)
    fork = _fork_among(then, now)
    if fork is None:
        return Compared(then, now, schema, False, (then.content, now.content))
    why = {key: fork.content.fields[key] for key in WORDS_ON_WHY if key in fork.content.fields}
    return Compared(then, now, schema, True, (_travelling(then), _travelling(now)), why)


def weight_to(reading: Reading, old: Version, new: Version) -> Weight | None:
    """What leads from one version to a later one of the same assessment weighs, to whoever has this reading.

    The same as `comparison` tells; None when nothing differs that can be compared. What is answered after the
    draft is not compared, so it need not be read.
    """
    then, now = (each.shown_to(reading) for each in (old, new))
    return compare(then, now, _newer(old.parsed_schema, new.parsed_schema)).summary.weight


def _read(side: Side, actor: User | None, is_read: bool) -> View:
    if isinstance(side, Draft):
        return read_draft(side, actor)
    return (read_version if is_read else view_version)(side, actor)


def _newer(one: Schema, other: Schema) -> Schema:
    """The newer of two forms, which says what is asked."""
    return max((one, other), key=_edition)


def _edition(schema: Schema) -> tuple[int, ...]:
    """The edition of a form as numbers, so that 1.10 is newer than 1.9."""
    return tuple(int(part) for part in schema.version.split(".") if part.isdigit())


def _travelling(view: View) -> Content:
    """What a fork takes, gaps told, and the scale: without it no level could be read from the scores."""
    content, key = view.content, view.schema.scale_key
    return derive(content, view.schema, gaps=True).with_field(key, content.fields.get(key))


def _fork_among(old: View, new: View) -> View | None:
    """The side that was built on the other one's assessment, however many steps up; None when neither was."""
    if old.assessment.family != new.assessment.family or old.assessment == new.assessment:
        return None
    for fork, upstream in ((new, old), (old, new)):
        if upstream.assessment.pk in _line_back(fork.assessment):
            return fork
    return None


def _line_back(assessment: Assessment) -> set[UUID]:
    """The assessments this one was built on; one query a step, and lines are short."""
    line: set[UUID] = set()
    upstream = assessment.upstream_id
    while upstream is not None:
        built_on = (
            Version.objects.only("assessment__upstream_id").select_related("assessment").get(pk=upstream)
        )
        line.add(built_on.assessment_id)
        upstream = built_on.assessment.upstream_id
    return line
