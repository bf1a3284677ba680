"""Proposing a fork's changes to its original and answering them, as the pages show it."""

from __future__ import annotations

import pytest

from assessments import actions
from assessments.models import Draft, Proposal
from assessments.proposing import answering
from tests import world
from tests.assessments import building
from tests.assessments.building import stored
from tests.assessments.test_pull import first_row, renewed, rewrite, rewrite_row

CANARY = "kanarifugl"


@pytest.fixture
def changed(fork):
    """The fork has rewritten its scope, a scenario's title, and what is local."""
    rewrite(fork, in_scope="Bedre omfang.", local_environment=CANARY)
    row = first_row(fork, "scenarios")
    rewrite_row(fork, "scenarios", row, title="Bedre tittel", local_vulnerability=CANARY)
    return fork


@pytest.fixture
def sent(changed, village):
    """Its scope is proposed."""
    return actions.propose(
        assessment=building.fresh(changed), paths=["in_scope"], title="Rettelse", reason="Det stemmer ikke.",
        by=world.fresh(village.author),
    )  # fmt: skip


def propose(client, fork, step, *paths, **given):
    said = {"title": "Rettelse", "reason": "Det stemmer ikke.", "paths": paths, "step": step, **given}
    return client.post(f"/assessments/{fork.pk}/propose/", said)


def answer(client, proposal, deed, **given):
    return client.post(f"/proposals/{proposal.pk}/{deed}/", given)


def taking(proposal, verdict="take", **more):
    piece = answering(proposal).at("in_scope")
    return {"verdict-piece-in_scope": verdict, "seen-piece-in_scope": piece.seen, **more}


def test_what_differs_and_travels_is_there_to_choose_from(enter, changed, village):
    text = enter(village.author).get(f"/assessments/{changed.pk}/propose/").content.decode()
    assert 'value="in_scope"' in text and "Bedre tittel" in text
    assert CANARY not in text


def test_the_preview_shows_what_is_chosen_and_nothing_else(enter, changed, village):
    text = propose(enter(village.author), changed, "preview", "in_scope").content.decode()
    assert "Bedre omfang" in text and "Det stemmer ikke." in text and "Send to Fjordby kommune" in text
    assert "Bedre tittel" not in text and CANARY not in text
    assert not Proposal.objects.exists()


def test_the_preview_is_what_the_original_s_people_then_see(enter, changed, town, village):
    preview = propose(enter(village.author), changed, "preview", "in_scope").context["sheet"]
    proposal = Proposal.objects.get(pk=propose(enter(village.author), changed, "send", "in_scope").url[11:-1])
    seen = enter(town.author).get(f"/proposals/{proposal.pk}/").context["sheet"]
    assert [each.theirs for each in preview.pieces] == [each.theirs for each in seen.pieces]


def test_going_back_keeps_what_was_chosen(enter, changed, village):
    answered = propose(enter(village.author), changed, "change", "in_scope")
    assert answered.status_code == 200
    assert answered.context["chosen"] == ["in_scope"]
    assert 'value="Rettelse"' in answered.content.decode()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"paths": []}, "Choose at least one change to propose."),
        ({"paths": ["local_environment"]}, "cannot be proposed"),
        ({"title": ""}, "Give the proposal a title."),
        ({"reason": " "}, "Say why"),
    ],
)
def test_what_is_missing_is_said(enter, changed, village, given, said):
    answered = propose(enter(village.author), changed, "send", "in_scope", **given)
    assert answered.status_code == 422 and said in answered.content.decode()
    assert not Proposal.objects.exists()


def test_what_says_the_same_has_nothing_to_propose(enter, fork, village):
    text = enter(village.author).get(f"/assessments/{fork.pk}/propose/").content.decode()
    assert "there is nothing to propose" in text


def test_an_original_that_is_hidden_takes_no_proposals(enter, changed, in_force, town, village):
    building.show(in_force.assessment, town, "private")
    text = enter(village.author).get(f"/assessments/{changed.pk}/propose/").content.decode()
    assert "not shown to you any more" in text


