"""What is asked about in the matrix: the same case in each of the five circles, with words to be known by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from assessments import actions
from assessments.actions.withhold import item_of
from assessments.engine.content import Row
from assessments.models import Assessment, Grant, ShareLink, Version
from assessments.models.follow_up import COLLECTION as MEASURES
from exports.actions import order_export
from registry import jobs
from registry.models import User
from setup.access_table import CIRCLES
from tests import world
from tests.assessments import building
from tests.assessments.test_pull import first_row, renewed, rewrite, rewrite_row
from tests.matrix.people import People

SAYS = {"title": "Rettelse", "reason": "Det stemmer ikke."}
GROUND = "offl-24-3"
HELD_BACK = "assumptions"  # what is withheld in the draft
FINDING = {"rule": "email", "where": "nature_and_function", "version": 1}  # and a reason is asked of nobody


@dataclass
class Case:
    """One circle: what is in it by the names the table uses, and the words that give it away."""

    circle: str
    things: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)  # what opens each link
    side: str = ""  # whose it is, where there are several worlds

    def __getattr__(self, name: str) -> Any:
        try:
            return self.things[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def ids(self) -> dict[str, str]:
        """What stands in an address, by name."""
        return {name: str(getattr(each, "pk", each)) for name, each in self.things.items()}

    def canary(self, of: str) -> str:
        """A word that stands in a title, in what is in force, in what waits or in the draft, only there.

        Or in what is withheld of it: by a mark (`unntatt`), or at once (`straks`).
        """
        return f"kanari{of}{self.circle}{self.side}"


def source(people: People) -> Version:
    """What others build on and pick from: another agency's ROS, open to everyone."""
    kilde = building.staffed("Kilde kommune")
    return building.approved(kilde, title="Kilden", visibility="public")


def cases(
    people: People, origin: Version, circles: Iterable[str] = CIRCLES, side: str = ""
) -> dict[str, Case]:
    """A case in each circle; then the origin has moved on, twice."""
    made = {circle: Case(circle, side=side) for circle in circles}
    for case in made.values():
        _begin_dpia(case, people)
        _begin_draft(case, people, origin)
        _begin_fork(case, people, origin)
    kilde = world.Staffed(
        origin.assessment.owner, {m.role: m.user for m in origin.assessment.owner.memberships.all()}
    )
    second = _move_on(kilde, origin, "to")
    for case in made.values():
        _pull(case, people, second)
    third = _move_on(kilde, origin, "tre")
    for case in made.values():
        case.things["U"] = third
        _show(case, people)
        _link(case, people)
    jobs.drain()
    return made


def _move_on(kilde: world.Staffed, origin: Version, word: str) -> Version:
    def change(assessment: Assessment) -> None:
        rewrite(assessment, in_scope=f"Nytt omfang {word}.")
        rewrite_row(assessment, "scenarios", first_row(assessment, "scenarios"), title=f"Ny tittel {word}")

    return renewed(kilde, origin.assessment, change)


def _begin(case: Case, people: People, kind: str, word: str) -> Assessment:
    building.forms()
    if "assessed" not in case.things:
        case.things["assessed"] = world.solution(f"Vurdert {case.circle}{case.side}")
    return actions.start(
        kind=kind, owner=people.owner.agency, title=f"Sak {case.canary(word)}", language="nb",
        solutions=[(case.assessed, "1")], by=world.fresh(people.owner.author),
    )  # fmt: skip


def _begin_dpia(case: Case, people: People) -> None:
    """In force and forked, its next version waits; others have asked to see it, and proposed changes."""
    owner, sender = people.owner, world.fresh(people.users["sender"])
    case.things["A"] = assessment = building.fill(
        _begin(case, people, "dpia", "tittel"), case.canary("vedtatt")
    )
    case.things["scenario"] = _add_scenario(assessment, case.canary("vedtatt"))
    rewrite(
        assessment, technology=case.canary("unntatt"), data_life_cycle=case.canary("straks"),
        nature_and_function="Spør ola.nordmann@fjordby.no.",
    )  # fmt: skip
    _mark(assessment, "technology", world.fresh(owner.author))
    version = building.approve(owner, building.freeze(owner, building.fresh(assessment)))
    case.things |= {"V": version, "measure": version.content.rows[MEASURES][0].id}
    case.things["once"] = actions.withhold_at_once(
        version=version, path="data_life_cycle", ground=GROUND, by=world.fresh(owner.author)
    )
    actions.answer_findings(
        assessment=building.fresh(assessment), circle="public", answers=[FINDING],
        by=world.fresh(owner.approver),
    )  # fmt: skip
    _share(assessment, people, "private", "members")
    case.things["R"] = actions.ask_access(
        assessment=building.fresh(assessment),
        agency=people.homes["sender"],
        reason="Samme løsning.",
        by=sender,
    )
    _share(assessment, people, "public", "private")
    for name, who in (("file", "author"), ("theirs", "other")):
        case.things[name] = order_export(
            version=building.again(version), format="json", language="nb", by=world.fresh(people.users[who])
        )
    fork = actions.fork(version=version, owner=people.homes["sender"], by=sender)
    rewrite(fork, nature_and_function="Bedre ord.")
    case.things["Q"] = actions.propose(
        assessment=building.fresh(fork), paths=["nature_and_function"], by=sender, **SAYS
    )
    actions.revise(assessment=building.fresh(assessment), by=world.fresh(owner.author))
    rewrite(assessment, nature_and_function=f"Neste: {case.canary('venter')}")
    case.things["W"] = building.again(building.freeze(owner, building.fresh(assessment)))
    actions.comment(version=case.W, text=case.canary("venter"), path="", by=world.fresh(owner.reviewer))


