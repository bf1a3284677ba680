"""Saving sections and rows in a draft: what is kept, what is refused, and what is recorded."""

from __future__ import annotations

import pytest

from assessments import actions
from registry.errors import Conflict, Invalid, NotFound, NotPermitted, PreconditionRequired, Stale
from tests import world
from tests.assessments import building
from tests.assessments.building import etag, recorded, refused, stored

pytestmark = pytest.mark.django_db

MEASURE = {"title": "Sperre", "who_must_do_it": "adopter"}


@pytest.fixture
def save(draft, author):
    """Save answers of the ROS's first section, with what is given instead of the usual."""

    def save(fields, *, by=author, section="context", **other):
        expected = other.pop("expected", None) or etag(draft, "context")
        return actions.save_section(
            assessment=draft, section=section, fields=fields, expected=expected, by=by, **other
        )

    return save


@pytest.fixture
def measure(draft, author):
    """The id of a measure in the draft."""
    return add(draft, author, "measures", {"title": "Sperre"})


def add(draft, author, collection, fields, **other) -> str:
    """Add a row and return its id."""
    return actions.add_row(assessment=draft, collection=collection, fields=fields, by=author, **other)


def ids(draft, collection) -> list[str]:
    """The ids of a table's rows in order."""
    return [row.id for row in stored(draft).content.rows.get(collection, ())]


# --- Sections ------------------------------------------------------------------------------------


def test_answers_are_saved_and_the_others_stay(draft, save) -> None:
    with recorded("section_saved", draft):
        save({"in_scope": "Alt"})
    save({"out_of_scope": "Ingenting"})
    fields = stored(draft).content.fields
    assert (fields["in_scope"], fields["out_of_scope"], fields["title"]) == ("Alt", "Ingenting", "Sak")


@pytest.mark.parametrize("empty", [None, "", "  \n", [], {}])
def test_an_empty_answer_takes_the_answer_away(draft, save, empty) -> None:
    save({"in_scope": "Alt"})
    save({"in_scope": empty})
    assert "in_scope" not in stored(draft).content.fields


def test_saving_the_same_again_writes_nothing(draft, save) -> None:
    save({"in_scope": "Alt"})
    before = building.counts()
    save({"in_scope": "Alt"})
    assert building.counts() == before


def test_the_title_of_a_draft_is_the_assessments_until_something_is_in_force(draft, save) -> None:
    save({"title": "Et bedre navn"})
    assert building.fresh(draft).title == "Et bedre navn"


def test_text_is_kept_without_control_characters(draft, save) -> None:
    save({"in_scope": "a\x00b\x0bc\r\nd\ud800"})
    assert stored(draft).content.fields["in_scope"] == "abc\nd"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"nonsense": "x"}, "unknown_field"),
        ({"controller": "x"}, "computed_field"),
        ({"decision": "x"}, "unknown_field"),
        ({"scenarios": [{"title": "x"}]}, "unknown_field"),
        ({"participants": [{"name": "x"}]}, "wrong_type"),
        ({"occasion": "holiday"}, "unknown_code"),
        ({"in_scope": 7}, "wrong_type"),
        ({"in_scope": "x" * 200_001}, "too_long"),
    ],
)
def test_a_malformed_answer_is_refused_with_its_place(save, fields, code) -> None:
    place = next(iter(fields))
    with refused(Invalid, "content.malformed", place) as caught:
        save(fields)
    assert [(reason.code, reason.where) for reason in caught.value.reasons] == [(code, place)]


def test_every_malformed_answer_is_named_at_once(save) -> None:
    with refused(Invalid, "content.malformed") as caught:
        save({"in_scope": 7, "occasion": "holiday", "out_of_scope": "fine"})
    assert {reason.where for reason in caught.value.reasons} == {"in_scope", "occasion"}
    assert all(str(reason.message) for reason in caught.value.reasons)


def test_an_unknown_section_is_absent(save) -> None:
    with refused(NotFound, "section.unknown", "appendix"):
        save({}, section="appendix")


def test_a_dpia_this_person_may_not_see_cannot_be_named_as_related(save, village) -> None:
    hidden = building.started(village, "dpia")
    with refused(Invalid, "reference.assessment_absent", "related_dpia", has_how=True):
        save({"related_dpia": {"id": str(hidden.pk), "label": "x"}})


def test_a_dpia_of_ones_own_can_be_named_as_related(draft, save, town) -> None:
    own = building.started(town, "dpia")
    save({"related_dpia": {"id": str(own.pk), "label": "Vår DPIA"}})
    assert stored(draft).content.fields["related_dpia"]["id"] == str(own.pk)


# --- Rows ----------------------------------------------------------------------------------------


def test_a_row_is_added_with_its_origin(draft, author) -> None:
    with recorded("row_added", draft):
        row = add(draft, author, "measures", {"title": "Sperre"})
    kept = stored(draft).content.row("measures", row)
    assert (kept.fields["title"], kept.origin) == ("Sperre", str(draft.pk))


