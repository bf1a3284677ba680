"""What a text is written in, as pages choose it and say it (WCAG 3.1.2)."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from assessments import actions
from assessments.models import Draft
from tests import world
from tests.assessments import building
from tests.assessments.test_pull import first_row, renewed, rewrite, rewrite_row


@pytest.fixture
def ours(village, in_force):
    """A fork in nynorsk of an original in bokmål, with its scope rewritten."""
    author = world.fresh(village.author)
    made = actions.fork(version=in_force, owner=village.agency, language="nn", by=author)
    rewrite(made, in_scope="Omfanget hjå oss.")
    return made


def spoken(page, words):
    """The `lang` of the element that the words stand in, or are the first words of."""
    found = re.search(rf'lang="(\w+)"[^>]*>(?:\s|<(?!/)[^>]*>)*{re.escape(words)}', page.content.decode())
    assert found, words
    return found[1]


def test_the_fork_s_language_is_asked_for_and_begins_as_the_original_s(enter, in_force, village):
    client, address = enter(village.author), f"/versions/{in_force.pk}/fork/"
    assert client.get(address).context["form"]["language"].value() == "nb"
    answer = client.post(address, {"owner": village.agency.pk, "language": "nn"})
    assert answer.status_code == 302
    assert Draft.objects.get(assessment__owner=village.agency).language == "nn"


@pytest.mark.parametrize("language", ["", "no"])
def test_no_fork_without_a_language(enter, in_force, village, language):
    answer = enter(village.author).post(
        f"/versions/{in_force.pk}/fork/", {"owner": village.agency.pk, "language": language}
    )
    assert answer.status_code == 422 and "language" in answer.context["form"].errors
    assert not Draft.objects.filter(assessment__owner=village.agency).exists()


def test_it_is_changed_from_the_head_of_the_draft(enter, ours, village):
    client, address = enter(village.author), f"/assessments/{ours.pk}/language/"
    head = client.get(f"/assessments/{ours.pk}/draft/").content.decode()
    assert address in head and "Language of the text: Norwegian (nynorsk)." in head
    assert client.get(address).context["form"]["language"].value() == "nn"
    assert client.post(address, {"language": "no"}).status_code == 422
    assert client.post(address, {"language": "en"})["Location"] == f"/assessments/{ours.pk}/draft/"
    assert "Language of the text: English." in client.get(f"/assessments/{ours.pk}/draft/").content.decode()


def test_others_find_no_such_page(enter, ours, village, town, stranger):
    address = f"/assessments/{ours.pk}/language/"
    assert enter(village.reader).get(address).status_code == 403
    assert address not in enter(village.reader).get(f"/assessments/{ours.pk}/draft/").content.decode()
    for who in (town.author, stranger):
        assert enter(who).post(address, {"language": "nb"}).status_code == 404
    assert enter().get(address).status_code == 302


def test_what_it_is_built_on_says_its_language_where_it_is_another(enter, ours, in_force, village):
    client = enter(village.reader)
    assert "Its language: Norwegian (bokmål)" in client.get(f"/assessments/{ours.pk}/draft/").content.decode()
    actions.set_language(assessment=building.fresh(ours), language="nb", by=world.fresh(village.author))
    assert "Its language" not in client.get(f"/assessments/{ours.pk}/draft/").content.decode()


def test_each_text_is_read_aloud_in_the_language_it_is_in(enter, ours, village):
    row = first_row(ours, "scenarios")
    rewrite_row(ours, "scenarios", row, title="Naboen les journalen")
    page = enter(village.reader).get(f"/assessments/{ours.pk}/draft/")
    assert spoken(page, "Omfanget hjå oss.") == "nn"
    assert spoken(page, "Naboen les journalen") == "nn"
    untouched = page.content.decode().partition(f'id="{first_row(ours, "measures")}"')[2]
    assert untouched.partition('v-row__title" lang="')[2].startswith("nb")


def test_each_side_of_what_is_taken_over_too(enter, ours, in_force, town, village):
    renewed(town, in_force.assessment, lambda each: rewrite(each, in_scope="Omfanget hos opphavet."))
    page = enter(village.author).get(f"/assessments/{ours.pk}/pull/")
    kicker = {side: page.content.decode().index(f">{side}<") for side in ("Ours", "Theirs")}
    tags = [(m.start(), m[1]) for m in re.finditer(r'v-stack--tight" lang="(\w+)"', page.content.decode())]
    after = {side: next(lang for at, lang in tags if at > place) for side, place in kicker.items()}
    assert after == {"Ours": "nn", "Theirs": "nb"}


def test_and_of_what_is_proposed(enter, ours, in_force, town, village):
    proposal = actions.propose(
        assessment=building.fresh(ours), paths=["in_scope"], title="T", reason="R",
        by=world.fresh(village.author),
    )  # fmt: skip
    for who, address in (
        (town.author, f"/proposals/{proposal.pk}/"),
        (village.author, f"/assessments/{ours.pk}/propose/"),
    ):
        page = enter(who).get(address).content.decode()
        assert 'v-stack--tight" lang="nn"' in page and 'v-stack--tight" lang="nb"' not in page


def test_a_file_is_offered_in_the_language_of_the_version(enter, ours, village):
    version = building.freeze(village, building.fill(ours))
    page = enter(village.author).get(reverse("exports:order", args=[version.pk]))
    assert page.context["chosen_language"] == "nn"
