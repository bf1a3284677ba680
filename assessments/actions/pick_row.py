"""Picking one scenario or measure into one's own draft, with where it came from."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import find_version, reading_of
from assessments.actions.drafting import absent_row, change_draft, draft_of
from assessments.engine import bank
from assessments.engine.content import Content
from assessments.engine.picking import pick
from assessments.engine.redact import Reading
from assessments.engine.risk import scale_of
from assessments.engine.schema import Schema
from assessments.models import Assessment, Picked, Version
from assessments.models.stored import Stored
from assessments.reading import tell_of_reading
from registry.audit import record
from registry.errors import Conflict, Invalid
from registry.models import User

MEASURE = "measure"


@transaction.atomic
def pick_row(
    *,
    version: Version,
    collection: str,
    row: str,
    into: Assessment,
    by: User,
    along: Sequence[str] = (),
) -> Stored:
    """Bring a scenario or measure of a version one may see into one's own draft, under the id it has.

    What is shared comes as it is, what must be confirmed as a proposal to answer for, nothing local; `along`
    are the ids of measures the scenario names that are to come too. Raises NotFound for what one may not see,
    Invalid for what does not fit the draft's form, Conflict when the row is there already.
    """
    schema = draft_of(into, by, lock=True).parsed_schema
    source = find_version(by, version.pk)
    travels = source.travelling(reading_of(by, source.assessment))
    _check_fits(source, collection, into, schema)
    if collection not in bank.collections(source.parsed_schema) or travels.row(collection, row) is None:
        raise absent_row(f"{collection}/{row}")
    chosen = {collection: [row]}
    if along:
        chosen[schema.collection_of(MEASURE)] = _measures(travels, collection, row, along, source)

    def change(content: Content) -> Content:
        if content.row(collection, row) is not None:
            raise _there_already(into, collection, row)
        brought = pick(travels, _scale(source, by), chosen, content, schema)
        new.extend((key, each.id) for key, rows in brought.rows.items() for each in rows)
        return brought.into(content)

    new: list[tuple[str, str]] = []
    told = {"from": str(source.pk), "version": source.number, "digest": source.digest}
    after = change_draft(
        assessment=into, by=by, verb="row_picked", change=change, collection=collection, row=row,
        along=list(along), **told,
    )  # fmt: skip
    _remember(new, source, into, after, by)
    tell_of_reading(source, reading_of(by, source.assessment), by)
    record(
        verb="row_picked_from", obj=source.assessment, by=by, agency=into.owner, collection=collection,
        row=row, version=source.number, into=str(into.pk),
    )  # fmt: skip
    return after


def _check_fits(source: Version, collection: str, into: Assessment, schema: Schema) -> None:
    """A scenario stays among its own kind (harm to the body, or to people); a measure may serve both."""
    if collection not in bank.collections(schema):
        raise Invalid(
            "pick.table_unknown", _("The draft's form has no such table."), where="collection",
            how=_("Choose a scenario or a measure."),
        )  # fmt: skip
    if source.assessment.kind != into.kind and schema.field(collection).entity != MEASURE:
        raise Invalid(
            "pick.kind",
            _("A scenario of a ROS is about harm to the body, one of a DPIA about harm to people."),
            where="into",
            how=_("Choose a draft of the same kind."),
        )


def _measures(
    travels: Content, collection: str, row: str, along: Sequence[str], source: Version
) -> list[str]:
    """The measures to come along, once each; only those that the scenario names."""
    schema = source.parsed_schema
    kept, columns = travels.row(collection, row), schema.field(collection).columns
    named = {each for c in columns if c.names_rows and kept for each in kept.fields.get(c.key) or ()}
    there = {each.id for each in travels.rows.get(schema.collection_of(MEASURE), ())}
    for place, measure in enumerate(along):
        if measure not in named & there:
            raise Invalid(
                "pick.measure_absent",
                _("That measure does not belong to this scenario."),
                where=f"along/{place}",
                how=_("Choose among the measures that are listed with it."),
            )
    return list(dict.fromkeys(along))


def _scale(source: Version, by: User) -> object:
    reading = reading_of(by, source.assessment)
    return scale_of(source.shown_to(reading), source.parsed_schema)


def _there_already(into: Assessment, collection: str, row: str) -> Conflict:
    return Conflict(
        "pick.there_already",
        _("Your draft has this row already."),
        where=f"{collection}/{row}",
        how=_("Open it there and change what is to be changed."),
        detail={"assessment": str(into.pk), "collection": collection, "row": row},
    )


def _remember(new: list[tuple[str, str]], source: Version, into: Assessment, after: Stored, by: User) -> None:
    """Where each new row came from, and what it said."""
    now = timezone.now()
    Picked.objects.bulk_create(
        Picked(
            assessment=into,
            collection=key,
            row=row,
            version=source,
            item=after.etags[f"{key}/{row}"],
            mark=public_mark(source, key, row),
            at=now,
            by=by,
        )
        for key, row in new
    )


def public_mark(source: Version, collection: str, row: str) -> str:
    """The mark of a row as everyone may read it in a version; "" where not everyone may, or it is gone."""
    found = source.travelling(Reading.PUBLIC).row(collection, row)
    return bank.mark_of(found) if found else ""
