"""The data protection officer's advice and the answer to it."""

from __future__ import annotations

import pytest

from assessments import actions
from assessments.engine.schema import Stage
from registry.errors import Conflict, Invalid, NotFound, NotPermitted
from tests.assessments import building
from tests.assessments.building import record, recorded, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(town, author):
    """A complete DPIA that waits for advice."""
    return actions.submit(assessment=building.fill(building.started(town, "dpia")), by=author)


def test_advice_is_a_record_on_exactly_this_version(asked, dpo) -> None:
    with recorded("advice_given", asked.assessment):
        advice = actions.advise(version=asked, answers=record(Stage.ADVICE, asked), by=dpo)
    assert (advice.version, advice.digest, advice.author, advice.response) == (asked, asked.digest, dpo, None)


def test_the_answer_stands_with_the_newest_advice(asked, dpo, author) -> None:
    for _time in range(2):
        newest = actions.advise(version=asked, answers=record(Stage.ADVICE, asked), by=dpo)
    with recorded("advice_answered", asked.assessment):
        answered = actions.respond(version=asked, answers=record(Stage.RESPONSE, asked), by=author)
    assert (answered, answered.response_author) == (newest, author)


@pytest.mark.parametrize(
    ("answers", "code", "where"),
    [
        ({}, "missing", "advice"),
        ({"advice": 7}, "wrong_type", "advice"),
        ({"advice_verdict": "maybe"}, "unknown_code", "advice_verdict"),
        ({"purposes": "x"}, "unknown_field", "purposes"),
        ({"decision": "x"}, "unknown_field", "decision"),
    ],
)
def test_advice_that_is_not_whole_is_refused_with_its_places(asked, dpo, answers, code, where) -> None:
    with refused(Invalid, "content.malformed") as caught:
        actions.advise(version=asked, answers=answers, by=dpo)
    assert (code, where) in {(reason.code, reason.where) for reason in caught.value.reasons}


def test_advice_is_cleaned_of_control_characters(asked, dpo) -> None:
    answers = {**record(Stage.ADVICE, asked), "advice": "Ja\x00\x0b, men"}
    assert actions.advise(version=asked, answers=answers, by=dpo).answers["advice"] == "Ja, men"


def test_there_is_nothing_to_answer_before_advice_is_given(asked, author) -> None:
    with refused(Conflict, "advice.absent"):
        actions.respond(version=asked, answers=record(Stage.RESPONSE, asked), by=author)


def test_an_empty_answer_to_the_advice_is_refused(asked, dpo, author) -> None:
    actions.advise(version=asked, answers=record(Stage.ADVICE, asked), by=dpo)
    with refused(Invalid, "content.malformed", "advice_followed_up"):
        actions.respond(version=asked, answers={"advice_followed_up": " "}, by=author)


def test_only_the_officer_advises_and_only_the_authors_side_answers(asked, town, outsider) -> None:
    for who in (town.author, town.approver, town.administrator, town.reviewer):
        with refused(NotPermitted, "assessment.not_permitted", has_how=True):
            actions.advise(version=asked, answers={}, by=who)
    with refused(NotPermitted, "assessment.not_permitted"):
        actions.respond(version=asked, answers={}, by=town.dpo)
    with refused(NotFound, "assessment.absent"):
        actions.advise(version=asked, answers={}, by=outsider)
    with refused(NotFound, "assessment.absent"):
        actions.respond(version=asked, answers={}, by=outsider)


def test_nobody_advises_on_what_is_decided(asked, town) -> None:
    actions.request_changes(version=asked, reason="Mer", by=town.approver)
    with refused(Conflict, "version.state"):
        actions.advise(version=building.again(asked), answers=record(Stage.ADVICE, asked), by=town.dpo)


def test_advice_and_answer_are_shown_to_the_owners_people_only(town, outsider) -> None:
    from assessments.reading import read_version

    version = building.approved(town, "dpia", visibility="public", word="kanarifugl")
    asked = {
        key for key, f in version.parsed_schema.fields.items() if f.stage in (Stage.ADVICE, Stage.RESPONSE)
    }
    own = set(read_version(version, town.reader).content.fields)
    theirs = set(read_version(version, outsider).content.fields)
    assert asked & own
    assert not asked & theirs
