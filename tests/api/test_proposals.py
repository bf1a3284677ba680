"""Proposing a fork's changes to its original, and answering them."""

from __future__ import annotations

import pytest

from assessments import actions
from assessments.proposing import answering
from tests import world
from tests.api.asking import Asker, codes, refused
from tests.api.test_query_counts import queries
from tests.assessments import building
from tests.assessments.building import stored
from tests.assessments.test_pull import first_row, renewed, rewrite, rewrite_row

pytestmark = pytest.mark.django_db
CANARY = "kanarifugl"
SAID = {"title": "Rettelse", "reason": "Det stemmer ikke."}


@pytest.fixture
def fork(in_force, village):
    """A fork that has rewritten its scope and a title, with local words beside."""
    made = actions.fork(version=in_force, owner=village.agency, by=world.fresh(village.author))
    rewrite(made, in_scope="Bedre omfang.", local_environment=CANARY)
    row = first_row(made, "scenarios")
    rewrite_row(made, "scenarios", row, title="Bedre tittel", local_vulnerability=CANARY)
    return made


@pytest.fixture
def sent(fork, village):
    return actions.propose(
        assessment=building.fresh(fork), paths=["in_scope"], by=world.fresh(village.author), **SAID
    )


def accept(asker, proposal, verdict="take", **more):
    seen = answering(proposal).at("in_scope").seen
    choice = {"path": "in_scope", "verdict": verdict, "seen": seen, **more}
    return asker.post(f"proposals/{proposal.pk}/accept", {"choices": [choice]})


def test_what_could_be_proposed_is_what_travels(as_outsider, fork):
    answer = as_outsider.get(f"assessments/{fork.pk}/proposable/")
    body = answer.json()
    row = first_row(fork, "scenarios")
    assert [each["path"] for each in body["places"]] == ["in_scope", f"scenarios/{row}/title"]
    assert body["places"][0]["theirs"] == {"in_scope": "Bedre omfang."}
    assert CANARY not in answer.content.decode()


def test_the_preview_is_what_the_other_body_then_reads(as_outsider, as_author, fork):
    places = as_outsider.post(f"assessments/{fork.pk}/proposals/preview", {"paths": ["in_scope"]}).json()
    made = as_outsider.post(f"assessments/{fork.pk}/proposals/", {"paths": ["in_scope"], **SAID})
    assert made.status_code == 201
    read = as_author.get(made.headers["Location"]).json()
    assert read["places"] == places["places"]
    assert (read["proposal"]["title"], read["proposal"]["state"]) == ("Rettelse", "open")
    assert read["can"] == {"answer": True, "withdraw": False, "comment": True}


def test_of_a_fork_that_is_not_shown_only_its_owner_is_told(as_author, as_outsider, sent, fork):
    body = as_author.get(f"proposals/{sent.pk}/").json()
    assert body["source"] is None and body["proposal"]["sender"]["name"] == "Skogvik kommune"
    assert as_outsider.get(f"proposals/{sent.pk}/").json()["source"]["id"] == str(fork.pk)


def test_the_sender_is_not_shown_the_other_body_s_draft(as_author, as_outsider, sent, town):
    actions.revise(assessment=building.fresh(sent.target), by=world.fresh(town.author))
    rewrite(sent.target, in_scope="Under arbeid.")
    ours = [as_author.get(f"proposals/{sent.pk}/"), as_outsider.get(f"proposals/{sent.pk}/")]
    assert ["Under arbeid" in each.content.decode() for each in ours] == [True, False]


@pytest.mark.parametrize(
    ("given", "code", "where"),
    [
        ({"paths": []}, "proposal.nothing_chosen", "paths"),
        ({"paths": ["local_environment"]}, "proposal.path_unknown", "local_environment"),
        ({"title": ""}, "request.invalid", "title"),
        ({"reason": ""}, "request.invalid", "reason"),
        ({"from": "x"}, "request.invalid", "from"),
    ],
)
def test_a_wrong_proposal_is_named(as_outsider, fork, given, code, where):
    body = {"paths": ["in_scope"], **SAID, **given}
    refused(as_outsider.post(f"assessments/{fork.pk}/proposals/", body), 422, code, where)


