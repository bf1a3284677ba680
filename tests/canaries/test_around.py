"""Everyone goes wherever anything leads and asks for all there is: nobody meets a word that is not hers."""

from __future__ import annotations

import zlib

import pytest

from tests.canaries.addresses import addresses, routes
from tests.canaries.crawl import Look
from tests.canaries.people import GUESTS, NAMES, WHOLE

pytestmark = pytest.mark.django_db
STARTS = ("/", "/bank/", "/solutions/", "/mine/", "/tasks/", "/inbox/", "/me/", "/exports/",
          "/api/v1/assessments/", "/api/v1/bank/")  # fmt: skip
EVERYWHERE = ("anonymous", "other")  # in an ordinary run too
ASKS = ("anonymous", "other", "sender", "guest, elsewhere")  # one address of each route


@pytest.mark.parametrize("name", NAMES)
def test_nothing_leads_her_to_what_she_may_not_read_or_to_a_refusal(canaries, name) -> None:
    """She follows what leads on, and sends each kind of form as it stands: what is shown her she may do."""
    is_everywhere = WHOLE or name in EVERYWHERE
    look = Look(canaries, name, *((0, 0) if WHOLE else (0, 1) if is_everywhere else (1, 1)))
    if name in GUESTS:
        look.ask(f"/shared/{link.pk}/{page}" for link in canaries.links for page in ("", "read/"))
    else:
        look.follow(*STARTS)
    assert look.met and not look.leaks, "\n".join(look.leaks)
    assert not look.dead_ends, "\n".join(look.dead_ends)
    if name in EVERYWHERE:  # they meet all they may; of their own the owner's people are told some by role
        assert not look.unmet(), canaries.birds.told(look.unmet())


@pytest.mark.parametrize("name", [name for name in NAMES if name not in GUESTS and (WHOLE or name in ASKS)])
def test_no_address_tells_her_what_she_may_not_read(canaries, name) -> None:
    look = Look(canaries, name)
    for route in routes():
        found = [each for each in addresses(canaries, route) if not each.startswith("/shared/")]
        if found and not WHOLE:
            found = [found[zlib.crc32(f"{name}{route}".encode()) % len(found)]]
        look.ask(found)
    assert len(look.asked) > 150 and not look.leaks, "\n".join(look.leaks)
    assert max(look.asked.values()) < 500
