"""What shows the way into a network: inner host names, addresses, shares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address, ip_network

from .finding import Hit, Rule, masked
from .sought import sought

# Names that resolve inside a house only (RFC 6762, RFC 8375 and what is usual).
_INNER = sought(
    r"(?<![\w.@-])[\w.-]{1,253}\.(?:local|localdomain|intern|internal|intra|intranet|lan|corp|priv|private"
    r"|home\.arpa)(?![\w-])(?!\.\w)",
    *(".local", ".intern", ".intra", ".lan", ".corp", ".priv", ".home"),
    any_case=True,
)
_SHARE = sought(r"(?<!\\)\\\\[\w.-]{2,63}\\[\w$.-]{1,80}", "\\\\")
_TOKEN = sought(r"(?<![\w.@/-])[a-z][a-z_-]{1,40}\d{2,4}(?![\w-])(?!\.\w)", any_case=True)
# A server by the name servers usually get: a place, what it does, a number ("fjo-sql-prod01").
_SERVER = re.compile(
    r"(?:[a-z0-9]{1,12}[-_]){0,3}(?:[a-z]{2,12})?(?:srv|server|sql|dc|db|app|web|vm|esx|esxi|fw|vpn|ldap|exch|ctx|rds|nas|fs)"
    r"(?:[-_][a-z]{1,10})?[-_]?(?!(?:19|20)\d\d$)\d{2,4}",
    re.IGNORECASE,
)
_FOUR = sought(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?:/\d{1,2})?(?!\w)(?!\.\d)")
_SIX = sought(r"(?<![\w:.])[0-9A-Fa-f:]{6,45}(?:/\d{1,3})?(?![\w:])", ":")
_CARD = sought(r"(?<![\w:-])[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![\w:-])", ":", "-")
_IS_VERSION = re.compile(
    r"(?i)(?:\bv|\bver|versjon(?:en)?|version|utgave|utgåve|release|build|kapittel|kap|punkt|pkt|§)[.:]? ?$"
)
# Kept for examples (RFC 5737, RFC 3849).
_KEPT = ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
_EXAMPLES = [ip_network(each) for each in _KEPT]


def find_network(text: str) -> Iterator[Hit]:
    """Host names that mean something inside only, shares, IP and hardware addresses."""
    for pattern in (_INNER, _SHARE):
        yield from (_hit(Rule.HOST, found, 3) for found in pattern.within(text))
    for found in _TOKEN.within(text):
        if _SERVER.fullmatch(found[0]):
            yield _hit(Rule.HOST, found, 3)
    for found in _FOUR.within(text):
        if _tells(found[0]) and not _IS_VERSION.search(text[max(0, found.start() - 12) : found.start()]):
            yield _hit(Rule.NETWORK_ADDRESS, found, found[0].find(".") + 1)
    for found in _SIX.within(text):
        if _tells(found[0]):
            yield _hit(Rule.NETWORK_ADDRESS, found, 4)
    yield from (_hit(Rule.NETWORK_ADDRESS, found, 2) for found in _CARD.within(text))


def _tells(text: str) -> bool:
    """Whether it is an address that leads somewhere: not everyone's own, not one kept for examples."""
    try:
        address = ip_address(text.partition("/")[0])
    except ValueError:
        return False
    is_example = any(address in each for each in _EXAMPLES if each.version == address.version)
    return not (address.is_loopback or address.is_unspecified or address.is_multicast or is_example)


def _hit(rule: Rule, found: re.Match[str], keep: int) -> Hit:
    return Hit(rule, found.start(), found.end(), masked(found[0], keep))
