"""Links that show an assessment to somebody without an account: made, revoked, lost, and opened (ADR 22)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from assessments.access import LINKED_STATES, absent_link, check_can_share
from assessments.actions.name_agency import REASON_LIMIT, check_ahead
from assessments.asking import in_a_year
from assessments.checking import check_may_show, of_link, outside_of
from assessments.models import Assessment, ShareLink, Version
from registry.actions.brake import Brake
from registry.actions.given import line, text
from registry.actions.token import MARK, hash_of
from registry.audit import entrance, record
from registry.errors import Conflict, Invalid
from registry.models import User

FOR_WHOM_LIMIT = 200  # characters


@transaction.atomic
def make_share_link(
    *,
    assessment: Assessment,
    version: int,
    until: date | None,
    for_whom: str,
    by: User,
    reason: str = "",
    shows_later: bool = False,
) -> tuple[ShareLink, str]:
    """A link and its secret, which is given out this once; it ends after the day `until`, within a year.

    It shows the version numbered `version`, which is, was, or waits to be in force, and with `shows_later`
    those that come into force after it. Whom the assessment is shown to otherwise stays as it is. What not
    everyone has been shown before is looked through first (assessments.checking).
    """
    check_can_share(by, assessment)
    kept = Assessment.objects.select_for_update(of=("self",)).select_related("owner").get(pk=assessment.pk)
    secret = f"{MARK}_link_{secrets.token_urlsafe(32)}"
    made = ShareLink(
        version=_to_show(kept, version),
        shows_later=shows_later,
        hash=hash_of(secret),
        for_whom=line(for_whom, "for_whom", limit=FOR_WHOM_LIMIT),
        reason=text(reason, "reason", limit=REASON_LIMIT).strip(),
        until=_within_a_year(until),
        by=by,
        at=timezone.now(),
    )
    check_may_show(kept, outside_of(kept), of_link(made), where="version")
    made.save(force_insert=True)
    told = {"link": made.pk, "version": version, "shows_later": shows_later, "until": until}
    record("share_link_made", kept, by, kept.owner, **told)
    return made, secret


@transaction.atomic
def revoke_share_link(*, link: ShareLink, by: User) -> ShareLink:
    """End a link at once, also for those who have it open."""
    assessment = link.version.assessment
    check_can_share(by, assessment)
    if not _end([link.pk], by):
        raise Conflict("share_link.ended", _("This link has ended already."))
    record("share_link_revoked", assessment, by, assessment.owner, link=link.pk)
    link.refresh_from_db()
    return link


def open_share_link(*, link: UUID, secret: str, by: User | None, address: str) -> ShareLink:
    """The link, counted and told, for whoever gives its secret; `by` is who is signed in, if anybody.

    Raises NotFound, the same for a wrong secret and for every link that does not open, or TooMany. The brake
    is on one client's tries at one link: nobody shuts others out, and 256 bits are not guessed anyway.
    """
    brake = Brake("link", person=f"{link} {address}", place=address)
    brake.check()
    found = _proved(link, secret)
    if found is None:
        brake.note_failure()
        raise absent_link(link)
    _count(found, by, address)
    return found


@transaction.atomic
def _count(link: ShareLink, by: User | None, address: str) -> None:
    now = timezone.now()
    counted = ShareLink.objects.live().filter(pk=link.pk).update(opened=F("opened") + 1, last_opened=now)
    if not counted:  # revoked since it was found
        raise absent_link(link.pk)
    assessment = link.version.assessment
    told: dict[str, object] = {"link": link.pk, "network": entrance.network_of(address)}
    if by is None:
        told["anonymous"] = True
    record("share_link_opened", assessment, by, assessment.owner, **told)


def _proved(link: UUID, secret: str) -> ShareLink | None:
    """The live link whose secret this is; as much work for one that is not there as for a wrong secret."""
    found = ShareLink.objects.select_related("version__assessment__owner").filter(pk=link).first()
    kept = found.hash if found else hash_of("")
    is_right = constant_time_compare(hash_of(secret), kept)
    return found if found and is_right and found.is_live else None


def links_in_range(assessment: Assessment) -> dict[UUID, ShareLink]:
    """The live links that show nothing but what the owner shows others anyway, by id."""
    live = ShareLink.objects.of(assessment).live()
    return {
        each.pk: each
        for each in live
        if assessment.shows_number(each.version.number) and each.shows_later <= assessment.shows_later
    }


def end_lost_links(
    assessment: Assessment, by: User, *, is_narrower: bool, before: Iterable[UUID]
) -> dict[str, object]:
    """End what a narrower choice takes back, within the caller's transaction; says which, for the trail.

    A narrower circle ends every link. Fewer versions end those that were in range (`before`) and are no more.
    """
    live = ShareLink.objects.of(assessment).live().values_list("pk", flat=True)
    lost = set(live) if is_narrower else set(before) - set(links_in_range(assessment))
    return {"links_ended": _sorted(lost)} if _end(lost, by) else {}


def _sorted(links: Iterable[UUID]) -> list[UUID]:
    return sorted(links, key=str)


def _end(links: Iterable[UUID], by: User) -> int:
    live = ShareLink.objects.live().filter(pk__in=list(links))
    return live.update(revoked_at=timezone.now(), revoked_by=by)


def _to_show(assessment: Assessment, number: int) -> Version:
    versions = assessment.versions.filter(review__state__in=LINKED_STATES)
    found = versions.filter(number=number).first()
    if found is None:
        raise Invalid(
            "share_link.version_unknown",
            _("Version %(number)s is neither approved nor sent for review.") % {"number": number},
            where="version",
            how=_("Choose one that is or was in force, or waits for an answer."),
        )
    return found


def _within_a_year(until: date | None) -> date:
    if until is None:
        raise Invalid(
            "share_link.until_missing",
            _("A link has a last day."),
            where="until",
            how=_("Choose one within a year."),
        )
    check_ahead(until)
    if until > in_a_year():
        raise Invalid(
            "share_link.until_late",
            _("A link lasts a year at most."),
            where="until",
            how=_("Choose an earlier day."),
        )
    return until


def path_of(link: ShareLink, secret: str) -> str:
    """Where the link opens; the secret stands after the #, which no browser sends to any server."""
    return f"{reverse('assessments:shared', args=[link.pk])}#{secret}"
