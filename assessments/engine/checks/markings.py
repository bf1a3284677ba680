"""Markings that say others must not have it: security grades, and what a supplier keeps to itself.

Grades: sikkerhetsloven § 5-3 and beskyttelsesinstruksen § 4; NATO and EU write theirs in English and French.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .finding import Hit, Rule
from .sought import Sought, sought

_GRADE = (
    r"(?:STRENGT (?:HEMMELI?E?G|FORTROLIG|FORTRULEG)|HEMMELI?E?G|KONFIDENSIELT|BEGRENSET|AVGRENSA"
    r"|FORTROLIG|FORTRULEG|COSMIC TOP SECRET|TOP SECRET|RESTREINT UE"
    r"|(?:NATO|EU|UE) (?:TOP SECRET|SECRET|CONFIDENTIAL|RESTRICTED))"
)
_LAW = (
    r"(?:[ ,(/:–-]{1,4}(?:jf|iht|i henhold til|etter|sikkerhetslov|tryggingslov|beskyttelsesinstruks|§)"
    r".{0,120})?"
)
_LINE = re.compile(rf"{_GRADE}{_LAW}")
_LABELLED = re.compile(
    rf"(?i)(?:(?:sikkerhets|tryggings)?gradering(?:snivå)?|gradert|classification)\s{{0,2}}[:=–-]\s{{0,2}}{_GRADE}\b.{{0,120}}"
)
_GRADED = Sought(
    re.compile(_GRADE),
    (
        "hemmel",
        "fortrolig",
        "fortruleg",
        "konfidensielt",
        "begrenset",
        "avgrensa",
        "secret",
        "restr",
        "confid",
    ),
)
_WORD = re.compile(rf"(?<!\w){_GRADE}(?!\w)")
_EDGES = " \t#*_>|-–[]()~`\"'«».:"
_LONGEST = 200  # characters of a line that can be a marking

_OWN = sought(
    r"(?<!\w)(?:(?:strictly|company|supplier|vendor|customer|proprietary and|commercial[ -]in)"
    r"[ -]confiden(?:ce|tial)|all rights reserved|under (?:an )?nda|non-disclosure|for internal use only"
    r"|not for (?:further )?distribution|do not distribute|proprietary (?:and|information)"
    r"|(?:kun )?til internt bruk|ikke for (?:videre)?distribusjon|(?:leverandøren|leverandør)s? "
    r"(?:konfidensielle|fortrolige)|konfidensielt mellom|omfattet av taushetserklæring|forretningshemmelig"
    r"(?!het))(?!\w)",
    *("confiden", "reserved", "nda", "non-disclosure", "internal use", "distribut", "proprietary"),
    *("internt bruk", "distribusjon", "konfidensiel", "fortrolige", "taushetserkl", "forretningshemmelig"),
    any_case=True,
)


def find_markings(text: str) -> Iterator[Hit]:
    """Grades that stand as a marking, grades named in running text, and a supplier's own words for it."""
    if _GRADED.may_be_in(text):
        yield from _grades(text)
    yield from (Hit(Rule.SUPPLIERS_OWN, each.start(), each.end(), each[0]) for each in _OWN.within(text))


def _grades(text: str) -> Iterator[Hit]:
    at = 0
    for line in text.split("\n"):
        bare = line.strip(_EDGES)
        if len(bare) <= _LONGEST and (_LINE.fullmatch(bare) or _LABELLED.fullmatch(bare)):
            yield Hit(Rule.CLASSIFIED, at, at + len(line), bare[:60])
        else:
            found = _WORD.finditer(line)
            yield from (Hit(Rule.CLASSIFIED_WORD, at + e.start(), at + e.end(), e[0]) for e in found)
        at += len(line) + 1
