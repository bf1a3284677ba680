"""Who may order and fetch files: whoever may read the version, at the moment of asking."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.access import reading_of, visible_versions
from assessments.engine.redact import Reading
from assessments.models import Version
from assessments.models.withholding import in_effect
from exports.models import Export, ExportQuerySet
from registry.errors import NotFound, NotPermitted
from registry.models import User


def check_is_known(actor: User) -> None:
    """Refuse the anonymous and the deactivated: a file is made for someone who can fetch it.

    The version itself asks whether she may read it.
    """
    if not (actor.is_authenticated and actor.is_active):
        raise NotPermitted("export.sign_in", _("Sign in to order a file."))


def own_orders(actor: User) -> ExportQuerySet:
    """The actor's own orders of versions she may read now (both of them, when compared), newest first."""
    seen = visible_versions(actor).values("pk")
    alone = Q(compared_with__isnull=True)
    return Export.objects.of(actor).filter(alone | Q(compared_with__in=seen), version__in=seen)


def readings_of(actor: User, version: Version, compared_with: Version | None) -> tuple[str, str]:
    """How the actor reads the version, and what it is compared with ("" when with nothing)."""
    other = str(reading_of(actor, compared_with.assessment)) if compared_with else ""
    return str(reading_of(actor, version.assessment)), other


def withheld_from(actor: User, version: Version, compared_with: Version | None) -> list[int]:
    """What is withheld at once, by its numbers, from the actor in a file about these versions.

    Such a file also shows words of the version that was built on.
    """
    versions = [each for each in (version, compared_with, version.base) if each is not None]
    others = {each.assessment_id: each.assessment for each in versions}.values()
    return in_effect(each for each in others if reading_of(actor, each) is not Reading.FULL)


def check_is_own(actor: User, export: Export) -> None:
    """Refuse (404) anybody else's order."""
    if export.ordered_by_id != actor.pk:
        raise NotFound("export.absent", _("There is no such order, or you may not see it."))


def find_export(actor: User, export: UUID | str) -> Export:
    """The actor's own order; NotFound for anybody else's, and once its version is no longer visible."""
    found = own_orders(actor).filter(pk=export).first()
    if found is None:
        raise NotFound("export.absent", _("There is no such order, or you may not see it."))
    return found
