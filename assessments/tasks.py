"""What the worker does for the archive: tell those whom a deed concerns, send letters, weigh, tidy."""

from __future__ import annotations

from uuid import UUID

from assessments import actions
from assessments.models import NoticeKind, Version
from registry.jobs import Progress
from registry.models import Job, Notify


def tell(job: Job, progress: Progress) -> None:
    """Write the notices of one deed, and weigh what came of it for those who build on older versions.

    The moment it was ordered names the notices, so that none is written twice.
    """
    version = Version.objects.select_related("assessment__owner").get(pk=job.payload["version"])
    actions.fan_out(
        kind=NoticeKind(job.payload["kind"]), version=version, shown=job.payload["shown"], at=job.created,
        by=job.by, step=lambda: progress(50, ""),
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


def digest(job: Job, progress: Progress) -> None:
    """Order the letters of those who want one a day."""
    actions.order_digests()


def forget(job: Job, progress: Progress) -> None:
    """Delete the notices that are past their age."""
    actions.forget_notices(step=lambda: progress(50, ""))
