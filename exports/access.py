"""Who may order and fetch files: whoever may read what is in them, at the moment of asking."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from assessments import access
from assessments.engine.redact import Reading
from assessments.models.withholding import in_effect
from exports.models import DraftState, Export, ExportQuerySet, Frozen, TrailFile
from registry.access import policy
from registry.access.permissions import Permission
from registry.errors import NotFound, NotPermitted
from registry.models import User


def check_is_known(actor: User) -> None:
    """Refuse the anonymous and the deactivated: a file is made for someone who can fetch it.

    The text itself asks whether she may read it.
    """
    if not (actor.is_authenticated and actor.is_active):
        raise NotPermitted("export.sign_in", _("Sign in to order a file."))


def own_orders(actor: User) -> ExportQuerySet:
    """The actor's own orders of what she may read now (both sides, when compared), newest first."""
    seen = access.visible_versions(actor).values("pk")
    return Export.objects.of(actor).filter(
        Q(version__in=seen) | policy.visible_owner_q(actor, field="draft__assessment__owner"),
        Q(compared_with=None, compared_draft=None)
        | Q(compared_with__in=seen)
        | policy.visible_owner_q(actor, field="compared_draft__assessment__owner"),
    )


def find_side(actor: User, side: Frozen) -> Frozen:
    """The text, if the actor may read it now; NotFound otherwise.

    A draft as it stood is for the owner's people, as the draft was, also once it has moved on.
    """
    if isinstance(side, DraftState):
        access.check_is_own(actor, side.assessment)
        return side
    return access.find_version(actor, side.pk)


def readings_of(actor: User, side: Frozen, other: Frozen | None) -> tuple[str, str]:
    """As whom the actor reads the text, and what it is compared with ("" when with nothing)."""
    compared = str(access.reading_of(actor, other.assessment)) if other else ""
    return str(access.reading_of(actor, side.assessment)), compared


def withheld_from(actor: User, side: Frozen, other: Frozen | None) -> list[int]:
    """What is withheld at once, by its numbers, from the actor in a file about these texts.

    Such a file also shows words of the version that was built on.
    """
    assessments = {each.assessment_id: each.assessment for each in with_base(side, other)}
    shut = (each for each in assessments.values() if access.reading_of(actor, each) is not Reading.FULL)
    return in_effect(shut)


def with_base(side: Frozen, other: Frozen | None) -> list[Frozen]:
    """The texts that a file about these shows words of."""
    base = None if isinstance(side, DraftState) else side.base
    return [each for each in (side, other, base) if each is not None]


def check_is_own(actor: User, export: Export) -> None:
    """Refuse (404) anybody else's order."""
    if export.ordered_by_id != actor.pk:
        raise NotFound("export.absent", _("There is no such order, or you may not see it."))


def find_export(actor: User, export: UUID | str) -> Export:
    """The actor's own order; NotFound for anybody else's, and once she may not read what it is of."""
    found = own_orders(actor).filter(pk=export).first()
    if found is None:
        raise NotFound("export.absent", _("There is no such order, or you may not see it."))
    return found


def own_trail_files(actor: User) -> QuerySet[TrailFile]:
    """The actor's own orders of trails she may read now, newest first."""
    agencies = policy.agencies_with(actor, Permission.VIEW_TRAIL)
    mine = TrailFile.objects.filter(ordered_by=actor, agency__in=agencies)
    return mine.select_related("agency", "job").order_by("-created", "-id")


def find_trail_file(actor: User, file: UUID | str) -> TrailFile:
    """The actor's own order; NotFound for anybody else's, and once she may not read that trail any more."""
    found = own_trail_files(actor).filter(pk=file).first()
    if found is None:
        raise NotFound("export.absent", _("There is no such order, or you may not see it."))
    return found
