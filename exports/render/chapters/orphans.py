"""What an older form asked and this one does not: kept by the owner's people, and so in their document."""

from __future__ import annotations

from collections.abc import Iterator

from assessments.engine.content import Orphan, Value, plain
from exports.render.blocks import Block, Fact, Facts, Paragraph, Run, Sheet

from .setting import Setting


def orphans(setting: Setting) -> Iterator[Block]:
    """One list of labels and answers, when there are any."""
    kept = setting.source.content.orphans
    if not kept:
        return
    yield setting.chapter(setting.word("orphans"))
    yield Paragraph((Run(setting.word("orphans_text")),))
    yield Facts(tuple(_fact(setting, each) for each in kept.values()), setting.word("orphans"))


def orphan_sheet(setting: Setting) -> Iterator[Sheet]:
    """The same as a grid."""
    kept = setting.source.content.orphans
    if kept:
        header = (setting.word("sheet_question"), setting.word("sheet_answer"))
        rows = tuple((setting.text(each.label), _text(each.value)) for each in kept.values())
        yield Sheet(setting.word("orphans_short"), header, rows)


def _fact(setting: Setting, orphan: Orphan) -> Fact:
    lines = tuple((Run(line),) for line in _text(orphan.value).split("\n") if line.strip())
    return Fact(setting.text(orphan.label), lines or ((Run("–"),),))


def _text(value: Value) -> str:
    """The value in plain letters: lists with semicolons, references by their label."""
    said = plain(value)
    if isinstance(said, list):
        return "; ".join(_text(each) for each in said)
    if isinstance(said, dict):
        return str(said.get("label") or said.get("name") or "")
    return str(said)
