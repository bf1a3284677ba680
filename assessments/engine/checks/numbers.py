"""Numbers that name a person or an account: they carry check digits, so chance hardly ever makes one.

Birth and D-numbers: folkeregisterforskriften chapter 2. H-numbers add 40 to the month and may name
a patient; made-up test persons have 80 added. FH-numbers (health) begin with 8 or 9 and hold no date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from stdnum.no import fodselsnummer, kontonr

from .finding import Hit, Rule, masked
from .sought import sought

# What writers put between the digits, and what an editor or a bold mark may leave there unseen.
_GAP = r"[ \t.\-–\u00a0\u00ad\u2009\u200b-\u200d\u202f\u2060*_\\]{0,3}"
# Each start is tried (the number stands in a look-ahead), so that a number before it cannot hide it.
_PERSON = sought(rf"(?<!\d)(?=(\d{{2}}{_GAP}\d{{2}}{_GAP}\d{{2}}{_GAP}\d{{3}}{_GAP}\d{{2}})(?!\d))")
_ACCOUNT = sought(rf"(?<!\d)(?=(\d{{4}}{_GAP}\d{{2}}{_GAP}\d{{5}})(?!\d))")
_IBAN = sought(r"(?<![A-Za-z0-9])NO\d{2} ?(\d{4} ?\d{4} ?\d{3})(?!\d)")
_LEAP = 2000
_H, _TEST = 40, 80  # what is added to the month


def find_numbers(text: str) -> Iterator[Hit]:
    """Identity numbers, and account numbers that are none, in the order they stand."""
    persons: set[int] = set()
    for found in _PERSON.within(text):
        rule = _rule_of(_digits(found[1]))
        if rule is not None:
            persons.add(found.start())
            yield _hit(rule, found)
    for pattern in (_ACCOUNT, _IBAN):
        for found in pattern.within(text):
            if found.start() not in persons and kontonr.is_valid(_digits(found[1]).zfill(11)):
                yield _hit(Rule.ACCOUNT_NUMBER, found)


def _rule_of(number: str) -> Rule | None:
    """Which kind of identity number the eleven digits are, or None."""
    if number[9] != fodselsnummer.calc_check_digit1(number):
        return None
    if number[10] != fodselsnummer.calc_check_digit2(number):
        return None
    if number[0] in "89":
        return Rule.HEALTH_NUMBER
    month = int(number[2:4])
    if not _is_day(int(number[:2]) % _H, month % _H):
        return None
    return Rule.TEST_IDENTITY if month > _TEST else Rule.IDENTITY_NUMBER


def _is_day(day: int, month: int) -> bool:
    """Whether there is such a day in some year; the century is not asked, for that has changed."""
    try:
        return bool(date(_LEAP, month, day))
    except ValueError:
        return False


def _digits(text: str) -> str:
    """The digits alone, also those of another script, as 0 to 9."""
    return "".join(str(int(each)) for each in text if each.isdecimal())


def _hit(rule: Rule, found: re.Match[str]) -> Hit:
    return Hit(rule, found.start(1), found.end(1), masked(found[1]))
