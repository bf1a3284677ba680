"""How a draft is changed: one place that locks, compares the etag, checks, stores and records."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import check_can_edit
from assessments.checking import check_may_list
from assessments.engine.completeness import Problem
from assessments.engine.content import Confirmation, ConfirmationState, Content, Value
from assessments.engine.reuse import travelling_changes
from assessments.engine.schema import Schema
from assessments.models import AssessedSolution, Assessment, Draft
from assessments.models.stored import Stored, item_at, store
from assessments.wording import reason_of
from registry.audit import record
from registry.errors import Conflict, Invalid, NotFound, PreconditionRequired, Stale
from registry.models import User

Change = Callable[[Content], Content]


def change_draft(
    *,
    assessment: Assessment,
    by: User,
    verb: str,
    change: Change,
    path: str = "",
    expected: str | None = None,
    yours: object = None,
    **detail: object,
) -> Stored:
    """Apply `change` to the locked draft and store what is new; must run inside a transaction.

    `path` names the item (section key or `collection/row`) whose etag must still be `expected`; with no
    `path` nothing is compared (adding a row starts from nothing). Returns the draft as stored.
    Raises PreconditionRequired without an etag, Stale with base, yours and current when it has moved on.
    """
    draft = draft_of(assessment, by, lock=True)
    before = draft.stored()
    if path:
        check_expected(assessment, before, path, expected, yours)
    changed = change(before.content)
    changed = _answered(draft, before.content, changed)
    after = store(assessment.family, changed, draft.parsed_schema, before)
    if after.root != before.root:
        draft.manifest, draft.updated, draft.updated_by = after.root, timezone.now(), by
        draft.save(update_fields=["manifest", "updated", "updated_by"])
        if assessment.current_id is None:  # what is in force keeps its title until a new version is approved
            follow_content(assessment, after.content)
        record(verb=verb, obj=assessment, by=by, agency=assessment.owner, path=path, **detail)
    return after


def draft_of(assessment: Assessment, by: User, *, lock: bool = False) -> Draft:
    """The open draft, for someone who may edit it; someone else may have submitted it a moment ago."""
    check_can_edit(by, assessment)
    drafts = Draft.objects.select_for_update() if lock else Draft.objects.all()
    draft = drafts.filter(assessment=assessment).first()
    if draft is None:
        raise Conflict("draft.absent", _("There is no open draft."), how=_("Someone may have submitted it."))
    draft.assessment = assessment
    return draft


def _answered(draft: Draft, before: Content, after: Content) -> Content:
    """The change with what it answers for: in a fork anything inherited, elsewhere rows that were picked."""
    picked = {each.path for each in draft.assessment.picked.all()}
    if draft.base_id is None and not picked:
        return after
    return answered_by_change(before, after, draft.parsed_schema, None if draft.base_id else picked)


def answered_by_change(
    before: Content, after: Content, schema: Schema, among: Collection[str] | None = None
) -> Content:
    """Whoever rewrites what was inherited (`among` these paths) has thereby answered for it: mark it changed.

    Not what is taken away, for that is an answer in itself, nor a row that was not there before: nobody has
    rewritten a row that has just been brought in.
    """
    there, left = before.units(), after.units()
    for path in travelling_changes(before, after, schema):
        is_new_row = "/" in path and path not in there
        if path not in left or is_new_row or (among is not None and path not in among):
            continue
        if after.confirmations.get(path) == before.confirmations.get(path):
            after = after.with_confirmation(path, Confirmation(ConfirmationState.CHANGED))
    return after


def absent_row(path: str) -> NotFound:
    """What is said of a row (`collection/row`) that the draft does not have."""
    return NotFound(
        "row.absent",
        _("There is no such row in this draft."),
        where=path,
        how=_("It may have been removed, or belong to another assessment. Open the table again."),
    )


def check_expected(
    assessment: Assessment, before: Stored, path: str, expected: str | None, yours: object
) -> None:
    """Refuse when the item at `path` is not as it was read: Stale with base, yours, current and its etag."""
    if path not in before.etags:
        raise absent_row(path)
    if not expected:
        raise PreconditionRequired(
            "draft.etag_missing",
            _("Say which state you changed."),
            where=path,
            how=_("Send the ETag you read in If-Match."),
        )
    if expected == before.etags[path]:
        return
    raise Stale(
        "draft.stale",
        _("Someone else saved this part after you opened it. Your text is kept; choose what to keep."),
        where=path,
        how=_("Compare your text with the saved one, then save again."),
        detail={
            "base": item_at(assessment.family, expected),
            "yours": yours,
            "current": before.item(path),
            "etag": before.etags[path],
        },
    )


def check_well_formed(problems: list[Problem] | tuple[Problem, ...]) -> None:
    """Raise Invalid with every problem located, unless there are none."""
    if problems:
        raise Invalid(
            "content.malformed",
            _("Some answers cannot be saved as they are."),
            where=problems[0].path,
            reasons=[reason_of(problem) for problem in problems],
        )


def follow_content(assessment: Assessment, content: Content, reviewed: Content | None = None) -> None:
    """Keep the columns that lists are made of in step with the content they tell of.

    `reviewed` says when it is to be looked at again, where that is another content.
    """
    former, assessment.title = assessment.title, str(content.fields.get("title") or assessment.title)[:300]
    if assessment.title != former and assessment.current_id is None:  # a list may show it while it is written
        check_may_list(assessment, assessment.title, assessment.listed_to, where="title")
    assessment.licence = str(content.fields.get("licence") or assessment.licence)
    assessment.review_due = _date((reviewed or content).fields.get("review_date")) or assessment.review_due
    assessment.updated = timezone.now()
    _follow_solutions(assessment, content)
    assessment.search_text = _search_text(assessment)
    assessment.save(update_fields=["title", "language", "licence", "review_due", "updated", "search_text"])


def _follow_solutions(assessment: Assessment, content: Content) -> None:
    wanted: dict[str, str] = {}
    for row in content.rows.get("solutions", ()):
        reference: Any = row.fields.get("solution")
        if reference:
            wanted[str(reference["id"])] = str(row.fields.get("version") or "")[:100]
    kept = {str(a.solution_id): a.version for a in assessment.assessed.all()}
    if kept == wanted:
        return
    assessment.assessed.exclude(solution_id__in=wanted).delete()
    AssessedSolution.objects.bulk_create(
        [AssessedSolution(assessment=assessment, solution_id=s, version=v) for s, v in wanted.items()],
        update_conflicts=True,
        unique_fields=["assessment", "solution"],
        update_fields=["version"],
    )


def _search_text(assessment: Assessment) -> str:
    assessed = assessment.assessed.select_related("solution__supplier")
    names = [f"{each.solution.name} {each.solution.supplier or ''}" for each in assessed]
    return " ".join([assessment.title, assessment.owner.name, *names]).casefold()


def _date(value: Value) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else None
