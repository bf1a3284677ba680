"""Proposing a fork's changes back: what is sent, who sees it, and how it is answered."""

from __future__ import annotations

import sys

import pytest

from assessments import actions
from assessments.engine.content import Mark, Row
from assessments.models import Draft, Proposal, Pull
from assessments.proposing import answering, find_proposal, proposing
from assessments.reading import read_draft
from assessments.watching import notices_of, told
from registry.errors import Conflict, Invalid, NotFound, NotPermitted, Stale
from tests import world
from tests.assessments import building
from tests.assessments.building import recorded, refused, stored
from tests.assessments.test_fork import fork
from tests.assessments.test_pull import first_row, offered, pull, renewed, rewrite, rewrite_row

pytestmark = pytest.mark.django_db
CANARY = "kanarifugl"


@pytest.fixture
def ours(village, in_force):
    """A fork that has rewritten its scope and the title of a scenario, with local words beside."""
    made = fork(in_force, village)
    rewrite(made, in_scope="Bedre omfang.", local_environment=CANARY, differs_here=CANARY)
    rewrite_row(
        made, "scenarios", first_row(made, "scenarios"), title="Bedre tittel", local_vulnerability=CANARY
    )
    return made


def propose(ours, village, *paths, by=None, title="Rettelse", reason="Det stemmer ikke."):
    return actions.propose(
        assessment=building.fresh(ours), paths=paths or ["in_scope"], title=title, reason=reason,
        by=by or world.fresh(village.author),
    )  # fmt: skip


def take(proposal, town, *paths, verdict="take", by=None, **more):
    found = {each.path: each for each in answering(proposal).pieces}
    choices = {path: {"verdict": verdict, "seen": found[path].seen, **more} for path in paths or list(found)}
    return actions.accept_proposal(proposal=proposal, choices=choices, by=by or world.fresh(town.author))


def test_what_differs_and_travels_can_be_proposed_and_nothing_local(village, ours) -> None:
    row = first_row(ours, "scenarios")
    found = proposing(building.fresh(ours), world.fresh(village.author))
    assert {each.path for each in found.pieces} == {"in_scope", f"scenarios/{row}/title"}
    assert CANARY not in str(found.cutting(["in_scope", f"scenarios/{row}"]))


def test_only_the_chosen_places_are_sent(town, village, ours) -> None:
    with recorded("change_proposed", ours), recorded("proposal_received", ours.upstream.assessment):
        proposal = propose(ours, village)
    assert CANARY not in str(proposal.after)
    assert "Bedre tittel" not in str(proposal.after)
    assert [each.path for each in answering(proposal).pieces] == ["in_scope"]


def test_what_is_withheld_at_home_is_not_sent(village, ours) -> None:
    content = stored(ours).content.with_mark("in_scope", Mark("offl-24-3"))
    building.write(ours, content)
    with refused(Invalid, "proposal.path_unknown", "in_scope", has_how=True):
        propose(ours, village)


def test_accepting_puts_it_in_the_draft_with_credit(town, village, ours) -> None:
    proposal = take(propose(ours, village), town)
    target = building.fresh(proposal.target)
    assert proposal.state == Proposal.State.ACCEPTED
    assert stored(target).content.fields["in_scope"] == "Bedre omfang."
    version = actions.submit(assessment=target, by=world.fresh(town.author))
    assert version.head["contributors"] == [village.agency.orgnr]
    assert list(version.contributions.all()) == [proposal]


def test_whoever_took_it_up_wrote_in_it_and_does_not_approve_it(town, village, ours) -> None:
    both = world.member(town.agency, "author", "approver")
    proposal = propose(ours, village)
    with recorded("proposal_taken_up", proposal.target):
        take(proposal, town, by=world.fresh(both))
    version = building.freeze(town, building.fresh(proposal.target))
    with refused(NotPermitted, "version.own_text"):
        actions.approve(version=version, answers={}, by=world.fresh(both))


