"""Every address of the API stands in this table with who may knock; what is not in it does not exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, get_resolver

from registry.access.drf import ByPolicy, Entry, table_of
from registry.access.permissions import Permission
from tests.api.asking import Asker, description

METHODS = ("get", "post", "put", "patch", "delete")

# anyone · signed in · herself: not through a token · member: of some agency · operator · else the permission.
# Who may have what is decided behind the door: by the permission's agency, or by the action.
ROUTES = """
openapi.json                                        get anyone
me/                                                 get signed in · patch signed in
me/sessions/                                        get herself
me/sessions/end-others                              post signed in
me/sessions/<slug:pk>/                              delete signed in
tokens/                                             get signed in · post signed in
tokens/<uuid:pk>/                                   delete signed in
people/                                             post manage_members
agencies/                                           get member · post operator
agencies/<uuid:pk>/                                 get member · patch manage_agency
agencies/<uuid:agency>/members/                     get view_assessments · post manage_members
agencies/<uuid:agency>/members/<int:pk>/            delete manage_members
agencies/<uuid:agency>/claims/                      get manage_members
agencies/<uuid:agency>/claims/<int:pk>/give         post manage_members
agencies/<uuid:agency>/claims/<int:pk>/decline      post manage_members
agencies/<uuid:agency>/services/                    get manage_members · post manage_members
agencies/<uuid:agency>/services/<uuid:pk>/          delete manage_members
agencies/<uuid:agency>/services/<uuid:service>/tokens/            get manage_members · post manage_members
agencies/<uuid:agency>/services/<uuid:service>/tokens/<uuid:pk>/  delete manage_members
agencies/<uuid:agency>/events/                      get view_trail
agencies/<uuid:agency>/events/<int:pk>/proof        get view_trail
seals/                                              get view_trail
agencies/<uuid:agency>/trail-files/                 get view_trail · post view_trail
agencies/<uuid:agency>/trail-files/<uuid:pk>/       get view_trail
agencies/<uuid:agency>/trail-files/<uuid:pk>/file   get view_trail
suppliers/                                          get member · post register_solution
suppliers/<uuid:pk>/                                get member
solutions/                                          get member · post register_solution
solutions/<uuid:pk>/                                get member · patch member
solutions/<uuid:solution>/uses/                     get member · post register_solution
solutions/<uuid:solution>/uses/<uuid:agency>/       delete register_solution
schemas/                                            get anyone
schemas/<slug:digest>/                              get anyone
schemas/<slug:digest>/json-schema/                  get anyone
grounds/                                            get anyone
comparisons/                                        get anyone
assessments/                                        get anyone · post signed in
assessments/<uuid:assessment>/                      get anyone
assessments/<uuid:assessment>/revise                post signed in
assessments/<uuid:assessment>/share                 post signed in
assessments/<uuid:assessment>/named-agencies/       get signed in · post signed in
assessments/<uuid:assessment>/named-agencies/<uuid:agency>/ delete signed in
assessments/<uuid:assessment>/checklist/            get signed in
assessments/<uuid:assessment>/checklist/answers/    post signed in
assessments/<uuid:assessment>/share-links/          get signed in · post signed in
assessments/<uuid:assessment>/share-links/<uuid:share_link>/revoke post signed in
assessments/<uuid:assessment>/access-requests/      get signed in · post signed in
access-requests/                                    get signed in
access-requests/<uuid:access_request>/              get signed in
access-requests/<uuid:access_request>/grant         post signed in
access-requests/<uuid:access_request>/refuse        post signed in
access-requests/<uuid:access_request>/withdraw      post signed in
assessments/<uuid:assessment>/link                  post signed in
assessments/<uuid:assessment>/watch/                put signed in · delete signed in
notices/                                            get signed in
notices/read                                        post signed in
assessments/<uuid:assessment>/versions/             get anyone
assessments/<uuid:assessment>/lineage/              get anyone
assessments/<uuid:assessment>/follow-ups/           get signed in
assessments/<uuid:assessment>/measures/<uuid:row>/follow-up          put signed in
assessments/<uuid:assessment>/pull/                                  get signed in · post signed in
assessments/<uuid:assessment>/pull/choices/                          put signed in
assessments/<uuid:assessment>/pull/choices/take-all                  post signed in
assessments/<uuid:assessment>/pull/undo                              post signed in
assessments/<uuid:assessment>/proposable/                            get signed in
assessments/<uuid:assessment>/proposals/                             get signed in · post signed in
assessments/<uuid:assessment>/proposals/preview                      post signed in
proposals/                                          get signed in
proposals/<uuid:proposal>/                          get signed in
proposals/<uuid:proposal>/accept                    post signed in
proposals/<uuid:proposal>/decline                   post signed in
proposals/<uuid:proposal>/withdraw                  post signed in
proposals/<uuid:proposal>/comments/                 get signed in · post signed in
assessments/<uuid:assessment>/draft/                                 get signed in
assessments/<uuid:assessment>/draft/sections/<slug:section>/         put signed in
assessments/<uuid:assessment>/draft/confirmations/                   post signed in
assessments/<uuid:assessment>/draft/measures-from/                   post signed in
assessments/<uuid:assessment>/draft/language                         put signed in
assessments/<uuid:assessment>/draft/renew-form                       post signed in
assessments/<uuid:assessment>/draft/let-go                           post signed in
assessments/<uuid:assessment>/draft/withheld/                        get signed in
assessments/<uuid:assessment>/draft/withhold                         post signed in
assessments/<uuid:assessment>/draft/disclose                         post signed in
assessments/<uuid:assessment>/draft/withhold-many                    post signed in
assessments/<uuid:assessment>/draft/withhold-many/preview            post signed in
assessments/<uuid:assessment>/withholdings/                          get signed in · post signed in
assessments/<uuid:assessment>/withholdings/<int:number>/lift         post signed in
assessments/<uuid:assessment>/picked-rows/                           get signed in · post signed in
assessments/<uuid:assessment>/picked-rows/<slug:collection>/<uuid:row>/  get signed in · post signed in
assessments/<uuid:assessment>/picked-rows/<slug:collection>/<uuid:row>/choices/  put signed in
assessments/<uuid:assessment>/picked-rows/<slug:collection>/<uuid:row>/never  put signed in · delete signed in
bank/                                                                get anyone
bank/<slug:collection>/<uuid:row>/                                   get anyone
assessments/<uuid:assessment>/draft/submit                           post signed in
assessments/<uuid:assessment>/draft/rows/<slug:collection>/                  post signed in
assessments/<uuid:assessment>/draft/rows/<slug:collection>/<uuid:row>/       put signed in · delete signed in
assessments/<uuid:assessment>/draft/rows/<slug:collection>/<uuid:row>/move   post signed in
versions/<uuid:version>/                            get anyone
versions/<uuid:version>/fork                        post signed in
versions/<uuid:version>/reasons/                    get signed in
versions/<uuid:version>/comments/                   get signed in · post signed in
versions/<uuid:version>/advice                      post signed in
versions/<uuid:version>/advice/response             post signed in
versions/<uuid:version>/approve                     post signed in
versions/<uuid:version>/request-changes             post signed in
versions/<uuid:version>/withdraw                    post signed in
exports/                                            get signed in · post signed in
exports/<uuid:pk>/                                  get signed in
exports/<uuid:pk>/file                              get signed in
exports/<uuid:pk>/retry                             post signed in
"""
WORDS = {
    None: "anyone",
    Entry.SIGNED_IN: "signed in",
    Entry.HERSELF: "herself",
    Entry.MEMBER: "member",
    Entry.OPERATOR: "operator",
}


def written() -> dict[str, dict[str, str]]:
    lines = [line.split(None, 1) for line in ROUTES.strip().splitlines()]
    return {route: dict(each.split(" ", 1) for each in doors.split(" · ")) for route, doors in lines}


def patterns(found: Any, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in found.url_patterns:
        here = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield here, pattern
        else:
            yield from patterns(pattern, here)


def routes() -> dict[str, URLPattern]:
    start = "api/v1/"
    return {name[len(start) :]: each for name, each in patterns(get_resolver()) if name.startswith(start)}


def doors(pattern: URLPattern) -> dict[str, str]:
    """What the code says: each method of a route and who may knock."""
    view = pattern.callback
    actions = getattr(view, "actions", None) or {m: m for m in METHODS if hasattr(view.cls, m)}
    needs = table_of(view.cls)
    told = {method: needs[action] for method, action in actions.items() if method in METHODS}
    return {
        method: str(need) if isinstance(need, Permission) else WORDS[need] for method, need in told.items()
    }


def test_every_route_stands_in_the_table():
    assert {name: doors(pattern) for name, pattern in routes().items()} == written()


def test_every_view_asks_the_policy():
    assert {tuple(pattern.callback.cls.permission_classes) for pattern in routes().values()} == {(ByPolicy,)}


def test_every_operation_is_described():
    told = {
        (path, method)
        for path, ways in description()["paths"].items()
        for method in ways
        if method in METHODS
    }
    assert len(told) == sum(len(ways) for name, ways in written().items() if name != "openapi.json")


@pytest.mark.django_db
@pytest.mark.parametrize("route", sorted(written()))
def test_nobody_gets_past_a_door_without_signing_in(route):
    address = route
    for converter, value in (("uuid", "6a5e1a1e-0000-4000-8000-000000000000"), ("slug", "x"), ("int", "1")):
        while f"<{converter}:" in address:
            before, rest = address.split(f"<{converter}:", 1)
            address = before + value + rest.split(">", 1)[1]
    for method, who in written()[route].items():
        answer = Asker().ask(method, address, None if method == "get" else {})
        expected = {200, 404, 422} if who == "anyone" else {401}
        assert answer.status_code in expected, (method, address)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "delete", "patch"])
def test_a_method_that_is_not_there_says_so(method):
    answer = Asker().ask(method, "schemas/", {})
    assert (answer.status_code, answer.json()["code"]) == (405, "request.method")
    assert "GET" in answer.headers["Allow"]
