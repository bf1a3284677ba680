"""Marking in a draft what is to be withheld from others, and showing it again: one place or many."""

from __future__ import annotations

from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions.drafting import change_draft, draft_of
from assessments.actions.marking import check_place, given_mark
from assessments.engine.content import Content, Path, mark_to_plain, unit_of
from assessments.engine.marking import Rule, Wanted, marked, marks_with, wanted_places
from assessments.engine.schema import Schema
from assessments.models import Assessment, Draft
from assessments.models.stored import Stored, item_path
from registry.errors import Invalid, NotFound, PreconditionRequired, Stale
from registry.models import User


@transaction.atomic
def withhold(
    *,
    assessment: Assessment,
    path: Path,
    ground: str,
    expected: str | None,
    by: User,
    reason: str = "",
    until: object = None,
) -> Stored:
    """Mark an answer, a cell (`table/row/column`), a row or a whole table: others are shown only the ground.

    `expected` is the etag of the item it lies in (section or row), so that nobody withholds what she has not
    read. It holds for versions made from this draft; `withhold_at_once` is for those there are already.
    """
    draft = draft_of(assessment, by)
    stored = draft.stored()
    check_place(path, stored.content, stored.schema)
    mark = given_mark(ground, reason, until)
    return change_draft(
        assessment=assessment, by=by, verb="item_withheld", change=lambda c: c.with_mark(path, mark),
        path=item_of(path, stored.schema), expected=expected, yours=mark_to_plain(mark),
        place=path, ground=ground, until=mark.until,
    )  # fmt: skip


@transaction.atomic
def disclose(*, assessment: Assessment, path: Path, expected: str | None, by: User) -> Stored:
    """Take a mark away again; what it withheld is shown in versions made from this draft."""
    stored = draft_of(assessment, by).stored()
    if path not in stored.content.marks:
        raise NotFound("withhold.not_withheld", _("This is not withheld in the draft."), where="path")
    return change_draft(
        assessment=assessment, by=by, verb="item_disclosed", change=lambda c: c.with_mark(path, None),
        path=item_of(path, stored.schema), expected=expected, place=path,
    )  # fmt: skip


@transaction.atomic
def withhold_many(
    *,
    assessment: Assessment,
    wanted: Wanted,
    expected: str | None,
    by: User,
    ground: str = "",
    reason: str = "",
    until: object = None,
) -> dict[Path, str]:
    """Mark every place of `wanted` in one step; returns them with their grounds.

    `expected` is the stamp of the draft (`stamp_of`) at which the places were shown. Without a `ground` each
    is withheld on the one the form proposes there.
    """
    draft = draft_of(assessment, by, lock=True)
    _check_stamp(draft, expected)
    stored = draft.stored()
    places = places_of(wanted, stored.content, stored.schema)
    mark = given_mark(ground or next(iter(places.values()), ""), reason, until) if places else None
    marks = marks_with(places, ground, mark.reason, mark.until) if mark else {}
    for each in {each.ground for each in marks.values()}:
        given_mark(each, reason, until)
    if marks:
        change_draft(
            assessment=assessment, by=by, verb="items_withheld", change=lambda c: marked(c, marks),
            rule=str(wanted.rule), places=list(marks), ground=ground, until=mark.until if mark else None,
        )  # fmt: skip
    return {path: each.ground for path, each in marks.items()}


def places_of(wanted: Wanted, content: Content, schema: Schema) -> dict[Path, str]:
    """The places meant, each with the ground proposed there; Invalid for an unknown table or level."""
    if wanted.rule in (Rule.LEVEL, Rule.ROWS) and wanted.table not in schema.collections:
        raise Invalid("withhold.table_unknown", _("Choose a table of the form."), where="table")
    if wanted.rule is Rule.LEVEL:
        is_scored = any(column.axis for column in schema.field(wanted.table).columns)
        if not is_scored or wanted.level not in schema.bands:
            raise Invalid("withhold.level_unknown", _("Choose a level of risk from the list."), where="level")
    return wanted_places(wanted, content, schema)


def stamp_of(draft: Draft) -> str:
    """The state of the whole draft, to be named when many places are withheld at a time."""
    return sha256(bytes(draft.manifest)).hexdigest()


def item_of(path: Path, schema: Schema) -> str:
    """The item (section key or `collection/row`) whose etag a place goes by."""
    return item_path(unit_of(path), schema)


def _check_stamp(draft: Draft, expected: str | None) -> None:
    if not expected:
        raise PreconditionRequired(
            "draft.etag_missing",
            _("Say which state you chose on."),
            where="draft",
            how=_("Send the stamp you read with the places in If-Match."),
        )
    if expected != stamp_of(draft):
        raise Stale(
            "draft.stale",
            _("The draft has changed since these places were shown. Look through them again."),
            where="draft",
            detail={"base": None, "yours": None, "current": None, "etag": stamp_of(draft)},
        )