def test_those_who_may_not_send_find_no_page(enter, changed, village, town, stranger):
    assert enter(village.reader).get(f"/assessments/{changed.pk}/propose/").status_code == 403
    for who in (town.author, stranger):
        assert enter(who).get(f"/assessments/{changed.pk}/propose/").status_code == 404
        assert enter(who).get(f"/assessments/{changed.pk}/proposals/").status_code == 404


def test_both_find_it_among_their_proposals_and_the_receiver_is_told(enter, sent, changed, town, village):
    for who, assessment in ((village.reader, changed), (town.reader, sent.target)):
        assert "Rettelse" in enter(who).get(f"/assessments/{assessment.pk}/proposals/").content.decode()
    assert (
        "1 proposal to answer" in enter(town.author).get(f"/assessments/{sent.target_id}/").content.decode()
    )
    tasks = enter(town.author).get("/tasks/").content.decode()
    assert "Proposals to answer" in tasks and f"/proposals/{sent.pk}/" in tasks
    assert (
        "proposal to answer" not in enter(town.reader).get(f"/assessments/{sent.target_id}/").content.decode()
    )


def test_only_the_two_bodies_find_it(enter, sent, stranger):
    third = building.staffed("Elvestad kommune")
    for who in (third.author, stranger):
        client = enter(who)
        assert client.get(f"/proposals/{sent.pk}/").status_code == 404
        for deed in ("accept", "decline", "withdraw", "comment"):
            assert answer(client, sent, deed).status_code == 404
    assert enter(None).get(f"/proposals/{sent.pk}/").status_code == 302


def test_the_fork_s_title_is_told_to_those_who_may_see_it_alone(enter, sent, changed, town):
    rewrite(changed, title="Hemmelig tittel")
    type(changed).objects.filter(pk=changed.pk).update(title="Hemmelig tittel")
    text = enter(town.author).get(f"/proposals/{sent.pk}/").content.decode()
    assert "Hemmelig tittel" not in text and "that is not open to you" in text
    assert "Skogvik kommune" in text


def test_the_sender_never_sees_the_original_s_draft(enter, sent, town, village):
    actions.revise(assessment=building.fresh(sent.target), by=world.fresh(town.author))
    rewrite(sent.target, in_scope="Under arbeid hos opphavet.")
    assert "Under arbeid" in enter(town.author).get(f"/proposals/{sent.pk}/").content.decode()
    assert "Under arbeid" not in enter(village.author).get(f"/proposals/{sent.pk}/").content.decode()


def test_what_is_chosen_is_taken_up_in_the_draft(enter, sent, town):
    answered = answer(enter(town.author), sent, "accept", answer="Takk!", **taking(sent))
    assert answered.status_code == 302
    sent.refresh_from_db()
    assert (sent.state, sent.answer) == ("accepted", "Takk!")
    assert stored(sent.target).content.fields["in_scope"] == "Bedre omfang."
    assert "Takk!" in enter(town.author).get(answered.url).content.decode()


def test_a_text_is_written_anew_from_both(enter, sent, in_force, town):
    renewed(town, in_force.assessment, lambda a: rewrite(a, in_scope="Opphavets nye omfang."))
    given = taking(sent, "edit", **{"new-piece-in_scope-in_scope": "Begge deler."})
    assert answer(enter(town.author), sent, "accept", **given).status_code == 302
    assert stored(sent.target).content.fields["in_scope"] == "Begge deler."


def test_a_conflict_nobody_chose_in_is_named_with_the_way_to_it(enter, changed, in_force, town, village):
    row = first_row(changed, "scenarios")
    both = ["in_scope", f"scenarios/{row}/title"]
    proposal = actions.propose(
        assessment=building.fresh(changed),
        paths=both,
        title="To",
        reason="Fordi",
        by=world.fresh(village.author),
    )
    renewed(town, in_force.assessment, lambda a: rewrite(a, in_scope="Opphavets nye omfang."))
    name = f"piece-scenarios-{row}-title"
    seen = answering(proposal).at(both[1]).seen
    given = {f"verdict-{name}": "take", f"seen-{name}": seen}
    answered = answer(enter(town.author), proposal, "accept", **given)
    assert answered.status_code == 409
    assert '<a href="#piece-in_scope"' in answered.content.decode()


