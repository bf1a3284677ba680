"""Everyone who looks: the owner's people and other bodies', nobody at all, programs, and guests of links."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from http.cookies import SimpleCookie

from django.conf import settings
from django.test.client import Client, ClientHandler
from django.utils import timezone

from assessments.models import ShareLink
from registry import actions
from registry.access.roles import Role
from registry.models import Agency, ApiToken, Notify, Scope, User
from tests import world
from tests.canaries.rules import Link, Who

OURS = tuple(role.value for role in Role)
DECIDERS = ("approver", "administrator")
HANDLER = ClientHandler(enforce_csrf_checks=False)
NAMES = (
    "anonymous", "stranger", "operator", *OURS, "other", "named", "ended", "sender", "token elsewhere",
    "service", "gone", "guest", "guest, elsewhere", "guest of what waits", "guest of what waits, elsewhere",
)  # fmt: skip
GUESTS = ("guest", "guest of what waits")
# `make canaries`: every one of them asks for every address there is, which takes a quarter of an hour.
WHOLE = bool(os.environ.get("CANARIES_WHOLE"))
MUCH = ("author", "approver", "auditor", "administrator")  # other bodies' people may do all of this, at home


@dataclass
class People:
    """Each of them with what the rules need to know of her, and the key she comes in with."""

    town: world.Staffed
    agencies: dict[str, Agency] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    who: dict[str, Who] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)

    def client(self, name: str) -> Client:
        """Her browser, or her program."""
        client = Client(raise_request_exception=True, headers={"accept-language": "nb"})
        client.handler = HANDLER  # its middleware is loaded once
        if name in self.secrets:
            client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {self.secrets[name]}"
        elif name in self.cookies:
            client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: self.cookies[name]})
        return client

    def who_has(self, email: str) -> Who:
        """To whom a letter with this address goes."""
        return next(self.who[name] for name, user in self.users.items() if user.email == email)

    @property
    def outside(self) -> list[str]:
        """Those who are none of the owner's people."""
        return [name for name, who in self.who.items() if "owner" not in who.agencies]

    def add(
        self, name: str, user: User | None, of: Collection[str] = (), decides: Collection[str] = ()
    ) -> None:
        """One more, signed in when there is a user."""
        self.who[name] = Who(name, frozenset(of), frozenset(decides))
        if user is not None:
            client = Client()
            client.force_login(world.fresh(user))
            self.users[name], self.cookies[name] = user, client.session.session_key


def gathered() -> People:
    """Everyone but the guests, who come when there are links."""
    town = world.staffed("Fjordby kommune")
    found = People(town, {"owner": town.agency})
    found.add("anonymous", None)
    found.add("stranger", world.person("Stranger"))
    found.add("operator", actions.appoint_operator(user=world.person("Operator"), by=None))
    for name in OURS:
        found.add(name, town[name], ["owner"], ["owner"] if name in DECIDERS else [])
    for name in ("other", "named", "ended", "sender"):
        agency = found.agencies[name] = world.agency(f"{name.title()} kommune")
        found.add(name, world.member(agency, *MUCH, name=name.title()), [name], [name])
    for user in found.users.values():
        actions.update_person(user=world.fresh(user), notify=Notify.INSTANT, by=world.fresh(user))
    _add_programs(found)
    _add_gone(found)
    return found


def _add_programs(found: People) -> None:
    """A token binds to one agency: whoever belongs to two sees with it what that one sees."""
    both = world.member(found.agencies["owner"], "author", name="Both")
    actions.add_member(agency=found.agencies["other"], user=both, role="author", by=None)
    service = actions.register_service(
        agency=found.agencies["owner"], name="Maskin", role="reader", by=world.fresh(found.town.administrator)
    )
    for name, user, agency in (("token elsewhere", both, "other"), ("service", service, "owner")):
        by = world.fresh(found.town.administrator if user == service else user)
        wanted = {"name": name, "days": 30, "agency": found.agencies[agency], "scope": Scope.READ}
        _token, secret = actions.issue_token(user=world.fresh(user), by=by, **wanted)
        found.who[name], found.secrets[name] = Who(name, frozenset([agency])), secret
    # So recently used that the next use writes nothing.
    ApiToken.objects.update(last_used=timezone.now() + timedelta(days=1))


def _add_gone(found: People) -> None:
    """One who has been deactivated, with a session that was open."""
    gone = world.member(found.agencies["owner"], "author", name="Gone")
    found.add("gone", gone)
    actions.deactivate_person(user=world.fresh(gone), by=None)


def add_guest(found: People, name: str, link: tuple[ShareLink, str], shows: Link) -> None:
    """Somebody without an account who has opened a link."""
    made, secret = link
    client = Client()
    client.handler = HANDLER
    assert client.post(f"/shared/{made.pk}/", {"code": secret}).status_code == 302
    found.who[name], found.cookies[name] = Who(name, link=shows), client.session.session_key
    # With the same session everywhere but behind the link: there she is nobody.
    elsewhere = f"{name}, elsewhere"
    found.who[elsewhere], found.cookies[elsewhere] = Who(elsewhere), client.session.session_key
