"""Keeping the scenario bank in step with what is in force; it holds nothing that a version does not say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from assessments.engine.bank import Entry, entries
from assessments.models import Assessment, BankRow, Version
from assessments.models.bank_row import codes_of, scores_of
from registry.actions.rights import check_operator
from registry.models import User

AT_ONCE = 50  # versions read and written together: few enough to hold, enough to be quick
ROWS_AT_ONCE = 500


@transaction.atomic
def rebuild_bank(*, by: User | None) -> int:
    """Make the bank anew from what is in force; returns how many rows it has. For the operator only.

    No event: the bank is worked out from versions and says nothing of its own.
    """
    check_operator(by)
    BankRow.objects.all().delete()
    return _fill()


@transaction.atomic
def fill_bank(*, by: User | None) -> int:
    """Put into the bank what is in force and not there yet, as after an update; returns how many rows."""
    check_operator(by)
    return _fill()


def _fill() -> int:
    kept = BankRow.objects.filter(version=OuterRef("current"))
    missing = Assessment.objects.filter(~Exists(kept), current__isnull=False).order_by("pk")
    waiting = list(missing.values_list("current", flat=True))
    return sum(_keep_some(waiting[start : start + AT_ONCE]) for start in range(0, len(waiting), AT_ONCE))


def keep_in_bank(versions: Collection[Version]) -> int:
    """Let the bank say what these versions say, which are in force; within the deed that put them there."""
    leave_bank([version.assessment_id for version in versions])
    rows = list(chain.from_iterable(_rows(version) for version in versions))
    BankRow.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    return len(rows)


def leave_bank(assessments: Iterable[UUID]) -> None:
    """Take what these assessments have out of the bank."""
    BankRow.objects.filter(assessment__in=list(assessments)).delete()


def _keep_some(ids: list[UUID]) -> int:
    return keep_in_bank(list(Version.objects.select_related("assessment").filter(pk__in=ids)))


def _rows(version: Version) -> Iterator[BankRow]:
    stored, schema = version.stored, version.parsed_schema
    etags = stored.etags
    for entry in entries(stored.content, schema, version.marks_now):
        around = {schema.section_of(key).key for key in (entry.collection, schema.scale_key) if key}
        places = [f"{entry.collection}/{entry.row}", *sorted(around)]
        items = [name for place in places for name in etags[place].split(".") if name != "empty"]
        yield _row(version, entry, items)


def _row(version: Version, entry: Entry, items: list[str]) -> BankRow:
    return BankRow(
        assessment=version.assessment, version=version, since=version.created, kind=version.assessment.kind,
        language=version.language, collection=entry.collection, row=entry.row,
        is_origin=entry.origin == str(version.assessment_id), title=entry.title,
        search_text=entry.text, codes=codes_of(entry.codes),
        measures=list(entry.measures), items=items, mark=entry.mark, **scores_of(entry),
    )  # fmt: skip
