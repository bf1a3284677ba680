"""Who belongs to a family, and who of them may be named to one actor: two queries, whatever its size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from assessments.access import named_in_lineage, visible
from assessments.models import Assessment
from registry.models import User


@dataclass(frozen=True)
class Family:
    """A family by ids: who builds on whom, who may be named, and the line from the one asked about back.

    `parents` and `named` are in the order siblings stand in: by owner, then title.
    """

    id: UUID
    parents: Mapping[UUID, UUID | None]
    named: tuple[UUID, ...]
    line: tuple[UUID, ...]


def family_of(assessment: Assessment, actor: User | None) -> Family:
    """The family of an assessment the actor has been found to see; its line is named as far as it is visible.

    Whoever reads a fork is told what it builds on, so the opt-out (ADR 11) does not hide that again.
    """
    everyone = Assessment.objects.filter(family=assessment.family).order_by("owner__name", "title", "pk")
    parents = dict(everyone.values_list("pk", "upstream__assessment"))
    line = _line(assessment.pk, parents)
    seen = visible(actor).filter(Q(pk__in=line) | named_in_lineage(actor), family=assessment.family)
    shown = set(seen.values_list("pk", flat=True))
    return Family(assessment.family, parents, tuple(key for key in parents if key in shown), line)


def _line(here: UUID, parents: Mapping[UUID, UUID | None]) -> tuple[UUID, ...]:
    line = [here]
    while (above := parents.get(line[-1])) is not None:
        line.append(above)
    return tuple(line)
