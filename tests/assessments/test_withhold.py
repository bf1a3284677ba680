"""Marking in a draft: one place or many, refused where it makes no sense, recorded without the text."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assessments import actions
from assessments.actions.withhold import stamp_of
from assessments.engine.content import Mark
from assessments.engine.marking import Rule, Wanted
from assessments.models import Draft
from assessments.schemas.grounds import grounds, parse_grounds
from registry.errors import Invalid, NotFound, NotPermitted, PreconditionRequired, Stale
from tests import world
from tests.assessments import building
from tests.assessments.building import fresh, last_event, recorded, refused

pytestmark = pytest.mark.django_db
GROUND = "offl-24-3"
LATER = date.today() + timedelta(days=400)


@pytest.fixture
def scenario(complete):
    return building.stored(complete).content.rows["scenarios"][0].id


def withhold(assessment, town, path, **more):
    item = path if "/" in path else building.schema_of(assessment).section_of(path).key
    given = {
        "ground": GROUND,
        "expected": building.etag(assessment, "/".join(item.split("/")[:2])),
        "by": world.fresh(town.author),
        **more,
    }
    return actions.withhold(assessment=fresh(assessment), path=path, **given)


def marks(assessment):
    return dict(building.stored(assessment).content.marks)


@pytest.mark.parametrize("place", ["in_scope", "scenarios", "scenarios/{}", "scenarios/{}/title"])
def test_an_answer_a_table_a_row_and_a_cell_are_marked_and_shown_again(
    complete, town, scenario, place
) -> None:
    path = place.format(scenario)
    with recorded("item_withheld", complete):
        withhold(complete, town, path, reason="Lett å finne", until=LATER)
    assert marks(complete) == {path: Mark(GROUND, "Lett å finne", LATER.isoformat())}
    item = "/".join(path.split("/")[:2]) if "/" in path else building.schema_of(complete).section_of(path).key
    with recorded("item_disclosed", complete):
        actions.disclose(
            assessment=fresh(complete), path=path, expected=building.etag(complete, item), by=town.author
        )
    assert marks(complete) == {}


def test_the_event_names_the_place_and_the_ground_and_no_text(complete, town, scenario) -> None:
    withhold(complete, town, f"scenarios/{scenario}/title", reason="Nøkkelen ligger under matten")
    told = last_event(complete).detail
    assert (told["place"], told["ground"], told["until"]) == (f"scenarios/{scenario}/title", GROUND, None)
    assert "matten" not in str(told)


@pytest.mark.parametrize(
    ("given", "kind", "code", "where"),
    [
        ({"ground": "offl-99"}, Invalid, "withhold.ground_unknown", "ground"),
        ({"ground": ""}, Invalid, "withhold.ground_unknown", "ground"),
        ({"until": date.today()}, Invalid, "withhold.until_past", "until"),
        ({"until": "2020-01-01"}, Invalid, "withhold.until_past", "until"),
        ({"until": "i morgen"}, Invalid, "withhold.until_malformed", "until"),
        ({"reason": "x" * 2_001}, Invalid, "text.too_long", "reason"),
        ({"path": "nothing"}, NotFound, "withhold.place_unknown", "path"),
        ({"path": "in_scope/x"}, NotFound, "withhold.place_unknown", "path"),
        ({"path": "scenarios/gone"}, NotFound, "withhold.row_absent", "path"),
        ({"path": "scenarios/gone/title"}, NotFound, "withhold.row_absent", "path"),
        ({"path": "title"}, Invalid, "withhold.place_listed", "path"),
        ({"path": "solutions"}, Invalid, "withhold.place_listed", "path"),
        ({"path": "withheld_items"}, Invalid, "withhold.place_listed", "path"),
        ({"expected": ""}, PreconditionRequired, "draft.etag_missing", "scope"),
        ({"expected": "other"}, Stale, "draft.stale", "scope"),
    ],
)
def test_what_cannot_be_withheld_is_refused_with_its_place(complete, town, given, kind, code, where) -> None:
    section = building.schema_of(complete).section_of("in_scope").key
    where = section if where == "scope" else where
    call = {"path": "in_scope", "ground": GROUND, "expected": building.etag(complete, section), **given}
    with refused(kind, code, where):
        actions.withhold(assessment=fresh(complete), by=world.fresh(town.author), **call)


def test_a_ground_is_used_only_on_the_days_it_holds(complete, town, monkeypatch) -> None:
    body = {"items": [_item("old", "2009-01-01", "2026-01-31"), _item("new", "2090-01-01", None)]}
    monkeypatch.setattr("assessments.actions.marking.grounds", lambda: parse_grounds(body))
    for ground in ("old", "new"):
        with refused(Invalid, "withhold.ground_not_in_force", "ground"):
            withhold(complete, town, "in_scope", ground=ground)


def _item(name: str, since: str, until: str | None):
    return {
        "id": name, "law": "x", "section": "1", "ref": f"loven § {name}", "label": {}, "kind": "may",
        "granularity": "information", "valid_from": since, "valid_to": until,
    }  # fmt: skip


def test_every_ground_of_the_list_says_when_it_holds_and_is_in_both_forms() -> None:
    known = grounds()
    assert known["offl-14"].is_internal and known["offl-14"].warning["nb"]
    assert known["offl-13"].is_duty and not known["offl-13"].is_internal
    for each in known.values():
        assert not each.holds("2008-12-31") and each.holds("2009-01-01")
        assert set(each.label) == {"nb", "nn", "en"} and each.ref.startswith("offentleglova § ")
    assert not parse_grounds({"items": [_item("a", "2009-01-01", "2026-01-31")]})["a"].holds("2026-02-01")
    assert parse_grounds({"items": [_item("a", "2009-01-01", "2026-01-31")]})["a"].holds("2026-01-31")


def test_whoever_may_not_write_may_not_mark(complete, town, village) -> None:
    with refused(NotPermitted, "assessment.not_permitted"):
        withhold(complete, town, "in_scope", by=town.reader)
    with refused(NotFound, "assessment.absent"):
        withhold(complete, town, "in_scope", by=village.author)


def test_what_is_not_marked_cannot_be_shown_again(complete, town) -> None:
    with refused(NotFound, "withhold.not_withheld", "path"):
        actions.disclose(assessment=fresh(complete), path="in_scope", expected="x", by=town.author)


# --- Many at a time ------------------------------------------------------------------------------


def many(assessment, town, wanted, **more):
    stamp = stamp_of(Draft.objects.get(assessment=assessment))
    given = {"expected": stamp, "by": world.fresh(town.author), **more}
    return actions.withhold_many(assessment=fresh(assessment), wanted=wanted, **given)


def test_the_usual_places_are_marked_on_the_grounds_the_form_proposes(complete, town) -> None:
    content, schema = building.stored(complete).content, building.schema_of(complete)
    with recorded("items_withheld", complete):
        found = many(complete, town, Wanted(Rule.LIKELY))
    assert {path: each.ground for path, each in marks(complete).items()} == found
    assert found and all(schema.at(path).exempt == "likely" for path in found)
    assert all(content.value(path) for path in found)
    assert many(complete, town, Wanted(Rule.LIKELY)) == {}  # they are withheld already: nothing to do


def test_what_may_have_to_be_withheld_is_more_than_what_is_likely(complete, town) -> None:
    likely = set(many(complete, town, Wanted(Rule.LIKELY)))
    rest = many(complete, town, Wanted(Rule.MAY))
    assert rest and not likely & set(rest)
    assert {building.schema_of(complete).at(path).exempt.value for path in rest} == {"may"}


def test_all_local_vulnerabilities_are_marked_in_one_step(complete, town, scenario) -> None:
    found = many(complete, town, Wanted(Rule.VULNERABILITIES), ground="offl-21", reason="Åpne")
    assert f"scenarios/{scenario}/local_vulnerability" in found
    assert set(found.values()) == {"offl-21"}
    assert {each.reason for each in marks(complete).values()} == {"Åpne"}


def test_the_rows_of_a_level_or_worse_are_marked(complete, town) -> None:
    scored = [("Lav", 1, 1), ("Høy", 5, 5), ("Middels", 3, 3)]
    for title, likelihood, impact in scored:
        cells = {"title": title, "likelihood_before": likelihood, "impact_before": impact}
        actions.add_row(assessment=complete, collection="scenarios", fields=cells, by=town.author)
    content = building.stored(complete).content
    bands = building.schema_of(complete).bands
    worst = max(bands.values(), key=lambda band: band.rank).id
    found = many(complete, town, Wanted(Rule.LEVEL, table="scenarios", level=worst), ground=GROUND)
    titles = {content.row("scenarios", path.split("/")[1]).fields["title"] for path in found}
    assert "Høy" in titles and not titles & {"Lav", "Middels"}


def test_chosen_rows_are_marked_and_others_not(complete, town, scenario) -> None:
    wanted = Wanted(Rule.ROWS, table="scenarios", rows=(scenario, "gone"))
    assert many(complete, town, wanted, ground=GROUND) == {f"scenarios/{scenario}": GROUND}


@pytest.mark.parametrize(
    ("wanted", "code", "where"),
    [
        (Wanted(Rule.ROWS, table="nothing"), "withhold.table_unknown", "table"),
        (Wanted(Rule.LEVEL, table="title", level="high"), "withhold.table_unknown", "table"),
        (Wanted(Rule.LEVEL, table="scenarios", level="dire"), "withhold.level_unknown", "level"),
        (Wanted(Rule.LEVEL, table="measures", level="high"), "withhold.level_unknown", "level"),
    ],
)
def test_an_unknown_table_or_level_is_named(complete, town, wanted, code, where) -> None:
    with refused(Invalid, code, where):
        many(complete, town, wanted, ground=GROUND)


def test_rows_without_a_usual_ground_need_one_and_nothing_is_half_done(complete, town) -> None:
    content, schema = building.stored(complete).content, building.schema_of(complete)
    tables = (key for key in schema.collections if key != "solutions" and not schema.field(key).ground)
    table = next(key for key in tables if content.rows.get(key))
    wanted = Wanted(Rule.ROWS, table=table, rows=(content.rows[table][0].id,))
    with refused(Invalid, "withhold.ground_unknown", "ground"):
        many(complete, town, wanted)
    assert marks(complete) == {}


def test_what_was_chosen_on_another_state_is_looked_at_again(complete, town) -> None:
    with refused(Stale, "draft.stale"):
        many(complete, town, Wanted(Rule.LIKELY), expected="x")
    with refused(PreconditionRequired, "draft.etag_missing"):
        many(complete, town, Wanted(Rule.LIKELY), expected="")
