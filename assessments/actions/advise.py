"""The data protection officer's advice (GDPR art. 35(2)) and the answer to it (WP248 rev.01 III.D)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import check_can_advise, check_can_respond
from assessments.actions.drafting import check_well_formed
from assessments.engine.canonical import clean
from assessments.engine.completeness import problems_in_record
from assessments.engine.schema import Stage
from assessments.models import Advice, Version
from registry.audit import record
from registry.errors import Conflict
from registry.models import User


@transaction.atomic
def advise(*, version: Version, answers: Mapping[str, Any], by: User) -> Advice:
    """Record the DPO's advice on exactly this version, as a record of its own apart from the decision."""
    check_can_advise(by, version)
    given = clean(answers)
    check_well_formed(problems_in_record(Stage.ADVICE, given, version.parsed_schema))
    advice = Advice.objects.create(
        version=version, answers=given, author=by, at=timezone.now(), digest=version.digest
    )
    _record("advice_given", version, by)
    return advice


@transaction.atomic
def respond(*, version: Version, answers: Mapping[str, Any], by: User) -> Advice:
    """Record how the newest advice on this version was followed, or why not; asked again, it is replaced."""
    check_can_respond(by, version)
    advice = version.advice.order_by("-at").first()
    if advice is None:
        raise Conflict("advice.absent", _("The data protection officer has not advised on this version yet."))
    given = clean(answers)
    check_well_formed(problems_in_record(Stage.RESPONSE, given, version.parsed_schema))
    advice.response, advice.response_author, advice.response_at = given, by, timezone.now()
    advice.save(update_fields=["response", "response_author", "response_at"])
    _record("advice_answered", version, by)
    return advice


def _record(verb: str, version: Version, by: User) -> None:
    assessment = version.assessment
    record(verb=verb, obj=assessment, by=by, agency=assessment.owner, version=version.number,
           digest=version.digest)  # fmt: skip
