"""Events that must be considered: which apply, how they are answered, and what an approval still lacks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.engine.completeness import problems, section_counts
from assessments.engine.computed import answers
from assessments.engine.content import Confirmation, ConfirmationState, Content, Mark, Row
from assessments.engine.coverage import Answered, coverage, gaps, suggestion, taken_out, topics
from assessments.engine.redact import Reading, redact
from assessments.engine.reuse import confirmable_paths, derive, standing
from assessments.engine.schema import SchemaError, parse_schema
from assessments.schemas import bundled

BODIES = bundled()
ROS, DPIA = parse_schema(BODIES["ros"]), parse_schema(BODIES["dpia"])
ALWAYS = {"backup_restore", "leavers_access", "logging_missing"}
SCENARIO = Row("s", {"title": "Hendelse"})


def asked(*circumstances: str, schema=ROS, **cells) -> Content:
    """A draft with one scenario and a row for each topic; `cells` go into the row for backups."""
    rows = tuple(Row(topic.id, {"topic": topic.id}) for topic in topics(schema))
    content = Content({"circumstances": circumstances}, {"scenarios": (SCENARIO,), "coverage": rows})
    return content.with_row("coverage", Row("backup_restore", {"topic": "backup_restore", **cells}))


def applying(content: Content, schema=ROS) -> set[str]:
    return {each.topic.id for each in coverage(content, schema) if each.applies}


def backup(content: Content) -> tuple[Answered, list[tuple[str, str]]]:
    """How the topic of backups is answered, and what is said about it."""
    state = next(each.answered for each in coverage(content, ROS) if each.topic.id == "backup_restore")
    found = [(path, code) for path, code, _params in gaps(content, ROS) if "/backup_restore/" in path]
    return state, [(path.rpartition("/")[2], code) for path, code in found]


@pytest.mark.parametrize(
    ("circumstance", "topic"),
    [
        ("children", "children"),
        ("children", "parents_without_custody"),
        ("protected_address", "protected_address"),
        ("records_lookup", "staff_snooping"),
        ("special_categories", "staff_snooping"),
        ("supplier_access", "supplier_remote_access"),
        ("shared_devices", "shared_accounts"),
    ],
)
def test_what_is_so_here_decides_what_applies(circumstance, topic) -> None:
    assert applying(asked()) == applying(asked("none")) == ALWAYS
    assert topic in applying(asked(circumstance))


def test_a_dpia_also_looks_at_its_own_table_of_data() -> None:
    row = Row("p", {"category": "Adresse", "data_class": "protected_address"})
    assert "protected_address" in applying(asked(schema=DPIA).with_row("personal_data", row), DPIA)


@pytest.mark.parametrize(
    ("cells", "state", "said"),
    [
        ({}, "open", [("answer", "topic_open")]),
        ({"answer": "included"}, "open", [("scenarios", "topic_without_scenario")]),
        ({"answer": "included", "scenarios": ("s",)}, "included", []),
        ({"answer": "included", "scenarios": ("gone",)}, "open", [("scenarios", "topic_without_scenario")]),
        ({"answer": "not_relevant"}, "not_relevant", []),
    ],
)
def test_how_a_topic_is_answered(cells, state, said) -> None:
    assert backup(asked(**cells)) == (state, said)


def test_not_relevant_needs_its_reason() -> None:
    bare = asked(answer="not_relevant")
    missing = {p.path for p in problems(bare, ROS) if p.path.startswith("coverage/backup_restore")}
    assert missing == {"coverage/backup_restore/coverage_reason"}
    told = asked(answer="not_relevant", coverage_reason="Ingen data lagres.")
    assert not [p for p in problems(told, ROS) if p.path.startswith("coverage/backup_restore")]


def test_a_scenario_that_is_set_aside_covers_nothing() -> None:
    content = asked(answer="included", scenarios=("s",))
    aside = content.with_row("scenarios", replace(SCENARIO, fields={"title": "x", "not_relevant": True}))
    decided = content.with_confirmation("scenarios/s", Confirmation(ConfirmationState.NOT_RELEVANT, "Nei"))
    assert backup(aside)[0] == backup(decided)[0] == Answered.OPEN


def test_an_inherited_row_may_be_decided_as_not_relevant() -> None:
    decision = Confirmation(ConfirmationState.NOT_RELEVANT, "Vi lagrer ingenting.")
    assert backup(asked().with_confirmation("coverage/backup_restore", decision)) == ("not_relevant", [])


def test_a_row_that_was_taken_out_is_missed_by_name() -> None:
    content = asked().without_row("coverage", "backup_restore")
    (params,) = [params for _, code, params in gaps(content, ROS) if code == "topic_absent"]
    assert params["topic"]["nb"].startswith("Sikkerhetskopien")


def test_the_section_is_not_whole_while_a_topic_is_open() -> None:
    done = asked("none", answer="included", scenarios=("s",))
    for topic in ALWAYS:
        cells = {"topic": topic, "answer": "included", "scenarios": ("s",)}
        done = done.with_row("coverage", Row(topic, cells))
    assert section_counts(asked("none"), ROS)["coverage"].required_answered == 1
    assert section_counts(done, ROS)["coverage"].required_answered == 2


circumstances = st.lists(
    st.sampled_from([code.id for code in ROS.codelist("circumstances").items if code.id != "none"]),
    unique=True,
)
cells = st.fixed_dictionaries(
    {},
    optional={
        "answer": st.sampled_from(["included", "not_relevant"]),
        "scenarios": st.sampled_from([(), ("s",), ("gone",)]),
    },
)


@given(circumstances, st.lists(cells, min_size=9, max_size=9))
def test_every_topic_is_answered_or_missed_or_does_not_apply(chosen, given_cells) -> None:
    content = asked(*chosen)
    for topic, each in zip(topics(ROS), given_cells, strict=True):
        content = content.with_row("coverage", Row(topic.id, {"topic": topic.id, **each}))
    missed = {path.split("/")[1] for path, _code, _params in gaps(content, ROS)}
    found = {each.topic.id: each for each in coverage(content, ROS)}
    assert missed == {key for key, each in found.items() if each.applies and each.answered is Answered.OPEN}


@given(circumstances, circumstances)
def test_more_that_is_so_never_makes_less_apply(some, more) -> None:
    assert applying(asked(*some)) <= applying(asked(*dict.fromkeys([*some, *more])))


@given(circumstances)
def test_the_table_says_of_each_row_whether_it_applies(chosen) -> None:
    content = asked(*chosen)
    told = answers(content, ROS)
    assert {key for key in ALWAYS | applying(content) if told[f"coverage/{key}/applies"]} == applying(content)


def test_a_withheld_circumstance_is_not_told_by_what_applies() -> None:
    content = asked("children").with_mark("circumstances", Mark("offl-13"))
    told = answers(redact(content, ROS, Reading.PUBLIC, content.marks), ROS)
    assert "coverage/children/applies" not in told and told["coverage/backup_restore/applies"] is True
    row = Row("p", {"category": "A", "data_class": "protected_address"})
    hidden = asked(schema=DPIA).with_row("personal_data", row).with_mark("personal_data", Mark("offl-13"))
    assert "coverage/protected_address/applies" not in answers(
        redact(hidden, DPIA, Reading.PUBLIC, hidden.marks), DPIA
    )


def test_the_answer_travels_as_a_proposal_and_the_reason_stays_home() -> None:
    content = asked(answer="not_relevant", coverage_reason="Vårt eget forhold.")
    taken = derive(content, ROS)
    cells = taken.row("coverage", "backup_restore").fields
    assert cells == {"topic": "backup_restore", "answer": "not_relevant"}
    assert "coverage/backup_restore" in standing(taken, content, ROS).awaiting
    assert "coverage/leavers_access" not in confirmable_paths(content, ROS), "a bare topic proposes nothing"


def test_a_mandatory_scenario_may_be_set_aside_but_not_taken_out() -> None:
    base = asked().with_row("scenarios", Row("m", {"title": "Skjermet adresse", "mandatory": True}))
    assert list(taken_out(base, base, ROS)) == []
    gone = base.without_row("scenarios", "m")
    assert list(taken_out(gone, base, ROS)) == [
        ("scenarios", "mandatory_removed", {"title": "Skjermet adresse"})
    ]
    assert "mandatory_removed" in {problem.code for problem in problems(gone, ROS, base)}
    assert list(taken_out(base.without_row("scenarios", "s"), base, ROS)) == []


@pytest.mark.parametrize("schema", [ROS, DPIA])
def test_a_suggestion_is_a_well_formed_beginning_of_a_scenario(schema) -> None:
    columns = schema.field("scenarios").columns_by_key
    for topic in topics(schema):
        cells = suggestion(topic, schema, "nn")
        assert cells["title"] == topic.label["nn"] and set(cells) <= set(columns)
        assert len(cells) >= 3


@pytest.mark.parametrize(
    ("broken", "where"),
    [
        ({"when": [{"field": "nonsense", "equals": "x"}]}, "when"),
        ({"suggests": {"cia": ["x"]}}, "suggests/cia"),
    ],
)
def test_a_topic_that_cannot_apply_or_suggests_nonsense_is_no_form(broken, where) -> None:
    body = bundled()["ros"]
    body["codelists"]["coverage_topics"]["items"][0].update(broken)
    with pytest.raises(SchemaError) as caught:
        parse_schema(body)
    assert caught.value.where == f"codelists/coverage_topics/backup_restore/{where}"


def test_a_form_without_the_table_asks_for_nothing() -> None:
    body = bundled()["ros"]
    body["sections"] = [each for each in body["sections"] if each["key"] != "coverage"]
    schema = parse_schema(body)
    assert (topics(schema), coverage(Content(), schema), list(gaps(Content(), schema))) == ((), (), [])
