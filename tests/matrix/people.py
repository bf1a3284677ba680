"""Everyone who asks in the matrix (docs/access/people.yaml), each with a session or a token of her own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.test.client import Client, ClientHandler
from django.utils import timezone

from registry import actions
from registry.models import Agency, ApiToken, Scope, User
from tests import world
from tests.assessments import building

HANDLER = ClientHandler(enforce_csrf_checks=False)
ROLES = ("reader", "author", "reviewer", "dpo", "approver", "auditor", "administrator")


class Visitor(Client):
    """A browser or a program that takes no notes: Django's copies what every template was given."""

    def request(self, **asked: Any) -> HttpResponse:  # type: ignore[override]
        """One request, by middleware that is loaded once."""
        answer = HANDLER(self._base_environ(**asked))
        self.cookies.update(answer.cookies)
        return answer


@dataclass
class People:
    """The owner's people and everyone else; `homes` is the agency in whose name each begins things."""

    owner: world.Staffed
    named: world.Staffed
    users: dict[str, User] = field(default_factory=dict)
    homes: dict[str, Agency] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)  # the key of her session
    secrets: dict[str, str] = field(default_factory=dict)  # the secret of her token
    tokens: dict[str, ApiToken] = field(default_factory=dict)

    def home(self, who: str) -> Agency:
        """The agency in whose name she begins things."""
        return self.homes.get(who, self.owner.agency)

    def client(self, who: str) -> Client:
        """Her browser, or her program, as it stands before each request."""
        client = Visitor(headers={"accept-language": "en"})
        if who in self.secrets:
            client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {self.secrets[who]}"
        elif who in self.cookies:
            client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: self.cookies[who]})
        return client

    def new_session(self, who: str) -> str:
        """The key of one more session of hers."""
        client = Client()
        client.force_login(world.fresh(self.users[who]))
        return str(client.session.session_key)


def gathered() -> People:
    """Three agencies and everyone in them."""
    owner = building.staffed("Fjordby kommune")
    elsewhere = {name: building.staffed(f"{name.title()} kommune") for name in ("andre", "ved navn")}
    found = People(owner, elsewhere["ved navn"])
    found.users |= {role: owner[role] for role in ROLES}
    _outside(found, elsewhere["andre"])
    _with_sessions(found)
    _with_tokens(found, elsewhere["andre"])
    actions.deactivate_person(user=world.fresh(found.users["deactivated"]), by=None)
    return found


def _outside(found: People, other: world.Staffed) -> None:
    for name in ("ended", "sender"):
        found.homes[name] = world.agency(f"{name.title()} kommune")
        found.users[name] = world.member(found.homes[name], "author", name=name.title())
    found.users["other"], found.homes["other"] = other.author, other.agency
    found.users["named"], found.homes["named"] = found.named.author, found.named.agency
    both = found.users["both"] = world.member(found.owner.agency, "reader", name="Both")
    elsewhere = found.users["token elsewhere"] = world.member(found.owner.agency, "author", name="Elsewhere")
    for who, user in (("both", both), ("token elsewhere", elsewhere)):
        actions.add_member(agency=other.agency, user=user, role="author", by=None)
        found.homes[who] = other.agency
    found.users["stranger"] = world.person("Stranger")
    found.users["operator"] = actions.appoint_operator(user=world.person("Operator"), by=None)
    found.users["deactivated"] = world.member(found.owner.agency, "author", name="Deactivated")


def _with_sessions(found: People) -> None:
    for who in (*ROLES, "both", "stranger", "operator", "other", "ended", "sender", "named", "deactivated"):
        found.cookies[who] = found.new_session(who)


def _with_tokens(found: People, other: world.Staffed) -> None:
    administrator, owner = world.fresh(found.owner.administrator), found.owner.agency
    service = actions.register_service(agency=owner, name="Maskin", role="author", by=administrator)
    found.users["service"] = service
    author, gone = found.users["author"], found.users["deactivated"]
    for who, user, agency, scope in (
        ("read token", author, owner, Scope.READ),
        ("write token", author, owner, Scope.WRITE),
        ("service", service, owner, Scope.WRITE),
        ("token elsewhere", found.users["token elsewhere"], other.agency, Scope.WRITE),
        ("expired token", author, owner, Scope.WRITE),
        ("token of the deactivated", gone, owner, Scope.WRITE),
    ):
        found.users[who] = user
        by = administrator if user == service else world.fresh(user)
        token, secret = actions.issue_token(
            user=world.fresh(user), name=who, days=30, agency=agency, scope=scope, by=by
        )
        found.tokens[who], found.secrets[who] = token, secret
    past = timezone.now() - timedelta(days=1)
    ApiToken.objects.filter(pk=found.tokens["expired token"].pk).update(expires=past)
    # So recently used that the next use writes nothing.
    ApiToken.objects.update(last_used=timezone.now() + timedelta(days=1))
