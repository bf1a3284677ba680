"""Writing in a draft: sections and rows, one item at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions.drafting import absent_row, change_draft, check_well_formed, draft_of
from assessments.actions.references import check_references
from assessments.engine.canonical import clean
from assessments.engine.completeness import validate_fields, validate_row
from assessments.engine.content import Content, Row, is_answered
from assessments.engine.coverage import MANDATORY
from assessments.engine.schema import Schema
from assessments.inherited import base_of
from assessments.models import Assessment, Draft
from assessments.models.stored import Stored
from registry.errors import Conflict, NotFound
from registry.models import User

Fields = Mapping[str, Any]


@transaction.atomic
def save_section(
    *, assessment: Assessment, section: str, fields: Fields, expected: str | None, by: User
) -> Stored:
    """Save the given answers of one section (others stay); `expected` is the section's etag as it was read.

    Raises Invalid located per field, Stale when someone saved the section in between.
    """
    schema = draft_of(assessment, by).parsed_schema
    _check_section(schema, section)
    answers = _given(fields)
    check_well_formed(validate_fields(section, answers, schema))
    check_references(schema.fields, answers, by, "")

    return change_draft(
        assessment=assessment, by=by, verb="section_saved", path=section, expected=expected,
        change=lambda content: content.with_fields(answers), yours=answers, section=section,
    )  # fmt: skip


@transaction.atomic
def add_row(
    *, assessment: Assessment, collection: str, fields: Fields, by: User, after: str | None = None
) -> str:
    """Add a row at the end, or after row `after`; returns the new row's id, minted once for all forks."""
    schema = draft_of(assessment, by).parsed_schema
    _check_collection(schema, collection)
    answers = _given(fields)
    row = Row(id=str(uuid4()), fields=answers, origin=str(assessment.pk))

    def change(content: Content) -> Content:
        check_well_formed(validate_row(collection, answers, schema, content))
        check_references(schema.field(collection).columns_by_key, answers, by, f"{collection}/new/")
        if after is not None:
            _row(content, collection, after)
        return content.with_row(collection, row, after=after)

    change_draft(
        assessment=assessment, by=by, verb="row_added", change=change, collection=collection, row=row.id
    )
    return row.id


@transaction.atomic
def save_row(
    *, assessment: Assessment, collection: str, row: str, fields: Fields, expected: str | None, by: User
) -> Stored:
    """Save the given cells of one row (others stay); `expected` is the row's etag as it was read."""
    schema = draft_of(assessment, by).parsed_schema
    _check_collection(schema, collection)
    answers = _given(fields)

    def change(content: Content) -> Content:
        kept = _row(content, collection, row)
        check_well_formed(validate_row(collection, answers, schema, content, row=row))
        check_references(schema.field(collection).columns_by_key, answers, by, f"{collection}/{row}/")
        cells = {key: value for key, value in {**kept.fields, **answers}.items() if value is not None}
        return content.with_row(collection, Row(kept.id, cells, kept.origin))

    return change_draft(
        assessment=assessment, by=by, verb="row_saved", change=change, path=f"{collection}/{row}",
        expected=expected, yours=answers, collection=collection, row=row,
    )  # fmt: skip


@transaction.atomic
def move_row(*, assessment: Assessment, collection: str, row: str, after: str | None, by: User) -> None:
    """Move a row to just after row `after`, or first when it is None; row ids name the places."""
    _check_collection(draft_of(assessment, by).parsed_schema, collection)

    def change(content: Content) -> Content:
        _row(content, collection, row)
        if after is not None:
            _row(content, collection, after)
        return content.with_moved_row(collection, row, after=after)

    change_draft(
        assessment=assessment, by=by, verb="row_moved", change=change, collection=collection, row=row
    )


@transaction.atomic
def remove_row(*, assessment: Assessment, collection: str, row: str, expected: str | None, by: User) -> None:
    """Remove a row from the draft; frozen versions keep it. Scenarios let go of a measure that is removed.

    Refused for a scenario that its publisher asks all who build on it to consider.
    """
    draft = draft_of(assessment, by)
    _check_collection(draft.parsed_schema, collection)
    _check_is_not_mandatory(draft, collection, row)

    def change(content: Content) -> Content:
        _row(content, collection, row)
        return _without_references(content.without_row(collection, row), row)

    change_draft(
        assessment=assessment, by=by, verb="row_removed", change=change, path=f"{collection}/{row}",
        expected=expected, collection=collection, row=row,
    )  # fmt: skip


def _check_is_not_mandatory(draft: Draft, collection: str, row: str) -> None:
    """What one builds on decides that, not the row as it stands here: else one could unmark it first."""
    base = base_of(draft.assessment, draft.base, draft.parsed_schema, draft.stored().content)
    kept = base.row(collection, row) if base else None
    if kept and kept.fields.get(MANDATORY) is True:
        raise Conflict(
            "row.mandatory",
            _("This must be considered by all who build on what you build on."),
            where=f"{collection}/{row}",
            how=_("Mark it as not relevant here instead, and say why."),
        )


def _given(fields: Fields) -> dict[str, Any]:
    """The answers as they are kept: cleaned, and an empty one (of whatever form) takes the answer away."""
    return {key: value if is_answered(value) else None for key, value in clean(fields).items()}


def _check_section(schema: Schema, section: str) -> None:
    if section not in {each.key for each in schema.sections}:
        raise NotFound(
            "section.unknown", _("“%(name)s” is not a section of this form.") % {"name": section},
            where=section,
        )  # fmt: skip


def _check_collection(schema: Schema, collection: str) -> None:
    if collection not in schema.collections:
        raise NotFound(
            "collection.unknown", _("“%(name)s” is not a table in this form.") % {"name": collection},
            where=collection,
        )  # fmt: skip


def _row(content: Content, collection: str, row: str) -> Row:
    for kept in content.rows.get(collection, ()):
        if kept.id == row:
            return kept
    raise absent_row(f"{collection}/{row}")


def _without_references(content: Content, row: str) -> Content:
    """Take the id of a removed row out of every cell that lists it (scenario → measures)."""
    for collection, rows in content.rows.items():
        for kept in rows:
            cells = {k: tuple(x for x in v if x != row) for k, v in kept.fields.items() if _lists(v, row)}
            if cells:
                content = content.with_row(collection, Row(kept.id, {**kept.fields, **cells}, kept.origin))
    return content


def _lists(value: object, row: str) -> bool:
    return isinstance(value, tuple) and row in value
