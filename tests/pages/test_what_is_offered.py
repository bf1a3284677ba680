"""What pages offer to press and to choose from: to a reader of the owner's, to another agency, to nobody."""

from __future__ import annotations

from datetime import date

import pytest

from assessments import actions
from assessments.models import Assessment, Watch
from assessments.pages.waiting import waiting_for
from registry.actions import merge_agency
from tests import world
from tests.assessments import building
from tests.assessments.test_pull import renewed, rewrite

pytestmark = pytest.mark.django_db
OUTSIDE = ("another", "nobody")
LOOKING = ("reader", *OUTSIDE)
DEEDS = ("edit", "submit", "revise", "share", "follow_up", "fork", "withdraw", "close")


@pytest.fixture
def looks(enter, town, village):
    """`looks(who)` is the client of one who may read in the town, or in another agency, or of nobody."""
    people = {"reader": town.reader, "another": village.reader, "nobody": None}
    return lambda who: enter(people[who])


@pytest.fixture
def home(in_force):
    """The page of what is in force."""
    return f"/assessments/{in_force.assessment_id}/"


def offered(client, address: str) -> set[str]:
    context = client.get(address).context
    return {deed for deed in DEEDS if context[f"may_{deed}"]}


@pytest.mark.parametrize("who", LOOKING)
def test_who_only_reads_is_offered_nothing_to_do(looks, home, who):
    assert offered(looks(who), home) == set()


def test_those_who_write_and_those_who_decide_are_offered_what_they_may(enter, home, town):
    assert offered(enter(town.author), home) >= {"revise", "follow_up", "fork"}
    assert offered(enter(town.approver), home) >= {"share", "withdraw", "close"}


def test_who_only_reads_a_draft_is_not_offered_to_write_or_submit_it(enter, draft, town):
    address = f"/assessments/{draft.pk}/draft/"
    assert offered(enter(town.reader), address) == set()
    assert offered(enter(town.author), address) == {"edit", "submit"}


def test_who_only_reads_a_fork_is_not_offered_to_propose_its_changes(enter, fork, village):
    home = f"/assessments/{fork.pk}/"
    for who, may in ((village.reader, False), (village.author, True)):
        client = enter(who)
        assert client.get(f"{home}draft/").context["proposals"]["may_propose"] is may
        assert client.get(f"{home}proposals/").context["may_propose"] is may


def test_only_those_who_write_in_a_fork_are_told_of_it_without_watching(enter, fork, village):
    address = f"/assessments/{fork.pk}/draft/"
    Watch.objects.all().delete()
    assert enter(village.reader).get(address).context["watching"] == "no"
    assert enter(village.author).get(address).context["watching"] == "yes"


def test_advice_and_its_answer_are_offered_to_those_whose_they_are(enter, town):
    version = building.submitted(town, "dpia")
    page = f"/versions/{version.pk}/review/"
    forms = {
        role: {name for name, form in enter(town[role]).get(page).context["forms"].items() if form}
        & {"advice", "response"}
        for role in ("reader", "author", "dpo")
    }
    assert forms == {"reader": set(), "author": {"response"}, "dpo": {"advice"}}


def test_who_only_reads_what_is_withheld_is_not_offered_to_change_it(enter, in_force, town):
    page, rights = f"/assessments/{in_force.assessment_id}/withheld/", ("mark", "lift", "close")
    actions.revise(assessment=building.fresh(in_force.assessment), by=world.fresh(town.author))

    def may(who):
        return [enter(who).get(page).context[f"may_{right}"] for right in rights]

    assert may(town.reader) == [False, False, False]
    assert may(town.author)[0] and may(town.approver)[1]


def test_while_a_version_waits_one_is_not_offered_to_take_over(enter, town, village, in_force, fork):
    version = building.freeze(village, building.fill(fork))
    renewed(town, in_force.assessment, lambda each: rewrite(each, in_scope="Nytt omfang."))
    answer = enter(village.author).get(f"/assessments/{version.assessment_id}/pull/")
    assert answer.context["may_choose"] and not answer.context["may_take"]