def test_a_text_that_has_moved_is_shown_anew(enter, sent, in_force, town):
    given = taking(sent)
    renewed(town, in_force.assessment, lambda a: rewrite(a, in_scope="Nytt."))
    answered = answer(enter(town.author), sent, "accept", **given)
    assert answered.status_code == 412
    (shown,) = answered.context["sheet"].pieces
    assert shown.tried.refusal.code == "proposal.stale" and shown.marked == "take"


def test_declining_needs_a_reason_and_tells_it_to_both(enter, sent, town, village):
    assert answer(enter(town.author), sent, "decline", reason="").status_code == 422
    answer(enter(town.author), sent, "decline", reason="Gjelder bare dere.")
    text = enter(village.author).get(f"/proposals/{sent.pk}/").content.decode()
    assert "Declined by" in text and "Gjelder bare dere." in text


def test_the_sender_takes_it_back(enter, sent, town, village):
    answer(enter(village.author), sent, "withdraw")
    sent.refresh_from_db()
    assert sent.state == "withdrawn"
    assert answer(enter(town.author), sent, "accept", **taking(sent)).status_code == 409
    assert not Draft.objects.filter(assessment=sent.target).exists()


def test_both_talk_about_it(enter, sent, town, village):
    answer(enter(town.author), sent, "comment", text="Hvorfor?")
    answer(enter(village.author), sent, "comment", text="Derfor.")
    assert answer(enter(town.author), sent, "comment", text="").status_code == 422
    text = enter(village.reader).get(f"/proposals/{sent.pk}/").content.decode()
    assert "Hvorfor?" in text and "Derfor." in text
    assert f"/proposals/{sent.pk}/comment/" not in text


def test_a_reader_of_the_original_has_no_buttons(enter, sent, town):
    client = enter(town.reader)
    text = client.get(f"/proposals/{sent.pk}/").content.decode()
    assert "Bedre omfang" in text and "/accept/" not in text and "/decline/" not in text
    assert answer(client, sent, "accept", **taking(sent)).status_code == 403


def test_many_proposals_come_in_pages_and_are_narrowed(enter, sent, changed, town, village, monkeypatch):
    monkeypatch.setattr("assessments.pages.views.propose.PAGE_SIZE", 2)
    for _ in range(2):
        actions.propose(
            assessment=building.fresh(changed), paths=["in_scope"], title="En til", reason="Fordi",
            by=world.fresh(village.author),
        )  # fmt: skip
    client, address = enter(village.reader), f"/assessments/{changed.pk}/proposals/"
    first = client.get(address)
    assert [one.title for one, *_more in first.context["rows"]] == ["En til", "En til"]
    assert f"cursor={first.context['next']}" in first.content.decode()
    second = client.get(address, {"cursor": first.context["next"]})
    assert [one for one, *_more in second.context["rows"]] == [sent] and not second.context["next"]
    assert "to Fjordby kommune" in second.content.decode()
    assert not client.get(address, {"direction": "received"}).context["rows"]
    assert "None of this kind." in client.get(address, {"state": "declined"}).content.decode()
    assert len(client.get(address, {"direction": "sent", "state": "open"}).context["rows"]) == 2
    received = enter(town.reader).get(f"/assessments/{sent.target_id}/proposals/")
    assert "from Skogvik kommune" in received.content.decode()
    assert 'name="direction"' not in received.content.decode()  # an original only receives


@pytest.mark.parametrize("query", ["cursor=x", "cursor=WyJmIl0"])
def test_an_odd_page_address_is_refused_plainly(enter, changed, village, query):
    assert enter(village.reader).get(f"/assessments/{changed.pk}/proposals/?{query}").status_code == 422


@pytest.mark.parametrize("query", ["direction=sideways", "state=lost"])
def test_an_unknown_filter_narrows_nothing(enter, sent, changed, village, query):
    page = enter(village.reader).get(f"/assessments/{changed.pk}/proposals/?{query}")
    assert len(page.context["rows"]) == 1


def test_the_scale_of_an_original_that_is_hidden_by_now_is_not_told(enter, sent, in_force, town, village):
    def scale():
        words = enter(village.author).get(f"/proposals/{sent.pk}/").context["sheet"].words
        return words.mine.content.fields.get(in_force.parsed_schema.scale_key)

    assert scale()
    building.show(building.fresh(in_force.assessment), town, "private")
    assert not scale()
