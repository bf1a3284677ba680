"""Answers as people read them: codes become labels, dates are written out, what is withheld says why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from assessments.engine.content import Row, Value, Withheld, is_answered
from assessments.engine.form import Code
from assessments.engine.risk import scale_of
from assessments.engine.schema import Field, FieldType
from exports.render.blocks import Flow, Inline, Item, Items, Paragraph, Run
from exports.render.text import safe_link

from .prose_flow import prose_flow
from .setting import Setting

Lines = tuple[Inline, ...]
_BRIEF = 170


def answer_flow(setting: Setting, field: Field, value: Value) -> tuple[Flow, ...]:
    """An answer as full paragraphs and lists."""
    if field.type is FieldType.RICH and isinstance(value, str) and is_answered(value):
        return prose_flow(value)
    lines = answer_lines(setting, field, value)
    if field.type in (FieldType.MULTI, FieldType.REFERENCE) and len(lines) > 1:
        return (Items(tuple(Item(line) for line in lines)),)
    return tuple(Paragraph(line) for line in lines)


def answer_lines(setting: Setting, field: Field, value: Value) -> Lines:
    """An answer as lines of runs, for a cell or a list of facts; never empty."""
    if isinstance(value, Withheld):
        return ((Run(setting.word("withheld", ground=provision(setting, value.ground)), tone="withheld"),),)
    if not is_answered(value):
        return ((Run(setting.word("unanswered"), tone="muted"),),)
    return _WRITERS.get(field.type, _text)(setting, field, value) or ((Run(""),),)


def is_brief(lines: Lines) -> bool:
    """Whether an answer fits beside its label."""
    return len(lines) == 1 and sum(len(run.text) for run in lines[0]) <= _BRIEF


def plain_text(lines: Lines) -> str:
    """The lines as plain text, one per line."""
    return "\n".join("".join(run.text for run in line) for line in lines)


def to_confirm(setting: Setting, lines: Lines) -> Lines:
    """The same lines in yellow, after the words that say they must be confirmed."""
    flag = (Run(setting.word("to_confirm"), bold=True, tone="open"),)
    return (flag, *(highlighted(line) for line in lines))


def highlighted(line: Inline) -> Inline:
    """Yellow wherever nothing else is said by colour."""
    return tuple(run if run.tone or run.band else replace(run, tone="open") for run in line)


def ground_label(setting: Setting, ground: str) -> str:
    """A legal ground in words, with the provision it rests on; the bare id when the form does not know it."""
    code, stands = _ground(setting, ground), provision(setting, ground)
    if code is None:
        return ground
    label = setting.text(code.label)
    return f"{label} ({stands})" if stands != label else label


def provision(setting: Setting, ground: str) -> str:
    """The provision alone, for where something is withheld: what it says stands once, in the statement."""
    code = _ground(setting, ground)
    return ground if code is None else str(code.extra.get("ref", "")) or setting.text(code.label)


def _ground(setting: Setting, ground: str) -> Code | None:
    codelist = setting.source.schema.codelists.get("exemption_grounds")
    return codelist.code(ground) if codelist is not None and ground in codelist else None


def flat(flow: tuple[Flow, ...]) -> Lines:
    """Paragraphs and lists as lines, list marks written out."""
    lines: list[Inline] = []
    for block in flow:
        if isinstance(block, Paragraph):
            lines.append(block.runs)
            continue
        for place, item in enumerate(block.items, start=1):
            mark = f"{place}. " if item.ordered else "• "
            lines.append((Run("\u2003" * item.depth + mark), *item.runs))
    return tuple(lines)


def _text(setting: Setting, field: Field, value: Value) -> Lines:
    if isinstance(value, Mapping):
        return _reference(setting, field, value)
    return tuple((Run(line, link=safe_link(line)),) for line in str(value).split("\n") if line.strip())


def _rich(setting: Setting, field: Field, value: Value) -> Lines:
    return flat(prose_flow(str(value)))


def _choice(setting: Setting, field: Field, value: Value) -> Lines:
    return ((Run(code_label(setting, field, value)),),)


def code_label(setting: Setting, field: Field, value: Value) -> str:
    """The label of a code; the code itself when its list does not have it."""
    codelist = setting.source.schema.codelists.get(field.codelist)
    if codelist is not None and value in codelist:
        return setting.text(codelist.code(str(value)).label)
    return str(value)


def _multi(setting: Setting, field: Field, value: Value) -> Lines:
    several = value if isinstance(value, tuple) else (value,)
    return tuple((Run(code_label(setting, field, each)),) for each in several)


def _bool(setting: Setting, field: Field, value: Value) -> Lines:
    return ((Run(setting.word("yes" if value else "no")),),)


def _date(setting: Setting, field: Field, value: Value) -> Lines:
    return ((Run(setting.date(str(value)).replace(" ", "\u00a0")),),)


def _number(setting: Setting, field: Field, value: Value) -> Lines:
    written = f"{value:,}".replace(",", "\u00a0") if isinstance(value, int) else str(value)
    return ((Run(written),),)


def _reference(setting: Setting, field: Field, value: Value) -> Lines:
    if isinstance(value, Mapping):
        return ((Run(str(value.get("label") or value.get("name") or value.get("id", ""))),),)
    several = value if isinstance(value, tuple) else (value,)
    return tuple((Run(_row_reference(setting, field, str(each))),) for each in several)


def _row_reference(setting: Setting, field: Field, row_id: str) -> str:
    table = setting.table_of(field.target)
    row = setting.source.content.row(table.key, row_id) if table else None
    if table is None or row is None:
        return row_id
    return f"{setting.row_names[row_id]} {row_title(setting, table, row)}".strip()


def row_title(setting: Setting, table: Field, row: Row) -> str:
    """What a row is called: its title column in words; "" when that is empty or withheld."""
    column = table.column(table.title_column) if table.title_column else table.columns[0]
    value = row.fields.get(column.key)
    if isinstance(value, Withheld) or not is_answered(value):
        return ""
    return plain_text(answer_lines(setting, column, value)).replace("\n", " ")


def _scale(setting: Setting, field: Field, value: Value) -> Lines:
    scale = setting.source.schema.scales.get(str(value))
    return ((Run(f"{setting.text(scale.label)} ({scale.version})" if scale else str(value)),),)


def _score(setting: Setting, field: Field, value: Value) -> Lines:
    return ((Run(score_label(setting, field.axis, value)),),)


def score_label(setting: Setting, axis: str, value: Value) -> str:
    """A score with the words of its step ("4 Sannsynlig")."""
    scale = scale_of(setting.source.content, setting.source.schema)
    steps = scale.levels(axis) if scale else ()
    label = next((setting.text(step.label) for step in steps if step.level == value), "")
    return f"{value} {label}".strip()


def _file(setting: Setting, field: Field, value: Value) -> Lines:
    if not isinstance(value, Mapping):
        return _text(setting, field, value)
    name, alternative = str(value.get("name", "")), str(value.get("text_alternative", ""))
    if not alternative:
        return ((Run(name),),)
    return ((Run(setting.word("file_alternative", name=name, text=alternative)),),)


_WRITERS: Mapping[FieldType, Callable[[Setting, Field, Value], Lines]] = {
    FieldType.TEXT: _text,
    FieldType.RICH: _rich,
    FieldType.CHOICE: _choice,
    FieldType.MULTI: _multi,
    FieldType.BOOL: _bool,
    FieldType.DATE: _date,
    FieldType.NUMBER: _number,
    FieldType.ORG: _text,
    FieldType.PERSON: _text,
    FieldType.REFERENCE: _reference,
    FieldType.SCALE: _scale,
    FieldType.SCORE: _score,
    FieldType.FILE: _file,
}