def _add_scenario(assessment: Assessment, word: str) -> str:
    content = building.stored(assessment).content
    (first, *_rest), key = content.rows["scenarios"], str(uuid4())
    cells = {**first.fields, "title": f"Scenario {word}"}
    building.write(assessment, content.with_row("scenarios", Row(key, cells, str(assessment.pk))))
    return key


def _begin_draft(case: Case, people: People, origin: Version) -> None:
    """A draft with a row of its own and one that was picked."""
    author = world.fresh(people.owner.author)
    case.things["D"] = assessment = _begin(case, people, "ros", "skjult")
    picked = origin.content.rows["scenarios"][0].id
    case.things["row"] = actions.add_row(
        assessment=assessment, collection="scenarios", fields={"title": case.canary("utkast")}, by=author
    )
    actions.pick_row(version=origin, collection="scenarios", row=picked, into=assessment, by=author)
    _mark(assessment, HELD_BACK, author)
    case.things["picked"] = picked
    case.things["pickable"] = origin.content.rows[MEASURES][0].id


def _mark(assessment: Assessment, path: str, by: User) -> None:
    """Withhold a place of the open draft."""
    state = building.etag(assessment, item_of(path, building.schema_of(assessment)))
    actions.withhold(assessment=assessment, path=path, ground=GROUND, expected=state, by=by)


def _begin_fork(case: Case, people: People, origin: Version) -> None:
    """Builds on the origin, is in force, and has a draft open; changes of it are proposed to the origin."""
    author = world.fresh(people.owner.author)
    fork = actions.fork(version=origin, owner=people.owner.agency, by=author)
    rewrite(fork, differs_here=case.canary("vedtatt"))
    case.things["FV"] = building.adopted(people.owner, fork)
    case.things["F"] = fork
    actions.revise(assessment=building.fresh(fork), by=world.fresh(people.owner.author))
    rewrite(fork, technical_description="Vårt ord.", differs_here=case.canary("utkast"))
    case.things["P"] = actions.propose(
        assessment=building.fresh(fork), paths=["technical_description"], by=world.fresh(author), **SAYS
    )


def _pull(case: Case, people: People, version: Version) -> None:
    fork = building.fresh(case.F)
    for deed in (actions.choose_all, actions.pull):
        deed(assessment=fork, version=building.again(version), by=world.fresh(people.owner.author))


def _show(case: Case, people: People) -> None:
    """Bring all of it into the circle; one agency is named still, and one was until yesterday."""
    listed = "members" if case.circle == "entry" else "private"
    visibility = "private" if case.circle == "entry" else case.circle
    for assessment in (case.A, case.D, case.F):
        _share(assessment, people, "named", listed)
        for who in ("named", "ended"):
            actions.name_agency(
                assessment=building.fresh(assessment), agency=people.homes[who],
                by=world.fresh(people.owner.approver),
            )  # fmt: skip
        yesterday = timezone.localdate() - timedelta(days=1)
        Grant.objects.filter(assessment=assessment, agency=people.homes["ended"]).update(until=yesterday)
        _share(assessment, people, visibility, listed)
    for name in ("A", "D", "F"):
        case.things[name] = building.fresh(case.things[name])
    for name in ("V", "W", "FV"):
        case.things[name] = building.again(case.things[name])


def _link(case: Case, people: People) -> None:
    """Links to it: to what waits, and three to what is in force, two of which end once they were opened."""
    for name, version in (
        ("link", case.W), ("ended_link", case.V), ("revoked_link", case.V), ("unopened_link", case.V),
    ):  # fmt: skip
        case.things[name], case.codes[name] = actions.make_share_link(
            assessment=building.fresh(case.A), version=version.number, for_whom="Leverandøren",
            until=timezone.localdate() + timedelta(days=30), by=world.fresh(people.owner.approver),
        )  # fmt: skip


def end_links(cases: Iterable[Case], people: People) -> None:
    """The last day of one link of each case was yesterday; another is revoked."""
    yesterday = timezone.localdate() - timedelta(days=1)
    for case in cases:
        ShareLink.objects.filter(pk=case.ended_link.pk).update(until=yesterday)
        actions.revoke_share_link(link=case.revoked_link, by=world.fresh(people.owner.approver))


def _share(assessment: Assessment, people: People, visibility: str, listed: str) -> None:
    actions.share(
        assessment=building.fresh(assessment), visibility=visibility, listed_to=listed,
        by=world.fresh(people.owner.approver),
    )  # fmt: skip
