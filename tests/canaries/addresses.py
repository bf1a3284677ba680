"""Every address there is, filled in with the ids of what there is, whether or not anything leads there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from django.urls import URLPattern, URLResolver, get_resolver

from assessments.models.follow_up import COLLECTION as MEASURES
from tests.canaries.builder import World
from tests.canaries.crawl import NOT_READ

PART = re.compile(r"<(?:(\w+):)?(\w+)>")
# Said of these alone: what stands there is for the one who asks, or about nobody's texts.
OF_OTHERS = {
    "token",
    "step",
    "handle",
    "identity",
    "provider",
    "claim",
    "service",
    "notice",
    "digest",
    "orgnr",
}


def routes() -> Iterator[str]:
    """Every route of the installation, with its parts as Django writes them."""
    yield from _routes(get_resolver().url_patterns, "/")


def _routes(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for each in patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _routes(each.url_patterns, route)
        elif not route.startswith(NOT_READ):
            yield route


def addresses(world: World, route: str) -> list[str]:
    """The addresses of one route, one for each thing (or each two) that it can be about."""
    names = [name for _kind, name in PART.findall(route)]
    if OF_OTHERS & set(names) or "^" in route:
        return []
    found = []
    for values in product(*(things(world, name, route) for name in names)):
        given = iter(values)
        found.append(PART.sub(lambda _part, given=given: next(given), route))
    return found


def things(world: World, name: str, route: str) -> list[str]:
    """The ids that can stand in that part of an address."""
    first = world.assessments["ROS, everyone"].current.content.rows
    known = {
        "assessment": [each.pk for each in world.assessments.values()],
        "version": [v.pk for each in world.assessments.values() for v in each.versions.all()],
        "proposal": [each.pk for each in world.proposals],
        "access_request": [each.pk for each in world.requests],
        "share_link": [each.pk for each in world.links],
        "agency": [each.pk for each in world.people.agencies.values()],
        "export": [each.pk for each in world.exports],
        "file": [],
        "solution": [each.pk for each in world.assessments["ROS, everyone"].solutions.all()],
        "number": [1, 2, 3],
        "section": ["context", "scenarios"],
        "collection": ["scenarios"],
        "row": [first["scenarios"][0].id],
        "measure": [first[MEASURES][0].id],
    }
    if name == "pk":
        name = {"exports": "export", "solutions": "solution", "agencies": "agency"}.get(
            route.split("/")[3], "file"
        )
    return [str(each) for each in known[name]]
