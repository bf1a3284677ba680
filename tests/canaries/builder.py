"""Building one assessment through the actions: a canary in each text, and what becomes of each version."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

from django.utils import timezone

from assessments import actions
from assessments.checking import checklist
from assessments.checking.points import Point
from assessments.engine.content import Content, Mark, Row
from assessments.engine.schema import Stage
from assessments.models import AccessRequest, Assessment, Grant, Proposal, ShareLink, Version
from exports.models import Export
from registry.models import Solution, User
from tests import world
from tests.assessments import building
from tests.canaries.people import People
from tests.canaries.planting import Planter
from tests.canaries.rules import (
    APPROVED,
    SENT_BACK,
    WAITING,
    WITHDRAWN,
    Case,
    Who,
    deciders,
    ours,
    shown_at,
    title_of,
)
from tests.canaries.words import TOLD, Aviary, digests_in

GROUND = "offl-24-3"
# By kind: an answer, a cell of the first scenario, a whole table and an answer that are withheld by marks;
# one whose mark has ended, and one that is withheld at once.
SHUT = {
    "ros": ("assumptions", "rationale", "assets"),
    "dpia": ("data_life_cycle", "threat", "sub_processors", "data_flow_diagram"),
}
ENDED = {"ros": "technical_description", "dpia": "technology"}
AT_ONCE = {"ros": "knowledge_base", "dpia": "necessity"}
LIFTED = {"ros": "out_of_scope", "dpia": "proportionality"}
CHANGED = {"ros": ("in_scope", "main_findings"), "dpia": ("purposes", "residual_risk")}
FOUND_IN = ("ROS, members", "DPIA, everyone")  # the checklist finds somebody's address in these
MAIL = "kari.nordmann@fjordby.no"


@dataclass(frozen=True)
class Plan:
    """An assessment to build: what became of each version, and whom the owner shows it to in the end."""

    name: str
    kind: str
    circle: str = "private"
    fates: tuple[str, ...] = (APPROVED,)
    has_draft: bool = False
    listed_to: str = "private"
    first: int = 1
    later: bool = True
    new_titles: bool = False
    shuts_at_once: bool = False


PLANS = (
    Plan("ROS, own agency", "ros", has_draft=True),
    Plan("ROS, listed", "ros", listed_to="members", fates=(APPROVED, WAITING)),
    Plan("ROS, named", "ros", "named", shuts_at_once=True),
    Plan("ROS, members", "ros", "members", fates=(APPROVED, WAITING)),
    Plan("ROS, everyone", "ros", "public", has_draft=True, shuts_at_once=True),
    Plan("DPIA, own agency", "dpia", fates=(APPROVED, WAITING)),
    Plan("DPIA, listed", "dpia", listed_to="members", has_draft=True),
    Plan("DPIA, named", "dpia", "named", fates=(APPROVED, WAITING), shuts_at_once=True),
    Plan("DPIA, members", "dpia", "members", has_draft=True, shuts_at_once=True),
    Plan("DPIA, everyone", "dpia", "public"),
    Plan("listed to everyone", "ros", listed_to="public"),
    Plan("begun, listed", "ros", listed_to="members", fates=(), has_draft=True),
    Plan("this only", "ros", "members", (APPROVED, APPROVED), has_draft=True, later=False, new_titles=True),
    Plan("this and later", "ros", "public", (APPROVED, APPROVED, WAITING), first=2, new_titles=True),
    Plan("the middle one", "ros", "public", (APPROVED, APPROVED, APPROVED), first=2, later=False,
         new_titles=True, shuts_at_once=True),
    Plan("withdrawn", "ros", "public", (WITHDRAWN,)),
    Plan("sent back", "ros", "public", (SENT_BACK,), has_draft=True),
    Plan("begun", "dpia", "public", (), has_draft=True),
)  # fmt: skip


@dataclass
class World:
    """Everyone, every canary, each assessment by the name of its plan, and what there is beside them."""

    people: People
    birds: Aviary
    cases: dict[str, Case] = field(default_factory=dict)
    assessments: dict[str, Assessment] = field(default_factory=dict)
    requests: list[AccessRequest] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    links: list[ShareLink] = field(default_factory=list)
    exports: list[Export] = field(default_factory=list)

    def digests_kept_from(self, who: Who) -> frozenset[str]:
        """Digests by which a guess at what she may not read could be tested: of texts, and of items."""
        own = [name for name, case in self.cases.items() if case.owner in who.agencies]
        mine = {each for name in own for each in self._items_of(name)}
        others = {each for name in self.cases if name not in own for each in self._items_of(name)}
        return self.birds.digests_kept_from(who) | (others - mine)

    def _items_of(self, name: str) -> frozenset[str]:
        manifests = [bytes(each.manifest) for each in self.assessments[name].versions.all()]
        wholes = (sha256(each).hexdigest()[:TOLD] for each in manifests)
        return frozenset([*wholes, *(each for one in manifests for each in digests_in(one.decode()))])


@dataclass
class Builder:
    """Builds one assessment: what is written in the draft, and what becomes of the versions made of it."""

    made: World
    town: world.Staffed
    case: Case
    assessment: Assessment

    @property
    def planter(self) -> Planter:
        """What puts canaries in it."""
        return Planter(self.made.birds, self.case)

    def by(self, role: str) -> User:
        """One of the owner's people."""
        return world.fresh(self.town[role])

    @property
    def content(self) -> Content:
        """The open draft."""
        return building.stored(self.assessment).content

    def change(self, *keys: str, title: bool = False) -> None:
        """New texts for these answers and for the title of the first scenario in the draft."""
        content = self.content
        first = content.rows["scenarios"][0]
        for key in keys:
            content = content.with_field(key, self.planter.word(f"draft {key}"))
        cells = {**first.fields, "title": self.planter.word("draft scenario")}
        content = content.with_row("scenarios", Row(first.id, cells, first.origin))
        if title:
            word = self.planter.word("title")
            content = content.with_field("title", f"Sak {word}")
        building.write(self.assessment, content)

    def freeze(self, fate: str) -> Version:
        """A version of the draft, with what stands around it, and what becomes of it."""
        number = len(self.case.states) + 1
        content, schema = self.content, building.schema_of(self.assessment)
        shut = [path for path, mark in content.marks.items() if mark.until is None]
        self.case.shut[number] = frozenset(shut)
        self.case.states[number] = WAITING
        self.planter.keep_version(number, content, schema)
        version = actions.submit(
            assessment=building.fresh(self.assessment),
            by=self.by("author"),
            message=self.planter.word("message"),
        )
        self._talk_about(version)
        if fate != WAITING:
            getattr(self, "_" + fate.replace(" ", "_"))(version, number)
        self.case.states[number] = fate
        return building.again(version)

    def _talk_about(self, version: Version) -> None:
        if version.parsed_schema.kind == "dpia":
            for stage, role, deed in (
                (Stage.ADVICE, "dpo", actions.advise), (Stage.RESPONSE, "author", actions.respond),
            ):  # fmt: skip
                answers = self.planter.answers(building.record(stage, version), version.parsed_schema)
                deed(version=version, answers=answers, by=self.by(role))
        for path in ("", "scenarios"):
            text = self.planter.word(f"comment on v{version.number}")
            actions.comment(version=version, text=text, path=path, by=self.by("reviewer"))

    def _approved(self, version: Version, number: int) -> None:
        answers = self.planter.answers(building.record(Stage.DECISION, version), version.parsed_schema)
        actions.approve(version=building.again(version), answers=answers, by=self.by("approver"))
        self.case.in_force = number
        for key, value in answers.items():
            self.planter.keep({key: value}, f"decision {key}", shown_at(self.case, number, key))
        fields = {"evidence": self.planter.word("follow-up"), "responsible": self.planter.word("follow-up")}
        self.assessment = building.fresh(self.assessment)
        measure = building.again(version).content.rows["measures"][0].id
        actions.follow_up(assessment=self.assessment, measure=measure, fields=fields, by=self.by("author"))

    def _sent_back(self, version: Version, number: int) -> None:
        reason = self.planter.word("why it was sent back")
        actions.request_changes(version=building.again(version), reason=reason, by=self.by("approver"))

    def _withdrawn(self, version: Version, number: int) -> None:
        self._approved(version, number)
        self.case.in_force = None
        reason = self.planter.word("why it was withdrawn")
        actions.withdraw(version=building.again(version), reason=reason, by=self.by("approver"))

    def share(self, plan: Plan) -> None:
        """Show it as planned; what the checklist asks about on the way is answered."""
        wanted = {
            "visibility": plan.circle, "listed_to": plan.listed_to, "shown_from": plan.first,
            "shows_later": plan.later,
        }  # fmt: skip
        if plan.circle != "private":
            now = building.fresh(self.assessment)
            let_stand(self.made, self.case, now, plan.circle, checklist(now, plan.circle))
        actions.share(assessment=building.fresh(self.assessment), by=self.by("approver"), **wanted)
        self.case.circle, self.case.listed_to = plan.circle, plan.listed_to
        self.case.first, self.case.later = plan.first, plan.later

    def name(self) -> None:
        """One agency is named still, and one was until yesterday."""
        for agency in ("named", "ended"):
            reason = self.planter.birds.take(f"{self.case.name}: why named", deciders(self.case)).text
            actions.name_agency(
                assessment=building.fresh(self.assessment), agency=self.made.people.agencies[agency],
                reason=reason, by=self.by("approver"),
            )  # fmt: skip
        yesterday = timezone.localdate() - timedelta(days=1)
        ended = self.made.people.agencies["ended"]
        Grant.objects.filter(assessment=self.assessment, agency=ended).update(until=yesterday)
        self.case.named = frozenset(["named"])

    def close_at_once(self, version: Version) -> None:
        """Withhold what stands in force already; another place only for a while."""
        for path in (AT_ONCE[self.case.kind], "decision_reasons", LIFTED[self.case.kind]):
            kept = actions.withhold_at_once(
                version=building.again(version), path=path, ground=GROUND, by=self.by("author"),
                reason=self.planter.word(f"why {path} is withheld at once"),
            )  # fmt: skip
            self.case.shut_at_once.add(path)
        actions.lift_withholding(withholding=kept, by=self.by("approver"))
        self.case.shut_at_once.discard(path)


