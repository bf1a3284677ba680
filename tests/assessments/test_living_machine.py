"""Any order of writing, approving, forking, pulling, proposing and withdrawing, beside a plain model.

`LAW_EXAMPLES` says how many stories are tried (a twentieth of it, for each takes real transactions).
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from assessments import actions
from assessments.engine.merge import Kind
from assessments.models import Assessment, Draft, Version
from assessments.proposing import answering, proposing
from assessments.pulling import pulling
from tests import world
from tests.assessments import building
from tests.assessments.test_fork import decide_all
from tests.engine.forms import body, column, question

TRAVELS = ("in_scope", "technique")
FIELDS = (*TRAVELS, "home")
Values = dict[str, str]


def tiny_form() -> dict[str, Any]:
    """A form of three questions beside what every assessment has, so that a story is told quickly."""
    form = body()
    form.update(urn="urn:test:tiny", version="1.0", kind="ros")
    solutions = question(
        "solutions", "table", "shared",
        columns=[column("solution", "reference", target="solution"), column("version", "text")],
    )  # fmt: skip
    asked = [
        question("title", "text", "local"), question("scale", "text", "local"),
        question("licence", "text", "local"), solutions, question("in_scope", "rich", "confirm"),
        question("technique", "rich", "shared"), question("home", "rich", "local"),
    ]  # fmt: skip
    return {**form, "sections": [{"key": "all", "label": form["label"], "fields": asked}]}


@dataclass
class Told:
    """What the plain model knows of one assessment."""

    real: Assessment
    town: Any
    draft: Values | None
    versions: list[Values] = field(default_factory=list)
    current: int | None = None
    upstream: Told | None = None
    base: Values | None = None
    base_number: int = 0

    @property
    def text(self) -> Values:
        return self.draft if self.draft is not None else self.versions[-1]


def joined(base: Values, ours: Values, theirs: Values) -> Values:
    """Take what only they changed, keep ours where both did."""
    taken = {k: theirs[k] for k in TRAVELS if theirs[k] != base[k] and ours[k] == base[k]}
    return {**ours, **taken}


class Living(RuleBasedStateMachine):
    """Two agencies, an original and its forks."""

    towns: tuple[Any, Any]
    form: Any

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.told: list[Told] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def pick(self, data: st.DataObject, wanted: Any) -> Told | None:
        fit = [each for each in self.told if wanted(each)]
        return data.draw(st.sampled_from(fit)) if fit else None

    @precondition(lambda self: len(self.told) < 1)
    @rule()
    def start(self) -> None:
        town = self.towns[0]
        made = actions.start(
            kind="ros", owner=town.agency, title="Sak", language="nb", schema=self.form,
            solutions=[(world.solution(), "1")], by=world.fresh(town.author),
        )  # fmt: skip
        actions.share(assessment=made, visibility="members", by=world.fresh(town.approver))
        self.told.append(Told(made, town, {key: "" for key in FIELDS}))

    @rule(data=st.data(), key=st.sampled_from(FIELDS), word=st.sampled_from(["A", "B", "C", ""]))
    def write(self, data: st.DataObject, key: str, word: str) -> None:
        if each := self.pick(data, lambda t: t.draft is not None):
            stored = building.stored(each.real)
            actions.save_section(
                assessment=building.fresh(each.real), section="all", fields={key: word},
                expected=stored.etags["all"], by=world.fresh(each.town.author),
            )  # fmt: skip
            each.draft = {**each.draft, key: word}

    @rule(data=st.data())
    def submit_and_approve(self, data: st.DataObject) -> None:
        if each := self.pick(data, lambda t: t.draft is not None):
            author = world.fresh(each.town.author)
            if each.upstream:
                decide_all(building.fresh(each.real), author)
            version = actions.submit(assessment=building.fresh(each.real), by=author)
            actions.approve(version=version, answers={}, by=world.fresh(each.town.approver))
            each.versions.append(each.draft)
            each.draft, each.current = None, len(each.versions)

    @rule(data=st.data())
    def revise(self, data: st.DataObject) -> None:
        if each := self.pick(data, lambda t: t.draft is None):
            actions.revise(assessment=building.fresh(each.real), by=world.fresh(each.town.author))
            each.draft = dict(each.versions[-1])

    @precondition(lambda self: len(self.told) < 3)
    @rule(data=st.data())
    def fork(self, data: st.DataObject) -> None:
        if each := self.pick(data, lambda t: t.current is not None):
            town = self.towns[1]
            version = Version.objects.get(assessment=each.real, number=each.current)
            made = actions.fork(version=version, owner=town.agency, by=world.fresh(town.author))
            actions.share(assessment=made, visibility="members", by=world.fresh(town.approver))
            taken = dict(each.versions[each.current - 1]) | {"home": ""}
            self.told.append(
                Told(made, town, dict(taken), upstream=each, base=dict(taken), base_number=each.current)
            )

    @rule(data=st.data())
    def pull(self, data: st.DataObject) -> None:
        def is_behind(t: Told) -> bool:
            return t.upstream is not None and (t.upstream.current or 0) > t.base_number

        if each := self.pick(data, is_behind):
            author, theirs = world.fresh(each.town.author), each.upstream.versions[each.upstream.current - 1]
            found = pulling(building.fresh(each.real), author)
            actions.choose_all(assessment=building.fresh(each.real), version=found.version, by=author)
            for piece in (o for o in found.offered if o.piece.kind is Kind.CONFLICT):
                actions.choose(
                    assessment=building.fresh(each.real), version=found.version, path=piece.piece.path,
                    verdict="ours", seen=piece.stamp, by=author,
                )  # fmt: skip
            actions.pull(assessment=building.fresh(each.real), version=found.version, by=author)
            each.draft = joined(each.base, each.text, theirs)
            each.base, each.base_number = dict(theirs), each.upstream.current

    @rule(data=st.data())
    def propose(self, data: st.DataObject) -> None:
        def may(t: Told) -> bool:
            return t.upstream is not None and t.upstream.current is not None

        if not (each := self.pick(data, may)):
            return
        author, above = world.fresh(each.town.author), each.upstream
        newest, ours = above.versions[above.current - 1], each.text
        expected = {k for k in TRAVELS if ours[k] not in (each.base[k], newest[k])}
        found = proposing(building.fresh(each.real), author)
        assert {piece.path for piece in found.pieces} == expected
        if not expected:
            return
        sent = actions.propose(
            assessment=building.fresh(each.real), paths=sorted(expected), title="T", reason="R", by=author
        )
        upper = world.fresh(above.town.author)
        pieces = answering(sent).pieces
        fits = {p.path: {"verdict": "take", "seen": p.seen} for p in pieces if p.kind is not Kind.CONFLICT}
        rest = {p.path: {"verdict": "ours", "seen": p.seen} for p in pieces if p.kind is Kind.CONFLICT}
        if not fits:
            actions.decline_proposal(proposal=sent, reason="Nei", by=upper)
            return
        actions.accept_proposal(proposal=sent, choices={**fits, **rest}, by=upper)
        would = {**each.base, **{k: ours[k] for k in expected}}
        above.draft = joined(each.base, above.text, {**above.text, **would})

    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        if each := self.pick(data, lambda t: t.current is not None and t.draft is None):
            version = Version.objects.get(assessment=each.real, number=each.current)
            actions.withdraw(version=version, reason="Feil", by=world.fresh(each.town.author))
            each.current = None

    @invariant()
    def everything_says_what_the_model_says(self) -> None:
        for each in self.told:
            draft = Draft.objects.filter(assessment=each.real).first()
            assert (draft is None) == (each.draft is None)
            if draft is not None:
                assert _values(draft.stored().content) == each.draft
            versions = Version.objects.filter(assessment=each.real).order_by("number")
            assert [_values(v.content) for v in versions] == each.versions


def _values(content: Any) -> Values:
    return {key: str(content.fields.get(key) or "") for key in FIELDS}


@pytest.mark.django_db
def test_any_story_ends_as_the_plain_model_says() -> None:
    Living.towns = (building.staffed("Fjordby kommune"), building.staffed("Skogvik kommune"))
    Living.form = actions.load_schema(body=tiny_form(), by=None)
    stories = max(8, int(os.environ.get("LAW_EXAMPLES", "60")) // 20)
    run_state_machine_as_test(
        Living,
        settings=settings(
            max_examples=stories,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
