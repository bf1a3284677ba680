"""The gate before sharing: what stands in the way, how it is answered, and what an answer is worth."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments import actions
from assessments.asking import in_a_year
from assessments.checking import checklist
from assessments.engine.content import Mark
from assessments.engine.schema import Stage
from assessments.models import CheckAnswer, Grant
from registry.errors import Conflict, Invalid, NotPermitted
from tests import world
from tests.assessments import building
from tests.assessments.saying import (
    PERSON,
    SCOPE,
    answer,
    in_force_saying,
    renewed_saying,
    share,
    stopped,
)

pytestmark = pytest.mark.django_db
MAIL = "ola.nordmann@fjordvik.no"


@pytest.mark.parametrize("circle", ["members", "public"])
@pytest.mark.parametrize(
    ("text", "rule"), [(PERSON, "identity_number"), ("BEGRENSET", "classified"), (MAIL, "email")]
)
def test_sharing_stops_at_what_is_found_and_says_where(town, circle, text, rule):
    version = in_force_saying(town, in_scope=f"Innledning\n\n{text}")
    with building.refused(Invalid, "checklist.open", "visibility", has_how=True) as refusal:
        share(town, version, circle)
    assert stopped(refusal) == [(f"checklist.{rule}", SCOPE)]
    told = refusal.value.detail["checklist"]
    assert (told["circle"], [each["version"] for each in told["points"]]) == (circle, [1])
    assert PERSON not in str(refusal.value.detail) + str(refusal.value.reasons)


def test_what_is_only_worth_a_thought_stops_nothing(town):
    version = in_force_saying(town, summary_for_publication="Se kapittel 2.")
    assert {each.finding.severity.value for each in checklist(version.assessment, "members")} == {"ask"}
    assert share(town, version, "public").visibility == "public"


def test_a_reason_settles_a_number_for_that_circle_and_not_for_a_wider_one(town):
    version = in_force_saying(town, in_scope=f"Sak {PERSON}")
    answer(town, version, "identity_number", "members")
    assert share(town, version, "members").visibility == "members"
    with building.refused(Invalid, "checklist.open", "visibility"):
        share(town, version, "public")
    answer(town, version, "identity_number", "public")
    assert share(town, version, "public").visibility == "public"


def test_what_a_new_choice_of_versions_would_show_can_be_answered_first(town):
    first = in_force_saying(town, in_scope=f"Sak {PERSON}")
    share(town, building.approve(town, renewed_saying(town, first.assessment, in_scope="Ingen.")), "public",
          shown_from=2, shows_later=True)  # fmt: skip
    with building.refused(Invalid, "checklist.open"):
        share(town, first, "public", shown_from=1, shows_later=True)
    answer(town, first, "identity_number", circle="public")
    assert share(town, first, "public", shown_from=1, shows_later=True).shown_from == 1


def test_going_narrower_asks_nothing(town):
    version = in_force_saying(town, in_scope=f"Sak {PERSON}")
    answer(town, version, "identity_number", "public")
    share(town, version, "public")
    CheckAnswer.objects.all().delete()
    for narrower in ("members", "named", "private"):
        assert share(town, version, narrower).visibility == narrower


def test_an_answer_holds_while_the_text_is_the_same_and_no_longer(town):
    version = in_force_saying(town, in_scope=f"Sak {PERSON}")
    answer(town, version, "identity_number")
    share(town, version, "members")
    same = renewed_saying(town, version.assessment, out_of_scope="Noe annet")
    building.approve(town, same)
    other = renewed_saying(town, version.assessment, in_scope=f"Sak {PERSON}, og mer")
    with building.refused(Conflict, "version.not_ready") as refusal:
        building.approve(town, other)
    assert stopped(refusal) == [("checklist.identity_number", SCOPE)]
    answer(town, other, "identity_number")
    assert building.approve(town, building.again(other)).assessment.shown == other


@pytest.mark.parametrize("text", ["BEGRENSET", "AKIAABCDEFGHIJKLMNOP"])
def test_no_reason_makes_a_grade_or_a_secret_right(town, text):
    version = in_force_saying(town, in_scope=text)
    rule = checklist(version.assessment, "members")[0].finding.rule
    with building.refused(Invalid, "checklist.final", "answers/0/rule", has_how=True):
        answer(town, version, str(rule))


@pytest.mark.parametrize("circle", ["members", "public"])
def test_what_is_withheld_stands_in_nobodys_way(town, circle):
    version = in_force_saying(town, in_scope=f"Sak {PERSON}")
    assessment = building.fresh(version.assessment)
    actions.revise(assessment=assessment, by=world.fresh(town.author))
    marked = building.stored(assessment).content.with_mark(SCOPE, Mark("offl-13"))
    building.write(assessment, marked)
    hidden = building.approve(town, building.freeze(town, assessment))
    with building.refused(Invalid, "checklist.open") as refusal:
        share(town, version, circle)  # for the first version would be shown as well
    assert refusal.value.detail["checklist"]["points"][0]["version"] == 1
    assert "versjon 1" in refusal.value.detail["checklist"]["points"][0]["how"]
    assert share(town, version, circle, shown_from=hidden.number).shown == hidden


def test_showing_older_versions_too_asks_about_them(town):
    version = in_force_saying(town, in_scope=f"Sak {PERSON}")
    clean = building.approve(town, renewed_saying(town, version.assessment, in_scope="Alt"))
    share(town, version, "members", shown_from=clean.number)
    with building.refused(Invalid, "checklist.open", "visibility"):
        share(town, version, "members", shown_from=1)


def test_showing_later_versions_as_well_asks_about_those(town):
    version = in_force_saying(town, in_scope="Alt")
    share(town, version, "members", shows_later=False)
    building.approve(town, renewed_saying(town, version.assessment, in_scope=f"Sak {PERSON}"))
    with building.refused(Invalid, "checklist.open", "visibility"):
        share(town, version, "members", shows_later=True)


def test_what_was_shared_while_nothing_was_in_force_is_asked_about_at_the_approval(town):
    version = in_force_saying(town, in_scope=f"Sak {PERSON}")
    actions.withdraw(version=version, reason="Feil", by=world.fresh(town.author))
    share(town, version, "members")
    second = renewed_saying(town, version.assessment, in_scope=f"Sak {PERSON} igjen")
    with building.refused(Conflict, "version.not_ready") as refusal:
        building.approve(town, second)
    assert stopped(refusal) == [("checklist.identity_number", SCOPE)]


def test_approving_what_nobody_else_sees_asks_nothing(town):
    assert in_force_saying(town, in_scope=f"Sak {PERSON}").assessment.shown is not None


def test_approval_stops_at_what_blocks_and_not_at_a_warning(town):
    version = building.approved(town, visibility="members")
    warned = renewed_saying(town, version.assessment, in_scope=f"Spør {MAIL}")
    assert building.approve(town, warned).review.state == "approved"


def test_the_reasons_of_a_decision_are_looked_at_as_well(town):
    version = building.approved(town, visibility="members")
    waiting = renewed_saying(town, version.assessment, in_scope="Alt")
    given = {**building.record(Stage.DECISION, waiting), "decision_reasons": f"Gjelder {PERSON}"}
    with building.refused(Conflict, "version.not_ready") as refusal:
        actions.approve(version=waiting, answers=given, by=world.fresh(town.approver))
    assert stopped(refusal) == [("checklist.identity_number", "decision_reasons")]


def test_naming_an_agency_asks_and_naming_it_again_does_not(town, village):
    version = in_force_saying(town, in_scope=f"Spør {MAIL}")

    def name() -> None:
        actions.name_agency(
            assessment=building.fresh(version.assessment),
            agency=village.agency,
            by=world.fresh(town.approver),
        )

    with building.refused(Invalid, "checklist.open", "agency", has_how=True):
        name()
    answer(town, version, "email", "named", reason="")
    name()
    CheckAnswer.objects.all().delete()
    name()


def test_an_approval_asks_for_named_agencies_while_one_is(town, village):
    version = in_force_saying(town, in_scope="Alt")
    actions.name_agency(
        assessment=building.fresh(version.assessment), agency=village.agency, by=world.fresh(town.approver)
    )
    waiting = renewed_saying(town, version.assessment, in_scope=f"Sak {PERSON}")
    with building.refused(Conflict, "version.not_ready"):
        building.approve(town, waiting)
    Grant.objects.update(until=timezone.localdate() - timedelta(days=1))
    assert building.approve(town, building.again(waiting)).number == 2


def test_saying_yes_to_a_request_asks_as_well(town, village):
    version = in_force_saying(town, in_scope=f"Sak {PERSON}")
    share(town, version, "private", listed_to="members")
    request = actions.ask_access(
        assessment=version.assessment, agency=village.agency, reason="Vi bruker den.",
        by=world.fresh(village.author),
    )  # fmt: skip
    with building.refused(Invalid, "checklist.open"):
        actions.grant_access(request=request, until=in_a_year(), by=world.fresh(town.approver))


def test_a_title_is_looked_at_before_a_list_shows_it(town):
    assessment = building.started(town, title=f"Sak {PERSON}")
    with building.refused(Invalid, "checklist.open", "listed_to"):
        actions.share(
            assessment=assessment, visibility="private", listed_to="members", by=world.fresh(town.approver)
        )
    given = {"rule": "identity_number", "where": "title", "version": None, "reason": "Et saksnummer."}
    actions.answer_findings(
        assessment=assessment, circle="members", answers=[given], by=world.fresh(town.approver)
    )
    shared = actions.share(
        assessment=assessment, visibility="private", listed_to="members", by=world.fresh(town.approver)
    )
    assert shared.listed_to == "members"


def test_a_title_that_a_list_shows_is_looked_at_when_it_is_written(town):
    assessment = building.started(town)
    actions.share(
        assessment=assessment, visibility="private", listed_to="public", by=world.fresh(town.approver)
    )
    with building.refused(Invalid, "checklist.open", "title"):
        actions.save_section(
            assessment=building.fresh(assessment), section="context", fields={"title": f"Sak {PERSON}"},
            expected=building.etag(assessment, "context"), by=world.fresh(town.author),
        )  # fmt: skip


def test_answering_is_for_those_who_share(town, village):
    version = in_force_saying(town, in_scope=f"Sak {PERSON}")
    given = [{"rule": "identity_number", "where": SCOPE, "version": 1, "reason": "Nei"}]
    for person in (town.author, town.dpo, town.reader):
        with building.refused(NotPermitted, "assessment.not_permitted"):
            actions.answer_findings(
                assessment=version.assessment, circle="members", answers=given, by=world.fresh(person)
            )


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        ({"rule": "no_such"}, "checklist.no_such_finding", "answers/0/where"),
        ({"where": "out_of_scope"}, "checklist.no_such_finding", "answers/0/where"),
        ({"version": 7}, "checklist.no_such_finding", "answers/0/where"),
        ({"version": None}, "checklist.no_such_finding", "answers/0/where"),
        ({"reason": "  "}, "checklist.reason_missing", "answers/0/reason"),
        ({"reason": "x" * 2_001}, "text.too_long", "answers/0/reason"),
        ({"circle": "private"}, "choice.unknown", "circle"),
    ],
)
def test_a_wrong_answer_is_refused_with_its_place(town, change, code, where):
    version = in_force_saying(town, in_scope=f"Sak {PERSON}")
    with building.refused(Invalid, code, where):
        answer(town, version, **{"rule": "identity_number", **change})


def test_of_several_answers_all_are_kept_or_none(town):
    version = in_force_saying(town, in_scope=f"Sak {PERSON}, spør {MAIL}")
    good = {"rule": "email", "where": SCOPE, "version": 1, "reason": ""}
    with building.refused(Invalid, "checklist.reason_missing", "answers/1/reason"):
        actions.answer_findings(
            assessment=version.assessment, circle="members", by=world.fresh(town.approver),
            answers=[good, {**good, "rule": "identity_number"}],
        )  # fmt: skip
    with building.refused(Invalid, "checklist.how_many", "answers"):
        actions.answer_findings(
            assessment=version.assessment, circle="members", answers=[], by=world.fresh(town.approver)
        )


def test_an_answer_is_told_in_the_trail_without_the_text_or_the_reason(town):
    version = in_force_saying(town, in_scope=f"Sak {PERSON}")
    with building.recorded("findings_answered", version.assessment):
        answer(town, version, "identity_number")
    detail = building.last_event(version.assessment).detail
    assert detail == {"circle": "members", "findings": [f"identity_number {SCOPE}"]}


def test_a_draft_is_looked_at_early_and_answered_when_it_is_frozen(town):
    assessment = building.fill(building.started(town))
    content = building.stored(assessment).content.with_field(SCOPE, f"Sak {PERSON}")
    building.write(assessment, content)
    point = checklist(building.fresh(assessment), "members")[0]
    assert (point.finding.path, point.number, point.may_be_answered) == (SCOPE, None, False)
    version = building.freeze(town, assessment)
    answer(town, building.again(version), "identity_number")
    assert not checklist(building.fresh(assessment), "members")[0].is_open


def test_the_same_text_in_many_versions_is_one_point(town):
    version = in_force_saying(town, in_scope=f"Sak {PERSON}")
    building.approve(town, renewed_saying(town, version.assessment, out_of_scope="Annet"))
    found = [p for p in checklist(building.fresh(version.assessment), "members") if p.finding.path == SCOPE]
    assert [p.number for p in found] == [2]


# --- Links for those without an account (ADR 22) --------------------------------------------------


def test_lifting_what_is_withheld_at_once_asks_for_those_it_is_shown_to(town):
    version = in_force_saying(town, in_scope=f"Sak {PERSON}")
    held = actions.withhold_at_once(
        version=version, path=SCOPE, ground="offl-13", by=world.fresh(town.author)
    )
    share(town, version, "members")
    with building.refused(Invalid, "checklist.open", "path"):
        actions.lift_withholding(withholding=held, by=world.fresh(town.approver))
    answer(town, version, "identity_number", "members")
    assert actions.lift_withholding(withholding=held, by=world.fresh(town.approver)).lifted_at
