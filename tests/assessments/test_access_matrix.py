"""Who may do what, as a table written by hand: actors × operations × visibility."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from assessments import access, actions
from assessments.models import Grant
from exports.access import check_is_known
from registry import actions as ground
from registry.access import policy
from registry.errors import NotFound, NotPermitted, Refusal
from tests import world
from tests.assessments import building

pytestmark = pytest.mark.django_db

# + always · n when shown to named agencies or wider · m to members or wider · p to everyone · . never
# named: an author of an agency with a grant; expired: of one whose grant ended yesterday.
MATRIX = """
                        anonymous stranger inactive superuser reader author reviewer dpo approver auditor administrator outsider named expired
see assessment          p         p        p        p         +      +      +        +   +        +       +             m        n     m
see draft-only          .         .        .        .         +      +      +        +   +        +       +             .        .     .
see submitted           .         .        .        .         +      +      +        +   +        +       +             .        .     .
see approved            p         p        p        p         +      +      +        +   +        +       +             m        n     m
see superseded          p         p        p        p         +      +      +        +   +        +       +             m        n     m
see withdrawn           .         .        .        .         +      +      +        +   +        +       +             .        .     .
read the draft          .         .        .        .         +      +      +        +   +        +       +             .        .     .
edit                    .         .        .        .         .      +      .        .   .        .       .             .        .     .
submit                  .         .        .        .         .      +      .        .   .        .       .             .        .     .
revise                  .         .        .        .         .      +      .        .   .        .       .             .        .     .
comment                 .         .        .        .         .      +      +        +   +        .       .             .        .     .
advise                  .         .        .        .         .      .      .        +   .        .       .             .        .     .
respond                 .         .        .        .         .      +      .        .   .        .       .             .        .     .
approve                 .         .        .        .         .      .      .        .   +        .       .             .        .     .
request changes         .         .        .        .         .      .      .        +   +        .       .             .        .     .
withdraw                .         .        .        .         .      +      .        .   +        .       .             .        .     .
share                   .         .        .        .         .      .      .        .   +        .       +             .        .     .
follow up               .         .        .        .         .      +      .        .   .        .       .             .        .     .
fork into own           .         .        .        .         .      +      .        .   .        .       .             m        n     m
fork into the town      .         .        .        .         .      +      .        .   .        .       .             .        .     .
start in the town       .         .        .        .         .      +      .        .   .        .       .             .        .     .
order export            .         p        .        p         +      +      +        +   +        +       +             m        n     m
a made-up permission    .         .        .        .         .      .      .        .   .        .       .             .        .     .
"""  # noqa: E501
SEEING = ("see ", "read ")  # what one may not see is absent; what one may only not do is not permitted
OUTSIDE = {"anonymous", "stranger", "inactive", "superuser", "outsider", "named", "expired"}
DRAFT_ONLY = {"edit", "submit"}  # asked about an assessment that nobody outside may see
VISIBILITIES = ("private", "named", "members", "public")
WIDEST = {"n": VISIBILITIES[1:], "m": VISIBILITIES[2:], "p": VISIBILITIES[3:], "+": VISIBILITIES, ".": ()}


def _table() -> dict[tuple[str, str], str]:
    header, *lines = MATRIX.strip("\n").splitlines()
    actors = header.split()
    rows = {line[:24].strip(): line[24:].split() for line in lines}
    assert all(len(cells) == len(actors) for cells in rows.values())
    return {(op, who): cell for op, cells in rows.items() for who, cell in zip(actors, cells, strict=True)}


def _holds(cell: str, visibility: str) -> bool:
    return visibility in WIDEST[cell]


def _people(town: world.Staffed, village: world.Staffed, more: dict[str, world.Staffed]) -> dict[str, Any]:
    inactive = world.member(town.agency, "author", name="Inactive")
    ground.deactivate_person(user=inactive, by=None)
    people = {role.value: world.fresh(user) for role, user in town.people.items()}
    operator = ground.appoint_operator(user=world.person("Operator"), by=None)
    return {
        **people,
        "anonymous": AnonymousUser(),
        "stranger": world.person("Stranger"),
        "inactive": world.fresh(inactive),
        "superuser": world.fresh(operator),
        "outsider": world.fresh(village.author),
        **{who: world.fresh(staffed.author) for who, staffed in more.items()},
    }


def _name(assessment: Any, more: dict[str, world.Staffed], town: world.Staffed) -> None:
    """One grant that lasts and one that has ended; beside what is shown to nobody they count for nothing."""
    for who, staffed in more.items():
        until = timezone.localdate() - timedelta(days=who == "expired")
        Grant.objects.create(
            assessment=assessment, agency=staffed.agency, until=until, by=town.approver, at=timezone.now()
        )


def _operations(
    town: world.Staffed, village: world.Staffed, more: dict[str, world.Staffed], visibility: str
) -> dict[str, Callable[[Any], object]]:
    """Each operation as a check on one assessment with versions in every state."""
    superseded = building.approved(town, visibility=visibility)
    assessment = superseded.assessment
    approved = building.renewed(town, assessment)
    actions.revise(assessment=building.fresh(assessment), by=world.fresh(town.author))
    withdrawn = building.freeze(town, building.fresh(assessment))
    actions.withdraw(version=withdrawn, reason="Feil", by=world.fresh(town.author))
    submitted = building.freeze(town, building.fresh(assessment))
    at_rest = building.approved(town, visibility=visibility).assessment
    draft = building.started(town)
    building.show(draft, town, visibility)
    for each in (assessment, at_rest, draft):
        _name(each, more, town)
    homes = {f"author {each.agency.name}": each.agency for each in (village, *more.values())}

    def may_made_up(actor: Any) -> None:
        if not policy.may(actor, "make_coffee", assessment):
            access.check_may(actor, "make_coffee", assessment)

    def fork_home(actor: Any) -> None:
        access.check_can_fork(actor, approved, homes.get(getattr(actor, "name", ""), town.agency))

    fresh, again = building.fresh(assessment), building.again
    return {
        "see assessment": lambda a: access.find(a, assessment.pk),
        "see draft-only": lambda a: access.find(a, draft.pk),
        "see submitted": lambda a: access.find_version(a, submitted.pk),
        "see approved": lambda a: access.find_version(a, approved.pk),
        "see superseded": lambda a: access.find_version(a, superseded.pk),
        "see withdrawn": lambda a: access.find_version(a, withdrawn.pk),
        "read the draft": lambda a: access.find_draft(a, draft.pk),
        "edit": lambda a: access.check_can_edit(a, draft),
        "submit": lambda a: access.check_can_submit(a, draft),
        "revise": lambda a: access.check_can_revise(a, building.fresh(at_rest)),
        "comment": lambda a: access.check_can_comment(a, again(submitted)),
        "advise": lambda a: access.check_can_advise(a, again(submitted)),
        "respond": lambda a: access.check_can_respond(a, again(submitted)),
        "approve": lambda a: access.check_can_approve(a, again(submitted)),
        "request changes": lambda a: access.check_can_request_changes(a, again(submitted)),
        "withdraw": lambda a: access.check_can_withdraw(a, again(approved)),
        "share": lambda a: access.check_can_share(a, fresh),
        "follow up": lambda a: access.check_can_follow_up(a, fresh),
        "fork into own": fork_home,
        "fork into the town": lambda a: access.check_can_fork(a, approved, town.agency),
        "start in the town": lambda a: access.check_can_start(a, town.agency),
        "order export": lambda a: (access.find_version(a, approved.pk), check_is_known(a)),
        "a made-up permission": may_made_up,
    }


def _outcome(operation: Callable[[Any], object], actor: Any) -> type[Refusal] | None:
    try:
        operation(actor)
    except Refusal as refusal:
        return type(refusal)
    return None


def _expected(cell: str, operation: str, who: str, visibility: str, sees: set[str]) -> type[Refusal] | None:
    """None for yes; what one cannot see is absent, what one can see but not do is not permitted."""
    if _holds(cell, visibility):
        return None
    if operation == "start in the town":
        return NotPermitted
    drafts_of_others = operation in DRAFT_ONLY and who in OUTSIDE
    is_absent = operation.startswith(SEEING) or who not in sees or drafts_of_others
    return NotFound if is_absent else NotPermitted


@pytest.mark.parametrize("visibility", VISIBILITIES)
def test_everyone_may_do_exactly_what_the_table_says(town, village, visibility) -> None:
    more = {who: building.staffed(f"{who.title()} kommune") for who in ("named", "expired")}
    people, operations = _people(town, village, more), _operations(town, village, more, visibility)
    table = _table()
    assert set(table) == {(operation, who) for operation in operations for who in people}
    sees = {who for who, person in people.items() if _outcome(operations["see assessment"], person) is None}
    outcomes = {(op, who): _outcome(operations[op], people[who]) for op, who in table}
    expected = {(op, who): _expected(cell, op, who, visibility, sees) for (op, who), cell in table.items()}
    assert {at: (outcomes[at], want) for at, want in expected.items() if outcomes[at] is not want} == {}


def test_nobody_approves_her_own_text_whatever_her_roles(town) -> None:
    both = world.member(town.agency, "author", "approver")
    version = building.submitted(world.Staffed(town.agency, {**town.people, "author": both}))
    with building.refused(NotPermitted, "version.own_text", has_how=True):
        actions.approve(version=version, answers={}, by=world.fresh(both))


def test_a_button_and_a_refusal_come_from_the_same_check(draft, author, reader) -> None:
    assert access.is_allowed(access.check_can_edit, author, draft)
    assert not access.is_allowed(access.check_can_edit, reader, draft)


@pytest.mark.parametrize("key", ["not-an-id", "", "00000000-0000-4000-8000-000000000000", "\x00"])
def test_an_id_that_is_none_is_as_absent_as_any(author, key) -> None:
    with pytest.raises(NotFound):
        access.find(author, key)
    with pytest.raises(NotFound):
        access.find_version(author, key)
