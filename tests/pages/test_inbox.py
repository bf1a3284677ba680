"""The inbox, watching, and what a fork's page says once upstream has gone on."""

from __future__ import annotations

import re

import pytest

from assessments import actions
from assessments.engine.content import Row
from assessments.models import Draft, Notice, Watch
from registry import jobs
from registry.actions import add_member
from tests import world
from tests.assessments import building

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_rings(monkeypatch):
    monkeypatch.setattr("registry.jobs.bell.ring", lambda job_id: True)


def renew(town, version, times: int = 1):
    for _time in range(times):
        newest = building.renewed(town, version.assessment)
    jobs.drain()
    return newest


def rescored(town, version):
    """The next version, in which the first scenario is likelier."""
    assessment = building.fresh(version.assessment)
    actions.revise(assessment=assessment, by=world.fresh(town.author))
    content = building.stored(assessment).content
    row = content.rows["scenarios"][0]
    likelier = Row(row.id, {**row.fields, "likelihood_before": 3}, row.origin)
    building.write(assessment, content.with_row("scenarios", likelier))
    return building.approve(town, building.freeze(town, assessment))


def test_the_inbox_tells_and_counts_until_it_is_read(enter, town, village, in_force, fork):
    renew(town, in_force, times=2)
    client = enter(village.author)
    page = client.get("/inbox/").content.decode()
    assert page.count("Mark as read") == 2 and fork.title in page
    assert "kept for 90 days after you have read it, and an unread one for 365 days" in page
    assert re.search(r"Inbox <span[^>]*>2<", page)
    client.post(f"/inbox/{Notice.objects.earliest('at').pk}/read/")
    assert re.search(r"Inbox <span[^>]*>1<", client.get("/").content.decode())
    client.post("/inbox/read/")
    page = client.get("/inbox/").content.decode()
    assert "Mark as read" not in page and not re.search(r"Inbox <span", page)


def test_what_is_unread_comes_first_on_pages_that_hold_everything_once(
    enter, town, village, in_force, fork, monkeypatch
):
    renew(town, in_force, times=4)
    newest = Notice.objects.latest("at")
    actions.mark_read(by=world.fresh(village.author), only=[newest.pk])
    monkeypatch.setattr("assessments.watching.notices.inbox_page.__defaults__", ("", 2))
    client, seen, cursor = enter(village.author), [], ""
    while True:
        shown = client.get("/inbox/", {"cursor": cursor}).context
        seen += [each.version.number for each in shown["news"]]
        if not (cursor := shown["next"]):
            break
    assert seen == [4, 3, 2, 5]


@pytest.mark.parametrize("cursor", ["x", "%00", "WyJmIiwieCIsInkiLCJ6Il0"])
def test_an_inbox_address_that_is_not_whole_is_refused_kindly(enter, village, cursor):
    assert enter(village.author).get(f"/inbox/?cursor={cursor}").status_code == 422


def test_the_inbox_is_for_those_who_are_signed_in(enter, in_force):
    assert enter().get("/inbox/").status_code == 302
    assert "/inbox/" not in enter().get("/").content.decode()
    assert enter().post(f"/assessments/{in_force.assessment_id}/watch/").status_code == 302


def test_nobody_reads_or_marks_anothers_notice(enter, town, village, in_force, fork, stranger):
    renew(town, in_force)
    client = enter(stranger)
    assert fork.title not in client.get("/inbox/").content.decode()
    client.post(f"/inbox/{Notice.objects.get().pk}/read/")
    assert Notice.objects.get().read_at is None


def test_a_hidden_upstream_is_not_named_in_the_inbox(enter, town, village, in_force, fork):
    newer = renew(town, in_force)
    type(fork).objects.filter(pk=fork.pk).update(title="Vår egen")
    building.show(building.fresh(in_force.assessment), town, "private")
    page = enter(village.author).get("/inbox/").content.decode()
    assert "Vår egen" in page
    assert "Sak" not in page and str(newer.pk) not in page and newer.digest[:12] not in page


def test_the_inbox_costs_the_same_however_full_it_is(
    enter, town, village, in_force, fork, django_assert_max_num_queries
):
    renew(town, in_force, times=4)
    client = enter(village.author)
    client.get("/inbox/")  # what changed is weighed the first time, and kept
    with django_assert_max_num_queries(9):
        assert len(client.get("/inbox/").context["news"]) == 4


# --- Watching ------------------------------------------------------------------------------------


def test_one_watches_with_a_button_and_stops_again(enter, in_force, stranger):
    client, place = enter(stranger), f"/assessments/{in_force.assessment_id}/"
    assert ">Watch</button>" in client.get(place).content.decode()
    client.post(f"{place}watch/", {"how": ""})
    assert Watch.objects.get().user == stranger
    page = client.get(place).content.decode()
    assert ">Watch</button>" not in page and f'href="{place}watch/"' in page
    client.post(f"{place}watch/", {"stop": "1"})
    assert not Watch.objects.exists()


