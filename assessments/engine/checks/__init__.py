"""The checks that are made before more people are shown an assessment: rules in, located findings out.

Give them the content as the wider circle would read it, redacted: of what is withheld nothing is found.
"""

from __future__ import annotations

from collections.abc import Iterator

from assessments.engine.content import Content
from assessments.engine.schema import Schema

from .contact import find_contact, find_persons
from .credentials import find_credentials
from .finding import EXCERPTS, Finding, Hit, Rule, Severity, fingerprint
from .markings import find_markings
from .network import find_network
from .numbers import find_numbers
from .passages import Passage, passages
from .whole import find_in_whole

__all__ = ["Finding", "Rule", "Severity", "covered", "find", "find_in_text", "fingerprint"]

_FAMILIES = (find_numbers, find_contact, find_network, find_credentials, find_markings)
_WORDS = frozenset({Rule.CLASSIFIED, Rule.CLASSIFIED_WORD, Rule.SUPPLIERS_OWN})  # which give nothing away
_GRAVEST_FIRST = list(Severity)


def find(content: Content, schema: Schema) -> tuple[Finding, ...]:
    """What the rules find, gravest first, then in the order of the form; one for each rule and place."""
    found: dict[tuple[Rule, str], list[Hit]] = {}
    for passage in passages(content, schema):
        for hit in _hits(passage):
            found.setdefault((hit.rule, passage.path), []).append(hit)
    in_texts = [_finding(rule, path, hits) for (rule, path), hits in found.items()]
    place = {key: number for number, key in enumerate(schema.fields)}

    def order(each: Finding) -> tuple[int, int]:
        return _GRAVEST_FIRST.index(each.severity), place[each.path.split("/", 1)[0]]

    return tuple(sorted([*in_texts, *find_in_whole(content, schema)], key=order))


def find_in_text(path: str, text: str) -> tuple[Finding, ...]:
    """What the rules for texts find in one that is shown alone, such as a title in a list."""
    found: dict[Rule, list[Hit]] = {}
    for hit in _in_text(text):
        found.setdefault(hit.rule, []).append(hit)
    return tuple(_finding(rule, path, hits) for rule, hits in found.items())


def covered(text: str) -> str:
    """The text with each number, address and secret in it masked: for the names of places in a list."""
    shown, at = [], 0
    for hit in sorted(_in_text(text), key=lambda hit: hit.start):
        if hit.rule not in _WORDS and hit.start >= at:
            shown += [text[at : hit.start], hit.excerpt]
            at = hit.end
    return "".join([*shown, text[at:]])


def _hits(passage: Passage) -> Iterator[Hit]:
    yield from find_persons(passage)
    yield from _in_text(passage.text)


def _in_text(text: str) -> Iterator[Hit]:
    for family in _FAMILIES:
        yield from family(text)


def _finding(rule: Rule, path: str, hits: list[Hit]) -> Finding:
    shown = tuple(dict.fromkeys(hit.excerpt for hit in sorted(hits, key=lambda hit: hit.start)))
    return Finding(rule, path, len(hits), shown[:EXCERPTS])
