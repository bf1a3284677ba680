"""Where an assessment comes from and what has come of it; of what is hidden, only how many there are.

The whole family at once is `assessments.lineage`.
"""

from __future__ import annotations

from dataclasses import dataclass

from assessments.access import named_in_lineage, visible, visible_versions, with_in_force
from assessments.models import Assessment, Version
from registry.models import User

MOST_FORKS = 100


@dataclass(frozen=True)
class Lineage:
    """Ancestors (exact versions, nearest first) and forks (newest first); of hidden ones only the number."""

    ancestors: list[Version]
    hidden_ancestors: int
    forks: list[Assessment]
    hidden_forks: int
    has_more_forks: bool


def lineage(assessment: Assessment, actor: User | None) -> Lineage:
    """The whole line back, and what was forked from this assessment directly (at most 100 shown)."""
    line = _line_back(assessment)
    seen = set(visible_versions(actor).filter(pk__in=[each.pk for each in line]).values_list("pk", flat=True))
    ancestors = [each for each in line if each.pk in seen]
    forks = visible(actor).filter(named_in_lineage(actor), upstream__assessment=assessment)
    newest = forks.select_related("owner", "current", "upstream").order_by("-updated", "-id")
    shown = list(with_in_force(newest[: MOST_FORKS + 1], actor))
    return Lineage(
        ancestors=ancestors,
        hidden_ancestors=len(line) - len(ancestors),
        forks=shown[:MOST_FORKS],
        hidden_forks=times_forked(assessment) - forks.count(),
        has_more_forks=len(shown) > MOST_FORKS,
    )


def times_forked(assessment: Assessment) -> int:
    """How many have built on it, whoever may see them."""
    return Assessment.objects.filter(upstream__assessment=assessment).count()


def _line_back(assessment: Assessment) -> list[Version]:
    """The versions built on, nearest first: one query a step, and lines are short."""
    line: list[Version] = []
    upstream = assessment.upstream_id
    while upstream is not None:
        version = Version.objects.select_related("assessment__owner", "review").get(pk=upstream)
        line.append(version)
        upstream = version.assessment.upstream_id
    return line