def test_rows_stand_in_the_order_they_were_put(draft, author) -> None:
    first, second = (add(draft, author, "measures", {"title": t}) for t in "ab")
    between = add(draft, author, "measures", {"title": "c"}, after=first)
    assert ids(draft, "measures") == [first, between, second]
    with recorded("row_moved", draft):
        actions.move_row(assessment=draft, collection="measures", row=second, after=None, by=author)
    assert ids(draft, "measures") == [second, first, between]


def test_cells_of_a_row_are_saved_and_the_others_stay(draft, author, measure) -> None:
    path = f"measures/{measure}"
    with recorded("row_saved", draft):
        actions.save_row(
            assessment=draft, collection="measures", row=measure, fields={"description": "Slik"},
            expected=etag(draft, path), by=author,
        )  # fmt: skip
    assert dict(stored(draft).content.row("measures", measure).fields) == {
        "title": "Sperre",
        "description": "Slik",
    }


def test_a_removed_measure_is_let_go_of_by_its_scenarios(draft, author, measure) -> None:
    scenario = add(draft, author, "scenarios", {"title": "Lekkasje", "measures": [measure]})
    with recorded("row_removed", draft):
        actions.remove_row(
            assessment=draft, collection="measures", row=measure, expected=etag(draft, f"measures/{measure}"),
            by=author,
        )  # fmt: skip
    assert ids(draft, "measures") == []
    assert stored(draft).content.row("scenarios", scenario).fields["measures"] == ()


def test_a_row_added_to_an_unknown_table_is_refused(draft, author) -> None:
    with refused(NotFound, "collection.unknown", "chairs"):
        add(draft, author, "chairs", {})


@pytest.mark.parametrize(
    ("fields", "code", "place"),
    [
        ({"likelihood_before": 6}, "outside_scale", "likelihood_before"),
        ({"likelihood_before": 0}, "outside_scale", "likelihood_before"),
        ({"likelihood_before": True}, "wrong_type", "likelihood_before"),
        ({"likelihood_before": 2.5}, "wrong_type", "likelihood_before"),
        ({"level_before": "high"}, "computed_field", "level_before"),
        ({"measures": ["00000000-0000-4000-8000-000000000000"]}, "unknown_row", "measures"),
        ({"cia": ["beauty"]}, "unknown_code", "cia"),
        ({"colour": "red"}, "unknown_field", "colour"),
    ],
)
def test_a_malformed_cell_is_refused_with_its_place(draft, author, fields, code, place) -> None:
    with refused(Invalid, "content.malformed", f"scenarios/new/{place}") as caught:
        add(draft, author, "scenarios", fields)
    assert [reason.code for reason in caught.value.reasons] == [code]


def test_a_solution_that_is_not_registered_is_refused(draft, author) -> None:
    reference = {"id": "00000000-0000-4000-8000-000000000000", "label": "x"}
    with refused(Invalid, "reference.solution_absent", "solutions/new/solution", has_how=True):
        add(draft, author, "solutions", {"solution": reference})


def test_a_row_of_another_assessment_is_absent_here(draft, author, town) -> None:
    other = building.started(town)
    foreign = add(other, author, "measures", {"title": "Fremmed"})
    act = {"assessment": draft, "collection": "measures", "row": foreign, "by": author}
    with refused(NotFound, "row.absent", f"measures/{foreign}", has_how=True):
        actions.move_row(**act, after=None)
    with refused(NotFound, "row.absent", f"measures/{foreign}"):
        actions.save_row(**act, fields={"title": "x"}, expected=etag(other, f"measures/{foreign}"))
    with refused(NotFound, "row.absent", f"measures/{foreign}"):
        actions.remove_row(**act, expected=etag(other, f"measures/{foreign}"))


def test_a_row_cannot_stand_after_one_that_is_not_there(draft, author, measure) -> None:
    act = {"assessment": draft, "collection": "measures", "by": author}
    with refused(NotFound, "row.absent"):
        actions.add_row(**act, fields={"title": "x"}, after="elsewhere")
    with refused(NotFound, "row.absent"):
        actions.move_row(**act, row=measure, after="elsewhere")


# --- Who, and when -------------------------------------------------------------------------------


def _writes(draft, by):
    """Every way to write in a draft, as calls that would be well-formed for an author."""
    row = ids(draft, "solutions")[0]
    here = {"assessment": draft, "by": by}
    table = {**here, "collection": "solutions"}
    path = f"solutions/{row}"
    tag = etag(draft, path)
    return {
        "save_section": lambda: actions.save_section(
            **here, section="context", fields={"in_scope": 3}, expected="x"
        ),
        "add_row": lambda: actions.add_row(**table, fields={"nonsense": 1}),
        "save_row": lambda: actions.save_row(**table, row=row, fields={"version": 3}, expected=tag),
        "move_row": lambda: actions.move_row(**table, row=row, after=None),
        "remove_row": lambda: actions.remove_row(**table, row=row, expected=tag),
        "confirm": lambda: actions.confirm(**here, path="nonsense", state="x", expected=tag),
    }


