"""The world of the matrix, and asking in it: one request of one person about one case."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from assessments.models import Notice, SchemaVersion
from exports.actions import order_trail_file
from registry import actions, jobs
from registry.audit.filters import Filters
from registry.models import Event, Job, MembershipClaim, Session
from setup.access_table import CIRCLES, Row
from tests import world
from tests.matrix import people
from tests.matrix import world as things
from tests.matrix.people import People
from tests.matrix.world import Case

# Who has opened which link.
OPENED = {
    "link": "link",
    "ended link": "ended_link",
    "revoked link": "revoked_link",
    "other with a link": "link",
}


@dataclass
class Scene:
    """Everyone, a case in each circle, and what there is one of."""

    people: People
    cases: dict[str, Case]
    shared: dict[str, str]
    own_tokens: dict[str, str]
    sessions: dict[str, str]
    last_event: int = 0  # told in building it

    @classmethod
    def built(cls, circles: Iterable[str] = CIRCLES, side: str = "") -> Scene:
        """The whole of it (about ten seconds, for all circles); `side` is a mark on its words."""
        everyone = people.gathered()
        cases = things.cases(everyone, things.source(everyone), circles, side)
        _open_links(everyone, cases)
        made = cls(everyone, cases, _shared(everyone, side), _tokens(everyone), _sessions(everyone))
        made.last_event = Event.objects.latest("pk").pk
        return made

    def address(self, row: Row, who: str, case: Case, absent: str = "") -> str:
        """The address of an operation; with `absent` the thing of that name is one that does not exist."""
        own = {"own_token": self.own_tokens.get(who, str(uuid4())), "session": self.sessions.get(who, "x")}
        known = {**self.shared, **case.ids, **own}
        if absent:
            known[absent] = str(uuid4())
        return row.path.format(**known)


@dataclass(frozen=True)
class Ask:
    """What somebody asks: enough to say what she sends."""

    scene: Scene
    case: Case
    who: str

    @property
    def home(self) -> str:
        """The id of the agency in whose name she asks."""
        return str(self.scene.people.home(self.who).pk)


@dataclass(frozen=True)
class Sent:
    """A body, and the headers that go with it."""

    body: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


def send(client: Client, row: Row, address: str, sent: Sent) -> HttpResponse:
    """One request, as a browser or a program makes it."""
    if row.method == "GET":
        return client.get(address)
    call = getattr(client, row.method.lower())
    if row.is_api:
        return call(address, json.dumps(sent.body), content_type="application/json", headers=sent.headers)
    return call(address, sent.body)


def _open_links(everyone: People, cases: dict[str, Case]) -> None:
    """Those who come through links have opened theirs to each case; then two of the links end."""
    everyone.cookies["other with a link"] = everyone.new_session("other")
    everyone.users["other with a link"] = everyone.users["other"]
    everyone.homes["other with a link"] = everyone.homes["other"]
    for who, link in OPENED.items():
        client = everyone.client(who)
        for case in cases.values():
            client.post(f"/shared/{case.ids[link]}/", {"code": case.codes[link]})
        everyone.cookies[who] = client.cookies[settings.SESSION_COOKIE_NAME].value
    things.end_links(cases.values(), everyone)


def _shared(everyone: People, side: str) -> dict[str, str]:
    owner, by = everyone.owner.agency, world.fresh(everyone.owner.administrator)
    service = actions.register_service(agency=owner, name="Til avvikling", role="reader", by=by)
    token, _secret = actions.issue_token(user=service, name="x", days=30, agency=owner, scope="read", by=by)
    claim = MembershipClaim.objects.create(agency=owner, user=world.person("Venter"), provider="p")
    supplier = actions.register_supplier(name=f"Leverandøren{side}", by=None)
    used = world.solution(f"I bruk{side}", steward=owner)
    actions.take_into_use(solution=used, agency=owner, by=None)
    trail = order_trail_file(
        agency=owner, filters=Filters(), format="json", language="nb", by=world.fresh(everyone.owner.auditor)
    )
    jobs.drain()
    colleague = world.member(owner, "reviewer", name="Kollega")
    theirs, _secret = actions.issue_token(user=colleague, name="x", days=30, by=world.fresh(colleague))
    found = {
        "member": colleague, "owner": owner, "named": everyone.named.agency, "service": service,
        "service_token": token, "claim": claim, "supplier": supplier, "used": used, "trail": trail,
        "solution": world.solution(f"Uten vurdering{side}", steward=owner),
        "membership": owner.memberships.get(user=colleague),
        "event": Event.objects.filter(agency=owner).first(), "notice": Notice.objects.first(),
        "their_token": theirs, "form": SchemaVersion.objects.first(),
        "user": everyone.owner.author, "agency": owner, "apitoken": token, "job": Job.objects.first(),
    }  # fmt: skip
    named = {name: str(each.pk) for name, each in found.items()}
    return {**named, "orgnr": owner.orgnr, "identity": "1", "step": "1"}


def _tokens(everyone: People) -> dict[str, str]:
    """A token of her own for each who may have one, to be taken back."""
    kept: dict[UUID, str] = {}
    for who, user in everyone.users.items():
        by = world.fresh(user)
        if by.serves_id or not by.is_active or by.pk in kept or who == "stranger":
            continue
        home = None if who == "operator" else everyone.home(who)
        made, _secret = actions.issue_token(user=by, name="min", days=30, agency=home, scope="read", by=by)
        kept[by.pk] = str(made.pk)
    own = {who: kept[user.pk] for who, user in everyone.users.items() if user.pk in kept}
    return {**own, "service": str(everyone.tokens["service"].pk)}


def _sessions(everyone: People) -> dict[str, str]:
    """The handle of a second session of each who has one."""
    found = {}
    for who in set(everyone.cookies) & set(everyone.users):
        client = Client()
        if world.fresh(everyone.users[who]).is_active:
            client.force_login(world.fresh(everyone.users[who]))
            found[who] = Session.objects.get(session_key=client.session.session_key).handle
    return found
