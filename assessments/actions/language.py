"""What an assessment is written in."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.actions.drafting import draft_of
from assessments.engine.schema import LANGUAGES
from assessments.models import Assessment, Draft
from registry.audit import record
from registry.errors import Invalid
from registry.models import User


@transaction.atomic
def set_language(*, assessment: Assessment, language: str, by: User) -> Draft:
    """Say what the open draft is written in; no text changes, and what is in force keeps its language.

    A fork begins in its original's language, and may go on in another. Raises Invalid for a language the
    forms do not come in.
    """
    draft = draft_of(assessment, by, lock=True)
    check_language(language)
    former = draft.language
    if former == language:
        return draft
    draft.language, draft.updated, draft.updated_by = language, timezone.now(), by
    draft.save(update_fields=["language", "updated", "updated_by"])
    if assessment.current_id is None:  # as with the title: nothing is in force whose language it would be
        assessment.language = language
        assessment.save(update_fields=["language"])
    detail = {"from": former, "to": language}
    record(verb="language_set", obj=assessment, by=by, agency=assessment.owner, **detail)
    return draft


def check_language(language: str) -> None:
    """Refuse a language that no form comes in."""
    if language not in LANGUAGES:
        raise Invalid("assessment.language_unknown", _("Choose a language from the list."), where="language")
