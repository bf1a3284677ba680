"""What stands beside a version: the advice, the answer to it and the decision, and who is shown them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assessments.engine.content import Content
from assessments.engine.redact import Reading, redact
from assessments.engine.schema import Schema, Stage
from assessments.engine.withholding import Marks
from assessments.models import Advice, Decision, Version

Answers = Mapping[str, Any]


def records_of(version: Version) -> dict[Stage, Answers]:
    """The newest advice, the answer to it, and the approving decision, by stage; absent ones are left out."""
    records: dict[Stage, Answers] = {}
    advice = version.advice.order_by("-at", "-pk").first()
    if advice is not None:
        records[Stage.ADVICE] = advice.answers
    if advice is not None and advice.response is not None:
        records[Stage.RESPONSE] = advice.response
    decision = approval_of(version)
    if decision is not None:
        records[Stage.DECISION] = decision.answers
    return records


def record_seen(answers: Answers, schema: Schema, reading: Reading, withheld: Marks) -> Answers:
    """The answers of one record as `reading` is shown them."""
    shown = redact(Content(answers), schema, reading, withheld).fields
    return {key: shown[key] for key in answers if key in shown}


def approval_of(version: Version) -> Decision | None:
    """The decision that put the version in force, if one did."""
    return version.decisions.filter(kind=Decision.Kind.APPROVED).select_related("author").first()


def newest_advice(version: Version) -> Advice | None:
    """The advice that counts: the newest one given on exactly this version."""
    return version.advice.select_related("author", "response_author").order_by("-at", "-pk").first()
