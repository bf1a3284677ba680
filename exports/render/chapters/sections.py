"""Every section of the form with every question in it: label, answer, and what is still open or withheld."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assessments.engine.content import Value, Withheld, is_answered
from assessments.engine.schema import Field, FieldType, Section
from exports.render.blocks import Block, Fact, Facts, Flow, Heading, Inline, Items, Paragraph, Run

from .answers import answer_flow, answer_lines, ground_label, highlighted, is_brief, to_confirm
from .front import SUMMARY
from .rows import collection
from .setting import Setting

_GDPR_ARTICLE = re.compile(r"\d[\d()a-z–]*")
SUMMARY_CHAPTER = "1"


def sections(setting: Setting) -> Iterator[Block]:
    """One chapter per section."""
    for section in setting.source.schema.sections:
        yield setting.chapter(setting.text(section.label))
        if section.law:
            yield Paragraph((Run(setting.word("law", law=_law(setting, section))),), "law")
        yield from _questions(setting, section)


def _law(setting: Setting, section: Section) -> str:
    return setting.word("gdpr", article=section.law) if _GDPR_ARTICLE.fullmatch(section.law) else section.law


def _questions(setting: Setting, section: Section) -> Iterator[Block]:
    """Brief answers that follow each other share one list of facts; longer ones get a heading."""
    waiting: list[Fact] = []
    for field in section.fields:
        number, label = setting.next_number(), setting.text(field.label)
        brief = _brief_fact(setting, field, number, label)
        if brief is not None:
            waiting.append(brief)
            continue
        if waiting:
            yield Facts(tuple(waiting), setting.text(section.label))
            waiting = []
        yield from _long_answer(setting, field, setting.question(label, number))
    if waiting:
        yield Facts(tuple(waiting), setting.text(section.label))


def _brief_fact(setting: Setting, field: Field, number: str, label: str) -> Fact | None:
    if field.key == SUMMARY:
        where = setting.word("see_chapter", number=SUMMARY_CHAPTER, title=setting.word("summary"))
        return Fact(label, ((Run(where),),), number)
    if field.type is FieldType.TABLE:
        return _empty_table(setting, field, number, label)
    value = setting.answer(field)
    lines = answer_lines(setting, field, value)
    if not is_brief(lines):
        return None
    if field.key in setting.awaiting:
        lines = to_confirm(setting, lines)
    return Fact(label, (*lines, *mark_note(setting, field.key, value)), number)


def _empty_table(setting: Setting, field: Field, number: str, label: str) -> Fact | None:
    """A table without rows is one line: withheld as a whole, or nothing entered."""
    if setting.rows(field.key):
        return None
    mark = setting.source.content.marks.get(field.key)
    if mark is not None and setting.source.reading != "full":
        return Fact(label, answer_lines(setting, field, Withheld(mark.ground)), number)
    return Fact(label, ((Run(setting.word("no_rows"), tone="muted"),),), number)


def _long_answer(setting: Setting, field: Field, heading: Heading) -> Iterator[Block]:
    yield heading
    if field.type is FieldType.TABLE:
        yield from collection(setting, field)
        yield from (Paragraph(line, "muted") for line in mark_note(setting, field.key, None))
        return
    value = setting.answer(field)
    flow = answer_flow(setting, field, value)
    if field.key in setting.awaiting:
        yield Paragraph((Run(setting.word("to_confirm"), bold=True, tone="open"),), "chips")
        flow = tuple(_highlighted(block) for block in flow)
    yield from flow
    yield from (Paragraph(line, "muted") for line in mark_note(setting, field.key, value))


def _highlighted(block: Flow) -> Flow:
    if isinstance(block, Paragraph):
        return Paragraph(highlighted(block.runs), block.role)
    return Items(tuple(type(item)(highlighted(item.runs), item.depth, item.ordered) for item in block.items))


def mark_note(setting: Setting, path: str, value: Value) -> tuple[Inline, ...]:
    """In the owner's own edition: which ground a place is withheld on outside, with reason and end date."""
    mark = setting.source.content.marks.get(path)
    if mark is None or setting.source.reading != "full" or isinstance(value, Withheld):
        return ()
    parts = [setting.word("marked", ground=ground_label(setting, mark.ground))]
    parts += [mark.reason] if is_answered(mark.reason) else []
    parts += [setting.word("marked_until", when=setting.date(mark.until))] if mark.until else []
    return ((Run(" ".join(parts), tone="muted"),),)
