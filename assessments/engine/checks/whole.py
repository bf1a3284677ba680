"""What can be asked of a content as a whole: licence, summary, who must act, help, texts for pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from assessments.engine.content import Content, Path, Value, Withheld, is_answered
from assessments.engine.form import Exempt, Field, FieldType, Reuse
from assessments.engine.schema import Schema

from .finding import Finding, Rule

LICENCE, SUMMARY, WHO = "licence", "summary_for_publication", "who_must_do_it"
"""The questions by which every form asks for the licence, the summary and who must carry out a measure."""
MEASURE = "measure"
_ELSEWHERE = re.compile(
    r"(?i)(?<!\w)(?:(?:se|sjå|jf\.?|jamfør|jevnfør|cf\.?|see)\s(?:også\s|òg\s|also\s)?(?:avsnitt|kapittel|kap|punkt"
    r"|pkt|vedlegg|tabell|figur|section|chapter|appendix|annex|table|figure)"
    r"|ovenfor|ovanfor|nedenfor|nedanfor|som nevnt|som nemnt|as mentioned|as described (?:above|below))(?!\w)"
)


def find_in_whole(content: Content, schema: Schema) -> Iterator[Finding]:
    """Findings about what is not there, or does not stand by itself; none about what is withheld."""
    for key, rule in ((LICENCE, Rule.LICENCE_MISSING), (SUMMARY, Rule.SUMMARY_MISSING)):
        if key in schema.fields and not is_answered(content.fields.get(key)):
            yield Finding(rule, key)
    summary = content.fields.get(SUMMARY)
    if isinstance(summary, str) and (leaning := [each[0] for each in _ELSEWHERE.finditer(summary)]):
        yield Finding(Rule.SUMMARY_LEANS, SUMMARY, len(leaning), tuple(leaning[:3]))
    yield from _measures_for_nobody(content, schema)
    yield from _questions_without_help(content, schema)
    yield from _pictures_without_text(content, schema)


def _measures_for_nobody(content: Content, schema: Schema) -> Iterator[Finding]:
    for table in schema.fields.values():
        if table.entity == MEASURE and WHO in table.columns_by_key:
            shown = (r for r in content.rows.get(table.key, ()) if f"{table.key}/{r.id}" not in content.marks)
            for row in shown:
                if not is_answered(row.fields.get(WHO)):
                    yield Finding(Rule.NOBODY_NAMED, f"{table.key}/{row.id}/{WHO}")


def _questions_without_help(content: Content, schema: Schema) -> Iterator[Finding]:
    """What an adopter must answer for herself, and the form does not say how."""
    for question in schema.fields.values():
        is_hers = question.is_stored and question.reuse is not Reuse.SHARED
        is_helped = bool(question.help or question.prompt) or question.exempt is Exempt.LIKELY
        if is_hers and not is_helped and _says_something(content, question):
            yield Finding(Rule.NO_PROMPT, question.key)


def _says_something(content: Content, question: Field) -> bool:
    value = content.fields.get(question.key)
    is_shown = question.key not in content.marks and not isinstance(value, Withheld)
    return is_shown and (is_answered(value) or question.key in content.rows)


def _pictures_without_text(content: Content, schema: Schema) -> Iterator[Finding]:
    """WCAG 1.1.1: a file that others are shown has a text that says the same."""
    for path, value in _files(content, schema):
        if isinstance(value, Mapping) and value.get("name"):
            said = value.get("text_alternative")
            if not isinstance(said, str) or not said.strip():
                yield Finding(Rule.FILE_WITHOUT_TEXT, path)


def _files(content: Content, schema: Schema) -> Iterator[tuple[Path, Value]]:
    for question in schema.fields.values():
        if question.type is FieldType.FILE:
            yield question.key, content.fields.get(question.key)
        columns = [each.key for each in question.columns if each.type is FieldType.FILE]
        for row in content.rows.get(question.key, ()) if columns else ():
            yield from ((f"{question.key}/{row.id}/{key}", row.fields.get(key)) for key in columns)