def test_who_is_told_by_her_role_may_choose_not_to_be(enter, village, fork):
    client, place = enter(village.author), f"/assessments/{fork.pk}/watch/"
    assert "You write in the agency" in client.get(place).content.decode()
    client.post(place, {"how": "never"})
    assert Watch.objects.get().how == "never"


def test_a_way_that_is_not_there_is_said_beside_the_question(enter, in_force, stranger):
    answer = enter(stranger).post(f"/assessments/{in_force.assessment_id}/watch/", {"how": "pigeon"})
    assert answer.status_code == 422
    assert not Watch.objects.exists()


def test_what_is_hidden_cannot_be_watched(enter, draft, stranger):
    assert enter(stranger).get(f"/assessments/{draft.pk}/watch/").status_code == 404
    assert enter(stranger).post(f"/assessments/{draft.pk}/watch/", {"how": ""}).status_code == 404


def test_one_chooses_on_the_profile_how_one_is_told(enter, stranger):
    client = enter(stranger)
    assert client.post("/me/told/", {"notify": "never"}).status_code == 302
    assert world.fresh(stranger).notify == "never"
    assert (
        "is not one of the choices" in client.post("/me/told/", {"notify": "x"}, follow=True).content.decode()
    )


# --- Behind and ahead ----------------------------------------------------------------------------


def test_lists_and_the_head_say_how_far_a_fork_has_drifted(enter, town, village, in_force, fork):
    building.adopted(village, fork)
    renew(town, in_force, times=2)
    client = enter(village.author)
    for place in ("/", "/mine/", f"/assessments/{fork.pk}/", f"/assessments/{fork.pk}/lineage/"):
        page = client.get(place).content.decode()
        assert "2 versions behind the original" in page and "1 version ahead" in page, place


def test_everywhere_a_fork_is_shown_the_weight_is_told_in_words(enter, town, village, in_force, fork):
    building.adopted(village, fork)
    rescored(town, in_force)
    client = enter(village.author)
    solution = f"/solutions/{fork.solutions.get().pk}/"
    lists = ("/", "/mine/", solution, f"/assessments/{fork.pk}/lineage/")
    for place in lists:
        page = client.get(place).content.decode()
        assert "1 version behind" in page and "May change the conclusion" not in page, place
    jobs.drain()
    for place in (*lists, f"/assessments/{fork.pk}/history/"):
        page = client.get(place, follow=True).content.decode()
        assert re.search(r'<span aria-hidden="true">!</span>\s*May change the conclusion', page), place


def test_a_base_that_has_moved_counts_from_there(enter, town, village, in_force, fork):
    newer = renew(town, in_force)
    Draft.objects.filter(assessment=fork).update(base=newer)
    page = enter(village.author).get("/mine/").content.decode()
    assert "behind the original" not in page
    renew(town, in_force)
    assert "1 version behind the original" in enter(village.author).get("/mine/").content.decode()


def test_a_fork_of_what_is_hidden_now_is_not_said_to_be_behind(enter, town, village, in_force, fork):
    renew(town, in_force)
    building.show(building.fresh(in_force.assessment), town, "private")
    for place in ("/mine/", f"/assessments/{fork.pk}/draft/"):
        assert "behind" not in enter(village.author).get(place).content.decode()


def test_a_forks_page_says_which_approved_places_are_touched(enter, town, village, in_force, fork):
    building.adopted(village, fork)
    rescored(town, in_force)
    page = enter(village.author).get(f"/assessments/{fork.pk}/").content.decode()
    assert "1 place you have approved has changed in the original" in page
    assert "Your own conclusions rest on this:" in page
    row = building.fresh(fork).current.content.rows["scenarios"][0]
    assert f'href="#{row.id}"' in page


def test_others_are_not_told_what_is_touched(enter, town, village, in_force, fork):
    building.adopted(village, fork)
    building.show(building.fresh(fork), village, "public")
    rescored(town, in_force)
    page = enter(town.reader).get(f"/assessments/{fork.pk}/").content.decode()
    assert "1 version behind the original" in page
    assert "you have approved" not in page


def test_who_forked_with_more_insight_has_nothing_told_to_her_colleagues(enter, town, village, in_force):
    insider = world.member(village.agency, "author")
    add_member(agency=town.agency, user=insider, role="reader", by=None)
    actions.withhold_at_once(
        version=in_force, path="scenarios", ground="offl-24-3", by=world.fresh(town.author)
    )
    fork = actions.fork(version=building.again(in_force), owner=village.agency, by=world.fresh(insider))
    building.adopted(village, fork)
    rescored(town, in_force)
    pages = [enter(who).get(f"/assessments/{fork.pk}/").content.decode() for who in (insider, village.author)]
    assert ["you have approved has changed" in page for page in pages] == [True, False]
