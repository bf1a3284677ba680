"""What has changed since something the reader knows: what was approved, or what she last read."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from assessments import access
from assessments.comparing import Side, comparison, name_of
from assessments.models import Version
from assessments.pages.shown import reader_language
from assessments.telling import told
from registry.access import policy
from registry.access.permissions import Permission
from registry.models import User


@dataclass(frozen=True)
class Since:
    """What it comes to in words, the number of the version it is held against, and the way to all of it."""

    told: str
    number: int
    href: str


def address_of(old: Side, new: Side) -> str:
    """Where the two are compared."""
    return f"{reverse('assessments:compare')}?{urlencode({'from': name_of(old), 'to': name_of(new)})}"


def where_to_pull(old: Side, new: Side, actor: User | None) -> str:
    """Where a fork among the two takes over from the other one, for the fork's people; else ""."""
    for fork, source in ((new, old), (old, new)):
        upstream = fork.assessment.upstream
        is_built_on = upstream is not None and upstream.assessment_id == source.assessment_id
        if (
            is_built_on
            and isinstance(source, Version)
            and policy.may(actor, Permission.VIEW, fork.assessment.owner)
        ):
            return (
                f"{reverse('assessments:pull', args=[fork.assessment_id])}?{urlencode({'from': source.pk})}"
            )
    return ""


def since_approval(side: Side, actor: User | None) -> Since | None:
    """How a draft, or a version newer than the one in force, differs from that; None when it does not."""
    approved = access.in_force(actor, side.assessment)
    if approved is None or (isinstance(side, Version) and side.number <= approved.number):
        return None
    return _since(access.find_version(actor, approved.pk), side, actor)


def since_last_read(side: Version, before: Version | None, actor: User | None) -> Since | None:
    """How a version differs from an older one the reader has read; None when that is hidden now."""
    if before is None or before.number >= side.number:
        return None
    if not access.is_allowed(access.find_version, actor, before.pk):
        return None
    return _since(access.find_version(actor, before.pk), side, actor)


def _since(old: Version, new: Side, actor: User | None) -> Since | None:
    compared = comparison(old, new, actor, is_read=False)
    if compared.summary.is_empty:
        return None
    words = told(compared.summary, compared.schema, reader_language())
    return Since(words, old.number, address_of(old, new))
