"""Withholding at once what is already approved and shown: no version changes, every version shows less."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import check_can_share, check_may
from assessments.actions.bank import keep_in_bank
from assessments.actions.marking import check_place, given_mark
from assessments.actions.weigh import reweigh
from assessments.checking import NOBODY, check_may_show, outside_of, shown_by_links
from assessments.engine.content import Content, Mark, Path
from assessments.engine.marking import fault_in_place, marked
from assessments.engine.schema import Schema
from assessments.engine.withholding import covers, moved_marks
from assessments.models import Assessment, Draft, Version, Withholding
from assessments.models.schema_version import parsed_schema
from assessments.models.stored import store
from registry.access import policy
from registry.access.permissions import Permission
from registry.audit import record
from registry.errors import Conflict, NotFound
from registry.models import User

CLOSING = (Permission.EDIT, Permission.ADVISE, Permission.SHARE)
"""Whoever may do any of these may close a leak; what it costs to be wrong is that something is shown late."""


@transaction.atomic
def withhold_at_once(
    *, version: Version, path: Path, ground: str, by: User, reason: str = "", until: object = None
) -> Withholding:
    """Withhold a place one reads in `version` from others, in every version there is, from this moment.

    It is put into the open draft as a mark too, so that the next version says it itself. Files made before
    for others are handed out no more.
    """
    check_can_withhold_at_once(by, version.assessment)
    assessment = _locked(version.assessment)
    check_place(path, version.content, version.parsed_schema)
    mark = given_mark(ground, reason, until)
    if assessment.withholdings.filter(path=path, lifted_at=None).exists():
        raise Conflict("withhold.already", _("This is withheld at once already."), where="path")
    made = Withholding.objects.create(
        assessment=assessment, schema=version.schema, path=path, ground=mark.ground, reason=mark.reason,
        until=date.fromisoformat(mark.until) if mark.until else None, by=by, at=timezone.now(),
    )  # fmt: skip
    _mark_the_draft(assessment, {path: mark}, version.parsed_schema, by)
    record(
        verb="withheld_at_once", obj=assessment, by=by, agency=assessment.owner, place=path, ground=ground,
        until=mark.until, version=version.number,
    )  # fmt: skip
    _settle(assessment, by)
    return made


@transaction.atomic
def lift_withholding(*, withholding: Withholding, by: User) -> Withholding:
    """Show again what was withheld at once, as far as versions do not withhold it themselves.

    The mark it put into the open draft goes with it; a version approved with that mark keeps it. As others
    are shown more, the checklist is asked, for those it is shown to and for those with a link.
    """
    assessment = _locked(withholding.assessment)
    check_can_share(by, assessment)
    found = Withholding.objects.select_for_update(of=("self",)).get(pk=withholding.pk)
    if found.lifted_at is not None:
        raise Conflict("withhold.lifted_already", _("This has been lifted already."))
    found.lifted_by, found.lifted_at = by, timezone.now()
    found.save(update_fields=["lifted_by", "lifted_at"])
    for outside in (outside_of(assessment), shown_by_links(assessment)):
        check_may_show(assessment, NOBODY, outside, where="path")
    _unmark_the_draft(assessment, found, by)
    record(
        verb="withholding_lifted", obj=assessment, by=by, agency=assessment.owner, place=found.path,
        ground=found.ground,
    )  # fmt: skip
    _settle(assessment, by)
    return found


def check_can_withhold_at_once(actor: User | None, assessment: Assessment) -> None:
    """Refuse unless `actor` writes for the owner, advises it or decides whom it shows things to."""
    held = (each for each in CLOSING if policy.may(actor, each, assessment.owner))
    check_may(actor, next(held, Permission.EDIT), assessment)


def find_withholding(assessment: Assessment, number: int) -> Withholding:
    """One of what is or was withheld at once of the assessment; NotFound when there is none."""
    found = assessment.withholdings.select_related("assessment__owner", "schema").filter(pk=number).first()
    if found is None:
        raise NotFound("withhold.absent", _("There is no such withholding, or you may not see it."))
    return found


def manifest_with_marks(version: Version) -> bytes:
    """The manifest for a draft that goes on from it, where all that is withheld at once is marked."""
    standing = [each for each in version.assessment.withholdings.all() if each.stands()]
    if not standing:
        return bytes(version.manifest)
    content, schema = version.content, version.parsed_schema
    for each in standing:
        content = _marked_where_open(content, {each.path: each.mark}, parsed_schema(each.schema_id), schema)
    return store(version.assessment.family, content, schema, version.stored).root


def _locked(assessment: Assessment) -> Assessment:
    """The assessment, held: of two who close or lift at a time the second sees what the first did."""
    held = Assessment.objects.select_for_update(of=("self",)).select_related("owner", "current__schema")
    return held.get(pk=assessment.pk)


def _marked_where_open(content: Content, marks: dict[Path, Mark], old: Schema, new: Schema) -> Content:
    there = {
        path: mark
        for path, mark in moved_marks(marks, old, new).items()
        if fault_in_place(path, content, new) is None and covers(content.marks, path) is None
    }
    return marked(content, there)


def _mark_the_draft(assessment: Assessment, marks: dict[Path, Mark], form: Schema, by: User) -> None:
    draft = Draft.objects.select_for_update().filter(assessment=assessment).first()
    if draft is not None:
        draft.assessment = assessment
        _put(draft, _marked_where_open(draft.stored().content, marks, form, draft.parsed_schema), by)


def _unmark_the_draft(assessment: Assessment, lifted: Withholding, by: User) -> None:
    draft = Draft.objects.select_for_update().filter(assessment=assessment).first()
    if draft is None:
        return
    draft.assessment = assessment
    content = draft.stored().content
    for path, mark in moved_marks(
        {lifted.path: lifted.mark}, parsed_schema(lifted.schema_id), draft.parsed_schema
    ).items():
        if content.marks.get(path) == mark:
            content = content.with_mark(path, None)
    _put(draft, content, by)


def _put(draft: Draft, content: Content, by: User) -> None:
    """Store the draft with other marks; whoever closes a leak need not be one who may write in it."""
    before = draft.stored()
    after = store(draft.assessment.family, content, draft.parsed_schema, before)
    if after.root != before.root:
        draft.manifest, draft.updated, draft.updated_by = after.root, timezone.now(), by
        draft.save(update_fields=["manifest", "updated", "updated_by"])


def _settle(assessment: Assessment, by: User) -> None:
    """What is kept of the versions for lists and the bank follows what is shown of them now."""
    reweigh(assessment=assessment.pk, by=by)
    if assessment.current is not None:
        current = Version.objects.select_related("assessment", "schema").get(pk=assessment.current_id)
        keep_in_bank([current])
