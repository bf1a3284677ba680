"""Saying ahead what ends by itself: that an agency is shown something, and that something is withheld.

Each is told in a transaction of its own, marked by a conditional update: begun again it tells nobody twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from assessments.access import LINKED_STATES
from assessments.actions.tell import tell_people, tell_writers
from assessments.checking import outside_of, shown_by_links
from assessments.engine.redact import Reading, withheld_paths
from assessments.models import Assessment, Grant, NoticeKind, Version, Visibility, Withholding
from assessments.models.withholding import marks_of
from registry.access import policy
from registry.access.permissions import Permission
from registry.audit import record

AHEAD = timedelta(days=14)


def warn_of_ends() -> int:
    """Tell agencies of what they are soon shown no longer, and owners of what they soon withhold no longer.

    Two weeks ahead; returns how many ends were told of.
    """
    today = timezone.localdate()
    agencies = sum(_warn_agency(each) for each in _ending_grants(today))
    return agencies + sum(_warn_owner(found, last) for found, last in _ending_withholdings(today))


def _ending_grants(today: date) -> Iterator[Grant]:
    """Those that soon end, of what is shown to nobody but agencies that are named."""
    ending = Grant.objects.filter(until__range=(today, today + AHEAD), is_end_told=False)
    shown = ending.filter(assessment__visibility=Visibility.NAMED, assessment__shown__isnull=False)
    yield from shown.select_related("assessment__owner", "agency").order_by("until", "pk")


@transaction.atomic
def _warn_agency(grant: Grant) -> bool:
    if not Grant.objects.filter(pk=grant.pk, until=grant.until, is_end_told=False).update(is_end_told=True):
        return False
    about = grant.assessment
    detail = {"named": grant.agency_id, "until": grant.until}
    record(verb="agency_warned", obj=about, by=None, agency=about.owner, **detail)
    tell_writers(kind=NoticeKind.ENDING, assessment=about, version=None, by=None, agency=grant.agency)
    return True


def _ending_withholdings(today: date) -> Iterator[tuple[Assessment, date]]:
    """What shows others more within two weeks than today, with the last of the days on which it withholds."""
    until = today + AHEAD
    at_once = Withholding.objects.filter(lifted_at=None, until__range=(today, until))
    frozen = Version.objects.filter(marks_end__isnull=False, review__state__in=LINKED_STATES)
    either = Q(pk__in=at_once.values("assessment")) | Q(pk__in=frozen.values("assessment"))
    for assessment in Assessment.objects.filter(either).select_related("owner").order_by("pk"):
        seen = {*outside_of(assessment).versions, *shown_by_links(assessment).versions}
        days = {day for each in seen for day in _days(each) if today <= day <= until}
        told = assessment.withheld_end_told or date.min
        if days and max(days) > told and any(_shows_more(each, max(days)) for each in seen):
            yield assessment, max(days)


def _days(version: Version) -> Iterator[date]:
    """The last days of whatever is withheld of it for a time."""
    yield from (date.fromisoformat(day) for day in version.marks_end or ())
    yield from (each.until for each in version.assessment.withholdings.all() if each.until and each.stands())


def _shows_more(version: Version, last: date) -> bool:
    """Whether others read more of it on the day after `last` than today."""
    content, schema = version.content, version.parsed_schema
    after = timezone.make_aware(datetime.combine(last + timedelta(days=1), time(12)))
    then = marks_of(version.assessment, content, schema, after)
    return bool(version.withheld(Reading.MEMBERS) - withheld_paths(content, schema, Reading.MEMBERS, then))


@transaction.atomic
def _warn_owner(assessment: Assessment, last: date) -> bool:
    still = Assessment.objects.filter(pk=assessment.pk, withheld_end_told=assessment.withheld_end_told)
    if not still.update(withheld_end_told=last):
        return False
    record(verb="owner_warned", obj=assessment, by=None, agency=assessment.owner, until=last)
    owner = assessment.owner_id
    writers, sharers = (
        policy.people_with(each, [owner])[owner] for each in (Permission.EDIT, Permission.SHARE)
    )
    tell_people(
        kind=NoticeKind.UNCOVERING, assessment=assessment, version=None, by=None, people={*writers, *sharers}
    )
    return True
