"""Whom an assessment is shown to, and from which version on."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import SHOWN_STATES, check_can_share, circle_of
from assessments.actions.classified import check_may_be_kept
from assessments.actions.share_link import end_lost_links, links_in_range
from assessments.actions.showing import settle_shown
from assessments.actions.tell import tell
from assessments.checking import check_may_list, check_may_show, outside_of
from assessments.models import LISTED, Assessment, NoticeKind, Visibility
from registry.actions.given import one_of
from registry.audit import record
from registry.errors import Invalid
from registry.models import User


@transaction.atomic
def share(
    *,
    assessment: Assessment,
    visibility: str,
    by: User,
    shown_from: int | None = None,
    shows_later: bool | None = None,
    listed_to: str | None = None,
) -> Assessment:
    """Show what is approved to nobody else, named agencies, all members or everyone.

    Others are shown the version numbered `shown_from` (1: from the first one on) and, if it `shows_later`,
    later ones; members or everyone may be let know that it exists (`listed_to`), in force or not, without a
    word of its content. None leaves that as it was. Forks made before stay whole.

    Whatever shows somebody something new asks the checklist first (assessments.checking).

    Shown to nobody else, nobody is named any more either: to name one later must not show it to those who
    were named before. Links that show what is now taken back end.
    """
    check_can_share(by, assessment)
    if visibility not in Visibility.values:
        raise Invalid(
            "assessment.visibility_unknown", _("Choose who may see it from the list."), where="visibility"
        )
    locked = Assessment.objects.select_for_update(of=("self",)).select_related("owner", "current", "shown")
    kept = locked.get(pk=assessment.pk)
    if kept.current is not None and _is_narrower(kept.visibility, visibility):
        check_may_be_kept(kept.current.content, kept.current.parsed_schema)
    circle, seen = circle_of(kept), kept.shown
    before, links = outside_of(kept), links_in_range(kept)
    detail = {"from": kept.visibility, "to": visibility, **_change_range(kept, shown_from, shows_later)}
    detail |= _change_listing(kept, listed_to)
    kept.visibility, kept.updated = Visibility(visibility), timezone.now()
    check_may_show(kept, before, outside_of(kept), where="visibility")
    kept.save(update_fields=["visibility", "shown_from", "shows_later", "listed_to", "updated"])
    if kept.visibility == Visibility.PRIVATE:
        detail |= _unname_all(kept)
    is_narrower = _is_narrower(visibility, circle.visibility)
    detail |= end_lost_links(kept, by, is_narrower=is_narrower, before=links)
    settle_shown(kept)
    record(verb="assessment_shared", obj=kept, by=by, agency=kept.owner, **detail)
    if seen is not None and (is_narrower or not kept.shows_number(seen.number)):
        tell(kind=NoticeKind.NARROWED, version=seen, by=by, shown=circle)
    assessment.refresh_from_db()
    return assessment


def _change_range(kept: Assessment, shown_from: int | None, shows_later: bool | None) -> dict[str, object]:
    """Set which versions others are shown; gives what has changed, for the trail."""
    former = (kept.shown_from, kept.shows_later)
    first = kept.shown_from if shown_from is None else shown_from
    approved = kept.versions.filter(number=first, review__state__in=SHOWN_STATES)
    if first not in (1, kept.shown_from) and not approved.exists():
        raise Invalid(
            "share.version_unknown",
            _("Version %(number)s has not been in force.") % {"number": first},
            where="shown_from",
            how=_("Choose one that is or was in force."),
        )
    kept.shown_from, kept.shows_later = first, kept.shows_later if shows_later is None else shows_later
    changed = (kept.shown_from, kept.shows_later) != former
    return {"shown_from": kept.shown_from, "shows_later": kept.shows_later} if changed else {}


def _change_listing(kept: Assessment, listed_to: str | None) -> dict[str, object]:
    """Set who may know that it exists; gives what has changed, for the trail."""
    if listed_to is None or listed_to == kept.listed_to:
        return {}
    former, kept.listed_to = kept.listed_to, one_of(listed_to, "listed_to", [value for value, _l in LISTED])
    if not _is_narrower(kept.listed_to, former):
        check_may_list(kept, kept.title, kept.listed_to, where="listed_to")
    return {"listed_to": kept.listed_to}


def _unname_all(assessment: Assessment) -> dict[str, object]:
    """Take back every grant; says whose, for the trail, when there were any."""
    agencies = list(assessment.grants.values_list("agency", flat=True))
    assessment.grants.all().delete()
    return {"unnamed": agencies} if agencies else {}


def _is_narrower(visibility: str, former: str) -> bool:
    """Whether a circle holds fewer than the former one."""
    return Visibility.values.index(visibility) < Visibility.values.index(former)