def test_a_stranger_is_told_nothing_not_even_that_what_she_wrote_is_malformed(draft, stranger) -> None:
    for write in _writes(draft, stranger).values():
        with refused(NotFound, "assessment.absent"):
            write()


def test_a_reader_is_told_that_her_role_does_not_include_writing(draft, reader) -> None:
    for write in _writes(draft, reader).values():
        with refused(NotPermitted, "assessment.not_permitted", has_how=True):
            write()


def test_a_person_outside_learns_nothing_of_whether_a_draft_is_open(town, in_force, outsider) -> None:
    assessment = building.fresh(in_force.assessment)

    def said() -> set[tuple[type, str]]:
        told = set()
        for write in (
            lambda: actions.save_section(
                assessment=assessment, section="context", fields={}, expected="x", by=outsider
            ),
            lambda: actions.confirm(
                assessment=assessment, path="title", state="confirmed", expected="x", by=outsider
            ),
        ):
            with pytest.raises(NotPermitted) as caught:
                write()
            told.add((type(caught.value), caught.value.code))
        return told

    closed = said()
    actions.revise(assessment=assessment, by=town.author)
    assert said() == closed


def test_nothing_is_written_when_no_draft_is_open(waiting, author) -> None:
    with refused(Conflict, "draft.absent", has_how=True):
        actions.save_section(
            assessment=waiting.assessment, section="context", fields={}, expected="x", by=author
        )


# --- Who was first -------------------------------------------------------------------------------


def test_a_save_must_name_the_state_it_started_from(draft, author, measure) -> None:
    path = f"measures/{measure}"
    row = {"assessment": draft, "collection": "measures", "row": measure, "by": author}
    for expected in (None, ""):
        with refused(PreconditionRequired, "draft.etag_missing", "context", has_how=True):
            actions.save_section(assessment=draft, section="context", fields={}, expected=expected, by=author)
        with refused(PreconditionRequired, "draft.etag_missing", path):
            actions.save_row(**row, fields={}, expected=expected)
        with refused(PreconditionRequired, "draft.etag_missing", path):
            actions.remove_row(**row, expected=expected)


def test_the_second_of_two_who_save_one_section_gets_all_three_texts(town, draft, save, author) -> None:
    save({"in_scope": "Fra først"})
    read = etag(draft, "context")
    save({"in_scope": "Min"})
    other = world.member(town.agency, "author")
    with refused(Stale, "draft.stale", "context", has_how=True) as caught:
        save({"in_scope": "Din", "out_of_scope": "x\ud800"}, by=other, expected=read)
    told = caught.value.detail
    assert told["base"]["in_scope"] == "Fra først"
    assert told["yours"] == {"in_scope": "Din", "out_of_scope": "x"}
    assert told["current"]["in_scope"] == "Min"
    save({"in_scope": "Vår"}, by=other, expected=told["etag"])
    assert stored(draft).content.fields["in_scope"] == "Vår"


def test_two_who_save_different_sections_or_rows_both_get_through(draft, save, author, measure) -> None:
    second = add(draft, author, "measures", {"title": "Logg"})
    tags = stored(draft).etags
    save({"in_scope": "Alt"}, expected=tags["context"])
    for row in (measure, second):
        actions.save_row(
            assessment=draft, collection="measures", row=row, fields={"description": row},
            expected=tags[f"measures/{row}"], by=author,
        )  # fmt: skip
    content = stored(draft).content
    assert [r.fields["description"] for r in content.rows["measures"]] == [measure, second]
    assert content.fields["in_scope"] == "Alt"


def test_the_second_of_two_who_save_one_row_gets_all_three_texts(draft, author, measure) -> None:
    read = etag(draft, f"measures/{measure}")
    here = {"assessment": draft, "collection": "measures", "row": measure, "by": author}
    actions.save_row(**here, fields={"title": "Min"}, expected=read)
    with refused(Stale, "draft.stale", f"measures/{measure}") as caught:
        actions.save_row(**here, fields={"title": "Din"}, expected=read)
    told = caught.value.detail
    assert (told["base"]["title"], told["yours"]["title"], told["current"]["title"]) == (
        "Sperre",
        "Din",
        "Min",
    )


def test_a_row_changed_in_between_is_not_removed(draft, author, measure) -> None:
    read = etag(draft, f"measures/{measure}")
    here = {"assessment": draft, "collection": "measures", "row": measure, "by": author}
    actions.save_row(**here, fields={"title": "Min"}, expected=read)
    with refused(Stale, "draft.stale"):
        actions.remove_row(**here, expected=read)


@pytest.mark.parametrize("expected", ["empty", "*", "zz", "00" * 32, "\x00", "é"])
def test_an_etag_that_is_none_is_stale_and_shows_no_base(save, expected) -> None:
    with refused(Stale, "draft.stale") as caught:
        save({"in_scope": "x"}, expected=expected)
    assert caught.value.detail["base"] is None
