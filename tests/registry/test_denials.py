"""Who asked for what is not hers is told of, once a day; who asked for nothing that exists is not."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import URLPattern, get_resolver

from assessments import actions
from registry import asked
from registry.audit import denials
from registry.models import Event
from tests import world
from tests.api.asking import Asker
from tests.assessments import building

pytestmark = pytest.mark.django_db
# Parts of an address that name no row with an owner: a row of a draft (its assessment is told of), a
# notice (one's own, or absent), a solution (open to all members).
NOT_ASKED_FOR = {"row", "measure", "notice", "solution"}


@pytest.fixture
def hidden(town):
    """An assessment with a draft, for the town alone."""
    return building.started(town)


@pytest.fixture
def waiting(town):
    """A version of the town that waits for an answer."""
    return building.submitted(town)


def _denied(**of: object) -> list[Event]:
    return list(Event.objects.filter(verb="denied", **of).order_by("id"))


def _page(user, path: str) -> int:
    client = Client()
    client.force_login(user)
    return client.get(path).status_code


def test_a_hidden_assessment_is_told_to_its_owner_with_who_what_and_which_request(hidden, outsider, town):
    answer = Asker(outsider).get(f"assessments/{hidden.pk}/")
    (event,) = _denied()
    assert (event.who, event.agency, event.object_id) == (outsider, town.agency, str(hidden.pk))
    assert event.request_id == answer.headers["X-Request-ID"]
    assert event.detail == {
        "status": 404, "method": "GET", "route": "api/v1/assessments/<uuid:assessment>/",
    }  # fmt: skip


def test_a_page_and_the_api_tell_the_same(hidden, outsider):
    assert _page(outsider, f"/assessments/{hidden.pk}/") == 404
    assert [event.object_id for event in _denied()] == [str(hidden.pk)]


def test_it_is_told_once_a_day_of_each_thing(hidden, waiting, outsider):
    for _time in range(3):
        Asker(outsider).get(f"assessments/{hidden.pk}/")
        Asker(outsider).get(f"versions/{waiting.pk}/")
    assert [event.object_type for event in _denied()] == ["assessments.assessment", "assessments.version"]


def test_a_version_is_told_to_the_agency_that_owns_it(waiting, outsider, town):
    Asker(outsider).get(f"versions/{waiting.pk}/")
    assert _denied()[0].agency == town.agency


def test_a_request_to_be_shown_something_is_told_to_the_agency_that_owns_it(town, village):
    version = building.only_listed(town)
    request = actions.ask_access(
        assessment=building.fresh(version.assessment), agency=village.agency, reason="Samme løsning",
        by=world.fresh(village.reader),
    )  # fmt: skip
    stranger = world.staffed("Fjellheim kommune").reader
    assert Asker(stranger).get(f"access-requests/{request.pk}/").status_code == 404
    (event,) = _denied()
    assert (event.who, event.agency, event.object_id) == (stranger, town.agency, str(request.pk))


def test_what_is_named_in_the_body_is_told_too(waiting, outsider):
    Asker(outsider).post("exports/", {"version": str(waiting.pk), "format": "pdf", "language": "nb"})
    assert _denied()[0].object_id == str(waiting.pk)


def test_a_role_that_is_lacking_is_told(hidden, reader, town):
    assert Asker(reader).post(f"assessments/{hidden.pk}/draft/submit").status_code == 403
    (event,) = _denied()
    assert (event.who, event.agency, event.detail["status"]) == (reader, town.agency, 403)


def test_a_door_without_a_thing_behind_it_is_told_of_the_person(reader, town):
    assert Asker(reader).post("agencies/", {"name": "X", "orgnr": world.orgnr(9)}).status_code == 403
    (event,) = _denied()
    assert (event.object_type, event.object_id) == ("registry.user", str(reader.pk))
    assert event.agency == town.agency


def test_who_is_not_signed_in_is_nobody_and_not_the_operator(hidden, town):
    Asker().get(f"assessments/{hidden.pk}/")
    (event,) = _denied()
    assert (event.who_id, event.detail["anonymous"], event.agency) == (None, True, town.agency)


@pytest.mark.parametrize("path", ["assessments/{}/", "versions/{}/"])
def test_what_does_not_exist_leaves_nothing(outsider, path):
    Asker(outsider).get(path.format(uuid4()))
    assert not _denied()


def test_what_is_merely_not_there_for_its_own_people_leaves_nothing(waiting, author):
    assert Asker(author).get(f"assessments/{waiting.assessment_id}/draft/").status_code == 404
    assert not _denied()


def test_a_scan_is_told_of_and_cannot_fill_the_trail(town, outsider, monkeypatch):
    monkeypatch.setattr(denials, "MOST_PER_HOUR", 3)
    for _number in range(6):
        Asker(outsider).get(f"assessments/{building.started(town).pk}/")
    assert len(_denied()) == 3
    assert Event.objects.filter(verb="denied_many", who=outsider).count() == 1


def test_an_answer_does_not_wait_for_its_event(hidden, outsider, monkeypatch):
    client = Client()
    client.force_login(outsider)
    order: list[str] = []
    monkeypatch.setattr("registry.audit.note_denial", lambda *a, **k: order.append("told"))
    monkeypatch.setattr(
        "django.http.response.HttpResponseBase.close", lambda self: order.append("sent"), raising=True
    )
    client.get(f"/assessments/{hidden.pk}/")
    assert order == ["sent", "told"]


def test_a_denial_that_cannot_be_written_is_still_a_denial(hidden, outsider, monkeypatch, caplog):
    monkeypatch.setattr(denials, "counted", _broken)
    assert Asker(outsider).get(f"assessments/{hidden.pk}/").status_code == 404
    assert "could not be recorded" in caplog.text


def _broken(*_args: object) -> int:
    raise DatabaseError("disk full")


def _patterns(found, prefix=""):
    for pattern in found.url_patterns:
        if isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern), pattern
        else:
            yield from _patterns(pattern, prefix + str(pattern.pattern))


def test_every_id_in_every_address_is_of_a_kind_that_is_told_of():
    ours = [(route, p) for route, p in _patterns(get_resolver()) if not route.startswith("operator/")]
    unknown = {
        name
        for _route, pattern in ours
        for name, converter in pattern.pattern.converters.items()
        if type(converter).__name__ == "UUIDConverter"
        and asked.kind_named(name, pattern.callback) is None
        and not (name == "pk" and pattern.callback.cls.__name__ in {"Suppliers", "Solutions"})
    }
    assert unknown <= NOT_ASKED_FOR
