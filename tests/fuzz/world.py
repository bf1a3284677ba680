"""The world that is fuzzed: two agencies that show each other nothing, each with all there is of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import yaml

from assessments.models import Draft
from registry import actions
from registry.access.roles import Role
from registry.models import ApiToken, Scope, User
from setup import access_table
from tests import world
from tests.matrix.bodies import sent_with
from tests.matrix.scene import Ask, Scene, Sent
from tests.matrix.world import Case

OPENAPI = Path(__file__).parents[2] / "docs" / "openapi.yaml"
CIRCLE = "private"
WORDS = ("tittel", "skjult", "vedtatt", "utkast", "venter", "unntatt", "straks")
NAME = re.compile(r"{(\w+)}")
ALL_ROLES = [role for role in Role if role is not Role.ADMINISTRATOR]


@dataclass(frozen=True)
class Side:
    """An agency, what it keeps to itself, and the one who asks on its behalf: she may do all of it."""

    name: str
    scene: Scene
    user: User
    token: str

    @property
    def case(self) -> Case:
        """All there is of it, by the names of the access table."""
        return self.scene.cases[CIRCLE]

    @property
    def secrets(self) -> frozenset[str]:
        """Words that stand in what it keeps to itself, and nowhere else."""
        return frozenset(self.case.canary(of) for of in WORDS)

    def address(self, row: access_table.Row) -> str:
        """The address of an operation about what is here."""
        return self.scene.address(row, "author", self.case)

    def sends(self, row: access_table.Row) -> Sent:
        """A valid body for an operation about what is here."""
        return sent_with(row.name, Ask(self.scene, self.case, "author"))

    def ids(self, *names: str) -> list[str]:
        """What the access table calls these."""
        known = {**self.scene.shared, **self.case.ids}
        return [known[name] for name in names]

    def etags(self) -> list[str]:
        """The state of every place of what is being written."""
        drafts = Draft.objects.filter(assessment__in=(self.case.D, self.case.F))
        return [f'"{etag}"' for draft in drafts for etag in draft.stored().etags.values()]


@dataclass(frozen=True)
class Example:
    """A request of an operation that somebody may make."""

    parameters: dict[str, Mapping[str, str]]  # by where they stand
    body: dict[str, Any]


@dataclass(frozen=True)
class Fuzzed:
    """Everyone who asks, and the two sides."""

    sides: tuple[Side, Side]
    operator: str  # her token

    @property
    def tokens(self) -> dict[str, str]:
        """What each says who she is with, by name."""
        return {**{side.name: side.token for side in self.sides}, "operator": self.operator}

    @cached_property
    def operations(self) -> list[tuple[str, str]]:
        """Every operation of the description: its method and its address with names."""
        paths = yaml.safe_load(OPENAPI.read_text("utf-8"))["paths"]
        return [(method.upper(), path) for path, ways in paths.items() for method in ways]

    def others(self, name: str) -> frozenset[str]:
        """The words that must never be answered to the one of this name."""
        return frozenset(word for side in self.sides if side.name != name for word in side.secrets)

    def values(self, method: str, template: str) -> dict[str, list[str]]:
        """What stands for each name in the address of an operation: something of each side."""
        found: dict[str, list[str]] = {name: [] for name in NAME.findall(template)}
        for _side, _row, path in self._known(method, template):
            for name, value in path.items():
                found[name] += [value] if value not in found[name] else []
        return found

    def examples(self, method: str, template: str) -> Iterator[Example]:
        """Valid requests: what the access table says of an operation, about what each side has."""
        for side, row, path in self._known(method, template):
            query = dict(parse_qsl(urlsplit(side.address(row)).query))
            sent = side.sends(row)
            yield Example({"path": path, "query": query, "header": sent.headers}, sent.body)

    def _known(self, method: str, template: str) -> Iterator[tuple[Side, access_table.Row, dict[str, str]]]:
        names, shape = NAME.findall(template), re.compile(NAME.sub("([^/]+)", template))
        for row in access_table.rows():
            for side in self.sides if row.method == method and row.is_api else ():
                if match := shape.fullmatch(urlsplit(side.address(row)).path):
                    yield side, row, dict(zip(names, match.groups(), strict=True))


def built() -> Fuzzed:
    """Both sides and the operator (a few seconds)."""
    operator = actions.appoint_operator(user=world.person("Operator"), by=None)
    return Fuzzed((_side("fjordby"), _side("skogvik")), _token(operator))


def _side(name: str) -> Side:
    scene = Scene.built((CIRCLE,), name)
    user = world.member(scene.people.owner.agency, *ALL_ROLES, name=name.title())
    return Side(name, scene, user, _token(user, agency=scene.people.owner.agency))


def _token(user: User, **given: object) -> str:
    user = world.fresh(user)
    token, secret = actions.issue_token(user=user, name="fuzz", days=30, scope=Scope.WRITE, by=user, **given)
    ApiToken.objects.filter(pk=token.pk).update(last_used=token.expires)  # so the next use writes nothing
    return secret
