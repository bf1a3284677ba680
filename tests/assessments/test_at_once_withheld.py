"""Withholding at once what is shown already: every version shows less, and none of them changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from assessments import actions, comparing, lineage, proposing, search
from assessments.engine.content import Mark, Row, Withheld
from assessments.engine.redact import Reading
from assessments.engine.schema import Stage
from assessments.models import BankRow, Draft, Withholding
from assessments.pulling import pulling
from assessments.reading import read_bank_rows, read_for_everyone, read_version
from assessments.watching import step_of
from registry.errors import Conflict, Invalid, NotFound, NotPermitted
from tests import world
from tests.assessments import building
from tests.assessments.building import again, fresh, recorded, refused

pytestmark = pytest.mark.django_db
GROUND = "offl-24-3"
CANARY, TITLE = "kanarifugl", "stærunge"


def close(version, town, path, by=None, **more):
    return actions.withhold_at_once(
        version=again(version), path=path, ground=GROUND, by=world.fresh(by or town.author), **more
    )


def lift(withholding, town, by=None):
    return actions.lift_withholding(withholding=withholding, by=world.fresh(by or town.approver))


def fork_saying(version, village, text):
    """A fork that is whole, with a text of its own where the original says too much."""
    made = actions.fork(version=again(version), owner=village.agency, by=world.fresh(village.author))
    building.fill(made)
    section = building.schema_of(made).section_of("in_scope").key
    actions.save_section(
        assessment=fresh(made), section=section, fields={"in_scope": text}, by=village.author,
        expected=building.etag(made, section),
    )  # fmt: skip
    return made


def seen(version, actor=None):
    return read_version(again(version), actor).content


@pytest.fixture
def leaky(town):
    """A version in force, shown to everyone, in which a scenario and an answer say too much."""
    draft = building.fill(building.started(town))
    content = building.stored(draft).content.with_field("in_scope", CANARY)
    row = content.rows["scenarios"][0]
    content = content.with_row(
        "scenarios", Row(row.id, {**row.fields, "title": f"{TITLE} i kjelleren"}, row.origin)
    )
    building.write(draft, content)
    version = building.approve(town, building.freeze(town, draft))
    building.show(version.assessment, town, "public")
    return again(version)


@pytest.fixture
def row(leaky):
    return f"scenarios/{leaky.content.rows['scenarios'][0].id}"


def test_from_that_moment_others_are_shown_the_ground_and_the_owners_people_everything(
    leaky, town, village
) -> None:
    assert seen(leaky).fields["in_scope"] == CANARY
    with recorded("withheld_at_once", leaky.assessment):
        close(leaky, town, "in_scope", reason=CANARY)
    for actor in (None, village.author):
        assert seen(leaky, actor).fields["in_scope"] == Withheld(GROUND)
        assert CANARY not in str(seen(leaky, actor).fields)
    assert seen(leaky, town.reader).fields["in_scope"] == CANARY
    assert again(leaky).digest == leaky.digest and again(leaky).is_what_was_frozen


def test_it_holds_for_every_version_there_is(leaky, town) -> None:
    newer = building.renewed(town, leaky.assessment)
    close(newer, town, "in_scope")
    for each in (leaky, newer):
        assert seen(each).fields["in_scope"] == Withheld(GROUND)


def test_it_is_marked_in_the_open_draft_and_in_those_opened_later(leaky, town) -> None:
    close(leaky, town, "in_scope", reason="Lekkasje")
    actions.revise(assessment=fresh(leaky.assessment), by=town.author)
    assert dict(building.stored(leaky.assessment).content.marks) == {"in_scope": Mark(GROUND, "Lekkasje")}
    other = next(k for k in leaky.content.fields if k.startswith("assumption") or k == "context")
    close(leaky, town, other, by=town.approver)
    assert set(building.stored(leaky.assessment).content.marks) == {"in_scope", other}


def test_lifting_shows_it_again_and_takes_the_mark_out_of_the_draft(leaky, town) -> None:
    actions.revise(assessment=fresh(leaky.assessment), by=town.author)
    made = close(leaky, town, "in_scope")
    with recorded("withholding_lifted", leaky.assessment):
        lift(made, town)
    assert seen(leaky).fields["in_scope"] == CANARY
    assert dict(building.stored(leaky.assessment).content.marks) == {}
    with refused(Conflict, "withhold.lifted_already"):
        lift(made, town)
    close(leaky, town, "in_scope")
    assert seen(leaky).fields["in_scope"] == Withheld(GROUND)


def test_it_ends_by_itself_after_its_last_day(leaky, town) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    made = close(leaky, town, "in_scope", until=tomorrow)
    assert seen(leaky).fields["in_scope"] == Withheld(GROUND)
    Withholding.objects.filter(pk=made.pk).update(until=timezone.localdate())
    assert seen(leaky).fields["in_scope"] == Withheld(GROUND)
    Withholding.objects.filter(pk=made.pk).update(until=timezone.localdate() - timedelta(days=1))
    assert seen(leaky).fields["in_scope"] == CANARY


def test_a_mark_in_a_version_ends_by_itself_too(town) -> None:
    draft = building.fill(building.started(town))
    content = building.stored(draft).content.with_field("in_scope", CANARY)
    today = timezone.localdate()
    building.write(draft, content.with_mark("in_scope", Mark(GROUND, "", today.isoformat())))
    version = building.approve(town, building.freeze(town, draft))
    building.show(version.assessment, town, "public")
    assert seen(version).fields["in_scope"] == Withheld(GROUND)
    assert version.marks_end == [today.isoformat()]
    gone = building.fill(building.started(town))
    past = (today - timedelta(days=1)).isoformat()
    building.write(gone, building.stored(gone).content.with_mark("in_scope", Mark(GROUND, "", past)))
    shown = building.approve(town, building.freeze(town, gone))
    building.show(shown.assessment, town, "public")
    assert not isinstance(seen(shown).fields["in_scope"], Withheld)


@pytest.mark.parametrize("who", ["author", "dpo", "approver", "administrator"])
def test_whoever_writes_advises_or_shares_may_close_a_leak(leaky, town, who) -> None:
    close(leaky, town, "in_scope", by=town[who])
    assert seen(leaky).fields["in_scope"] == Withheld(GROUND)


@pytest.mark.parametrize("who", ["reader", "reviewer", "auditor"])
def test_whoever_only_reads_may_not(leaky, town, who) -> None:
    with refused(NotPermitted, "assessment.not_permitted"):
        close(leaky, town, "in_scope", by=town[who])


def test_others_may_not_either_and_showing_again_is_for_those_who_share(leaky, town, village) -> None:
    with refused(NotPermitted, "assessment.not_permitted"):
        close(leaky, town, "in_scope", by=village.author)
    made = close(leaky, town, "in_scope")
    for person in (town.author, town.dpo, village.approver):
        with refused(NotPermitted, "assessment.not_permitted"):
            lift(made, town, by=person)


def test_what_cannot_be_withheld_at_once_is_refused(leaky, town) -> None:
    with refused(Invalid, "withhold.place_listed", "path"):
        close(leaky, town, "title")
    with refused(NotFound, "withhold.row_absent", "path"):
        close(leaky, town, "scenarios/gone")
    with refused(Invalid, "withhold.until_past", "until"):
        close(leaky, town, "in_scope", until=date(2020, 1, 1))
    close(leaky, town, "in_scope")
    with refused(Conflict, "withhold.already", "path"):
        close(leaky, town, "in_scope")


# --- One place for all who read ------------------------------------------------------------------


def test_the_bank_neither_finds_nor_shows_it(leaky, town, row) -> None:
    filters = search.BankFilters(text=TITLE)
    assert search.bank_page(None, filters).hits
    made = close(leaky, town, f"{row}/title")
    assert not search.bank_page(None, filters).hits
    assert not BankRow.objects.filter(search_text__contains=TITLE)
    assert TITLE not in str(read_for_everyone(again(leaky)).content)
    lift(made, town)
    assert search.bank_page(None, filters).hits


def test_a_row_of_the_bank_is_read_as_it_may_be_read_now(leaky, town, row) -> None:
    entry = search.bank_page(None, search.BankFilters(text=TITLE)).hits[0].row
    close(leaky, town, f"{row}/title")
    entry.assessment = fresh(leaky.assessment)
    [view] = read_bank_rows([entry])
    assert TITLE not in str(view.content) and not view.content.marks[f"{row}/title"].reason


def test_a_comparison_tells_nothing_of_it_and_its_weight_is_told_anew(leaky, town, village) -> None:
    actions.revise(assessment=fresh(leaky.assessment), by=town.author)
    content = building.stored(leaky.assessment).content.with_field("in_scope", "Noe annet")
    building.write(leaky.assessment, content)
    newer = building.approve(town, building.freeze(town, fresh(leaky.assessment)))

    def told():
        sides = again(leaky), again(newer)
        return comparing.comparison(*sides, village.author), step_of(*sides, village.author)

    compared, step = told()
    assert CANARY in str(compared.contents) and step
    close(newer, town, "in_scope")
    compared, step = told()
    assert CANARY not in str(compared.contents)
    assert compared.summary.weight is None and step is None


def test_a_fork_made_afterwards_takes_nothing_of_it(leaky, town, village, row) -> None:
    close(leaky, town, "in_scope")
    close(leaky, town, row)
    made = actions.fork(version=again(leaky), owner=village.agency, by=world.fresh(village.author))
    content = building.stored(made).content
    assert CANARY not in str(content)
    gone = row.partition("/")[2]
    assert gone not in str(content.rows)


def test_a_fork_made_before_keeps_what_it_has_and_is_offered_no_removal(leaky, town, village) -> None:
    made = actions.fork(version=again(leaky), owner=village.agency, by=world.fresh(village.author))
    close(leaky, town, "in_scope")
    newer = building.renewed(town, leaky.assessment)
    found = pulling(fresh(made), world.fresh(village.author), newer.pk)
    assert not [each for each in found.pieces if each.path == "in_scope"]
    assert building.stored(made).content.fields["in_scope"] == CANARY


def test_what_is_shown_again_is_offered_to_a_fork_that_never_had_it(leaky, town, village) -> None:
    closed = close(leaky, town, "in_scope")
    made = actions.fork(version=again(leaky), owner=village.agency, by=world.fresh(village.author))
    assert "in_scope" not in building.stored(made).content.fields
    newer = building.renewed(town, leaky.assessment)  # its draft was marked, so it withholds it itself
    lift(closed, town)
    assert not [
        e for e in pulling(fresh(made), world.fresh(village.author), newer.pk).pieces if e.path == "in_scope"
    ]
    actions.revise(assessment=fresh(leaky.assessment), by=town.author)
    section = building.schema_of(leaky.assessment).section_of("in_scope").key
    actions.disclose(
        assessment=fresh(leaky.assessment), path="in_scope", by=town.author,
        expected=building.etag(leaky.assessment, section),
    )  # fmt: skip
    newest = building.approve(town, building.freeze(town, fresh(leaky.assessment)))
    [piece] = [
        e for e in pulling(fresh(made), world.fresh(village.author), newest.pk).pieces if e.path == "in_scope"
    ]
    assert piece.theirs["in_scope"] == CANARY


def test_lineage_counts_it_neither_as_alike_nor_as_changed(leaky, town, village) -> None:
    made = fork_saying(leaky, village, "Helt annet")
    actions.submit(assessment=fresh(made), by=world.fresh(village.author))

    def apart():
        nodes = lineage.tree(fresh(leaky.assessment), world.fresh(village.author)).nodes
        return next(n.named.stand.divergence for n in nodes if n.named and n.named.assessment.pk == made.pk)

    before = apart()
    close(leaky, town, "scenarios")
    assert apart() == before  # one's own: what was taken over is what it was


def test_nothing_of_it_can_be_proposed(leaky, town, village) -> None:
    made = fork_saying(leaky, village, "Vår egen")

    def places():
        found = proposing.proposing(fresh(made), world.fresh(village.author))
        return {each.path for each in found.pieces}

    assert "in_scope" in places()
    version = actions.submit(assessment=fresh(made), by=world.fresh(village.author))
    close(version, village, "in_scope")
    assert "in_scope" not in places()


def test_what_is_withheld_after_it_was_sent_is_taken_back_from_a_proposal(leaky, town, village) -> None:
    made = fork_saying(leaky, village, "Vårt forslag")
    proposal = actions.propose(
        assessment=fresh(made),
        paths=["in_scope"],
        title="Rettelse",
        reason="Fordi",
        by=world.fresh(village.author),
    )
    assert proposing.answering(proposal).pieces and CANARY in str(proposing.as_sent(proposal).before)
    lifted = close(leaky, town, "in_scope")  # the original's own people still read both texts
    proposal = type(proposal).objects.get(pk=proposal.pk)
    assert proposing.answering(proposal).pieces
    sent = proposing.as_sent(proposal)
    assert CANARY not in str((sent.before, sent.ours)) and not sent.pieces
    lift(lifted, town)
    version = actions.submit(assessment=fresh(made), by=world.fresh(village.author))
    close(version, village, "in_scope")
    assert not proposing.answering(type(proposal).objects.get(pk=proposal.pk)).pieces


def test_a_reference_to_a_table_withheld_as_a_whole_tells_not_how_many_it_has(leaky, town) -> None:
    scenario = leaky.content.rows["scenarios"][0]
    assert scenario.fields["measures"]
    close(leaky, town, "measures")
    shown = seen(leaky)
    assert "measures" not in shown.rows
    assert shown.row("scenarios", scenario.id).fields["measures"] == Withheld(GROUND)


def test_what_it_was_at_any_moment_is_settled(leaky, town) -> None:
    before = timezone.now()
    made = close(leaky, town, "in_scope")
    during = timezone.now()
    lift(made, town)
    version = again(leaky)
    told = [version.travelling(Reading.PUBLIC, taken=at).fields.get("in_scope") for at in (before, during)]
    assert told == [CANARY, None]
    assert version.travelling(Reading.PUBLIC).fields["in_scope"] == CANARY


def test_a_draft_is_open_only_once(leaky, town) -> None:
    close(leaky, town, "in_scope")
    actions.revise(assessment=fresh(leaky.assessment), by=town.author)
    draft = Draft.objects.get(assessment=leaky.assessment)
    close(leaky, town, "scenarios", by=town.approver)
    draft.refresh_from_db()
    assert draft.updated_by == town.approver


def test_an_answer_of_a_record_is_withheld_in_the_record_as_well(leaky, town, village) -> None:
    close(leaky, town, "decision_reasons")
    for reader in (village.author, None):
        view = read_version(again(leaky), world.fresh(reader) if reader else None)
        assert view.shown_records[Stage.DECISION]["decision_reasons"] == Withheld(GROUND)
    own = read_version(again(leaky), world.fresh(town.reader)).shown_records[Stage.DECISION]
    assert isinstance(own["decision_reasons"], str)
