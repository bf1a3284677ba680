"""When the form itself has changed: a draft moved to its newest version, and old answers let go."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import check_can_edit, check_can_renew_form
from assessments.actions.drafting import change_draft
from assessments.actions.load_schema import newest_schema
from assessments.engine.moving import moved
from assessments.models import Assessment, Draft
from assessments.models.schema_version import parsed_schema
from assessments.models.stored import Stored, store
from registry.audit import record
from registry.errors import NotFound
from registry.models import User


@transaction.atomic
def renew_form(*, assessment: Assessment, by: User) -> Draft:
    """Move the open draft to the newest version of its form; no answer is lost, frozen versions stay."""
    check_can_renew_form(by, assessment)
    draft = Draft.objects.select_for_update().select_related("schema").get(assessment=assessment)
    newest = newest_schema(assessment.kind)
    before, schema = draft.stored(), parsed_schema(newest.pk)
    content = moved(before.content, before.schema, schema)
    draft.manifest = store(assessment.family, content, schema, before).root
    former, draft.schema = str(draft.schema), newest
    draft.updated, draft.updated_by = timezone.now(), by
    draft.save(update_fields=["manifest", "schema", "updated", "updated_by"])
    detail = {"from": former, "to": str(newest), "orphans": len(content.orphans)}
    record(verb="form_renewed", obj=assessment, by=by, agency=assessment.owner, **detail)
    return draft


@transaction.atomic
def let_go(*, assessment: Assessment, path: str, expected: str | None, by: User) -> Stored:
    """Remove an answer to a question that is no longer asked, once it has been moved or is not needed.

    `path` is its old place, `expected` its etag (`~/<path>`) as it was read.
    """
    check_can_edit(by, assessment)
    if path not in Draft.objects.get(assessment=assessment).stored().content.orphans:
        raise NotFound("orphan.absent", _("There is no such answer from an older form."), where=path)
    return change_draft(
        assessment=assessment, by=by, verb="orphan_let_go", path=f"~/{path}", expected=expected,
        change=lambda content: content.without_orphan(path),
    )  # fmt: skip
