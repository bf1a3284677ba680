"""What waits for a person, by the roles she holds: one query per kind of task.

Of what is built on others, only the content knows whether it is answered for (four queries a draft).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from assessments.asking import waiting_requests
from assessments.inherited import awaits_confirmation
from assessments.lifecycle import State
from assessments.models import Assessment, Draft, Version
from assessments.proposing import waiting_for as proposals_to_answer
from registry.access import policy
from registry.access.permissions import Permission
from registry.models import User

MOST = 50  # of each kind; nobody works through more at once


@dataclass(frozen=True)
class Task:
    """One thing to do: about which assessment, where, and a word on it."""

    assessment: Assessment
    href: str
    note: str


@dataclass(frozen=True)
class Group:
    """Tasks of one kind."""

    key: str
    heading: str
    tasks: tuple[Task, ...]


def waiting_for(actor: User, today: date | None = None) -> list[Group]:
    """The groups that hold anything, the most pressing first."""
    awaiting, others = _open_drafts(actor)
    groups = [
        Group("approval", _("For your decision"), _to_decide(actor)),
        Group("advice", _("For your advice"), _to_advise(actor)),
        Group("answer", _("Advice to answer"), _to_answer(actor)),
        Group("access", _("Requests to see an assessment"), _asked_for(actor)),
        Group("proposals", _("Proposals to answer"), _proposed(actor)),
        Group("confirm", _("To be confirmed"), _to_confirm(awaiting)),
        Group("drafts", _("Drafts to go on with"), _to_write(others)),
        Group("overdue", _("Review is overdue"), _overdue(actor, today or timezone.localdate())),
    ]
    return [group for group in groups if group.tasks]


def _submitted(actor: User, permission: Permission) -> QuerySet[Version]:
    return (
        Version.objects.filter(
            assessment__owner__in=policy.agencies_with(actor, permission), review__state=State.SUBMITTED
        )
        .select_related("assessment__owner", "author")
        .order_by("created")
    )


def _to_decide(actor: User) -> tuple[Task, ...]:
    found = _submitted(actor, Permission.APPROVE).exclude(author=actor)[:MOST]
    return tuple(_case(version) for version in found)


def _to_advise(actor: User) -> tuple[Task, ...]:
    found = _submitted(actor, Permission.ADVISE).filter(assessment__kind="dpia", advice__isnull=True)[:MOST]
    return tuple(_case(version) for version in found)


def _to_answer(actor: User) -> tuple[Task, ...]:
    found = _submitted(actor, Permission.EDIT).filter(advice__isnull=False, advice__response__isnull=True)
    return tuple(_case(version) for version in found.distinct()[:MOST])


def _case(version: Version) -> Task:
    note = _("Version %(number)s, submitted by %(name)s") % {
        "number": version.number,
        "name": version.author.name,
    }
    return Task(version.assessment, reverse("assessments:review", args=[version.pk]), note)


def _proposed(actor: User) -> tuple[Task, ...]:
    return tuple(
        Task(
            each.target,
            reverse("assessments:proposal", args=[each.pk]),
            _("“%(title)s”, from %(agency)s") % {"title": each.title, "agency": each.source.owner.name},
        )
        for each in proposals_to_answer(actor)[:MOST]
    )


def _asked_for(actor: User) -> tuple[Task, ...]:
    return tuple(
        Task(
            each.assessment,
            reverse("assessments:access-request", args=[each.pk]),
            _("Asked by %(agency)s on %(date)s")
            % {"agency": each.agency.name, "date": formats.date_format(timezone.localtime(each.at).date())},
        )
        for each in waiting_requests(actor)[:MOST]
    )


def _open_drafts(actor: User) -> tuple[list[Draft], list[Draft]]:
    """The drafts where something inherited is unanswered, and the others; the newest first."""
    own = policy.agencies_with(actor, Permission.EDIT)
    found = Draft.objects.filter(assessment__owner__in=own).order_by("-updated")
    with_all = found.select_related("assessment__owner", "base__assessment", "updated_by")
    drafts = with_all.prefetch_related("assessment__picked")[:MOST]
    awaiting = [draft for draft in drafts if awaits_confirmation(draft)]
    return awaiting, [draft for draft in drafts if draft not in awaiting]


def _to_confirm(drafts: list[Draft]) -> tuple[Task, ...]:
    built, picked = _("Built on another agency’s assessment"), _("Rows picked from the scenario bank")
    return tuple(
        Task(
            draft.assessment,
            reverse("assessments:confirm", args=[draft.pk]),
            built if draft.base_id else picked,
        )
        for draft in drafts
    )


def _to_write(drafts: list[Draft]) -> tuple[Task, ...]:
    return tuple(
        Task(
            draft.assessment,
            reverse("assessments:edit-first", args=[draft.pk]),
            _("Last changed by %(name)s") % {"name": draft.updated_by.name},
        )
        for draft in drafts
    )


def _overdue(actor: User, today: date) -> tuple[Task, ...]:
    own = policy.agencies_with(actor, Permission.EDIT) | policy.agencies_with(actor, Permission.APPROVE)
    found = Assessment.objects.filter(owner__in=own, current__isnull=False, review_due__lt=today)
    return tuple(
        Task(
            each,
            reverse("assessments:assessment", args=[each.pk]),
            _("Should have been reviewed by %(date)s") % {"date": formats.date_format(each.review_due)},
        )
        for each in found.select_related("owner").order_by("review_due")[:MOST]
    )
