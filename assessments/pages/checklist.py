"""The sharing checklist laid out for a page: for whom, which versions, the points by how grave they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from assessments.checking import SEVERITIES, Point, as_if_lifted, said, with_choices
from assessments.engine.checks import Severity
from assessments.models import PROPOSED_VISIBILITY, Assessment, CheckAnswer, Visibility
from assessments.pages.forms.sharing import LATER, LINK, ONLY
from assessments.pages.shown import reader_language
from registry.errors import Invalid

TONES = {Severity.BLOCK: ("danger", "✕"), Severity.WARN: ("warning", "!"), Severity.ASK: ("info", "?")}
OTHERS = [circle for circle in Visibility if circle != Visibility.PRIVATE]


@dataclass(frozen=True)
class Wish:
    """What somebody thinks of choosing: whom to show it to, and which versions (None: as it is).

    `lifting` is the number of what is withheld at once and would be lifted, None when nothing would.
    `for_link` says that it is a link that would show it: to one, but read as everyone would.
    """

    circle: Visibility
    shown_from: int | None = None
    later: str = ""
    lifting: int | None = None
    for_link: bool = False

    @classmethod
    def read(cls, given: Mapping[str, str], assessment: Assessment) -> Wish:
        """From a query or a form; what makes no sense is as it is, or as is usual for its kind."""
        usual = assessment.visibility
        if usual == Visibility.PRIVATE:
            usual = PROPOSED_VISIBILITY[assessment.kind]
        circle = given.get("circle", "")
        return cls(
            Visibility(circle if circle in OTHERS else usual),
            _number(given.get("shown_from", "")),
            given["later"] if given.get("later") in (LATER, ONLY) else "",
            _number(given.get("lifting", "")),
            given.get("for") == LINK,
        )

    @classmethod
    def to_lift(cls, number: int, refusal: Invalid) -> Wish:
        """To lift what the checklist has stopped, as it did: from the first version it found something in."""
        stopped = refusal.detail["checklist"]
        first = min((each["version"] for each in stopped["points"] if each["version"]), default=None)
        return cls(Visibility(stopped["circle"]), first, LATER if first else "", number)

    def tried_on(self, assessment: Assessment) -> Assessment:
        """The assessment as this would make it, to look at."""
        tried = with_choices(assessment, self.circle, self.shown_from, self.shows_later)
        return as_if_lifted(tried, self.lifting) if self.lifting else tried

    @property
    def shows_later(self) -> bool | None:
        """Whether later versions would be shown too; None leaves that as it is."""
        return self.later == LATER if self.later else None

    @property
    def fields(self) -> dict[str, object]:
        """As the fields of a query or a form, without what is as it is."""
        whole = {
            "circle": self.circle.value, "shown_from": self.shown_from, "later": self.later,
            "lifting": self.lifting, "for": LINK if self.for_link else "",
        }  # fmt: skip
        return {name: value for name, value in whole.items() if value}

    @property
    def query(self) -> str:
        """As the query of an address."""
        return urlencode(self.fields)


@dataclass(frozen=True)
class ShownPoint:
    """One point as a page shows it; `token` names it in a form."""

    token: str
    message: str
    how: str
    place: str
    href: str
    number: int | None
    count: int
    excerpts: tuple[str, ...]
    answer: CheckAnswer | None
    may_be_answered: bool
    needs_reason: bool
    stops: bool


@dataclass(frozen=True)
class Group:
    """The points of one severity, those that stop something first, then by what was found."""

    severity: Severity
    label: object
    tone: str
    symbol: str
    points: tuple[ShownPoint, ...]

    @property
    def is_left_open(self) -> bool:
        """Whether nobody needs to answer these: they are told together, by what was found."""
        return self.severity is Severity.ASK

    @property
    def open(self) -> tuple[ShownPoint, ...]:
        """Those that stop the showing."""
        return tuple(each for each in self.points if each.stops)

    @property
    def to_look_at(self) -> tuple[ShownPoint, ...]:
        """Those that need no more than being looked at: they may be answered together."""
        return tuple(each for each in self.open if each.may_be_answered and not each.needs_reason)


def groups(points: Iterable[Point], assessment: Assessment) -> list[Group]:
    """The points by severity, the gravest first; a severity without any is left out."""
    listed = list(points)
    found = []
    for severity in Severity:
        own = [_shown(each, assessment) for each in listed if each.finding.severity is severity]
        if own:
            ordered = tuple(sorted(own, key=lambda each: (not each.stops, each.message)))
            found.append(Group(severity, SEVERITIES[severity], *TONES[severity], ordered))
    return found


def point_of(token: str) -> dict[str, object]:
    """The rule, version and place that a token names; of what is no token a place that is nowhere."""
    rule, _space, rest = token.partition(" ")
    number, _space, where = rest.partition(" ")
    return {"rule": rule, "where": where, "version": _number(number)}


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 7 else None


def _shown(point: Point, assessment: Assessment) -> ShownPoint:
    finding = point.finding
    message, how = said(point)
    return ShownPoint(
        token=f"{finding.rule} {point.number or '-'} {finding.path}",
        message=message,
        how=how,
        place=point.label(reader_language()),
        href=_href(point, assessment),
        number=point.number,
        count=finding.count,
        excerpts=finding.excerpts,
        answer=None if point.is_open else point.answer,
        may_be_answered=point.may_be_answered,
        needs_reason=finding.severity is Severity.BLOCK,
        stops=point.stops_showing,
    )


def _href(point: Point, assessment: Assessment) -> str:
    """The place itself: on the page of its version, or where the draft is written; "" for a bare title."""
    key, _slash, rest = point.finding.path.partition("/")
    anchor = rest.partition("/")[0] or key
    if point.version is not None:
        return f"{reverse('assessments:version', args=[point.version.pk])}#{anchor}"
    if point.draft is None or point.schema is None:
        return ""
    section = point.schema.section_of(key).key
    return f"{reverse('assessments:edit', args=[assessment.pk, section])}#{anchor}"
