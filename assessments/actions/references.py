"""References in content must point at something that exists and that the writer may see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from assessments.access import visible
from assessments.engine.schema import Field, FieldType
from registry.errors import Invalid
from registry.models import Solution, User


def check_references(
    questions: Mapping[str, Field], answers: Mapping[str, Any], by: User, where: str
) -> None:
    """Refuse answers that name a solution or assessment that is absent or hidden from `by`.

    `questions` are fields or columns by key; `where` is the path before the key ("scenarios/<row>/" or "").
    """
    for key, value in answers.items():
        question = questions[key]
        if question.type is FieldType.REFERENCE and value and not question.names_rows:
            _check_reference(question.target, value["id"], f"{where}{key}", by)


def _check_reference(target: str, reference: str, where: str, by: User) -> None:
    queryset = Solution.objects.all() if target == "solution" else visible(by)
    if not (_is_uuid(reference) and queryset.filter(pk=reference).exists()):
        raise Invalid(
            f"reference.{target}_absent",
            _("There is no such solution.") if target == "solution" else _("There is no such assessment."),
            where=where,
            how=_("Choose one from the list, or register it first."),
        )


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
