"""What an assessment has taken over from others: the version it was forked from, and rows it has picked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import OuterRef, Subquery, UUIDField

from assessments.access import reading_of, showing_what_is_in_force
from assessments.engine import reuse
from assessments.engine.content import EMPTY, Content, Row
from assessments.engine.moving import moved
from assessments.engine.schema import Schema
from assessments.models import Assessment, BankRow, Draft, Picked, Pull, Version
from assessments.models.picked import rows_as_taken
from registry.models import User


def base_of(
    assessment: Assessment,
    base: Version | None,
    schema: Schema,
    content: Content,
    until: datetime | None = None,
) -> Content | None:
    """What was taken over into `content`, wherever from, as the adopter saw it; None when nothing was.

    That is the upstream version it was forked from, as answers to `schema`, and over that each row that was
    picked (before `until`, for a version made then) and is still there.
    """
    rows = taken_rows(picks_in(assessment, content, until).values(), schema)
    if base is None and not rows:
        return None
    taken = EMPTY
    if base is not None:
        was = base.travelling(assessment.upstream_reading, taken=taken_at(assessment, base))
        taken = moved(was, base.parsed_schema, schema)
    for collection, row in rows:
        taken = taken.with_row(collection, row) if schema.asks(collection) else taken
    return taken


def taken_rows(picks: Iterable[Picked], schema: Schema) -> list[tuple[str, Row]]:
    """Each picked row with its table as it came, in the cells that `schema` asks for (one query)."""
    return [(key, _asked_of(row, key, schema)) for key, row in rows_as_taken(picks)]


def _asked_of(row: Row, collection: str, schema: Schema) -> Row:
    asked = schema.field(collection).columns_by_key if schema.asks(collection) else {}
    return replace(row, fields={key: cell for key, cell in row.fields.items() if key in asked})


def taken_at(assessment: Assessment, version: Version) -> datetime:
    """When `assessment` last took anything over from `version`: what was shown then, its people have."""
    last = Pull.objects.filter(assessment=assessment, version=version, undone_at=None).first()
    return last.at if last else assessment.created


def picks_in(assessment: Assessment, content: Content, until: datetime | None = None) -> dict[str, Picked]:
    """The newest pick of each row that is in `content`, by path; picks after `until` are left out."""
    return {
        each.path: each
        for each in assessment.picked.all()
        if (until is None or each.at <= until) and content.row(each.collection, each.row) is not None
    }


def awaits_confirmation(draft: Draft) -> bool:
    """True while anything taken over is unanswered in the draft."""
    if draft.base is None and not draft.assessment.picked.all():
        return False
    content = draft.stored().content
    schema = draft.parsed_schema
    base = base_of(draft.assessment, draft.base, schema, content)
    return base is not None and bool(reuse.standing(content, base, schema).awaiting)


@dataclass(frozen=True)
class Offer:
    """That the source of a picked row says something else by now, in its newest version in force.

    `is_gone` when it has the row no more.
    """

    picked: Picked
    newest: Version
    is_gone: bool = False

    @property
    def path(self) -> str:
        """The row's place in the assessment."""
        return self.picked.path


def offers(
    assessment: Assessment, content: Content, actor: User | None, until: datetime | None = None
) -> list[Offer]:
    """The picked rows in `content` whose source has changed since, where `actor` may see it (two queries).

    Those whose updates are not wanted are left out. Of a row that the bank has no more the newest version is
    read too: it may be gone, or only be withheld.
    """
    picks = [each for each in picks_in(assessment, content, until).values() if each.declined_at is None]
    if not picks:
        return []
    shown = showing_what_is_in_force(actor)
    source = BankRow.objects.filter(
        assessment=OuterRef("version__assessment"), collection=OuterRef("collection"), row=OuterRef("row"),
        version__in=shown.values("current"),
    )  # fmt: skip
    found = (
        Picked.objects.filter(pk__in=[each.pk for each in picks])
        .annotate(
            now=Subquery(source.values("mark")[:1]),
            newest=Subquery(
                shown.filter(pk=OuterRef("version__assessment")).values("current")[:1],
                output_field=UUIDField(),
            ),
        )
        .exclude(newest=None)
        .select_related("version__assessment__owner")
    )
    changed = [each for each in found if _may_differ(each)]
    newest = Version.objects.select_related("assessment__owner").in_bulk({each.newest for each in changed})
    made = (Offer(each, newest[each.newest], is_gone=each.now is None) for each in changed)
    return [each for each in made if not each.is_gone or _has_left(each, actor)]


def _may_differ(picked: Picked) -> bool:
    """Whether the source says something else to everyone than it did, or nothing more."""
    if picked.now is None:
        return bool(picked.mark) and picked.newest != picked.version_id
    return bool(picked.now != picked.mark)


def _has_left(offer: Offer, actor: User | None) -> bool:
    """Whether the row is gone from the newest version, and not only withheld from some."""
    picked, version = offer.picked, offer.newest
    reading = reading_of(actor, version.assessment)
    if version.travelling(reading).row(picked.collection, picked.row) is not None:
        return False
    return not {picked.path, picked.collection} & version.withheld(reading)
