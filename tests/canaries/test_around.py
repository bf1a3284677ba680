"""Everyone goes wherever anything leads, and asks for whatever there is: nobody meets a word that is not hers."""

from __future__ import annotations

import os
import zlib

import pytest

from tests.canaries.addresses import addresses, routes
from tests.canaries.crawl import Look
from tests.canaries.people import NAMES, OURS

pytestmark = pytest.mark.django_db
WHOLE = bool(os.environ.get("CANARIES_WHOLE"))  # `make canaries`: every address, some ten minutes
STARTS = ("/", "/bank/", "/solutions/", "/mine/", "/tasks/", "/inbox/", "/me/", "/exports/",
          "/api/v1/assessments/", "/api/v1/bank/")  # fmt: skip
INSIDE = (*OURS, "service")
AT_ONCE = 2  # of each route so many addresses, others for each of them, in an ordinary run
MEETS_ALL = ("anonymous", "stranger", "operator", "other", "ended", "gone")


def look_of(canaries, name: str) -> Look:
    """How far she looks in an ordinary run: outsiders everywhere, the owner's people at some of each kind."""
    if WHOLE:
        return Look(canaries, name)
    return Look(canaries, name, pages=2 if name in INSIDE else 0, few=1)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_leads_her_to_what_she_may_not_read(canaries, name) -> None:
    look = look_of(canaries, name)
    if name.startswith("guest") and "elsewhere" not in name:
        look.ask(f"/shared/{link.pk}/{page}" for link in canaries.links for page in ("", "read/"))
    else:
        look.follow(*STARTS)
    assert look.met and not look.leaks, "\n".join(look.leaks)
    if name in MEETS_ALL or WHOLE:
        assert not look.unmet(), canaries.birds.told(look.unmet())


@pytest.mark.parametrize("name", NAMES)
def test_no_address_tells_her_what_she_may_not_read(canaries, name) -> None:
    look = look_of(canaries, name)
    for route in routes():
        found = addresses(canaries, route)
        if not WHOLE and len(found) > AT_ONCE:
            start = zlib.crc32(f"{name}{route}".encode()) % len(found)
            found = (found + found)[start : start + AT_ONCE]
        look.ask(found)
    assert look.asked and not look.leaks, "\n".join(look.leaks)
    assert max(look.asked.values()) < 500
