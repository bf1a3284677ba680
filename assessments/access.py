"""Who may do what with assessments: the registry's policy joined with what the state allows.

Each rule is one `check_…` that raises a Refusal a person can act on; `is_allowed` makes the bool for a
button from that same check, so that a page and the API never disagree. What one may not see is absent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from assessments.engine.redact import Reading
from assessments.lifecycle import State, Verb, allows
from assessments.models import Assessment, Draft, Proposal, SchemaVersion, Version, Visibility
from registry.access import policy
from registry.access.permissions import Permission
from registry.errors import Conflict, NotFound, NotPermitted, Refusal
from registry.models import Event

if TYPE_CHECKING:
    from registry.models import Agency, User

WRITING = (
    "section_saved", "row_added", "row_saved", "row_moved", "row_removed", "item_confirmed", "measures_taken",
    "row_picked", "picked_row_updated",
    "upstream_pulled", "pull_undone", "proposal_taken_up",
)  # fmt: skip
SHOWN_STATES = (State.APPROVED, State.SUPERSEDED)  # what anyone but the owner's people may ever see


def shown_to(actor: User | None) -> list[Visibility]:
    """How widely an agency must show something for `actor` to see it, whatever agency she belongs to."""
    return [Visibility.PUBLIC, Visibility.MEMBERS] if policy.is_member(actor) else [Visibility.PUBLIC]


def shows_to(actor: User | None, assessment: Assessment) -> bool:
    """Whether its owner shows the actor what is in force of it, be there anything in force or not."""
    return assessment.visibility in shown_to(actor)


def _shown_to_others(actor: User | None) -> Q:
    """Visibility alone: what is approved and shown to everyone, or to members when the actor is one."""
    return Q(visibility__in=shown_to(actor), current__isnull=False)


def branches(actor: User | None) -> list[Q]:
    """The disjoint-enough reasons an assessment is visible, each one answered by one index."""
    own = policy.agencies_with(actor, Permission.VIEW)
    mine = [Q(owner__in=own)] if own else []
    return [*mine, _shown_to_others(actor)]


def shown_by_others(actor: User | None) -> QuerySet[Assessment]:
    """What `actor` is shown by agencies that are not hers; the same for all who belong to any, or to none."""
    return Assessment.objects.filter(_shown_to_others(actor))


def visible(actor: User | None) -> QuerySet[Assessment]:
    """Every assessment `actor` may see, as a queryset; the only door to lists, counts and look-ups."""
    condition = Q(pk__in=[])
    for branch in branches(actor):
        condition |= branch
    return Assessment.objects.filter(condition)


def visible_versions(actor: User | None) -> QuerySet[Version]:
    """Every version `actor` may see: all of one's own agency's, of others only what is or was in force."""
    own = policy.agencies_with(actor, Permission.VIEW)
    return Version.objects.filter(
        Q(assessment__owner__in=own)
        | Q(
            assessment__visibility__in=shown_to(actor),
            assessment__current__isnull=False,
            review__state__in=SHOWN_STATES,
        )
    )


def named_in_lineage(actor: User | None) -> Q:
    """Which of the visible ones are named among those who build on another (ADR 11).

    Not those whose owner asked not to be, but to the owner itself, and where they are open to everyone.
    """
    own = policy.agencies_with(actor, Permission.VIEW)
    return Q(owner__is_named_in_lineage=True) | Q(visibility=Visibility.PUBLIC) | Q(owner__in=own)


def find(actor: User | None, assessment: UUID | str) -> Assessment:
    """The assessment, if `actor` may see it; NotFound otherwise, whether absent or forbidden."""
    if not _is_id(assessment):
        raise _absent_assessment()
    found = visible(actor).select_related("owner", "current").filter(pk=assessment).first()
    if found is None:
        raise _absent_assessment(assessment)
    return found


def find_version(actor: User | None, version: UUID | str) -> Version:
    """The version, if `actor` may see it; NotFound otherwise, whether absent or forbidden."""
    if not _is_id(version):
        raise _absent_version()
    query = visible_versions(actor).select_related("assessment__owner", "review", "author")
    found = query.filter(pk=version).first()
    if found is None:
        raise _absent_version(version)
    return found


def find_draft(actor: User | None, assessment: UUID | str) -> Draft:
    """The open draft, for the owner's people; NotFound for all others, whether there is one or not."""
    found = find(actor, assessment)
    check_is_own(actor, found)
    draft = Draft.objects.select_related("updated_by", "parent", "base").filter(assessment=found).first()
    if draft is None:
        raise NotFound("draft.absent", _("There is no open draft."))
    draft.assessment = found
    return draft


def check_is_own(actor: User | None, assessment: Assessment) -> None:
    """What only the owner's people read (drafts, comments, advice, follow-up) does not exist for others."""
    if reading_of(actor, assessment) is not Reading.FULL:
        raise NotFound(
            "assessment.not_own",
            _("There is nothing here, or you may not see it."),
            about=("assessments.Assessment", assessment.pk),
        )


def reading_of(actor: User | None, assessment: Assessment) -> Reading:
    """Which of the three readings `actor` gets: full for the owner's people, else members or public."""
    if policy.may(actor, Permission.VIEW, assessment.owner):
        return Reading.FULL
    return Reading.MEMBERS if policy.is_member(actor) else Reading.PUBLIC


def check_may(actor: User | None, permission: Permission, assessment: Assessment) -> None:
    """Refuse unless `actor` holds `permission` in the owning agency; 404 when not even visible."""
    if policy.may(actor, permission, assessment.owner):
        return
    if not visible(actor).filter(pk=assessment.pk).exists():
        raise _absent_assessment(assessment.pk)
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
        raise _absent_version(version.pk)
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


def _is_id(key: UUID | str) -> bool:
    try:
        return bool(UUID(str(key)))
    except ValueError:
        return False


def _absent_assessment(asked: UUID | str | None = None) -> NotFound:
    about = ("assessments.Assessment", asked) if asked else None
    return NotFound(
        "assessment.absent", _("There is no such assessment, or you may not see it."), about=about
    )


def _absent_version(asked: UUID | str | None = None) -> NotFound:
    about = ("assessments.Version", asked) if asked else None
    return NotFound("version.absent", _("There is no such version, or you may not see it."), about=about)
