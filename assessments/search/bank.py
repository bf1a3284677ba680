"""Finding single scenarios and measures among all one may see that is in force, and how others scored one.

The same scenario (the same row id) in many assessments is one hit. A hit is shown as its origin says it, when
that is visible and matches, else as the newest that matches does. Nothing is counted that one may not read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _

from assessments.access import showing_what_is_in_force
from assessments.engine.canonical import clean_text
from assessments.engine.spread import Spread, Voice, spread
from assessments.models import AssessedSolution, BankRow, Visibility
from registry.access import policy
from registry.access.permissions import Permission
from registry.errors import Invalid, NotFound

PAGE_SIZE = 20
COUNT_CAP = 1000
MOST_WORDS = 8
Place = tuple[str, str]  # collection and row id: what makes two rows the same scenario
Key = tuple[datetime, str]


@dataclass(frozen=True)
class BankFilters:
    """What to narrow a search by; "" and None narrow nothing. `text`: every word must occur in the row.

    `code` is "codelist:code", `level` the id of a band (before measures).
    """

    text: str = ""
    collection: str = ""
    kind: str = ""
    solution: UUID | None = None
    code: str = ""
    level: str = ""

    @property
    def condition(self) -> Q:
        """The filters as one condition on rows of the bank."""
        condition = Q()
        for word in clean_text(self.text).casefold().split()[:MOST_WORDS]:
            condition &= Q(search_text__contains=word)
        if self.code:
            condition &= Q(codes__contains=f"|{self.code}|")
        if self.solution:
            covering = AssessedSolution.objects.filter(solution=self.solution)
            condition &= Q(assessment__in=covering.values("assessment"))
        plain = {"collection": self.collection, "kind": self.kind, "level_before": self.level}
        return condition & Q(**{name: value for name, value in plain.items() if value})


@dataclass(frozen=True)
class Hit:
    """One scenario or measure: the row it is shown by, and how many bodies have it that one may see."""

    row: BankRow
    bodies: int


@dataclass(frozen=True)
class BankPage:
    """The hits of one page and the cursor of the next one ("" on the last)."""

    hits: list[Hit]
    next: str


def readable(actor: object) -> QuerySet[BankRow]:
    """Every row of the bank that `actor` may read: of what is in force in assessments visible to her."""
    # A version has one assessment, so this says both; a join on it lets planners start at the wrong end.
    return BankRow.objects.filter(version__in=showing_what_is_in_force(actor).values("current"))


def bank_page(
    actor: object, filters: BankFilters | None = None, cursor: str = "", size: int = PAGE_SIZE
) -> BankPage:
    """The page after `cursor` of what `actor` may read, newest first (five queries)."""
    matching = readable(actor).filter((filters or BankFilters()).condition)
    found = matching.values("collection", "row").annotate(newest=Max("since"))
    if cursor:
        moment, row = _parsed(cursor)
        found = found.filter(Q(newest__lt=moment) | Q(newest=moment, row__lt=row))
    lines = list(found.order_by("-newest", "-row")[: size + 1])
    shown, more = lines[:size], len(lines) > size
    best = _best(matching, {(each["collection"], each["row"]): each["newest"] for each in shown})
    bodies = _bodies(actor, best)
    hits = [Hit(best[place], bodies[place]) for each in shown if (place := _place(each)) in best]
    return BankPage(hits, f"{shown[-1]['newest'].isoformat()}_{shown[-1]['row']}" if more else "")


def count_hits(actor: object, filters: BankFilters | None = None, cap: int = COUNT_CAP) -> tuple[int, bool]:
    """How many different rows there are, counted no further than `cap`, and whether there are more."""
    matching = readable(actor).filter((filters or BankFilters()).condition)
    found = matching.values("collection", "row").distinct()[: cap + 1].count()
    return min(found, cap), found > cap


def find_hit(actor: object, collection: str, row: str, assessment: UUID | None = None) -> Hit:
    """One scenario or measure by its id, as `assessment` says it when one is named.

    NotFound when `actor` may read it nowhere (or not there), or there is none.
    """
    rows = readable(actor).filter(collection=collection, row=row)
    if assessment is not None:
        rows = rows.filter(assessment=assessment)
    newest = rows.aggregate(newest=Max("since"))["newest"]
    place = (collection, row)
    best = _best(rows, {place: newest} if newest else {})
    if place not in best:
        raise NotFound("bank.absent", _("There is no such scenario or measure, or you may not see it."))
    return Hit(best[place], _bodies(actor, best)[place])


def sources(actor: object, collection: str, row: str, most: int = 50) -> list[BankRow]:
    """Where the row is in force that `actor` may read, newest first, with assessment and owner."""
    found = readable(actor).filter(collection=collection, row=row).order_by("-since", "-pk")
    return list(found.select_related("assessment__owner", "version")[:most])


def others(actor: object, collection: str, row: str) -> Spread | None:
    """How other agencies scored the row (two queries); None when too few do to be shown.

    Heard are agencies that share their scores, in assessments shown to more than themselves that `actor`
    may read one by one anyway: no figure tells of anything hidden. One's own agency is not among the others.
    """
    own = policy.agencies_with(actor, Permission.VIEW)
    rows = readable(actor).filter(collection=collection, row=row, likelihood_before__isnull=False)
    shared = rows.exclude(assessment__visibility=Visibility.PRIVATE)
    theirs = shared.filter(assessment__owner__shares_scores=True).exclude(assessment__owner__in=own)
    heard = list(theirs.select_related("assessment"))
    ours = rows.filter(assessment__owner__in=own).order_by("-since").values_list("scale", flat=True).first()
    titles = _titles(heard)
    voices = [_voice(each, titles) for each in heard]
    return spread(voices, settings.SPREAD_LEAST_AGENCIES, first=ours or "")


def _voice(row: BankRow, titles: dict[tuple[UUID, str], str]) -> Voice:
    named = ((row.version_id, measure) for measure in row.measures)
    used = tuple(titles[each] for each in named if each in titles)
    return Voice(str(row.assessment.owner_id), row.since, row.scale, row.scores, used)


def _titles(rows: Iterable[BankRow]) -> dict[tuple[UUID, str], str]:
    """What the measures the rows name are called, each in its own version."""
    named = {measure for row in rows for measure in row.measures}
    versions = {row.version_id for row in rows}
    found = BankRow.objects.filter(version__in=versions, row__in=named)
    return {(version, row): title for version, row, title in found.values_list("version", "row", "title")}


def _best(matching: QuerySet[BankRow], newest: dict[Place, datetime]) -> dict[Place, BankRow]:
    """The row each place is shown by: its origin's, else the newest (one query)."""
    candidates = Q(since__in=set(newest.values())) | Q(is_origin=True)
    found = matching.filter(_at(newest), candidates)
    loaded = found.select_related("assessment__owner", "version").prefetch_related("assessment__withholdings")
    best: dict[Place, BankRow] = {}
    for each in loaded.order_by("is_origin", "since", "pk"):  # of two for one place the later one stays
        each.version.assessment = each.assessment
        best[each.collection, each.row] = each
    return best


def _bodies(actor: object, places: Iterable[Place]) -> dict[Place, int]:
    """How many agencies have each row in what `actor` may read (one query)."""
    found = readable(actor).filter(_at(places)).values("collection", "row")
    counted = found.annotate(bodies=Count("assessment__owner", distinct=True))
    return {_place(each): each["bodies"] for each in counted}


def _at(places: Iterable[Place]) -> Q:
    """Rows in these places: one list of ids for each table, as its index likes it."""
    wanted = Q(pk__in=[])
    by_table: dict[str, list[str]] = {}
    for collection, row in places:
        by_table.setdefault(collection, []).append(row)
    for collection, rows in by_table.items():
        wanted |= Q(collection=collection, row__in=rows)
    return wanted


def _place(line: dict[str, str]) -> Place:
    return line["collection"], line["row"]


def _parsed(cursor: str) -> Key:
    moment, _sep, row = cursor.partition("_")
    try:
        return datetime.fromisoformat(moment).astimezone(UTC), row
    except (ValueError, OverflowError) as error:
        raise Invalid(
            "list.cursor_malformed", _("This page address is not whole."), where="cursor",
            how=_("Begin from the first page."),
        ) from error  # fmt: skip
