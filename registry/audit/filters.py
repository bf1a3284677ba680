"""What one asks of a trail: by whom, what, when and about what. One reading for pages, API and files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.errors import Invalid
from registry.models import Agency, Event

NAMES = ("who", "verb", "since", "until", "object")


@dataclass(frozen=True)
class Filters:
    """`who` is a person's id; `since` and `until` are days, both included; `object` is `kind:id`."""

    who: str = ""
    verb: str = ""
    since: str = ""
    until: str = ""
    object: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Filters:
        """The filters among what was asked; raises Invalid, located, for one that cannot be read."""
        filters = cls(**{name: str(given.get(name) or "").strip() for name in NAMES})
        filters._check()
        return filters

    @property
    def as_plain(self) -> dict[str, str]:
        """Those that are set."""
        return {name: value for name in NAMES if (value := getattr(self, name))}

    def applied_to(self, events: QuerySet[Event]) -> QuerySet[Event]:
        """The events that pass."""
        if self.who:
            events = events.filter(who=UUID(self.who))
        if self.verb:
            events = events.filter(verb=self.verb)
        if self.since:
            events = events.filter(at__gte=_midnight(date.fromisoformat(self.since)))
        if self.until:
            events = events.filter(at__lt=_midnight(date.fromisoformat(self.until) + timedelta(days=1)))
        if self.object:
            kind, _colon, key = self.object.partition(":")
            events = events.filter(object_type=kind, object_id=key)
        return events

    def _check(self) -> None:
        if self.who and not _reads(UUID, self.who):
            raise _malformed("who", _("This is not the id of a person."))
        for name in ("since", "until"):
            if (day := getattr(self, name)) and not _reads(_day, day):
                raise _malformed(name, _("Write the day as 2026-01-31."))
        if self.object and (":" not in self.object or "\x00" in self.object):
            raise _malformed("object", _("Write the kind and the id with a colon between."))


def trail_of(actor: object, agency: Agency, filters: Filters) -> QuerySet[Event]:
    """What `actor` may read of the agency's trail and passes the filters; nothing without VIEW_TRAIL."""
    return filters.applied_to(Event.objects.visible_to(actor).of_agency(agency))


def _day(text: str) -> date:
    day = date.fromisoformat(text)
    if not 1900 <= day.year <= 2999:
        raise ValueError(text)
    return day


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _reads(reader: object, text: str) -> bool:
    try:
        reader(text)  # type: ignore[operator]
    except ValueError:
        return False
    return True


def _malformed(where: str, message: str) -> Invalid:
    return Invalid("trail.filter_malformed", message, where=where)
