"""What stands around every page about one assessment: name, state, tabs, and what may be done now."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import access
from assessments.actions.at_once import check_can_withhold_at_once
from assessments.lifecycle import State
from assessments.models import Assessment, Draft, Version, Watch
from assessments.pages.listing import standing_of
from assessments.proposing import proposals, waiting_for
from assessments.reading import upstream_of
from registry.access import policy
from registry.access.permissions import Permission
from registry.models import Language, Notify, User


def frame_of(
    request: HttpRequest, assessment: Assessment, *, tab: str, version: Version | None = None
) -> dict[str, Any]:
    """Context for `assessments/frame.html`: the tabs, the state and the deeds that are allowed."""
    actor = request.user
    is_own = policy.may(actor, Permission.VIEW, assessment.owner)
    distance = upstream_of(assessment, actor)
    draft = (
        Draft.objects.filter(assessment=assessment).select_related("updated_by").first() if is_own else None
    )
    return {
        "assessment": assessment,
        "assessed": assessment.assessed.select_related("solution"),
        "is_own": is_own,
        "open_draft": draft,
        "tab": tab,
        "tabs": _tabs(assessment, draft, tab),
        "version": version,
        "in_force": access.in_force(actor, assessment),
        "standing": standing_of(_state(actor, assessment, version, tab)),
        "written_in": _written_in(assessment, draft if tab == "draft" else version),
        "language_label": Language(draft.language).label if draft else "",
        "upstream": distance.told if distance else None,
        "distance": distance,
        "watching": _watching(actor, assessment),
        "proposals": _proposals(actor, assessment) if is_own else {},
        **_deeds(actor, assessment, draft, version),
    }


def trail_to(assessment: Assessment, *more: tuple[object, str]) -> list[tuple[object, str]]:
    """Breadcrumbs from the catalogue to a page about the assessment."""
    return [
        (_("Catalogue"), reverse("assessments:catalogue")),
        (assessment.title, reverse("assessments:assessment", args=[assessment.pk])),
        *more,
    ]


def _tabs(assessment: Assessment, draft: Draft | None, here: str) -> list[dict[str, object]]:
    tabs = [("read", _("Read"), "assessment")] if assessment.current_id or not draft else []
    tabs += [("draft", _("Draft"), "draft")] if draft else []
    tabs += [("history", _("History"), "history"), ("lineage", _("Lineage"), "lineage")]
    return [
        {"label": label, "href": reverse(f"assessments:{name}", args=[assessment.pk]), "here": key == here}
        for key, label, name in tabs
    ]


def _written_in(assessment: Assessment, shown: Draft | Version | None) -> str:
    """The language of the text on the page; where it is about the whole assessment, of what is in force."""
    return shown.language if shown else assessment.language


def is_told_by_role(actor: User, assessment: Assessment) -> bool:
    """Whether one is told of it without watching it: those who write in the agency that owns a fork."""
    return assessment.upstream_id is not None and policy.may(actor, Permission.EDIT, assessment.owner)


def _watching(actor: User, assessment: Assessment) -> str:
    """Whether the reader is told of what happens here: "yes", "no", or "" for nobody we know."""
    if not actor.is_authenticated:
        return ""
    how = Watch.objects.filter(user=actor, assessment=assessment).values_list("how", flat=True).first()
    if how is None:
        return "yes" if is_told_by_role(actor, assessment) else "no"
    return "no" if how == Notify.NEVER else "yes"


def _state(actor: User, assessment: Assessment, version: Version | None, tab: str) -> str:
    """The state of the version shown; of the assessment where the page is about all of it."""
    if version is not None:
        return str(version.review.state)
    in_force = access.in_force(actor, assessment) if tab in ("history", "lineage") else None
    if in_force is None:
        return "draft"
    return (State.APPROVED if in_force.pk == assessment.current_id else State.SUPERSEDED).value


def _proposals(actor: User, assessment: Assessment) -> dict[str, object]:
    """Whether there are any to read, how many the reader may answer, and whether she may send one."""
    return {
        "any": proposals(actor, about=assessment).exists(),
        "waiting": waiting_for(actor).filter(target=assessment).count(),
        "may_propose": bool(assessment.upstream_id)
        and access.is_allowed(access.check_can_propose, actor, assessment),
    }


def _deeds(
    actor: object, assessment: Assessment, draft: Draft | None, version: Version | None
) -> dict[str, bool]:
    may = access.is_allowed
    return {
        "may_edit": bool(draft) and may(access.check_can_edit, actor, assessment),
        "may_submit": bool(draft) and may(access.check_can_submit, actor, assessment),
        "may_revise": not draft and may(access.check_can_revise, actor, assessment),
        "may_share": may(access.check_can_share, actor, assessment),
        "may_follow_up": bool(assessment.current_id) and may(access.check_can_follow_up, actor, assessment),
        "may_fork": bool(version) and bool(policy.agencies_with(actor, Permission.CREATE)),
        "may_withdraw": bool(version) and may(access.check_can_withdraw, actor, version),
        "may_close": bool(version) and may(check_can_withhold_at_once, actor, assessment),
        "may_export": bool(version) and getattr(actor, "is_authenticated", False),
    }
