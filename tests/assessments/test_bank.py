"""The scenario bank: what is in force and nothing else, for those who may read it, shown from the version."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import actions
from assessments.engine.content import Mark, Row
from assessments.engine.redact import Reading
from assessments.models import BankRow
from assessments.reading import read_bank_rows
from assessments.search import BankFilters, bank_page, count_hits, find_hit, others, sources
from registry import actions as ground
from registry.errors import Invalid, NotFound, NotPermitted
from tests import world
from tests.assessments import building
from tests.assessments.building import refused, stored

pytestmark = pytest.mark.django_db
CANARY = "kanarifugl"
ANYONE = AnonymousUser()


def rows() -> list[dict[str, object]]:
    """The whole bank, as it can be told from another made of the same versions."""
    kept = BankRow.objects.order_by("assessment", "collection", "row").values()
    return [{key: value for key, value in each.items() if key != "id"} for each in kept]


def found(actor, text="", **filters) -> list[str]:
    """The titles of the first page."""
    hits = bank_page(actor, BankFilters(text=text, **filters)).hits
    return [hit.row.title for hit in hits]


def in_force(town, title, visibility="public", marks=(), into=None, **cells):
    """A version in force with one scenario of this title and cells; `marks` are paths below the scenario."""
    assessment = building.fill(into or building.started(town))
    content = stored(assessment).content
    scenario = content.rows["scenarios"][0]
    content = content.with_row(
        "scenarios", Row(scenario.id, {**scenario.fields, "title": title, **cells}, scenario.origin)
    )
    for path in marks:
        content = content.with_mark(f"scenarios/{scenario.id}{path}", Mark("offl-24-3", CANARY))
    building.write(assessment, content)
    version = building.approve(town, building.freeze(town, assessment))
    if visibility != "private":
        building.show(building.fresh(assessment), town, visibility)
    return building.again(version)


# --- What is in it -------------------------------------------------------------------------------


def test_what_comes_into_force_is_in_the_bank_and_what_is_withdrawn_is_not(town):
    version = building.submitted(town)
    assert not BankRow.objects.exists()
    building.approve(town, version)
    assert {each.path.split("/")[0] for each in BankRow.objects.all()} == {"scenarios", "measures"}
    actions.withdraw(version=building.again(version), reason="Feil", by=world.fresh(town.approver))
    assert not BankRow.objects.exists()


def test_a_new_version_takes_the_place_of_the_one_before(town):
    first = in_force(town, "Første")
    actions.revise(assessment=building.fresh(first.assessment), by=world.fresh(town.author))
    second = in_force(town, "Andre", into=building.fresh(first.assessment))
    assert set(BankRow.objects.values_list("version", flat=True)) == {second.pk}
    assert found(ANYONE, collection="scenarios") == ["Andre"]


def test_the_bank_made_anew_is_the_bank_the_actions_kept(town, village):
    for kind in ("ros", "dpia"):
        building.renewed(town, building.approved(town, kind).assessment)
    in_force(village, "Skjult", marks=["/consequence", "/impact_before"])
    withdrawn = building.approved(village)
    actions.withdraw(version=withdrawn, reason="Feil", by=world.fresh(village.approver))
    kept = rows()
    assert actions.rebuild_bank(by=None) == len(kept)
    assert rows() == kept


def test_an_update_fills_in_what_is_missing_and_leaves_the_rest(town, in_force):
    kept = set(BankRow.objects.values_list("pk", flat=True))
    assert actions.fill_bank(by=None) == 0
    BankRow.objects.all().delete()
    assert actions.fill_bank(by=None) == len(kept)


def test_only_the_operator_makes_it_anew(town, author):
    for action in (actions.rebuild_bank, actions.fill_bank):
        with refused(NotPermitted, "access.not_permitted"):
            action(by=author)


def test_approving_a_thousand_scenarios_asks_no_more_often_than_approving_one(town):
    def cost(count):
        assessment = building.fill(building.started(town))
        content = stored(assessment).content
        cells = content.rows["scenarios"][0].fields
        some = tuple(Row(f"row-{number}", cells, "") for number in range(count))
        building.write(assessment, building.with_scenarios(content, some))
        version = building.freeze(town, assessment)
        with CaptureQueriesContext(connection) as asked:
            building.approve(town, version)
        return len(asked)

    assert cost(1000) <= cost(1) + 30  # rows are written in batches, the smallest on SQLite


# --- Who finds what ------------------------------------------------------------------------------


def test_each_finds_what_she_may_read_and_nothing_else(town, village):
    for visibility in ("private", "members", "public"):
        in_force(town, f"Brann {visibility}", visibility)
    scenarios = {"collection": "scenarios"}
    # One place of a scenario is one hit, so ask for each by its word.
    seen = {
        who: {v for v in ("private", "members", "public") if found(actor, v, **scenarios)}
        for who, actor in {
            "anyone": ANYONE, "stranger": world.person(), "village": village.author, "town": town.reader,
        }.items()
    }  # fmt: skip
    assert seen == {
        "anyone": {"public"},
        "stranger": {"public"},
        "village": {"members", "public"},
        "town": {"private", "members", "public"},
    }


def test_what_is_no_longer_shown_is_no_longer_found(town, village, in_force):
    assert found(village.author)
    building.show(in_force.assessment, town, "private")
    assert not found(world.fresh(village.author))
    assert found(world.fresh(town.author))


@pytest.mark.parametrize("path", ["", "/title", "/description", "/consequence", "/rationale"])
def test_no_word_of_what_is_withheld_or_local_finds_anything(town, village, path):
    cells = {"title": f"Tittel {CANARY}"} if path == "/title" else {path.strip("/"): CANARY} if path else {}
    local = {"local_vulnerability": CANARY, "not_relevant_reason": CANARY, "limitation": CANARY}
    title = cells.pop("title", CANARY if not path else "Brann")
    in_force(town, title, marks=[path], **cells, **local)
    for actor in (ANYONE, world.fresh(village.author), world.fresh(town.author)):
        assert not found(actor, CANARY)
        assert count_hits(actor, BankFilters(text=CANARY)) == (0, False)


def test_a_withheld_category_and_level_cannot_be_narrowed_by(town, village):
    in_force(town, "Brann", marks=["/threat_actors", "/likelihood_before"])
    code = f"threat_actors:{stored_code(village)}"
    assert not found(village.author, code=code)
    assert not [level for level in ("low", "moderate", "high", "critical") if found(ANYONE, level=level)]


def stored_code(town) -> str:
    """The code every filled scenario has as its threat actor."""
    return (
        stored(building.fill(building.started(town))).content.rows["scenarios"][0].fields["threat_actors"][0]
    )


def test_every_word_must_occur_whatever_its_case(town):
    in_force(town, "Foresatt ser adressen til barnet")
    assert found(ANYONE, "ADRESSEN foresatt")
    assert not found(ANYONE, "adressen brann")


def test_filters_narrow(town, solution):
    version = in_force(town, "Brann")
    covered = version.assessment.solutions.get()
    code = f"threat_actors:{stored_code(town)}"
    level = BankRow.objects.get(collection="scenarios").level_before
    for name, right, wrong in (
        ("kind", "ros", "dpia"), ("code", code, "threat_actors:ingen"), ("solution", covered.pk, solution.pk),
        ("level", level, "critical"), ("collection", "scenarios", "purposes"),
    ):  # fmt: skip
        assert "Brann" in found(ANYONE, **{name: right}), name
        assert "Brann" not in found(ANYONE, **{name: wrong}), name


# --- One scenario in many assessments ------------------------------------------------------------


def test_the_same_scenario_is_one_hit_and_counts_the_bodies_one_may_see(town, village):
    in_force(town, "Brann hos oss", "public")
    in_force(town, "Brann igjen", "private")
    in_force(village, "Brann der", "members")
    hits = bank_page(ANYONE, BankFilters(collection="scenarios")).hits
    assert [(hit.row.title, hit.bodies) for hit in hits] == [("Brann hos oss", 1)]
    (hit,) = bank_page(world.fresh(village.author), BankFilters(collection="scenarios")).hits
    assert hit.bodies == 2
    assert count_hits(ANYONE, BankFilters(collection="scenarios")) == (1, False)


def test_a_hit_is_shown_as_its_origin_says_it_when_that_is_visible_and_matches(town, village):
    origin = in_force(town, "Opphavet")
    fork = actions.fork(version=origin, owner=village.agency, by=world.fresh(village.author))
    content = stored(building.fill(fork)).content
    scenario = origin.content.rows["scenarios"][0]
    renamed = Row(
        scenario.id, {**content.rows["scenarios"][0].fields, "title": "Avledningen"}, scenario.origin
    )
    building.write(fork, content.with_row("scenarios", renamed))
    confirm_all(fork, village)
    building.approve(village, building.freeze(village, fork))
    building.show(building.fresh(fork), village, "public")
    assert found(ANYONE, collection="scenarios") == ["Opphavet"]
    assert found(ANYONE, "avledningen") == ["Avledningen"]
    building.show(building.fresh(origin.assessment), town, "private")
    assert found(ANYONE, collection="scenarios") == ["Avledningen"]


def confirm_all(assessment, town) -> None:
    """Confirm everything that awaits it."""
    from assessments.models import Draft
    from assessments.models.stored import item_path
    from assessments.reading import read_draft

    draft = Draft.objects.get(assessment=assessment)
    for path in read_draft(draft, world.fresh(town.author)).standing.awaiting:
        expected = building.etag(assessment, item_path(path, draft.parsed_schema))
        actions.confirm(
            assessment=assessment,
            path=path,
            state="confirmed",
            expected=expected,
            by=world.fresh(town.author),
        )


def test_pages_give_every_hit_once(town):
    assessment = building.fill(building.started(town))
    content = stored(assessment).content
    cells = content.rows["scenarios"][0].fields
    some = tuple(Row(f"row-{number:02}", cells, "") for number in range(23))
    building.write(assessment, building.with_scenarios(content, some))
    building.approve(town, building.freeze(town, assessment))
    building.show(building.fresh(assessment), town, "public")
    seen, cursor = [], ""
    for _ in range(10):
        page = bank_page(ANYONE, None, cursor, 7)
        seen += [hit.row.path for hit in page.hits]
        cursor = page.next
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 24  # 23 scenarios and a measure


@pytest.mark.parametrize("cursor", ["x", "2027-01-01T00:00:00", "9999-99-99_a", "\x00_1"])
def test_a_cursor_that_is_none_is_refused_or_a_place_in_the_list(in_force, cursor):
    try:
        bank_page(ANYONE, None, cursor)
    except Invalid as refusal:
        assert refusal.where == "cursor"


# --- Shown from the version ----------------------------------------------------------------------


def test_a_hit_is_shown_from_the_version_in_the_public_reading(town):
    in_force(town, "Brann", marks=["/consequence"], local_vulnerability=CANARY)
    BankRow.objects.update(title="Noe annet", search_text="brann")
    (hit,) = bank_page(ANYONE, BankFilters(text="brann", collection="scenarios")).hits
    (view,) = read_bank_rows([hit.row])
    row = view.content.row("scenarios", hit.row.row)
    assert view.reading is Reading.PUBLIC and row.fields["title"] == "Brann"
    assert CANARY not in str(row)
    assert f"scenarios/{row.id}/level_before" in view.computed


def test_one_scenario_is_absent_for_those_who_may_read_it_nowhere(town, village):
    version = in_force(town, "Brann", "private")
    row = version.content.rows["scenarios"][0].id
    assert find_hit(world.fresh(town.reader), "scenarios", row).row.version == version
    for collection, key in (("scenarios", row), ("scenarios", "finnes-ikke"), ("purposes", row)):
        with pytest.raises(NotFound):
            find_hit(world.fresh(village.author), collection, key)
    assert not sources(ANYONE, "scenarios", row)


# --- How others scored ---------------------------------------------------------------------------


@pytest.fixture
def crowd(town, village):
    """Six towns that each have scored the same scenario, shown to members."""
    towns = [building.staffed(f"By {number}") for number in range(6)]
    for number, each in enumerate(towns):
        in_force(each, "Brann", "members", likelihood_before=1 + number % 5, impact_before=4)
    return towns


def spread_for(actor):
    """How others scored the scenario, to this person."""
    row = BankRow.objects.filter(collection="scenarios").first()
    return others(world.fresh(actor), "scenarios", row.row)


def test_others_are_those_whose_scores_one_may_read_and_not_oneself(crowd, village):
    assert spread_for(village.reader).agencies == 6
    assert spread_for(crowd[0].reader).agencies == 5
    assert spread_for(world.person()) is None


def test_who_does_not_share_scores_is_not_counted(crowd, village):
    ground.update_agency(agency=crowd[0].agency, shares_scores=False, by=world.fresh(crowd[0].administrator))
    assert spread_for(village.reader).agencies == 5
    ground.update_agency(agency=crowd[1].agency, shares_scores=False, by=world.fresh(crowd[1].administrator))
    assert spread_for(village.reader) is None


def test_a_private_assessment_is_never_counted_not_even_for_its_own(crowd, village):
    for each in crowd[:2]:
        for row in BankRow.objects.filter(assessment__owner=each.agency, collection="scenarios"):
            building.show(building.fresh(row.assessment), each, "private")
    assert spread_for(village.reader) is None
    assert spread_for(crowd[0].reader) is None


def test_withheld_scores_are_not_counted(crowd, village):
    for each in crowd[:2]:
        in_force(each, "Brann", "members", marks=["/impact_before"])
    assert spread_for(village.reader).agencies == 6  # their other assessments speak for them
    BankRow.objects.filter(assessment__owner__in=[each.agency for each in crowd[:2]]).filter(
        likelihood_before__isnull=False
    ).delete()
    assert spread_for(village.reader) is None


def test_an_agency_has_one_voice_however_many_assessments(crowd, village):
    in_force(crowd[0], "Brann", "public")
    assert spread_for(village.reader).agencies == 6
    assert dict(spread_for(village.reader).measures)
