"""What a list shows of each assessment, at a glance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.lifecycle import State
from assessments.models import Assessment
from registry.access import policy
from registry.access.permissions import Permission

# state -> (word, Designsystemet colour, a symbol for the eye)
STANDINGS: dict[str, tuple[object, str, str]] = {
    "draft": (_("Draft"), "neutral", "✎"),
    State.SUBMITTED.value: (_("Under review"), "info", "◷"),
    State.CHANGES_REQUESTED.value: (_("Sent back"), "warning", "↩"),
    State.APPROVED.value: (_("In force"), "success", "✓"),
    State.SUPERSEDED.value: (_("Replaced"), "neutral", "⇢"),
    State.WITHDRAWN.value: (_("Withdrawn"), "danger", "✕"),
}


@dataclass(frozen=True)
class Standing:
    """A state in words, with colour and symbol."""

    word: object
    tone: str
    symbol: str


@dataclass(frozen=True)
class Card:
    """One assessment in a list."""

    assessment: Assessment
    standings: tuple[Standing, ...]
    is_own: bool
    is_entry: bool
    times_forked: int
    is_overdue: bool
    behind: int = 0
    weight: str | None = None
    ahead: int = 0


def standing_of(state: str) -> Standing:
    """A state of a version (or "draft") as it is shown."""
    return Standing(*STANDINGS[state])


def cards(assessments: Iterable[Assessment], actor: object, today: date | None = None) -> list[Card]:
    """The assessments of a page as `search.feed` describes them; drafts are named to their owner's people."""
    own = policy.agencies_with(actor, Permission.VIEW)
    now = today or timezone.localdate()
    return [_card(each, each.owner_id in own, now) for each in assessments]


def _card(assessment: Assessment, is_own: bool, today: date) -> Card:
    newest = getattr(assessment, "newest_state", None)
    states = [State.APPROVED.value] if assessment.current_id else []
    if not is_own and newest:
        states = [str(newest)]
    if is_own:
        states += [newest] if newest and newest not in (*states, State.SUPERSEDED) else []
        states += ["draft"] if getattr(assessment, "has_draft", False) else []
    due = assessment.review_due
    return Card(
        assessment,
        tuple(standing_of(state) for state in states),
        is_own,
        assessment.is_entry,
        getattr(assessment, "times_forked", 0) or 0,
        bool(due and due < today and assessment.current_id),
        getattr(assessment, "behind", 0),
        getattr(assessment, "weight", None),
        getattr(assessment, "ahead", 0),
    )
