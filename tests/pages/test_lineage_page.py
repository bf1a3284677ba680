"""The lineage page: the family as nested lists, named or counted; and what a fork says of its source."""

from __future__ import annotations

import re

import pytest

from assessments import actions
from tests import world
from tests.assessments import building

pytestmark = pytest.mark.django_db


def page(client, assessment, query="") -> str:
    answer = client.get(f"/assessments/{assessment.pk}/lineage/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def tree_in(html: str) -> str:
    return re.search(r'<ul class="v-tree".*?</section>', html, re.DOTALL)[0]


def test_the_tree_is_nested_lists_that_end_where_they_begin(enter, in_force, fork, village):
    building.adopted(village, fork)
    html = tree_in(page(enter(), in_force.assessment))
    assert html.count("<ul") == html.count("</ul>") == 2
    assert html.count("<li>") == html.count("</li>") == 2
    assert "You are here" in html and "Built on version 1" in html and "nothing differs" in html


def test_forks_of_others_that_are_not_shown_are_a_number(enter, in_force, fork, village):
    html = page(enter(), in_force.assessment)
    assert "1 further, not shown to you" in html
    assert village.agency.name not in html and str(fork.pk) not in html


def test_a_family_of_many_comes_in_pages(enter, in_force, town, monkeypatch):
    monkeypatch.setattr("assessments.lineage.nodes.PAGE_SIZE", 3)
    for _ in range(6):
        actions.fork(version=in_force, owner=town.agency, by=world.fresh(town.author))
    client = enter(town.reader)
    first, last = page(client, in_force.assessment), page(client, in_force.assessment, "?start=6")
    assert "and 4 more on other pages" in first and "?start=3" in first
    assert "and 5 more on other pages" in last and "?start=3" in last and "Show more" not in last


@pytest.mark.parametrize("query", ["x", "-1", "99999999999999", "%00", "500"])
def test_odd_page_numbers_break_nothing(enter, in_force, query):
    assert "You are here" in page(enter(), in_force.assessment, f"?start={query}")


@pytest.mark.parametrize(
    ("way", "said", "also"),
    [
        ("withdrawn", "of an assessment its owner has withdrawn", "has been withdrawn by its owner"),
        ("narrowed", "Built on an assessment that is not open to you", "no longer open to you"),
    ],
)
def test_a_fork_says_plainly_that_its_source_is_gone(enter, in_force, fork, town, village, way, said, also):
    version = building.adopted(village, fork)
    if way == "withdrawn":
        actions.withdraw(version=building.again(in_force), reason="Feil", by=world.fresh(town.approver))
    else:
        building.show(building.fresh(in_force.assessment), town, "private")
    home = f"/assessments/{fork.pk}/"
    for address in (home, f"{home}lineage/", f"/versions/{version.pk}/"):
        own = enter(village.reader).get(address).content.decode()
        assert said in own and town.agency.name not in own and str(in_force.pk) not in own
    assert also in enter(village.reader).get(home).content.decode()
    assert also not in enter().get(home).content.decode(), "its people's affair"


def test_what_is_in_force_is_not_called_a_draft_there(enter, in_force):
    assert "In force" in page(enter(), in_force.assessment)
