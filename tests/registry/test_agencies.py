"""Registering, changing and removing agencies."""

from __future__ import annotations

import pytest

from registry import actions
from registry.errors import Conflict, Invalid, NotPermitted
from registry.models import Agency, Event
from tests import world

pytestmark = pytest.mark.django_db


def _register(by=None, **given):
    return actions.register_agency(
        **{"name": "Fjordby", "orgnr": "310001007", "language": "nb", "by": by, **given}
    )


def test_an_agency_is_registered_with_an_event():
    agency = _register(orgnr="310 001 007", language="nn")
    assert (agency.orgnr, agency.language) == ("310001007", "nn")
    assert Event.objects.about(agency).get().verb == "agency_registered"


@pytest.mark.parametrize(
    "orgnr", ["310001008", "31000100", "3100010070", "abc", "", "١٢٣٤٥٦٧٨٩", "31000100\x00"]
)
def test_a_wrong_organisation_number_is_refused_where_it_stands(orgnr):
    with pytest.raises(Invalid) as refused:
        _register(orgnr=orgnr)
    assert (refused.value.code, refused.value.where) == ("agency.orgnr_invalid", "orgnr")
    assert str(refused.value.how)
    assert not Agency.objects.exists()


def test_the_same_number_twice_is_refused():
    _register()
    with pytest.raises(Conflict, match=r"agency\.exists"):
        _register(name="Another name")


@pytest.mark.parametrize("name", ["", "  ", "\x00\x07"])
def test_a_name_that_shows_nothing_is_refused(name):
    with pytest.raises(Invalid) as refused:
        _register(name=name)
    assert refused.value.where == "name"


def test_control_characters_are_taken_out_of_a_name():
    assert _register(name="Fjord\x00by\nkommune").name == "Fjordby kommune"


def test_an_unknown_language_is_refused_with_the_choices():
    with pytest.raises(Invalid) as refused:
        _register(language="sv")
    assert refused.value.detail["choices"] == ["nb", "nn", "en"]


def test_only_the_operator_registers_agencies(administrator, operator):
    with pytest.raises(NotPermitted):
        _register(by=administrator, orgnr=world.orgnr(5))
    assert _register(by=operator, orgnr=world.orgnr(5))


def test_an_administrator_changes_her_agency(town):
    changed = actions.update_agency(
        agency=town.agency, by=town.administrator, address="Storgata 1\r\n0001 Fjordby"
    )
    assert changed.address == "Storgata 1\n0001 Fjordby"
    assert changed.name == town.agency.name


def test_an_author_does_not_change_the_agency(town):
    with pytest.raises(NotPermitted):
        actions.update_agency(agency=town.agency, by=town.author, name="Mine")


def test_an_administrator_does_not_remove_her_agency(town):
    with pytest.raises(NotPermitted):
        actions.remove_agency(agency=town.agency, by=town.administrator)


def test_agencies_are_visible_to_members_only(town, village, stranger, operator):
    assert set(Agency.objects.visible_to(town.reader)) == {town.agency, village.agency}
    assert not Agency.objects.visible_to(stranger).exists()
    assert not Agency.objects.visible_to(operator).exists()


def test_an_agency_chooses_whether_it_is_named_in_lineages(agency, administrator, author):
    assert agency.is_named_in_lineage
    changed = actions.update_agency(agency=agency, by=administrator, is_named_in_lineage=False)
    assert not changed.is_named_in_lineage
    assert Event.objects.about(agency).last().detail["is_named_in_lineage"] is False
    assert not actions.update_agency(agency=agency, by=administrator, name="Nytt navn").is_named_in_lineage
    with pytest.raises(NotPermitted):
        actions.update_agency(agency=agency, by=author, is_named_in_lineage=True)
