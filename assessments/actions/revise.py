"""Beginning the next version."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assessments.access import check_can_revise
from assessments.actions.decide import open_draft_from
from assessments.models import Assessment, Draft
from assessments.models.stored import store
from registry.audit import record
from registry.errors import Conflict
from registry.models import User


@transaction.atomic
def revise(*, assessment: Assessment, by: User) -> Draft:
    """Open a draft from the newest version; what is in force stays in force until another is approved.

    The draft has the measures as they are followed up by now, so that the next version records them.
    """
    check_can_revise(by, assessment)
    newest = assessment.versions.select_related("schema").order_by("-number").first()
    if newest is None:
        raise Conflict("version.none", _("There is no version to go on from."))
    try:
        with transaction.atomic():
            draft = open_draft_from(newest, by)
    except IntegrityError as error:
        raise Conflict("draft.open_already", _("Someone else just opened a draft.")) from error
    stored = draft.stored()
    followed = assessment.follow_ups.over(stored.content)
    draft.manifest = store(assessment.family, followed, draft.parsed_schema, stored).root
    draft.save(update_fields=["manifest"])
    record(verb="draft_opened", obj=assessment, by=by, agency=assessment.owner, version=newest.number)
    return draft