def test_a_part_is_accepted_and_the_rest_left_out(town, village, ours) -> None:
    row = first_row(ours, "scenarios")
    proposal = take(propose(ours, village, "in_scope", f"scenarios/{row}/title"), town, "in_scope")
    assert proposal.state == Proposal.State.PARTLY
    assert stored(proposal.target).content.row("scenarios", row).fields["title"] != "Bedre tittel"


def test_a_new_row_is_proposed_with_its_id(town, village, ours) -> None:
    content = stored(ours).content
    building.write(ours, content.with_row("measures", Row("nytt", {"title": "Nytt tiltak"}, str(ours.pk))))
    proposal = take(propose(ours, village, "measures/nytt"), town)
    row = stored(proposal.target).content.row("measures", "nytt")
    assert (row.fields["title"], row.origin) == ("Nytt tiltak", str(ours.pk))


def test_of_a_new_row_what_is_withheld_at_home_is_not_sent(village, ours) -> None:
    content = stored(ours).content
    new = Row("ny", {**content.rows["scenarios"][0].fields, "rationale": CANARY}, str(ours.pk))
    content = content.with_row("scenarios", new).with_mark("scenarios/ny/rationale", Mark("offl-24-3"))
    building.write(ours, content)
    [piece] = [e for e in proposing(ours, world.fresh(village.author)).pieces if e.path == "scenarios/ny"]
    assert CANARY not in str(piece)
    assert CANARY not in str(propose(ours, village, "scenarios/ny").after)


def test_what_was_accepted_is_not_offered_back_nor_proposed_again(town, village, ours) -> None:
    proposal = take(propose(ours, village), town)
    newer = building.approve(town, building.freeze(town, building.fresh(proposal.target)))
    assert "in_scope" not in offered(ours, village)
    found = proposing(building.fresh(ours), world.fresh(village.author))
    assert "in_scope" not in {each.path for each in found.pieces}
    pull(ours, village, newer)
    assert stored(ours).content.fields["in_scope"] == "Bedre omfang."


def test_an_original_that_moved_on_is_asked_to_choose(town, village, in_force, ours) -> None:
    proposal = propose(ours, village)
    renewed(town, in_force.assessment, lambda a: rewrite(a, in_scope="Opphavets nye omfang."))
    piece = answering(proposal).at("in_scope")
    assert piece.kind == "conflict"
    proposal = take(proposal, town, verdict="both")
    said = stored(proposal.target).content.fields["in_scope"]
    assert said == "Opphavets nye omfang.\n\nBedre omfang."


def test_a_choice_on_a_text_that_has_moved_is_refused(town, village, in_force, ours) -> None:
    proposal = propose(ours, village)
    seen = answering(proposal).at("in_scope").seen
    renewed(town, in_force.assessment, lambda a: rewrite(a, in_scope="Nytt."))
    with refused(Stale, "proposal.stale", "in_scope"):
        actions.accept_proposal(
            proposal=proposal, choices={"in_scope": {"verdict": "take", "seen": seen}},
            by=world.fresh(town.author),
        )  # fmt: skip


def test_declining_says_why_and_is_final(town, village, ours) -> None:
    proposal = propose(ours, village)
    with recorded("proposal_answered", proposal.target), recorded("proposal_answered", ours):
        actions.decline_proposal(proposal=proposal, reason="Gjelder bare dere.", by=world.fresh(town.author))
    assert (proposal.state, proposal.answer) == ("declined", "Gjelder bare dere.")
    with refused(Conflict, "proposal.answered"):
        take(proposal, town)
    with refused(Conflict, "proposal.answered"):
        actions.withdraw_proposal(proposal=proposal, by=world.fresh(village.author))


def test_both_sides_talk_and_others_do_not(town, village, ours) -> None:
    proposal = propose(ours, village)
    actions.comment_on_proposal(proposal=proposal, text="Hvorfor?", by=world.fresh(town.author))
    actions.comment_on_proposal(proposal=proposal, text="Derfor.", by=world.fresh(village.author))
    said = list(proposal.comments.values_list("agency", "text"))
    assert said == [(town.agency.pk, "Hvorfor?"), (village.agency.pk, "Derfor.")]
    stranger = world.person("Fremmed")
    with refused(NotFound, "assessment.absent"):
        actions.comment_on_proposal(proposal=proposal, text="Hei", by=stranger)


