"""What opens a door by itself: private keys, tokens, connection strings, passwords written out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .finding import DOTS, Hit, Rule
from .sought import sought

_FORMS = (
    r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY-----",
    r"(?<![\w-])(?:AKIA|ASIA)[0-9A-Z]{16}(?![\w-])",
    r"(?<![\w-])(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk_live_|rk_live_)[\w-]{16,255}",
    r"(?<![\w-])AIza[\w-]{35}(?![\w-])",
    r"(?<![\w-])eyJ[\w-]{10,4000}\.eyJ[\w-]{10,4000}\.[\w-]{10,}",
    r"(?i:(?<!\w)(?:AccountKey|SharedAccessKey|SharedAccessSignature)=[\w+/%=-]{20,})",
)
_SECRET = sought(
    "|".join(_FORMS),
    *("private key", "akia", "asia", "gh", "glpat-", "xox", "k_live_", "aiza", "eyj", "key=", "signature="),
)
_IN_ADDRESS = sought(
    r"(?<![\w+.-])[a-z][a-z0-9+.-]{1,20}://[^\s:/@]{1,64}:([^\s:/@]{1,128})@", "://", any_case=True
)
_ASSIGNED = sought(
    r"(?<!\w)(?:passord|password|passwd|pwd|passphrase|passfrase|api[-_ ]?key|api[-_ ]?n[øo]kkel"
    r"|secret|client[-_ ]?secret|token)\s{0,3}[:=]\s{0,3}[\"'`]?([^\s\"'`<>]{6,128})",
    *("pass", "pwd", "api", "secret", "token"),
    any_case=True,
)
_STAND_IN = re.compile(r"(?i)(?:passord|password|passwd|pass|secret|hemmelig|xxx+|\*+|•+|[<{\[$].*)")


def find_credentials(text: str) -> Iterator[Hit]:
    """Secrets by their form, and what is written after "password:" and looks like one."""
    for found in _SECRET.within(text):
        yield Hit(Rule.SECRET, found.start(), found.end(), found[0][:4] + DOTS * 6)
    for found in _IN_ADDRESS.within(text):
        if not _STAND_IN.fullmatch(found[1]):
            yield Hit(Rule.SECRET, found.start(), found.end(), f"{found[0].partition(':')[0]}://{DOTS * 6}")
    for found in _ASSIGNED.within(text):
        if _looks_made_up(found[1]):
            yield Hit(Rule.PASSWORD, found.start(), found.end(), f"{found[0][:3]}{DOTS * 6}")


def _looks_made_up(word: str) -> bool:
    """Whether it mixes letters and digits as passwords do, and is no stand-in or address."""
    is_mixed = any(map(str.isdecimal, word)) and any(map(str.isalpha, word))
    return is_mixed and "://" not in word and not _STAND_IN.fullmatch(word)
