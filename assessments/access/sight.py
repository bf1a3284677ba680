"""Who may see what: lists, counts and look-ups from one predicate. What one may not see is absent."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from assessments.engine.redact import Reading
from assessments.lifecycle import State
from assessments.models import Assessment, Draft, Version, Visibility
from registry.access import policy
from registry.access.permissions import Permission
from registry.errors import NotFound

if TYPE_CHECKING:
    from registry.models import User

SHOWN_STATES = (State.APPROVED, State.SUPERSEDED)  # what anyone but the owner's people may ever see


def shown_to(actor: User | None) -> list[Visibility]:
    """How widely an agency must show something for `actor` to see it, whatever agency she belongs to."""
    return [Visibility.PUBLIC, Visibility.MEMBERS] if policy.is_member(actor) else [Visibility.PUBLIC]


def shows_to(actor: User | None, assessment: Assessment) -> bool:
    """Whether its owner shows the actor what is in force of it, be there anything in force or not."""
    return assessment.visibility in shown_to(actor)


def _shown_to_others(actor: User | None) -> Q:
    """Visibility alone: what is approved and shown to everyone, or to members when the actor is one."""
    return Q(visibility__in=shown_to(actor), current__isnull=False)


def branches(actor: User | None) -> list[Q]:
    """The disjoint-enough reasons an assessment is visible, each one answered by one index."""
    own = policy.agencies_with(actor, Permission.VIEW)
    mine = [Q(owner__in=own)] if own else []
    return [*mine, _shown_to_others(actor)]


def visible(actor: User | None) -> QuerySet[Assessment]:
    """Every assessment `actor` may see, as a queryset; the only door to lists, counts and look-ups."""
    condition = Q(pk__in=[])
    for branch in branches(actor):
        condition |= branch
    return Assessment.objects.filter(condition)


def visible_versions(actor: User | None) -> QuerySet[Version]:
    """Every version `actor` may see: all of one's own agency's, of others only what is or was in force."""
    own = policy.agencies_with(actor, Permission.VIEW)
    return Version.objects.filter(
        Q(assessment__owner__in=own)
        | Q(
            assessment__visibility__in=shown_to(actor),
            assessment__current__isnull=False,
            review__state__in=SHOWN_STATES,
        )
    )


def named_in_lineage(actor: User | None) -> Q:
    """Which of the visible ones are named among those who build on another (ADR 11).

    Not those whose owner asked not to be, but to the owner itself, and where they are open to everyone.
    """
    own = policy.agencies_with(actor, Permission.VIEW)
    return Q(owner__is_named_in_lineage=True) | Q(visibility=Visibility.PUBLIC) | Q(owner__in=own)


def find(actor: User | None, assessment: UUID | str) -> Assessment:
    """The assessment, if `actor` may see it; NotFound otherwise, whether absent or forbidden."""
    if not _is_id(assessment):
        raise absent_assessment()
    found = visible(actor).select_related("owner", "current").filter(pk=assessment).first()
    if found is None:
        raise absent_assessment()
    return found


def find_version(actor: User | None, version: UUID | str) -> Version:
    """The version, if `actor` may see it; NotFound otherwise, whether absent or forbidden."""
    if not _is_id(version):
        raise absent_version()
    query = visible_versions(actor).select_related("assessment__owner", "review", "author")
    found = query.filter(pk=version).first()
    if found is None:
        raise absent_version()
    return found


def find_draft(actor: User | None, assessment: UUID | str) -> Draft:
    """The open draft, for the owner's people; NotFound for all others, whether there is one or not."""
    found = find(actor, assessment)
    check_is_own(actor, found)
    draft = Draft.objects.select_related("updated_by", "parent", "base").filter(assessment=found).first()
    if draft is None:
        raise NotFound("draft.absent", _("There is no open draft."))
    draft.assessment = found
    return draft


def check_is_own(actor: User | None, assessment: Assessment) -> None:
    """What only the owner's people read (drafts, comments, advice, follow-up) does not exist for others."""
    if reading_of(actor, assessment) is not Reading.FULL:
        raise NotFound("assessment.not_own", _("There is nothing here, or you may not see it."))


def reading_of(actor: User | None, assessment: Assessment) -> Reading:
    """Which of the three readings `actor` gets: full for the owner's people, else members or public."""
    if policy.may(actor, Permission.VIEW, assessment.owner):
        return Reading.FULL
    return Reading.MEMBERS if policy.is_member(actor) else Reading.PUBLIC


def _is_id(key: UUID | str) -> bool:
    try:
        return bool(UUID(str(key)))
    except ValueError:
        return False


def absent_assessment() -> NotFound:
    """What is said of an assessment that is not there, or not the actor's to see."""
    return NotFound("assessment.absent", _("There is no such assessment, or you may not see it."))


def absent_version() -> NotFound:
    """What is said of a version that is not there, or not the actor's to see."""
    return NotFound("version.absent", _("There is no such version, or you may not see it."))
