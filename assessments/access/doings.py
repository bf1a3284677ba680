"""Who may do what with assessments: the registry's policy joined with what the state allows.

Each rule is one `check_…` that raises a Refusal a person can act on; `is_allowed` makes the bool for a
button from that same check, so that a page and the API never disagree.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from assessments.access.sight import (
    absent_assessment,
    absent_version,
    check_is_own,
    known,
    visible,
    visible_versions,
)
from assessments.lifecycle import State, Verb, allows
from assessments.models import Assessment, Draft, Proposal, SchemaVersion, Version
from registry.access import policy
from registry.access.permissions import Permission
from registry.errors import Conflict, NotPermitted, Refusal
from registry.models import Event

if TYPE_CHECKING:
    from registry.models import Agency, User

WRITING = (
    "section_saved", "row_added", "row_saved", "row_moved", "row_removed", "item_confirmed", "measures_taken",
    "row_picked", "picked_row_updated",
    "upstream_pulled", "pull_undone", "proposal_taken_up",
)  # fmt: skip


def check_may(actor: User | None, permission: Permission, assessment: Assessment) -> None:
    """Refuse unless `actor` holds `permission` in the owning agency; 404 when not even visible."""
    if policy.may(actor, permission, assessment.owner):
        return
    if not visible(actor).filter(pk=assessment.pk).exists():
        raise absent_assessment(assessment.pk)
    raise NotPermitted(
        "assessment.not_permitted",
        _("Your roles in %(agency)s do not include this.") % {"agency": assessment.owner.name},
        how=_("Ask an administrator of the agency for the role you need."),
        about=("assessments.Assessment", assessment.pk),
    )


def check_can_start(actor: User | None, owner: Agency) -> None:
    """Refuse unless `actor` may create assessments in `owner`."""
    if not policy.may(actor, Permission.CREATE, owner):
        raise NotPermitted(
            "assessment.create_not_permitted",
            _("You may not create assessments in %(agency)s.") % {"agency": owner.name},
            where="owner",
            how=_("Choose an agency where you are an author, or ask its administrator for that role."),
            about=("registry.Agency", owner.pk),
        )


def check_can_fork(actor: User | None, version: Version, owner: Agency) -> None:
    """Forking needs view on exactly this version and create in the target agency, and nothing else."""
    if not visible_versions(actor).filter(pk=version.pk).exists():
        raise absent_version(version.pk)
    check_can_start(actor, owner)


def check_can_edit(actor: User | None, assessment: Assessment) -> None:
    """Refuse unless `actor` may edit and there is an open draft."""
    check_may(actor, Permission.EDIT, assessment)
    _check_has_draft(assessment)


def check_can_submit(actor: User | None, assessment: Assessment) -> None:
    """Refuse unless `actor` may submit and there is an open draft."""
    check_may(actor, Permission.SUBMIT, assessment)
    _check_has_draft(assessment)


def check_can_revise(actor: User | None, assessment: Assessment) -> None:
    """Refuse unless `actor` may edit and no draft is open and no version waits for an answer."""
    check_may(actor, Permission.EDIT, assessment)
    if Draft.objects.filter(assessment=assessment).exists():
        raise Conflict("draft.open_already", _("A draft is open already."), how=_("Go on with that draft."))
    if assessment.versions.filter(review__state=State.SUBMITTED).exists():
        raise Conflict(
            "version.awaits_answer",
            _("A submitted version is waiting for an answer."),
            how=_("Withdraw it, or wait for the answer."),
        )


def check_can_comment(actor: User | None, version: Version) -> None:
    """Refuse unless `actor` may comment in the owning agency, and the version is one to comment on."""
    check_may(actor, Permission.COMMENT, version.assessment)
    _check_state(version, Verb.COMMENT)


def check_can_advise(actor: User | None, version: Version) -> None:
    """Only the data protection officer advises, and only on what is submitted (GDPR art. 35(2))."""
    check_may(actor, Permission.ADVISE, version.assessment)
    _check_state(version, Verb.ADVISE)


def check_can_respond(actor: User | None, version: Version) -> None:
    """The author's side answers the advice while the version is submitted."""
    check_may(actor, Permission.EDIT, version.assessment)
    _check_state(version, Verb.RESPOND)


def check_can_approve(actor: User | None, version: Version) -> None:
    """A risk owner approves what is submitted, never a text she wrote in herself (author ≠ approver)."""
    check_may(actor, Permission.APPROVE, version.assessment)
    _check_state(version, Verb.APPROVE)
    if actor is not None and _wrote_in(actor, version):
        raise NotPermitted(
            "version.own_text",
            _("You wrote in this version, so another risk owner must approve it."),
            how=_("Ask another approver in your agency."),
        )


def _wrote_in(actor: User, version: Version) -> bool:
    """True for whoever submitted the version, or saved anything in its drafts since one was in force."""
    if version.author_id == actor.pk:
        return True
    deeds = Event.objects.about(version.assessment).filter(who=actor, verb__in=WRITING)
    in_force = version.assessment.current
    return deeds.filter(at__gt=in_force.created).exists() if in_force else deeds.exists()