@pytest.mark.parametrize("who", LOOKING)
def test_only_a_forks_people_are_led_to_where_it_takes_over(looks, enter, who, fork, in_force, village):
    built = building.adopted(village, fork)
    sides = {"from": str(in_force.pk), "to": str(built.pk)}
    led = looks(who).get("/compare/", sides).context["pull"]
    assert bool(led) is (who == "another"), "she is one of its people"


@pytest.mark.parametrize("who", LOOKING)
def test_another_assessment_to_link_with_is_offered_to_those_who_write_alone(looks, enter, who, home, town):
    assessment = Assessment.objects.get()
    dpia = actions.start(
        kind="dpia", owner=town.agency, title="DPIA", language="nb",
        solutions=[(assessment.solutions.get(), "1")], by=world.fresh(town.author),
    )  # fmt: skip
    building.show(
        building.approve(town, building.freeze(town, building.fill(dpia))).assessment, town, "public"
    )
    assert looks(who).get(f"{home}lineage/").context["linkable"] == []
    assert enter(town.author).get(f"{home}lineage/").context["linkable"] == [dpia]


@pytest.mark.parametrize("who", OUTSIDE)
def test_what_it_is_linked_with_is_named_to_those_who_may_see_that(looks, who, home, town):
    ros = Assessment.objects.get()
    author = world.fresh(town.author)
    dpia = actions.start(
        kind="dpia", owner=town.agency, title="Hemmelig DPIA", language="nb",
        solutions=[(ros.solutions.get(), "1")], by=author,
    )  # fmt: skip
    actions.link(ros=ros, dpia=dpia, by=author)
    assert looks("reader").get(f"{home}lineage/").context["linked"] == [dpia]
    assert "Hemmelig DPIA" not in looks(who).get(f"{home}lineage/").content.decode()


@pytest.mark.parametrize("who", LOOKING)
def test_only_those_who_may_begin_one_are_offered_to(looks, enter, who, in_force, town):
    solution = in_force.assessment.solutions.get()
    for address in ("/", f"/solutions/{solution.pk}/"):
        assert not looks(who).get(address).context["may_start"]
        assert enter(town.author).get(address).context["may_start"]


def test_agencies_solutions_and_their_use_are_listed_to_members_alone(looks, enter, in_force, town, stranger):
    covered, other = in_force.assessment.solutions.get(), world.solution("Kanarifugl")
    enter(town.author).post(f"/solutions/{covered.pk}/use/", {"agency": str(town.agency.pk)})

    def listed(client):
        catalogue = client.get("/", {"solution": str(other.pk)}).context
        bank = client.get("/bank/").context
        used = client.get(f"/solutions/{covered.pk}/").context["uses"]
        return [
            bool(each) for each in (catalogue["agencies"], catalogue["solution"], bank["solutions"], used)
        ]

    assert listed(looks("another")) == [True] * 4
    assert listed(looks("nobody")) == listed(enter(stranger)) == [False] * 4
    assert b"Kanarifugl" not in enter(stranger).get("/assessments/new/").content
    assert b"Kanarifugl" in looks("reader").get("/assessments/new/").content


def test_an_agency_that_has_become_part_of_another_is_not_offered_to_be_named(enter, home, town, village):
    gone = world.agency("Borte kommune")
    page = enter(town.approver).get(f"{home}share/").content.decode()
    assert "Borte kommune" in page
    merge_agency(gone=gone, into=village.agency, by=None)
    page = enter(town.approver).get(f"{home}share/").content.decode()
    assert "Borte kommune" not in page and village.agency.name in page


def test_only_members_are_offered_to_ask(enter, town, village, stranger):
    version = building.approved(town)
    approver = world.fresh(town.approver)
    actions.share(assessment=version.assessment, visibility="private", listed_to="public", by=approver)
    address = f"/assessments/{version.assessment_id}/"
    for who in (None, stranger):
        answer = enter(who).get(address)
        assert answer.context["form"] is None
        assert "Members of an agency may ask to see it." in answer.content.decode()
    assert "Send the request" in enter(village.reader).get(address).content.decode()


def test_what_is_overdue_waits_for_those_who_write_and_those_who_decide(in_force, town, village):
    def waits(who):
        return [group.key for group in waiting_for(world.fresh(who), date(2099, 1, 1))]

    assert waits(town.author) == waits(town.approver) == ["overdue"]
    assert [waits(who) for who in (town.reader, village.author, village.approver)] == [[], [], []]