def let_stand(made: World, case: Case, assessment: Assessment, circle: str, points: list[Point]) -> None:
    """Answer what the checklist finds; whoever writes there is told why it stands when she submits."""
    reason = f"{case.name}: why it stands"
    answers = [
        {
            "rule": str(each.finding.rule), "where": each.finding.path, "version": each.number,
            "reason": made.birds.take(reason, ours(case)).text,
        }
        for each in points if each.stops_showing
    ]  # fmt: skip
    if answers:
        by = world.fresh(made.people.users["approver"])
        actions.answer_findings(assessment=assessment, circle=circle, answers=answers, by=by)


def build(made: World, plan: Plan, town: world.Staffed, owner: str = "owner") -> None:
    case = made.cases[plan.name] = Case(plan.name, plan.kind, owner)
    title = made.birds.take(f"{plan.name}: title")
    assessment = actions.start(
        kind=plan.kind, owner=town.agency, title=f"Sak {title.word}", language="nb",
        solutions=[(_solution(), "1")], by=world.fresh(town.author),
    )  # fmt: skip
    builder = Builder(made, town, case, assessment)
    title.rules.append(title_of(case, *_titled(plan)))
    _write(builder)
    version = None
    for number, fate in enumerate(plan.fates, start=1):
        if number > 1:
            actions.revise(assessment=building.fresh(assessment), by=builder.by("author"))
            builder.change(*CHANGED[plan.kind], title=plan.new_titles)
        version = builder.freeze(fate)
    if plan.circle == "named":
        builder.name()
    builder.share(plan)
    if plan.shuts_at_once and version is not None:
        builder.close_at_once(version)
    if plan.has_draft:
        if plan.fates and plan.fates[-1] == APPROVED:
            actions.revise(assessment=building.fresh(assessment), by=builder.by("author"))
        builder.change(*CHANGED[plan.kind])
    made.assessments[plan.name] = building.fresh(assessment)


