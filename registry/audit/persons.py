"""Events about a person: they stand in the trail of every agency she belongs to."""

from __future__ import annotations

from registry.audit.recording import record
from registry.models import Agency, Event, User


def record_person(verb: str, user: User, by: User | None, **detail: object) -> list[Event]:
    """One event for each agency the person belongs to; of someone who belongs nowhere, one without agency.

    So whoever audits an agency sees when its people come and go, without seeing other agencies' trails.
    """
    agencies = list(Agency.objects.filter(memberships__user=user).distinct().order_by("pk"))
    return [record(verb, user, by, agency, **detail) for agency in agencies or [None]]
