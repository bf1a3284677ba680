"""Who may see what: lists, counts and look-ups from one predicate. What one may not see is absent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from django.db.models import F, Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from assessments.access.eyes import (
    branches_of,
    eyes_of,
    known_and_marked,
    known_by,
    listed_to,
    seen,
    versions_seen,
)
from assessments.access.guests import Guest, linked
from assessments.engine.redact import Reading
from assessments.models import Assessment, Draft, Grant, Version, Visibility
from registry.access import policy
from registry.access.permissions import Permission
from registry.errors import NotFound

if TYPE_CHECKING:
    from registry.models import Agency, User

Thing = TypeVar("Thing", bound=Model)
_WITH_ASSESSMENT = ("owner", "current", "shown")


def shown_to(actor: User | Guest | None) -> tuple[Visibility, ...]:
    """The circles `actor` belongs to whatever agency she is of; NAMED is not among them, it asks which."""
    return eyes_of(actor).circles


@dataclass(frozen=True)
class Circle:
    """How widely an assessment is shown at one moment, and to which agencies (ids) when they are named."""

    visibility: str
    named: frozenset[UUID] = frozenset()

    def shows_to(self, agency: Agency) -> bool:
        """Whether an agency's people are within it."""
        return self.visibility in (Visibility.MEMBERS, Visibility.PUBLIC) or agency.pk in self.named

    def holds(self, actor: User | Guest | None) -> bool:
        """Whether someone outside the owner is within it."""
        return self.visibility in shown_to(actor) or bool(self.named & _agencies_of(actor))


def circle_of(assessment: Assessment) -> Circle:
    """Whom its owner shows what is in force of it now, be there anything in force or not."""
    return circles_of([assessment])[assessment.pk]


def circles_of(assessments: Iterable[Assessment]) -> dict[UUID, Circle]:
    """The circle of each, by id (one query at most: for those shown to agencies that are named)."""
    each_shown = {each.pk: each.visibility for each in assessments}
    by_name = [key for key, visibility in each_shown.items() if visibility == Visibility.NAMED]
    named: dict[UUID, set[UUID]] = {key: set() for key in by_name}
    if by_name:
        grants = Grant.objects.live().filter(assessment__in=by_name)
        for key, agency in grants.values_list("assessment", "agency"):
            named[key].add(agency)
    return {key: Circle(how, frozenset(named.get(key, ()))) for key, how in each_shown.items()}


def branches(actor: User | Guest | None) -> tuple[Q, ...]:
    """The disjoint-enough reasons an assessment is visible, each one answered by one index."""
    return branches_of(eyes_of(actor))


def visible(actor: User | Guest | None) -> QuerySet[Assessment]:
    """Every assessment `actor` may see, as a queryset; the only door to lists, counts and look-ups."""
    return seen(eyes_of(actor)).all()


def listed(actor: User | Guest | None) -> Q:
    """What its owner lets `actor` know of, whether or not she may read it; answered by one index."""
    return listed_to(eyes_of(actor))


def known(actor: User | Guest | None) -> QuerySet[Assessment]:
    """Every assessment `actor` may know of, each with `is_entry`: whether she may not read it."""
    return known_and_marked(eyes_of(actor)).all()


def known_of(actor: User | None) -> QuerySet[Assessment]:
    """The same, for who need not know whether she may read them."""
    return known_by(eyes_of(actor)).all()


def visible_versions(actor: User | Guest | None) -> QuerySet[Version]:
    """Every version `actor` may see: all of one's own agency's, of others only what is or was in force.

    And of that only what the owner shows: a version and the later ones, or that one only. A guest sees what
    her link shows.
    """
    if isinstance(actor, Guest):
        return Version.objects.filter(linked(actor))
    return versions_seen(eyes_of(actor)).all()


def in_force(actor: User | None, assessment: Assessment) -> Version | None:
    """What counts as in force to `actor`: for the owner's people what is, for others what they are shown."""
    is_own = assessment.owner_id in _agencies_of(actor)
    return assessment.current if is_own else assessment.shown


def with_in_force(assessments: Iterable[Assessment], actor: User | None) -> Iterator[Assessment]:
    """Each with `in_force` as `actor` may know it: a list must not name a version one is not shown."""
    listed, own = list(assessments), _agencies_of(actor)
    older = {
        each.shown_id for each in listed if each.owner_id not in own and each.shown_id != each.current_id
    }
    shown = _with_base(older - {None})  # of very few, so that no list joins it
    for each in listed:
        is_in_force = each.owner_id in own or each.shown_id == each.current_id
        each.in_force = each.current if is_in_force else shown.get(each.shown_id)
        yield each


