"""What an assessment has taken over from others: the version it was forked from, and rows it has picked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import F, OuterRef, Subquery, UUIDField

from assessments.access import visible
from assessments.engine import reuse
from assessments.engine.content import EMPTY, Content
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
    rows = rows_as_taken(picks_in(assessment, content, until).values())
    if base is None and not rows:
        return None
    taken = EMPTY
    if base is not None:
        was = base.travelling(assessment.upstream_reading, taken=taken_at(assessment, base))
        taken = moved(was, base.parsed_schema, schema)
    for collection, row in rows:
        if schema.asks(collection):
            asked = schema.field(collection).columns_by_key
            cells = {key: cell for key, cell in row.fields.items() if key in asked}
            taken = taken.with_row(collection, replace(row, fields=cells))
    return taken


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
    """That the source of a picked row says something else by now, in its newest version in force."""

    picked: Picked
    newest: Version

    @property
    def path(self) -> str:
        """The row's place in the assessment."""
        return self.picked.path


def offers(
    assessment: Assessment, content: Content, actor: User | None, until: datetime | None = None
) -> list[Offer]:
    """The picked rows in `content` whose source has changed since, where `actor` may see it (two queries)."""
    picks = picks_in(assessment, content, until)
    if not picks:
        return []
    source = BankRow.objects.filter(
        assessment=OuterRef("version__assessment"), collection=OuterRef("collection"), row=OuterRef("row"),
        version__in=visible(actor).values("current"),
    )  # fmt: skip
    changed = (
        Picked.objects.filter(pk__in=[each.pk for each in picks.values()])
        .annotate(
            now=Subquery(source.values("mark")[:1]),
            newest=Subquery(source.values("version")[:1], output_field=UUIDField()),
        )
        .exclude(now=None)
        .exclude(now=F("mark"))
        .select_related("version__assessment__owner")
    )
    versions = Version.objects.in_bulk({each.newest for each in changed})
    return [Offer(each, versions[each.newest]) for each in changed]
