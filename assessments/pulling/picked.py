"""What the source of one picked row has changed in it since, as one may see it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from assessments.access import check_is_own, find_version, reading_of, visible_versions
from assessments.engine.content import Content, Path, Row
from assessments.engine.left_out import left_out
from assessments.engine.picking import Newer, built_on_from_now, newer
from assessments.engine.risk import scale_of
from assessments.engine.settle import Verdict
from assessments.inherited import offers, picks_in, taken_rows
from assessments.models import Assessment, Draft, Picked, PieceChoice, Version
from assessments.models.stored import Stored, load
from assessments.offered import Offered
from assessments.pulling.taking import Taking
from registry.errors import NotFound, Stale
from registry.models import User


@dataclass(frozen=True)
class Updating(Taking):
    """What the newest version in force of a picked row's source may change in that row.

    `stored` is ours as it lies in the store, `takings` the row as it came each time (the newest last).
    """

    picked: Picked
    stored: Stored
    takings: tuple[Picked, ...]

    @property
    def row(self) -> Path:
        """The row's place."""
        return self.picked.path

    @property
    def state(self) -> str:
        """The etag of our row, which a taking must name."""
        return self.stored.etags[self.row]

    @property
    def built_on(self) -> Version:
        """The version the row was picked from, or taken over from since."""
        return self.picked.version

    @cached_property
    def before(self) -> Content:
        """The row as it was picked; for what was left out before, as it was picked then."""
        return left_out(self._came[self.picked.pk], self._older, self.schema)

    @property
    def theirs(self) -> Content:
        """The row as the source has it, as far as it fits here."""
        return self._newer.content

    @property
    def is_gone(self) -> bool:
        """Whether the source has the row no more; one that is withheld is not gone."""
        return not self.theirs.rows and not {self.row, self.picked.collection} & self.hidden

    @cached_property
    def hidden(self) -> frozenset[Path]:
        """What theirs withholds, and what of it cannot stand here."""
        return super().hidden | self._newer.unseen

    @property
    def refused(self) -> tuple[Offered, ...]:
        """What would fit, but was said no to before it changed again: it stays so until somebody chooses."""
        return tuple(each for each in super().fitting if _was_refused(each))

    @property
    def fitting(self) -> tuple[Offered, ...]:
        """What fits, that nobody has chosen for, and nobody has said no to before."""
        return tuple(each for each in super().fitting if not _was_refused(each))

    @property
    def from_now(self) -> Row | None:
        """What the row builds on once this is dealt with; None while it builds on what it did."""
        theirs = self.theirs.row(self.picked.collection, self.picked.row)
        came = self._came[self.picked.pk].row(self.picked.collection, self.picked.row)
        if theirs is None or came is None:
            return None
        return built_on_from_now(came, theirs, self.picked.collection, self.hidden)

    @cached_property
    def _newer(self) -> Newer:
        version, place = self.version, (self.picked.collection, self.picked.row)
        scale = scale_of(version.shown_to(self.reading), version.parsed_schema)
        return newer(version.travelling(self.reading), scale, *place, self.ours, self.schema)

    @cached_property
    def _came(self) -> dict[int, Content]:
        """The row alone as it came, by taking."""
        rows = zip(self.takings, taken_rows(self.takings, self.schema), strict=True)
        return {each.pk: Content(rows={key: (row,)}) for each, (key, row) in rows}

    @cached_property
    def _older(self) -> dict[Path, Content]:
        """For what was left out before: the row as it was when the draft last followed it there."""
        by_version = {each.version_id: self._came[each.pk] for each in self.takings}
        left = {path: by_version.get(each.since_id) for path, each in self.choices.items() if each.since_id}
        return {path: content for path, content in left.items() if content and self.schema.asks(path)}


def updating(assessment: Assessment, actor: User, row: Path, version: UUID | str | None = None) -> Updating:
    """What the source of the picked row at `row` offers; for the owner's people only.

    NotFound when it was not picked, nothing is offered, it is not wanted, or `actor` may not see the source.
    Stale when `version`, from which it was read, is no longer the newest in force.
    """
    check_is_own(actor, assessment)
    draft = Draft.objects.select_related("schema").filter(assessment=assessment).first()
    head = draft or assessment.versions.select_related("schema").order_by("-number").first()
    schema = head.parsed_schema
    stored = load(assessment.family, bytes(head.manifest), schema)
    picked = picks_in(assessment, stored.content).get(row)
    newest = _offered(assessment, stored.content, picked, actor) if picked else None
    if picked is None or newest is None:
        raise _nothing(row)
    if version and str(version) != str(newest.pk):
        raise _moved(newest)
    return Updating(
        assessment=assessment,
        draft=draft,
        version=newest,
        form=head.schema,
        reading=reading_of(actor, newest.assessment),
        ours=stored.content,
        language=head.language,
        choices={each.path: each for each in PieceChoice.objects.of(assessment, newest.assessment, row)},
        picked=picked,
        stored=stored,
        takings=tuple(each for each in assessment.picked.all() if each.path == row),
    )


def _was_refused(offered: Offered) -> bool:
    return offered.choice is not None and offered.choice.verdict == Verdict.NEVER


def left_of(picked: Picked) -> int:
    """How many changes of a picked row's source were left for later, or for good."""
    return (
        PieceChoice.objects.of(picked.assessment, picked.version.assessment, picked.path).left_out().count()
    )


def _offered(assessment: Assessment, content: Content, picked: Picked, actor: User) -> Version | None:
    """The version to take from: the newest if it says something else, or the last, if some of it was left."""
    found = next((each for each in offers(assessment, content, actor) if each.path == picked.path), None)
    if found is not None:
        return find_version(actor, found.newest.pk)
    if picked.declined_at is not None or not left_of(picked):
        return None
    seen = visible_versions(actor).filter(pk=picked.version_id)
    return find_version(actor, picked.version_id) if seen.exists() else None


def _nothing(row: Path) -> NotFound:
    return NotFound(
        "offer.absent", _("The source of this row has not changed, or you may not see it."), where=row
    )


def _moved(newest: Version) -> Stale:
    return Stale(
        "offer.stale",
        _("The source has changed again since you read this. Look again."),
        where="from",
        how=_("Compare once more, then choose."),
        detail={"etag": str(newest.pk)},
    )
