"""Who may read what, in plain words and plain Python: docs/sharing.md and docs/withholding.md once more.

Nothing here asks the software. What the world was built to be is written down in a `Case` while it is built,
and these rules say from that alone who may read each of its texts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

APPROVED, WAITING, SENT_BACK, WITHDRAWN = "approved", "waiting", "sent back", "withdrawn"


@dataclass
class Case:
    """An assessment as its owner wants it: whom it is shown to, which versions, what is withheld of each.

    Agencies go by their names in this world. `states` and `shut` are by the number of a version; APPROVED is
    what is or was in force, `in_force` the number of what is. `shut` are the places that a version's own
    marks withhold, `shut_at_once` those withheld in every version.
    """

    name: str
    kind: str = "ros"
    owner: str = "owner"
    circle: str = "private"
    named: frozenset[str] = frozenset()
    listed_to: str = "private"
    first: int = 1
    later: bool = True
    states: dict[int, str] = field(default_factory=dict)
    in_force: int | None = None
    shut: dict[int, frozenset[str]] = field(default_factory=dict)
    shut_at_once: set[str] = field(default_factory=set)

    def is_withheld(self, number: int, path: str) -> bool:
        """Whether the place, or the row or table it lies in, is withheld of that version."""
        shut = self.shut.get(number, frozenset()) | self.shut_at_once
        return any(path == each or path.startswith(f"{each}/") for each in shut)


@dataclass(frozen=True)
class Link:
    """What a link shows: one version, and those that come into force after it if `later`."""

    case: Case
    number: int
    later: bool = False


@dataclass(frozen=True)
class Who:
    """Somebody: the agencies she is one of the people of, where she decides about sharing, and her link."""

    name: str
    agencies: frozenset[str] = frozenset()
    decides: frozenset[str] = frozenset()
    link: Link | None = None


Rule = Callable[[Who], bool]


def ours(case: Case) -> Rule:
    """For the owner's people: drafts, comments, advice, what became of a version, follow-up of measures."""
    return lambda who: who.link is None and case.owner in who.agencies


def deciders(case: Case) -> Rule:
    """For the owner's risk owners and administrators."""
    return lambda who: who.link is None and case.owner in who.decides


def people_of(agency: str) -> Rule:
    """For everyone who is one of the agency's people."""
    return lambda who: who.link is None and agency in who.agencies


def either(*rules: Rule) -> Rule:
    """For whom any of the rules lets."""
    return lambda who: any(rule(who) for rule in rules)


def is_within(case: Case, who: Who) -> bool:
    """Whether somebody outside the owner is in the circle it is shown to."""
    if case.circle == "public":
        return True
    if case.circle == "members":
        return bool(who.agencies)
    return case.circle == "named" and bool(case.named & who.agencies)


def is_let_out(case: Case, number: int) -> bool:
    """Whether a version is one that others are shown: of what is or was in force, while anything is."""
    in_range = number == case.first or (case.later and number > case.first)
    return case.in_force is not None and case.states.get(number) == APPROVED and in_range


def shown(case: Case, number: int) -> Rule:
    """For whoever may read that version."""

    def lets(who: Who) -> bool:
        if who.link is not None:
            return who.link.case is case and _link_shows(who.link, number)
        return case.owner in who.agencies or (is_within(case, who) and is_let_out(case, number))

    return lets


def _link_shows(link: Link, number: int) -> bool:
    state = link.case.states.get(number)
    if number == link.number and state == WAITING:
        return True
    in_range = number == link.number or (link.later and number > link.number)
    return link.case.in_force is not None and state == APPROVED and in_range


def shown_at(case: Case, number: int, path: str, is_delicate: bool = False) -> Rule:
    """For whoever may read that version, if the place is not withheld of it; else for the owner's people."""

    def lets(who: Who) -> bool:
        if is_delicate or case.is_withheld(number, path):
            return ours(case)(who)
        return shown(case, number)(who)

    return lets


def title_of(case: Case, *numbers: int) -> Rule:
    """For whoever is shown a version of that title, or is let know that the assessment exists."""

    def lets(who: Who) -> bool:
        if ours(case)(who) or any(shown(case, each)(who) for each in numbers):
            return True
        if who.link is not None:
            return who.link.case is case
        return case.listed_to == "public" or (case.listed_to == "members" and bool(who.agencies))

    return lets
