"""Answering for what was inherited: confirm it, or say why it is not relevant here."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.actions.drafting import change_draft, draft_of
from assessments.engine.content import Confirmation, ConfirmationState, Content
from assessments.engine.reuse import confirmable_paths
from assessments.models import Assessment
from assessments.models.stored import Stored, item_path
from assessments.reading import base_of
from registry.actions.given import text
from registry.errors import Invalid
from registry.models import User

REASON_LIMIT = 2_000  # characters of why something inherited is not relevant here


@transaction.atomic
def confirm(
    *, assessment: Assessment, path: str, state: str, expected: str | None, by: User, reason: str = ""
) -> Stored:
    """Record the adopter's answer for one inherited field (key) or row (`collection/row`).

    `state` is confirmed, changed or not_relevant, or empty to take the answer back. `expected` is the etag
    of the item that was read, so that nobody confirms a text that has changed in between.
    """
    draft = draft_of(assessment, by)
    why = text(reason, path, limit=REASON_LIMIT).strip()
    _check_answer(path, state, why)
    schema = draft.parsed_schema
    base = base_of(assessment, draft.base, schema)
    if base is None or path not in confirmable_paths(base, schema):
        raise Invalid("confirmation.path_unknown", _("There is nothing to confirm here."), where=path)

    def change(content: Content) -> Content:
        if not state:
            return content.with_confirmation(path, None)
        answer = Confirmation(ConfirmationState(state), why, str(by.pk), timezone.now().isoformat())
        return content.with_confirmation(path, answer)

    return change_draft(
        assessment=assessment, by=by, verb="item_confirmed", change=change,
        path=item_path(path, schema), expected=expected, yours={"state": state, "reason": why}, state=state,
    )  # fmt: skip


def _check_answer(path: str, state: str, reason: str) -> None:
    if state and state not in list(ConfirmationState):
        raise Invalid(
            "confirmation.state_unknown",
            _("Choose confirmed, changed or not relevant here."),
            where=path,
        )
    if state == ConfirmationState.NOT_RELEVANT and not reason:
        raise Invalid(
            "confirmation.reason_missing",
            _("Say why it is not relevant here."),
            where=path,
            how=_("One sentence is enough; it follows the assessment."),
        )
