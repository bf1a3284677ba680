"""What the worker does for the archive: tell those whom a deed concerns, send letters, weigh, tidy."""

from __future__ import annotations

from uuid import UUID

from assessments import actions
from assessments.access import Circle
from assessments.models import NoticeKind, Version
from registry.jobs import Progress
from registry.models import Job, Notify


def tell(job: Job, progress: Progress) -> None:
    """Write the notices of one deed, and weigh what came of it for those who build on older versions.

    The moment it was ordered names the notices, so that none is written twice.
    """
    given = job.payload
    version = Version.objects.select_related("assessment__owner").get(pk=given["version"])
    shown = Circle(given["shown"], frozenset(UUID(agency) for agency in given.get("named", ())))
    actions.fan_out(
        kind=NoticeKind(given["kind"]), version=version, shown=shown, at=job.created, by=job.by,
        step=lambda: progress(50, ""),
    )  # fmt: skip
    actions.weigh(assessment=version.assessment_id, step=lambda: progress(90, ""))


def weigh(job: Job, progress: Progress) -> None:
    """Weigh the newest version against what is built on."""
    actions.weigh(assessment=UUID(job.payload["assessment"]), step=lambda: progress(50, ""))


def mail(job: Job, progress: Progress) -> None:
    """Send the letters of one order."""
    actions.send_letters(
        people=job.payload["people"], how=Notify(job.payload["how"]), step=lambda: progress(50, "")
    )


def remind(job: Job, progress: Progress) -> None:
    """Remind owners of requests that wait, and agencies of what they are soon shown no longer."""
    actions.remind_of_requests()
    actions.warn_of_ends()


def digest(job: Job, progress: Progress) -> None:
    """Order the letters of those who want one a day."""
    actions.order_digests()


def forget(job: Job, progress: Progress) -> None:
    """Delete the notices that are past their age."""
    actions.forget_notices(step=lambda: progress(50, ""))
