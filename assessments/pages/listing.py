"""What a list shows of each assessment, at a glance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from assessments.engine.weights import Weight
from assessments.lifecycle import State
from assessments.models import Assessment, Visibility
from assessments.telling import WEIGHTS
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
# weight -> Designsystemet colour, a symbol for the eye
_WEIGHT_SIGNS: Mapping[Weight, tuple[str, str]] = {
    Weight.EDITORIAL: ("neutral", "≈"),
    Weight.NOTABLE: ("info", "•"),
    Weight.SERIOUS: ("warning", "!"),
}


@dataclass(frozen=True)
class Standing:
    """A state in words, with colour and symbol."""

    word: object
    tone: str
    symbol: str


@dataclass(frozen=True)
class Card:
    """One assessment in a list, ready to be set: how it stands, what it covers, and what is said below."""

    assessment: Assessment
    standings: tuple[Standing, ...]
    covers: str
    foot: tuple[object, ...]


def standing_of(state: str) -> Standing:
    """A state of a version (or "draft") as it is shown."""
    return Standing(*STANDINGS[state])


def weighs(weight: str | None) -> Standing | None:
    """A weight in words, with colour and symbol; None when nothing weighs, or nobody knows yet."""
    return Standing(WEIGHTS[Weight(weight)], *_WEIGHT_SIGNS[Weight(weight)]) if weight else None


def apart(behind: int, weight: str | None, ahead: int) -> Iterator[Standing]:
    """How far a fork and what it builds on have gone apart, and what is new there weighs."""
    if behind:
        said = ngettext("%(n)s version behind the original", "%(n)s versions behind the original", behind)
        yield Standing(said % {"n": behind}, "warning", "↓")
        if sign := weighs(weight):
            yield sign
    if ahead:
        said = ngettext("%(n)s version ahead", "%(n)s versions ahead", ahead)
        yield Standing(said % {"n": ahead}, "neutral", "↑")


def cards(assessments: Iterable[Assessment], actor: object, today: date | None = None) -> list[Card]:
    """The assessments of a page as `search.feed` describes them; drafts are named to their owner's people."""
    own = policy.agencies_with(actor, Permission.VIEW)
    now = today or timezone.localdate()
    return [_card(each, each.owner_id in own, now) for each in assessments]


def _card(assessment: Assessment, is_own: bool, today: date) -> Card:
    standings = (*_stands(assessment, is_own), *_signs(assessment, today))
    return Card(assessment, standings, _covers(assessment), tuple(_foot(assessment, is_own)))


def _stands(assessment: Assessment, is_own: bool) -> Iterator[Standing]:
    """The states of it that the reader is told of."""
    newest = assessment.newest_state
    if not is_own and newest:
        yield standing_of(newest)
        return
    if assessment.current_id:
        yield standing_of(State.APPROVED.value)
    if is_own and newest and newest not in (State.APPROVED, State.SUPERSEDED):
        yield standing_of(newest)
    if is_own and assessment.has_draft:
        yield standing_of("draft")


def _signs(assessment: Assessment, today: date) -> Iterator[Standing]:
    """What to mind about it."""
    if assessment.is_entry:
        yield Standing(_("Not shown to you"), "neutral", "◌")
    if assessment.current_id and assessment.review_due and assessment.review_due < today:
        yield Standing(_("Review overdue"), "warning", "!")
    yield from apart(assessment.behind, assessment.weight, assessment.ahead)


def _covers(assessment: Assessment) -> str:
    """The solutions it is about, each in the version that is named."""
    covered = ((one.solution.name, one.version) for one in assessment.assessed.all())
    return ", ".join(f"{name} ({version})" if version else name for name, version in covered)


def _foot(assessment: Assessment, is_own: bool) -> Iterator[object]:
    if assessment.is_entry:
        yield _("You may ask its owner to see it.")
    else:
        day = timezone.localdate(assessment.updated)
        yield gettext("Changed %(when)s") % {"when": date_format(day, "DATE_FORMAT")}
    if times := assessment.times_forked:
        yield ngettext("reused once", "reused %(n)s times", times) % {"n": times}
    if is_own:
        yield Visibility(assessment.visibility).label