def test_what_builds_on_nothing_has_nobody_to_propose_to(as_author, in_force):
    answer = as_author.get(f"assessments/{in_force.assessment_id}/proposable/")
    refused(answer, 404, "proposal.no_original")


def test_it_is_taken_up_in_the_draft(as_author, sent):
    body = accept(as_author, sent).json()
    assert body["proposal"]["state"] == "accepted"
    assert stored(sent.target).content.fields["in_scope"] == "Bedre omfang."
    answer = as_author.post(f"proposals/{sent.pk}/accept", {"choices": []})
    refused(answer, 409, "proposal.answered")


def test_an_edit_is_taken_up_as_it_is_written(as_author, sent, in_force, town):
    renewed(town, in_force.assessment, lambda a: rewrite(a, in_scope="Opphavets nye."))
    accept(as_author, sent, "edit", answers={"in_scope": "Begge deler."})
    assert stored(sent.target).content.fields["in_scope"] == "Begge deler."


def test_a_text_that_has_moved_is_told(as_author, sent, in_force, town):
    seen = answering(sent).at("in_scope").seen
    renewed(town, in_force.assessment, lambda a: rewrite(a, in_scope="Nytt."))
    choice = {"path": "in_scope", "verdict": "take", "seen": seen}
    answer = as_author.post(f"proposals/{sent.pk}/accept", {"choices": [choice]})
    assert refused(answer, 412, "proposal.stale", "in_scope")["etag"] == answering(sent).at("in_scope").seen


def test_nothing_taken_is_no_answer(as_author, sent):
    answer = as_author.post(f"proposals/{sent.pk}/accept", {"choices": []})
    refused(answer, 422, "proposal.nothing_taken", "choices")


def test_a_conflict_nobody_chose_in_is_named(as_author, fork, village, in_force, town):
    row = first_row(fork, "scenarios")
    title = f"scenarios/{row}/title"
    proposal = actions.propose(
        assessment=building.fresh(fork), paths=["in_scope", title], by=world.fresh(village.author), **SAID
    )
    renewed(town, in_force.assessment, lambda a: rewrite(a, in_scope="Nytt."))
    choice = {"path": title, "verdict": "take", "seen": answering(proposal).at(title).seen}
    answer = as_author.post(f"proposals/{proposal.pk}/accept", {"choices": [choice]})
    assert codes(refused(answer, 409, "proposal.undecided")) == {("pull.conflict", "in_scope")}


def test_declining_says_why(as_author, as_outsider, sent):
    refused(as_author.post(f"proposals/{sent.pk}/decline", {}), 422, "request.invalid", "reason")
    as_author.post(f"proposals/{sent.pk}/decline", {"reason": "Gjelder bare dere."})
    told = as_outsider.get(f"proposals/{sent.pk}/").json()["proposal"]
    assert (told["state"], told["answer"]) == ("declined", "Gjelder bare dere.")


def test_the_sender_takes_it_back(as_outsider, sent):
    assert as_outsider.post(f"proposals/{sent.pk}/withdraw").json()["proposal"]["state"] == "withdrawn"
    refused(as_outsider.post(f"proposals/{sent.pk}/withdraw"), 409, "proposal.answered")


def test_both_talk_about_it(as_author, as_outsider, sent):
    address = f"proposals/{sent.pk}/comments/"
    assert as_author.post(address, {"text": "Hvorfor?"}).status_code == 201
    as_outsider.post(address, {"text": "Derfor."})
    said = as_author.get(address).json()["results"]
    assert [(each["agency"]["name"], each["text"]) for each in said] == [
        ("Fjordby kommune", "Hvorfor?"),
        ("Skogvik kommune", "Derfor."),
    ]
    refused(as_author.post(address, {"text": ""}), 422, "request.invalid", "text")


