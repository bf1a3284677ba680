"""Ways to reach a person, and persons named where the form asks for one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assessments.engine.form import FieldType

from .finding import DOTS, Hit, Rule, masked
from .passages import Passage
from .sought import sought

_EMAIL = sought(r"(?<![\w.+-])([\w.+-]{1,64})@((?:[\w-]{1,63}\.)+[\w-]{2,63})", "@")
# Boxes that belong to a task and not to a person, and domains that exist for examples (RFC 2606).
_ROLES = re.compile(
    r"(?:e?post|postmottak|firmapost|info|kontakt|contact|support|hjelp|help|service|servicedesk|helpdesk"
    r"|brukerst[oø]tte|personvern|personvernombud|privacy|dpo|sikkerhet|security|abuse|drift|it|ikt|arkiv"
    r"|innsyn|press[es]?|no-?reply|ikkesvar|webmaster|postmaster|kundeservice|customerservice)(?:[.+-].*)?",
    re.IGNORECASE,
)
_EXAMPLES = re.compile(r"(?:.*\.)?(?:example(?:\.\w+)?|test|invalid|localhost)", re.IGNORECASE)

_S = r"[ \u00a0\u202f]"
# Eight digits alone may be anything; grouped as people write them, or after a sign, they are a telephone.
_PHONE = sought(
    rf"(?<![\w.,/+-])(?:(?:\+|00){_S}?47{_S}?[2-9](?:{_S}?\d){{7}}"
    rf"|\+(?!47)[1-9]\d{{0,2}}(?:[ \u00a0-]?\d){{6,12}}"
    rf"|(?<!\d{_S})[2-9]\d{_S}\d\d{_S}\d\d{_S}\d\d|(?<!\d{_S})[49]\d\d{_S}\d\d{_S}\d{{3}})(?!{_S}?\d)(?!\w)"
)
_CALLED = sought(
    rf"(?i)(?<!\w)(?:tlf|telefon|mobil|mob|phone|tel|ring)[.:]?(?:nummer|nr\.?)?[: ]{{1,3}}"
    rf"([2-9](?:{_S}?\d){{7}})(?!\d)"
)


def find_contact(text: str) -> Iterator[Hit]:
    """E-mail addresses of persons, and telephone numbers."""
    for found in _EMAIL.within(text):
        if not _ROLES.fullmatch(found[1]) and not _EXAMPLES.fullmatch(found[2]):
            yield Hit(Rule.EMAIL, found.start(), found.end(), f"{found[1][0]}{DOTS * 3}@{found[2][:60]}")
    spans: set[int] = set()
    for found in _PHONE.within(text):
        spans.add(found.end())
        yield Hit(Rule.PHONE, found.start(), found.end(), masked(found[0], 3))
    for found in _CALLED.within(text):
        if found.end() not in spans:
            yield Hit(Rule.PHONE, found.start(1), found.end(1), masked(found[1]))


def find_persons(passage: Passage) -> Iterator[Hit]:
    """That a person is named where the form asks for one."""
    name = passage.text.strip()
    if passage.question.type is FieldType.PERSON and name:
        yield Hit(Rule.PERSON, 0, len(passage.text), " ".join(masked(each, 1) for each in name.split()[:4]))
