"""Freezing a draft into a version for review."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import check_can_submit
from assessments.actions.classified import check_may_be_kept
from assessments.engine.canonical import version_digest
from assessments.engine.content import Content
from assessments.engine.withholding import ends
from assessments.lifecycle import State
from assessments.models import Assessment, Draft, Proposal, Review, Version
from assessments.models.version import came_from
from registry.actions.given import text
from registry.audit import record
from registry.errors import Conflict
from registry.models import User

SALT_BYTES = 16
MESSAGE_LIMIT = 2_000  # characters of what the author tells the reviewers


@transaction.atomic
def submit(*, assessment: Assessment, by: User, message: str = "") -> Version:
    """Freeze the draft as the next version and open its review; of two at once, one is told it is done.

    Missing answers do not stop a submission (the reviewers see them); they stop the approval.
    """
    check_can_submit(by, assessment)
    draft = Draft.objects.select_for_update().filter(assessment=assessment).first()
    if draft is None:
        raise Conflict("draft.absent", _("There is no open draft."), how=_("Someone may have submitted it."))
    content = draft.stored().content
    check_may_be_kept(content, draft.parsed_schema)
    version = _freeze(assessment, draft, content, by, text(message, "message", limit=MESSAGE_LIMIT))
    _taken_up(assessment).update(taken_up=version)
    draft.delete()
    Review.objects.create(version=version, state=State.SUBMITTED)
    _touch(assessment)
    detail = {"version": version.number, "digest": version.digest}
    record(verb="version_submitted", obj=assessment, by=by, agency=assessment.owner, **detail)
    return version


def _freeze(assessment: Assessment, draft: Draft, content: Content, by: User, message: str) -> Version:
    newest = assessment.versions.order_by("-number").first()
    number = newest.number + 1 if newest else 1
    now = timezone.now()
    head = _head(assessment, draft, content, number, now.isoformat())
    parents = [bytes.fromhex(version.digest) for version in came_from(draft)]
    root, salt = bytes(draft.manifest), secrets.token_bytes(SALT_BYTES)
    return Version.objects.create(
        assessment=assessment, number=number, schema=draft.schema, parent=draft.parent, base=draft.base,
        merged=draft.merged, manifest=root, head=head, digest=version_digest(parents, head, root, salt).hex(),
        salt=salt, marks_end=ends(content) or None,
        author=by, message=message, created=now,
    )  # fmt: skip


def _head(assessment: Assessment, draft: Draft, content: Content, number: int, at: str) -> dict[str, Any]:
    """What the digest covers besides content: no database keys, so it is the same in every installation.

    Title and licence are the frozen ones; the assessment's own are those of what is in force until then.
    """
    contributors = sorted(set(_taken_up(assessment).values_list("source__owner__orgnr", flat=True)))
    return {
        **({"contributors": contributors} if contributors else {}),
        "assessment": str(assessment.pk),
        "kind": assessment.kind,
        "number": number,
        "owner": assessment.owner.orgnr,
        "title": str(content.fields.get("title") or assessment.title),
        "language": draft.language,
        "licence": str(content.fields.get("licence") or assessment.licence),
        "schema": str(draft.schema),
        "schema_digest": draft.schema_id,
        "at": at,
    }


def _taken_up(assessment: Assessment) -> QuerySet[Proposal]:
    """The proposals whose changes are in the draft and in no version yet: theirs is the credit."""
    accepted = (Proposal.State.ACCEPTED, Proposal.State.PARTLY)
    return assessment.proposals.filter(state__in=accepted, taken_up=None)


def _touch(assessment: Assessment) -> None:
    assessment.updated = timezone.now()
    assessment.save(update_fields=["updated"])
