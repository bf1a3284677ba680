"""What a change weighs: so that a raised risk is not lost among corrected commas.

The forms say what is asked, not how much an answer matters when it changes, so this is the one table of that.
What it does not name is notable. A small rewording of a text weighs one step less than a real change there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from enum import StrEnum

from .content import Value
from .form import Field
from .words_diff import ends_alike


class Weight(StrEnum):
    """How much a change asks of whoever answers for the assessment; compares as its words do, rising."""

    EDITORIAL = "editorial"
    NOTABLE = "notable"
    SERIOUS = "serious"


SERIOUS_QUESTIONS = frozenset({
    # GDPR art. 35(11): a change of the risk asks for a review. What the processing is, for what and whom:
    "purposes", "personal_data", "data_subjects", "retention", "further_processing",
    "legal_bases", "national_identity_number",          # on which ground: art. 6, 9 and 87
    "parties", "sub_processors", "supplier_own_purposes",  # who receives it: art. 26 and 28
    "transfers", "transfers_outside_eea",               # where it goes: art. 44–49
    "art35_3_cases", "dpa_list_entries", "wp248_criteria",  # whether a DPIA must be done at all
    "scale", "contains_classified", "residual_level",   # what every score means, and what is left
})  # fmt: skip
EDITORIAL_QUESTIONS = frozenset({
    # About the paper, not about the risk.
    "title", "participants", "case_number", "licence", "knowledge_base", "summary_for_publication",
    "review_date", "occasion", "reuse_justified", "differs_here", "codes_of_conduct",
})  # fmt: skip
ROW_ADDED: Mapping[str, Weight] = {"scenario": Weight.SERIOUS, "measure": Weight.NOTABLE}
ROW_REMOVED: Mapping[str, Weight] = {"scenario": Weight.SERIOUS, "measure": Weight.SERIOUS}
"""By what the rows of a table are; other rows weigh what their table does."""

_WORD = re.compile(r"\w+(?:[^\w\s]\w+)*")
_NAME = re.compile(r"(?<=[^\W_] |[,;–] )[A-ZÆØÅ][\w-]+")  # a capital inside a sentence
_BEFORE_NAME = 2  # characters that are looked back at
_NEXT = re.compile(r"\s*\S*")
SMALL = 3
"""How many words, taken out or put in, a small rewording changes at most, and no more than a fifth."""
_TURNS = frozenset({
    "ikke", "ikkje", "ingen", "ingenting", "intet", "aldri", "uten", "utan", "unntatt", "unnateke",
    "bare", "berre", "kun", "alle", "not", "no", "never", "only",
    "to", "tre", "fire", "fem", "seks", "sju", "syv", "åtte", "ni", "ti", "elleve", "tolv",
    "dag", "dagar", "dager", "uke", "uker", "veke", "veker", "måned", "måneder", "månad", "månader", "år",
})  # fmt: skip
"""Words that turn a sentence around, and numbers and times: no rewording with one of them is small."""


def weight_of(question: Field) -> Weight:
    """What a real change of a question, or of a column of a table, weighs."""
    if question.key in SERIOUS_QUESTIONS:
        return Weight.SERIOUS
    return Weight.EDITORIAL if question.follow_up or question.key in EDITORIAL_QUESTIONS else Weight.NOTABLE


def weight_at_most(question: Field, table: Field | None) -> Weight:
    """What a real change weighs; a cell in `table` weighs what its table does, unless named."""
    weight = weight_of(question)
    return weight_of(table) if table is not None and weight is Weight.NOTABLE else weight


def weight_of_change(question: Field, table: Field | None, old: Value, new: Value) -> Weight:
    """What one changed answer or cell weighs, in `table` or in none."""
    weight = weight_at_most(question, table)
    if weight is Weight.EDITORIAL:
        return weight
    if isinstance(old, str) and isinstance(new, str) and not question.codelist and is_small(old, new):
        return Weight.NOTABLE if weight is Weight.SERIOUS else Weight.EDITORIAL
    return weight


def weight_of_row(table: Field, *, is_added: bool) -> Weight:
    """What a row that was added or removed weighs."""
    return (ROW_ADDED if is_added else ROW_REMOVED).get(table.entity, weight_of(table))


def is_small(old: str, new: str) -> bool:
    """Whether a text is only touched up: hardly any word, no number or name, nothing that turns it around."""
    head, tail = ends_alike(old, new)
    before, after = _words(old[head : len(old) - tail]), _words(new[head : len(new) - tail])
    if before == after:
        return True
    most = min(SMALL, (old[:head].count(" ") + old[len(old) - tail :].count(" ") + len(before)) // 5)
    here, there = {*before}, {*after}
    if len(here - there) > most or len(there - here) > most:  # most texts that are written anew end here
        return False
    gone, come = Counter(before) - Counter(after), Counter(after) - Counter(before)
    if max(gone.total(), come.total()) > most:
        return False
    if any(word in _TURNS or any(map(str.isdigit, word)) for word in (*gone, *come)):
        return False
    if [word for word in before if word not in gone] != [word for word in after if word not in come]:
        return False
    return _names_around(old, head, tail) == _names_around(new, head, tail)


def _names_around(text: str, head: int, tail: int) -> Counter[str]:
    """The names where a text differs, and the first word after it: what stands before tells a name."""
    after = _NEXT.match(text, len(text) - tail)
    return Counter(_NAME.findall(text[max(head - _BEFORE_NAME, 0) : after.end() if after else None]))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
