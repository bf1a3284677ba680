"""Building on another body's assessment: a living relation to one exact version, never a copy."""

from __future__ import annotations

from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from assessments.access import check_can_fork, reading_of
from assessments.actions.drafting import follow_content
from assessments.actions.language import check_language
from assessments.actions.weigh import weigh_later
from assessments.models import Assessment, Draft, Version
from assessments.models.stored import store
from assessments.reading import tell_of_reading
from registry.audit import record
from registry.models import Agency, User


@transaction.atomic
def fork(*, version: Version, owner: Agency, by: User, language: str = "") -> Assessment:
    """Fork exactly `version` into `owner`: shared travels as it is, confirm as proposals, local not at all.

    What `by` may not see does not travel either. Statuses, approvals, advice, comments, follow-up and grants
    never do: nobody inherits an approval (WP248 rev.01 III.A). `language` is what the fork will be written
    in, else the original's own. Raises NotFound, NotPermitted, Invalid.
    """
    check_can_fork(by, version, owner)
    written_in = language or version.language
    check_language(written_in)
    source = version.assessment
    reading = reading_of(by, source)
    now = timezone.now()
    assessment = Assessment.objects.create(
        id=uuid4(), kind=source.kind, owner=owner, title=source.title, language=written_in,
        family=source.family, upstream=version, upstream_reading=reading, licence=source.licence,
        created_by=by, updated=now,
    )  # fmt: skip
    content = version.travelling(reading)
    root = store(assessment.family, content, version.parsed_schema, version.stored).root
    Draft.objects.create(
        assessment=assessment, schema=version.schema, manifest=root, language=written_in, base=version,
        updated=now, updated_by=by,
    )  # fmt: skip
    follow_content(assessment, content)
    weigh_later(version=version, by=by)
    detail = {"from": str(source.pk), "version": version.number, "digest": version.digest}
    record(verb="assessment_forked", obj=assessment, by=by, agency=owner, language=written_in, **detail)
    tell_of_reading(version, reading, by)
    record(verb="version_forked", obj=source, by=by, agency=owner, into=str(assessment.pk))
    return assessment
