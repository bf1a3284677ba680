"""Suppliers, solutions and their use."""

from __future__ import annotations

import pytest

from registry import actions
from registry.errors import Conflict, Invalid, NotFound, NotPermitted, PreconditionRequired, Stale
from registry.models import Event, Solution, SolutionUse, Supplier
from tests import world


def test_an_author_registers_a_solution_with_its_supplier(town):
    supplier = actions.register_supplier(name="Skylab AS", by=town.author)
    solution = actions.register_solution(
        name="Sak",
        kind="purchased_service",
        supplier=supplier,
        steward=town.agency,
        hosting="cloud_eea",
        categories=["sak", "arkiv", "sak", " "],
        home_page="https://skylab.example/sak",
        accessibility="partial",
        by=town.author,
    )
    assert solution.categories == ["sak", "arkiv"]
    assert Event.objects.about(solution).get().agency_id == town.agency.pk


@pytest.mark.parametrize("role", ["reader", "reviewer", "dpo", "approver", "auditor"])
def test_others_register_nothing(town, role):
    with pytest.raises(NotPermitted):
        actions.register_solution(name="Sak", kind="script", by=town[role])
    with pytest.raises(NotPermitted):
        actions.register_supplier(name="Skylab AS", by=town[role])


def test_nobody_makes_another_agency_the_steward(town, village):
    with pytest.raises(NotPermitted):
        actions.register_solution(name="Sak", kind="script", steward=village.agency, by=town.author)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "magic"),
        ("hosting", "moon"),
        ("accessibility", 3),
        ("home_page", "javascript:alert(1)"),
        ("repository", "https://user:pw@git.example/x"),
        ("accessibility_declaration", "uustatus.no"),
        ("name", "x" * 201),
        ("description", "x" * 20_001),
        ("description", 12),
        ("categories", "sak"),
        ("categories", [str(n) for n in range(21)]),
        ("supplier", "Skylab AS"),
        ("unknown", "x"),
    ],
)
def test_a_wrong_value_is_refused_where_it_stands(author, field, value):
    given = {"name": "Sak", "kind": "script", field: value}
    with pytest.raises(Invalid) as refused:
        actions.register_solution(by=author, **given)
    assert refused.value.where == field
    assert not Solution.objects.exists()


def test_the_same_solution_twice_is_refused_and_named(solution, author):
    with pytest.raises(Conflict) as refused:
        actions.register_solution(name=solution.name.upper(), kind="script", by=author)
    assert refused.value.detail["solution"] == str(solution.pk)


def test_a_change_names_the_state_it_started_from(solution, author):
    with pytest.raises(PreconditionRequired):
        actions.update_solution(solution=solution, expected="", by=author, name="New")
    changed = actions.update_solution(solution=solution, expected=solution.etag, by=author, name="New")
    assert (changed.name, changed.edition) == ("New", 2)


def test_a_stale_change_is_refused_with_what_stands_there_now(solution, author):
    actions.update_solution(solution=solution, expected="1", by=author, licence="MIT")
    with pytest.raises(Stale) as refused:
        actions.update_solution(solution=solution, expected="1", by=author, licence="EUPL")
    assert refused.value.detail["yours"] == {"licence": "EUPL"}
    assert refused.value.detail["current"] == {"etag": "2", "licence": "MIT"}


def test_a_change_that_changes_nothing_leaves_no_trace(solution, author):
    actions.update_solution(solution=solution, expected="1", by=author, name=solution.name)
    assert Solution.objects.get().edition == 1
    assert Event.objects.about(solution).count() == 1


def test_only_the_steward_changes_a_stewarded_solution(town, village):
    solution = world.solution(steward=town.agency)
    with pytest.raises(NotPermitted):
        actions.update_solution(solution=solution, expected="1", by=village.author, name="Mine")
    assert actions.update_solution(solution=solution, expected="1", by=town.author, name="Ours").edition == 2


def test_what_nobody_stewards_is_corrected_by_whoever_may_register_and_no_others(solution, town, stranger):
    for by in (town.reader, town.approver, stranger):
        with pytest.raises(NotPermitted):
            actions.update_solution(solution=solution, expected="1", by=by, name="Mine")
    assert Solution.objects.get().edition == 1


def test_taking_into_use_twice_is_once(solution, town):
    for _time in range(2):
        actions.take_into_use(solution=solution, agency=town.agency, by=town.author)
    assert SolutionUse.objects.get().agency_id == town.agency.pk
    assert Event.objects.about(solution).count() == 2


def test_one_speaks_only_for_ones_own_agency(solution, town, village):
    with pytest.raises(NotPermitted):
        actions.take_into_use(solution=solution, agency=village.agency, by=town.author)


def test_use_can_end(solution, town):
    actions.take_into_use(solution=solution, agency=town.agency, by=town.author)
    actions.stop_using(solution=solution, agency=town.agency, by=town.author)
    with pytest.raises(NotFound):
        actions.stop_using(solution=solution, agency=town.agency, by=town.author)


def test_a_supplier_is_registered_once(author):
    actions.register_supplier(name="Skylab AS", orgnr="310 001 376", by=author)
    for name, number in (("SKYLAB as", ""), ("Other", "310001376")):
        with pytest.raises(Conflict):
            actions.register_supplier(name=name, orgnr=number, by=author)
    assert Supplier.objects.get().orgnr == "310001376"


def test_solutions_and_suppliers_are_visible_to_members_only(solution, reader, stranger, operator):
    supplier = actions.register_supplier(name="Skylab AS", by=None)
    assert Solution.objects.visible_to(reader).get() == solution
    assert Supplier.objects.visible_to(reader).get() == supplier
    for outside in (stranger, operator):
        assert not Solution.objects.visible_to(outside).exists()
        assert not Supplier.objects.visible_to(outside).exists()
