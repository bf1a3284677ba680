"""Twenty-one assessments in every circle, forks and dealings between bodies, with a canary in each text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from assessments import actions
from assessments.checking import points_to_answer
from assessments.engine.content import Content, Row
from assessments.models import AccessRequest
from registry import jobs
from registry.access.roles import Role
from registry.models import User
from tests import filling, world
from tests.assessments import building
from tests.canaries import people as crowd
from tests.canaries.builder import CHANGED, PLANS, Builder, Plan, World, build, let_stand
from tests.canaries.rules import (
    APPROVED,
    Case,
    Link,
    deciders,
    either,
    people_of,
)
from tests.canaries.words import Aviary, words_in


def built() -> World:
    """The whole world."""
    building.forms()
    made = World(crowd.gathered(), Aviary())
    for plan in PLANS:
        build(made, plan, made.people.town)
    build(made, Plan("another body's", "ros", has_draft=True), _staffed(made, "other"), owner="other")
    _fork(made, "DPIA, everyone", "sender", "private")
    _fork(made, "ROS, named", "named", "public")
    _move_on(made, "DPIA, everyone")
    _propose(made)
    _ask(made)
    _link(made)
    jobs.drain()
    return made


def _staffed(made: World, agency: str) -> world.Staffed:
    """Another body: its one person there is, and a colleague, since nobody approves what she wrote."""
    colleague = world.member(made.people.agencies[agency], "approver", "dpo", name=f"Colleague {agency}")
    people = dict.fromkeys(Role, made.people.users[agency])
    return world.Staffed(
        made.people.agencies[agency], people | {Role.APPROVER: colleague, Role.DPO: colleague}
    )


def _fork(made: World, source: str, agency: str, circle: str) -> None:
    """A fork in force: what it took over its people may go on reading; what they write is theirs to show."""
    user = made.people.users[agency]
    version = building.again(made.assessments[source].current)
    name = f"fork of {source}"
    fork = actions.fork(version=version, owner=made.people.agencies[agency], by=world.fresh(user))
    case = made.cases[name] = Case(name, version.parsed_schema.kind, agency)
    builder = Builder(made, _staffed(made, agency), case, fork)
    _check_taken(made, agency, builder.content)
    kept = builder.content
    own = filling.completed(kept, building.schema_of(fork), str(fork.pk), word="Eget svar.")
    building.write(fork, _own_words(builder, kept, own))
    building.confirm_all(fork, builder.by("author"))
    builder.freeze(APPROVED)
    builder.share(Plan(name, case.kind, circle))
    actions.revise(assessment=building.fresh(fork), by=builder.by("author"))
    building.write(fork, builder.content.with_field("differs_here", builder.planter.word("draft")))
    made.assessments[name] = building.fresh(fork)


def _check_taken(made: World, agency: str, content: Content) -> None:
    """A fork has taken over nothing that its people might not read."""
    said = words_in(repr(content.fields), repr(content.rows), repr(content.marks))
    leaked = said & made.birds.kept_from(made.people.who[agency])
    assert said and not leaked, made.birds.told(leaked)


def _own_words(builder: Builder, kept: Content, own: Content) -> Content:
    """The content with a canary in each answer that was not taken over."""
    planted = builder.planter.everywhere(own, building.schema_of(builder.assessment))
    fields = {key: kept.fields.get(key, value) for key, value in planted.fields.items()}
    rows: Mapping[str, tuple[Row, ...]] = {
        table: tuple(
            Row(
                new.id, {**new.fields, **(old.fields if (old := kept.row(table, new.id)) else {})}, new.origin
            )
            for new in found
        )
        for table, found in planted.rows.items()
    }
    return Content(fields, rows, own.marks, own.confirmations)


def _move_on(made: World, name: str) -> None:
    """The next version of what others have built on, and a draft after it: they are told."""
    case, assessment = made.cases[name], made.assessments[name]
    builder = Builder(made, made.people.town, case, assessment)
    actions.revise(assessment=building.fresh(assessment), by=builder.by("author"))
    builder.change(*CHANGED[case.kind])
    version = builder.freeze(APPROVED)
    builder.close_at_once(version)
    actions.revise(assessment=building.fresh(assessment), by=builder.by("author"))
    builder.change(*CHANGED[case.kind])
    made.assessments[name] = building.fresh(assessment)


def _propose(made: World) -> None:
    """Changes proposed to the original: for the people of both bodies, and nobody else."""
    fork = made.assessments["fork of DPIA, everyone"]
    sender = world.fresh(made.people.users["sender"])
    both = either(people_of("sender"), people_of("owner"))

    def word(place: str) -> str:
        return made.birds.take(f"proposal: {place}", both).text

    for key in ("nature_and_function", "supplier_own_purposes"):
        building.write(fork, building.stored(fork).content.with_field(key, word(key)))
        made.proposals.append(
            actions.propose(
                assessment=building.fresh(fork),
                paths=[key],
                title=word("title"),
                reason=word("reason"),
                by=sender,
            )
        )
    open_one, declined = made.proposals
    for user in (sender, world.fresh(made.people.users["author"])):
        actions.comment_on_proposal(proposal=open_one, text=word("comment"), by=user)
    author = world.fresh(made.people.users["author"])
    actions.decline_proposal(proposal=declined, reason=word("why it was declined"), by=author)


def _ask(made: World) -> None:
    """Requests to be shown what is only listed: refused, asked again, and taken back."""
    approver = world.fresh(made.people.users["approver"])
    for name, agency in (("ROS, listed", "sender"), ("listed to everyone", "other")):
        both = either(deciders(made.cases[name]), people_of(agency))
        by = world.fresh(made.people.users[agency])

        def asked(name: str = name, agency: str = agency, both: Any = both, by: User = by) -> AccessRequest:
            reason = made.birds.take(f"{name}: why {agency} asks", both).text
            wanted = {"assessment": building.fresh(made.assessments[name]), "reason": reason, "by": by}
            return actions.ask_access(agency=made.people.agencies[agency], **wanted)

        first = asked()
        answer = made.birds.take(f"{name}: why {agency} was refused", both).text
        actions.refuse_access(request=first, reason=answer, by=approver)
        made.requests += [first, asked()]
    actions.withdraw_request(request=made.requests[-1], by=world.fresh(made.people.users["other"]))


def _link(made: World) -> None:
    """A link to what is in force and shown to nobody else, and one to a version that waits."""
    approver = world.fresh(made.people.users["approver"])
    for name, plan, number, later in (
        ("guest", "ROS, own agency", 1, True), ("guest of what waits", "ROS, members", 2, False),
    ):  # fmt: skip
        case = made.cases[plan]
        for_whom, reason = (
            made.birds.take(f"{plan}: {what} of a link", deciders(case)).text for what in ("for whom", "why")
        )
        shared = building.fresh(made.assessments[plan])
        let_stand(made, case, shared, "public", points_to_answer(shared, "public", [number]))
        link = actions.make_share_link(
            assessment=shared, version=number, for_whom=for_whom,
            reason=reason, shows_later=later, until=timezone.localdate() + timedelta(days=30), by=approver,
        )  # fmt: skip
        made.links.append(link[0])
        crowd.add_guest(made.people, name, link, Link(case, number, later))