def _titled(plan: Plan) -> range:
    """The versions that bear the first title."""
    return range(1, 2 if plan.new_titles else len(plan.fates) + 1)


def _solution() -> Solution:
    return Solution.objects.order_by("pk").first() or world.solution("Sak og arkiv")


def _write(builder: Builder) -> None:
    """Everything answered, a second scenario and measure, and places of each kind withheld by a mark."""
    kind, assessment = builder.case.kind, builder.assessment
    building.fill(assessment)
    content, schema = builder.content, building.schema_of(assessment)
    for table in ("scenarios", "measures"):
        first = content.rows[table][0]
        content = content.with_row(table, Row(str(uuid4()), first.fields, first.origin))
    content = builder.planter.everywhere(content, schema)
    if builder.case.name in FOUND_IN:
        said = content.fields[LIFTED[kind]]
        content = content.with_field(LIFTED[kind], f"{said} Spør {MAIL}.")
    first, second = content.rows["scenarios"]
    shut = [f"scenarios/{first.id}/{path}" if path in schema.field("scenarios").columns_by_key else path
            for path in SHUT[kind]]  # fmt: skip
    for path in (*shut, f"scenarios/{second.id}"):
        content = content.with_mark(path, Mark(GROUND, builder.planter.word(f"why {path} is withheld")))
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    reason = builder.planter.word("why something was withheld until yesterday")
    building.write(assessment, content.with_mark(ENDED[kind], Mark(GROUND, reason, yesterday)))