def check_can_request_changes(actor: User | None, version: Version) -> None:
    """A risk owner or the data protection officer may send a submitted version back."""
    assessment = version.assessment
    permission = Permission.ADVISE if may_advise(actor, assessment) else Permission.APPROVE
    check_may(actor, permission, assessment)
    _check_state(version, Verb.REQUEST_CHANGES)


def may_advise(actor: User | None, assessment: Assessment) -> bool:
    """True when `actor` is the data protection officer of the owning agency."""
    return policy.may(actor, Permission.ADVISE, assessment.owner)


def check_can_withdraw(actor: User | None, version: Version) -> None:
    """The owner's people take back a version that is submitted or in force."""
    check_may(actor, Permission.WITHDRAW, version.assessment)
    _check_state(version, Verb.WITHDRAW)


def check_can_share(actor: User | None, assessment: Assessment) -> None:
    """Refuse unless `actor` may decide whom the owning agency shows its assessments to."""
    check_may(actor, Permission.SHARE, assessment)


def check_can_ask(actor: User | None, assessment: Assessment, agency: Agency) -> None:
    """Refuse unless `actor` knows of it, does not see it, and belongs to the agency she asks for.

    Whoever may read for an agency may ask for it: reading is what is asked for.
    """
    seen = known(actor).filter(pk=assessment.pk).first()
    if seen is None:
        raise absent_assessment(assessment.pk)
    if not seen.is_entry:
        raise Conflict("request.shown_already", _("This assessment is shown to you already."))
    check_is_of(actor, agency)


def check_is_of(actor: User | None, agency: Agency) -> None:
    """Refuse unless `actor` is one of the agency's people."""
    if not policy.may(actor, Permission.VIEW, agency):
        raise NotPermitted(
            "request.not_of_agency",
            _("You do not belong to %(agency)s.") % {"agency": agency.name},
            where="agency",
            how=_("Choose an agency you belong to."),
        )


def check_can_follow_up(actor: User | None, assessment: Assessment) -> None:
    """Refuse unless `actor` may edit in the owning agency and something is in force to follow up."""
    check_may(actor, Permission.EDIT, assessment)
    if assessment.current_id is None:
        raise Conflict(
            "follow_up.nothing_in_force",
            _("Measures are followed up once a version is approved."),
            how=_("Until then, edit them in the draft."),
        )


def check_can_renew_form(actor: User | None, assessment: Assessment) -> None:
    """Refuse unless `actor` may edit an open draft whose form has a newer version."""
    check_can_edit(actor, assessment)
    newest = SchemaVersion.objects.newest(assessment.kind)
    if newest is None or Draft.objects.filter(assessment=assessment, schema=newest).exists():
        raise Conflict("form.newest", _("The draft answers the newest version of the form already."))


def check_can_propose(actor: User | None, assessment: Assessment) -> None:
    """Proposing sends text out of the house: whoever may submit for the fork's agency does it."""
    check_may(actor, Permission.SUBMIT, assessment)


def may_answer(actor: User | None, proposal: Proposal) -> bool:
    """True for those who write for the body that a proposal was sent to."""
    return policy.may(actor, Permission.EDIT, proposal.target.owner)


def side_of(actor: User | None, proposal: Proposal) -> Assessment:
    """On whose side `actor` speaks of a proposal: the one she writes for; others are refused.

    The people of both bodies read it, so that they may not speak of it is said, not hidden.
    """
    for side, permission in ((proposal.target, Permission.EDIT), (proposal.source, Permission.SUBMIT)):
        if policy.may(actor, permission, side.owner):
            return side
    is_received = policy.may(actor, Permission.VIEW, proposal.target.owner)
    own = proposal.target if is_received else proposal.source
    check_may(actor, Permission.EDIT, own)
    return own


def check_can_answer(actor: User | None, proposal: Proposal) -> None:
    """The people who write the original accept or decline; for others than its people it is not theirs."""
    check_is_own(actor, proposal.target)
    check_may(actor, Permission.EDIT, proposal.target)


def is_allowed(check: Callable[..., None], *args: object) -> bool:
    """True when `check(*args)` refuses nothing: the bool for a button, from the check for the refusal."""
    try:
        check(*args)
    except Refusal:
        return False
    return True


def _check_has_draft(assessment: Assessment) -> None:
    if not Draft.objects.filter(assessment=assessment).exists():
        raise Conflict(
            "draft.absent",
            _("There is no open draft."),
            how=_("Begin a new draft from the newest version first."),
        )


def _check_state(version: Version, verb: Verb) -> None:
    if not allows(State(version.review.state), verb):
        raise Conflict(
            "version.state",
            _("This is not possible while the version is “%(state)s”.") % {"state": version.state_label},
        )