def test_others_find_nothing(as_stranger, anyone, as_author, as_reader, sent, fork):
    for deed, body in (("accept", {"choices": []}), ("decline", {"reason": "x"}), ("withdraw", {})):
        refused(as_stranger.post(f"proposals/{sent.pk}/{deed}", body), 404, "proposal.absent")
    refused(as_stranger.get(f"proposals/{sent.pk}/"), 404, "proposal.absent")
    refused(as_stranger.get(f"proposals/{sent.pk}/comments/"), 404, "proposal.absent")
    assert anyone.get(f"proposals/{sent.pk}/").status_code == 401
    for address in (f"assessments/{fork.pk}/proposals/", f"assessments/{fork.pk}/proposable/"):
        refused(as_author.get(address), 404, "assessment.absent")
    refused(accept(as_reader, sent), 403, "assessment.not_permitted")


def test_the_list_costs_the_same_however_long(as_author, fork, village, sent):
    address = f"assessments/{sent.target_id}/proposals/"
    before = queries(as_author, address)
    for _ in range(4):
        actions.propose(
            assessment=building.fresh(fork), paths=["in_scope"], by=world.fresh(village.author), **SAID
        )
    assert len(as_author.get(address).json()["results"]) == 5
    assert queries(as_author, address) == before <= 8


# --- All of them ---------------------------------------------------------------------------------


def listed(asker, query=""):
    return asker.get(f"proposals/{query}").json()["results"]


def test_everything_sent_or_received_is_one_list(as_outsider, as_author, as_reader, sent, fork, village):
    another = actions.propose(
        assessment=building.fresh(fork), paths=["in_scope"], by=world.fresh(village.author), **SAID
    )
    for asker in (as_outsider, as_author, as_reader):
        assert [each["proposal"]["id"] for each in listed(asker)] == [str(another.pk), str(sent.pk)]
    assert {each["may_answer"] for each in listed(as_author)} == {True}
    assert {each["may_answer"] for each in listed(as_outsider) + listed(as_reader)} == {False}


def test_a_fork_one_may_not_see_is_not_named(as_author, as_outsider, sent):
    (hers,), (theirs,) = listed(as_author), listed(as_outsider)
    assert (hers["source"], hers["target"]["id"]) == (None, str(sent.target_id))
    assert (theirs["source"]["id"], theirs["target"]["id"]) == (str(sent.source_id), str(sent.target_id))


@pytest.mark.parametrize(
    ("query", "as_received", "as_sent"),
    [
        ("", 2, 2),
        ("?direction=received", 2, 0),
        ("?direction=sent", 0, 2),
        ("?state=open", 1, 1),
        ("?direction=received&state=declined", 1, 0),
        ("?state=accepted", 0, 0),
    ],
)
def test_it_is_narrowed(as_author, as_outsider, sent, fork, village, query, as_received, as_sent):
    actions.propose(
        assessment=building.fresh(fork), paths=["in_scope"], by=world.fresh(village.author), **SAID
    )
    as_author.post(f"proposals/{sent.pk}/decline", {"reason": "Nei."})
    assert (len(listed(as_author, query)), len(listed(as_outsider, query))) == (as_received, as_sent)
    of_one = as_outsider.get(f"assessments/{fork.pk}/proposals/{query}").json()["results"]
    assert len(of_one) == as_sent


@pytest.mark.parametrize("query", ["direction=sideways", "state=lost"])
def test_a_wrong_filter_is_named(as_author, query):
    name = query.partition("=")[0]
    refused(as_author.get(f"proposals/?{query}"), 422, "request.invalid", name)


def test_others_have_none_and_nobody_must_sign_in(as_stranger, anyone, sent):
    assert listed(as_stranger) == []
    assert anyone.get("proposals/").status_code == 401
    third = building.staffed("Elvestad kommune")
    assert listed(Asker(third.author)) == []


def test_it_comes_in_pages_at_the_same_cost(as_author, as_outsider, sent, fork, village):
    before = queries(as_author, "proposals/"), queries(as_outsider, "proposals/")
    for _ in range(5):
        actions.propose(
            assessment=building.fresh(fork), paths=["in_scope"], by=world.fresh(village.author), **SAID
        )
    assert (queries(as_author, "proposals/"), queries(as_outsider, "proposals/")) == before
    assert max(before) <= 8
    first = as_author.get("proposals/?limit=4").json()
    second = as_author.get(first["next"]).json()
    ids = [each["proposal"]["id"] for page in (first, second) for each in page["results"]]
    assert len(ids) == len(set(ids)) == 6 and second["next"] is None