def _with_base(versions: set[UUID]) -> dict[UUID, Version]:
    related = Version.objects.select_related("schema", "base__assessment__owner", "base__weighing")
    return related.in_bulk(versions) if versions else {}


def showing_what_is_in_force(actor: User | None) -> QuerySet[Assessment]:
    """The visible ones whose version in force `actor` may see, and not an older one instead."""
    is_shown = Q(shown=F("current")) | Q(owner__in=_agencies_of(actor))
    return visible(actor).filter(is_shown, current__isnull=False)


def _agencies_of(actor: User | Guest | None) -> frozenset[UUID]:
    """Ids of the agencies whose assessments `actor` reads as one of their own people."""
    return policy.agencies_with(actor, Permission.VIEW)


def named_in_lineage(actor: User | None) -> Q:
    """Which of the visible ones are named among those who build on another (ADR 11).

    Not those whose owner asked not to be, but to the owner itself, and where they are open to everyone.
    """
    own = _agencies_of(actor)
    return Q(owner__is_named_in_lineage=True) | Q(visibility=Visibility.PUBLIC) | Q(owner__in=own)


def find(actor: User | None, assessment: UUID | str) -> Assessment:
    """The assessment, if `actor` may see it; NotFound otherwise, whether absent or forbidden."""
    if not _is_id(assessment):
        raise absent_assessment()
    found = _only(visible(actor).select_related(*_WITH_ASSESSMENT).filter(pk=assessment))
    if found is None:
        raise absent_assessment(assessment)
    return found


def find_known(actor: User | None, assessment: UUID | str) -> Assessment:
    """The assessment, if `actor` may know of it, with `is_entry`; NotFound otherwise."""
    if not _is_id(assessment):
        raise absent_assessment()
    found = _only(known(actor).select_related(*_WITH_ASSESSMENT).filter(pk=assessment))
    if found is None:
        raise absent_assessment(assessment)
    return found


def find_version(actor: User | None, version: UUID | str) -> Version:
    """The version, if `actor` may see it; NotFound otherwise, whether absent or forbidden."""
    if not _is_id(version):
        raise absent_version()
    query = visible_versions(actor).select_related("assessment__owner", "review", "author")
    found = _only(query.filter(pk=version))
    if found is None:
        raise absent_version(version)
    return found


def find_linked(guest: Guest) -> Version | None:
    """The newest version the guest's link shows; None when its owner has taken back what it showed."""
    related = ("assessment__owner", "review", "author")
    return visible_versions(guest).select_related(*related).order_by("-number").first()


def find_draft(actor: User | None, assessment: UUID | str) -> Draft:
    """The open draft, for the owner's people; NotFound for all others, whether there is one or not."""
    related = (*(f"assessment__{name}" for name in _WITH_ASSESSMENT), "updated_by", "parent", "base")
    if _is_id(assessment):
        ours = Draft.objects.filter(assessment=assessment, assessment__owner__in=_agencies_of(actor))
        if draft := _only(ours.select_related(*related)):
            return draft
    check_is_own(actor, find(actor, assessment))
    raise NotFound("draft.absent", _("There is no open draft."))


def _only(one: QuerySet[Thing]) -> Thing | None:
    """The one there is, if any; `.first()` would have them put in order."""
    return next(iter(one), None)


def check_is_own(actor: User | None, assessment: Assessment) -> None:
    """What only the owner's people read (drafts, comments, advice, follow-up) does not exist for others."""
    if reading_of(actor, assessment) is not Reading.FULL:
        raise NotFound(
            "assessment.not_own",
            _("There is nothing here, or you may not see it."),
            about=("assessments.Assessment", assessment.pk),
        )


def reading_of(actor: User | Guest | None, assessment: Assessment) -> Reading:
    """Which of the three readings `actor` gets: full for the owner's people, else members or public.

    A guest is no member, so she gets the public one: nobody knows who else has her link.
    """
    if policy.may(actor, Permission.VIEW, assessment.owner):
        return Reading.FULL
    return Reading.MEMBERS if policy.is_member(actor) else Reading.PUBLIC


def _is_id(key: UUID | str) -> bool:
    try:
        return bool(UUID(str(key)))
    except ValueError:
        return False


def absent_assessment(asked: UUID | str | None = None) -> NotFound:
    """What is said of an assessment that is not there, or not the actor's to see; `asked` is its id."""
    about = ("assessments.Assessment", asked) if asked else None
    return NotFound(
        "assessment.absent", _("There is no such assessment, or you may not see it."), about=about
    )


def absent_version(asked: UUID | str | None = None) -> NotFound:
    """What is said of a version that is not there, or not the actor's to see; `asked` is its id."""
    about = ("assessments.Version", asked) if asked else None
    return NotFound("version.absent", _("There is no such version, or you may not see it."), about=about)