def test_only_the_two_bodies_see_a_proposal(town, village, ours) -> None:
    proposal = propose(ours, village)
    third = building.staffed("Elvestad kommune")
    for user in (town.reader, village.reader):
        assert find_proposal(world.fresh(user), proposal.pk) == proposal
    for user in (third.author, world.person("Fremmed")):
        with refused(NotFound, "proposal.absent"):
            find_proposal(world.fresh(user), proposal.pk)
    with refused(NotFound, "proposal.absent"):
        find_proposal(world.fresh(town.author), "ikke-en-id")


def test_who_may_send_and_who_may_answer(town, village, ours) -> None:
    with refused(NotPermitted, "assessment.not_permitted"):
        propose(ours, village, by=world.fresh(village.reader))
    proposal = propose(ours, village)
    with refused(NotFound, "assessment.not_own"):
        take(proposal, town, by=world.fresh(village.author))
    with refused(NotPermitted, "assessment.not_permitted"):
        take(proposal, town, by=world.fresh(town.approver))
    with refused(NotFound, "assessment.absent"):
        actions.withdraw_proposal(proposal=proposal, by=world.fresh(town.author))


def test_an_original_that_is_hidden_by_now_takes_no_proposals(town, village, in_force, ours) -> None:
    building.show(in_force.assessment, town, "private")
    with refused(Conflict, "proposal.original_hidden", has_how=True):
        propose(ours, village)


def test_it_works_when_the_proposer_does_not_see_all_of_the_original(town, village, in_force, ours) -> None:
    def withhold(assessment) -> None:
        content = stored(assessment).content
        building.write(assessment, content.with_mark("technical_description", Mark("offl-24-3")))

    renewed(town, in_force.assessment, withhold)
    rewrite(ours, technical_description="Vår beskrivelse.")
    before = in_force.content.fields["technical_description"]
    proposal = propose(ours, village, "in_scope", "technical_description")
    pieces = {each.path: each for each in answering(proposal).pieces}
    assert pieces["technical_description"].ours == {"technical_description": before}
    take(proposal, town, "in_scope", "technical_description")
    content = stored(proposal.target).content
    assert content.fields["technical_description"] == "Vår beskrivelse."
    assert "technical_description" in content.marks


def test_bad_input_is_located_and_writes_nothing(town, village, ours) -> None:
    with refused(Invalid, "proposal.nothing_chosen", "paths"):
        actions.propose(assessment=ours, paths=[], title="T", reason="R", by=world.fresh(village.author))
    with refused(Invalid, "proposal.path_unknown", "local_environment"):
        propose(ours, village, "local_environment")
    with refused(Invalid, "proposal.words_missing", "reason"):
        propose(ours, village, reason=" ")
    proposal = propose(ours, village)
    with refused(Invalid, "proposal.nothing_taken", "choices", has_how=True):
        actions.accept_proposal(proposal=proposal, choices={}, by=world.fresh(town.author))
    with refused(Invalid, "proposal.words_missing", "reason"):
        actions.decline_proposal(proposal=proposal, reason="", by=world.fresh(town.author))
    assert not Draft.objects.filter(assessment=proposal.target).exists()


def test_a_fork_does_not_flood_its_original(village, ours, monkeypatch) -> None:
    monkeypatch.setattr(sys.modules["assessments.actions.propose"], "MOST_OPEN", 1)
    propose(ours, village)
    with refused(Conflict, "proposal.too_many_open", has_how=True):
        propose(ours, village)


def test_what_builds_on_nothing_has_nobody_to_propose_to(town) -> None:
    own = building.approved(town)
    with refused(NotFound, "proposal.no_original"):
        proposing(own.assessment, world.fresh(town.author))


def heard(user) -> list[str]:
    """What is in a person's inbox."""
    return [each.sentence for each in told(notices_of(world.fresh(user)), world.fresh(user))]


def test_both_bodies_are_told_in_their_inboxes(town, village, ours) -> None:
    proposal = propose(ours, village)
    assert heard(town.author) == ["En virksomhet som har bygget på den, foreslår en endring."]
    assert heard(village.author) == []
    take(proposal, town)
    assert heard(village.author) == ["Det du foreslo for opphavet, er besvart."]


def test_who_forked_with_more_insight_opens_nothing_to_her_colleagues(town, village, in_force) -> None:
    made = fork(in_force, village)
    type(made).objects.filter(pk=made.pk).update(upstream_reading="full")  # forked by someone of both bodies
    rewrite(made, in_scope="Vårt omfang.")

    def withhold(assessment) -> None:
        rewrite(assessment, in_scope=CANARY)
        content = stored(assessment).content
        building.write(assessment, content.with_mark("in_scope", Mark("offl-24-3")))

    newer = renewed(town, in_force.assessment, withhold)
    found = proposing(building.fresh(made), world.fresh(village.author))
    assert CANARY not in str(found.pieces)
    pull(made, village, newer)
    assert building.fresh(made).upstream_reading == "members"


def test_undoing_a_taking_that_read_less_gives_back_what_was_read_before(town, village, in_force) -> None:
    """Had the lesser reading stayed, what was inherited under the wider one would pass for the fork's own."""
    made = fork(in_force, village)
    type(made).objects.filter(pk=made.pk).update(upstream_reading="full")  # forked by someone of both bodies
    author = world.fresh(village.author)
    before = read_draft(Draft.objects.get(assessment=made), author).standing
    newer = renewed(town, in_force.assessment, lambda each: rewrite(each, in_scope="Nytt omfang."))
    even_newer = renewed(town, in_force.assessment, lambda each: rewrite(each, in_scope="Nyere omfang."))
    for version in (newer, even_newer):
        pull(made, village, version)
    for left in ("members", "full"):  # the second one back leaves what the first one read
        actions.undo_pull(assessment=building.fresh(made), by=author)
        assert building.fresh(made).upstream_reading == left
    assert read_draft(Draft.objects.get(assessment=made), author).standing == before


def test_it_is_given_back_also_when_something_was_written_since(town, village, in_force) -> None:
    made = fork(in_force, village)
    type(made).objects.filter(pk=made.pk).update(upstream_reading="full")
    pull(made, village, renewed(town, in_force.assessment, lambda each: rewrite(each, in_scope="Nytt.")))
    rewrite(made, assumptions="Skrevet etterpå.")
    actions.undo_pull(assessment=building.fresh(made), by=world.fresh(village.author))
    assert building.fresh(made).upstream_reading == "full"
    assert stored(made).content.fields["assumptions"] == "Skrevet etterpå."


def test_a_taking_from_before_readings_were_kept_is_undone_without(town, village, in_force) -> None:
    made = fork(in_force, village)
    pull(made, village, renewed(town, in_force.assessment, lambda each: rewrite(each, in_scope="Nytt.")))
    last = Pull.objects.get()
    last.was = {name: kept for name, kept in last.was.items() if name != "reading"}
    last.save()
    actions.undo_pull(assessment=building.fresh(made), by=world.fresh(village.author))
    assert building.fresh(made).upstream_reading == "members"


def test_both_bodies_talk_about_it_and_their_readers_are_told_that_they_may_not(town, village, ours) -> None:
    sent = propose(ours, village)
    for home, by in ((town, town.author), (village, village.author)):
        comment = actions.comment_on_proposal(proposal=sent, text="Hm.", by=world.fresh(by))
        assert comment.agency == home.agency
    for reader in (town.reader, village.reader):
        with refused(NotPermitted, "assessment.not_permitted"):
            actions.comment_on_proposal(proposal=sent, text="Hm.", by=world.fresh(reader))


def test_to_everyone_else_what_a_proposal_comes_from_is_absent(village, ours) -> None:
    sent = propose(ours, village)
    for other in (world.person(), building.staffed("Tredje kommune").author):
        with refused(NotFound, "assessment.absent"):
            actions.comment_on_proposal(proposal=sent, text="Hm.", by=world.fresh(other))
