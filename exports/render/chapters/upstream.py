"""The annex of a fork: what it changed from the version it was built on (WP248 rev.01 III.A)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assessments.engine.content import Content, Path, Row, Value, is_answered
from assessments.engine.reuse import Standing, Status
from assessments.engine.schema import Field, FieldType
from exports.render.blocks import Block, Inline, Paragraph, Run, Table

from .answers import Lines, answer_lines, row_title
from .front import upstream_line
from .setting import Setting
from .tables import Entry, fitted_table


def upstream_changes(setting: Setting) -> Iterator[Block]:
    """The chapter; nothing at all for an assessment that builds on no other."""
    standing, base = setting.source.standing, setting.source.base
    if setting.source.based_on is None:
        return
    yield setting.chapter(setting.word("upstream_changes"), new_page=True)
    yield Paragraph((Run(setting.word("upstream_intro", line=upstream_line(setting))),))
    if standing is None or base is None:  # the reader may not see the other side: not even how much is alike
        yield Paragraph((Run(setting.word("upstream_hidden"), tone="muted"),))
        return
    shares = setting.word(
        "upstream_shares", identical=standing.identical_percent, confirmed=standing.confirmed_percent
    )
    yield Paragraph((Run(shares),))
    yield _counts(setting, standing)
    yield from _changes(setting, standing, base)
    yield from _decided(setting, standing)


def _counts(setting: Setting, standing: Standing) -> Table:
    rows = [(setting.word(f"status_{status.value}"), str(count)) for status, count in standing.counts.items()]
    header = (setting.word("status"), setting.word("number_of"))
    return fitted_table(setting.word("upstream_counts"), header, rows)


def _changes(setting: Setting, standing: Standing, base: Content) -> Iterator[Block]:
    changed = [(path, status) for path, status in standing.units.items() if status is not Status.IDENTICAL]
    if not changed:
        yield Paragraph((Run(setting.word("upstream_none"), tone="muted"),))
        return
    rows = (_change(setting, path, status, base) for path, status in changed)
    names = map(setting.word, ("place", "status", "theirs", "ours"))
    yield _even(fitted_table(setting.word("changes_caption"), names, rows))


def _even(table: Table) -> Table:
    """Both texts get the same room, so that they can be read side by side."""
    *others, theirs, ours = table.columns
    width = (theirs.width + ours.width) // 2
    return replace(table, columns=(*others, replace(theirs, width=width), replace(ours, width=width)))


def _change(setting: Setting, path: Path, status: Status, base: Content) -> tuple[Entry, ...]:
    content = setting.source.content
    sides: list[Lines] = [_side(setting, path, base, content), _side(setting, path, content, base)]
    if status is Status.ADDED and (name := setting.row_names.get(path.partition("/")[2])):
        sides[-1] = ((Run(setting.word("see_row", name=name)),),)
    return (unit_label(setting, path, base), setting.word(f"status_{status.value}"), *sides)


def unit_label(setting: Setting, path: Path, base: Content | None) -> str:
    """An answer by its question, a row by its short name and title."""
    key, _, row_id = path.partition("/")
    field = setting.source.schema.field(key)
    if not row_id:
        return setting.text(field.label)
    row = setting.source.content.row(key, row_id) or (base.row(key, row_id) if base else None)
    title = row_title(setting, field, row) if row else ""
    name = setting.row_names.get(row_id, "")
    return f"{name} {title}".strip() or setting.text(field.label)


def _side(setting: Setting, path: Path, content: Content, other: Content) -> Lines:
    """One side of a change: the answer, or the cells of a row that differ from the other side."""
    key, _, row_id = path.partition("/")
    field = setting.source.schema.field(key)
    if not row_id:
        return answer_lines(setting, field, content.fields.get(key))
    row = content.row(key, row_id)
    if row is None:
        return ((Run("–", tone="muted"),),)
    counterpart = other.row(key, row_id)
    lines = [
        line for column in _columns(field, counterpart) for line in _cell(setting, column, row, counterpart)
    ]
    return tuple(lines) or ((Run("–", tone="muted"),),)


def _columns(table: Field, counterpart: Row | None) -> tuple[Field, ...]:
    """The columns to compare; of a row the other side does not have, only what says what it was."""
    if counterpart is not None:
        return table.columns
    telling = (table.title_column, "description")
    return tuple(column for column in table.columns if column.key in telling)


def _cell(setting: Setting, column: Field, row: Row, counterpart: Row | None) -> Iterator[Inline]:
    """A travelling cell with its label, when the other side does not say the same."""
    value = row.fields.get(column.key)
    if not column.travels or _other_value(counterpart, column) == value:
        return
    if counterpart is None and not is_answered(value):
        return
    lines = answer_lines(setting, column, value)
    if column.type is FieldType.MULTI:
        lines = (tuple(run for line in lines for run in (*line, Run("; ")))[:-1],)
    yield (Run(f"{setting.text(column.label)}: ", bold=True), *lines[0])
    yield from lines[1:]


def _other_value(counterpart: Row | None, column: Field) -> Value:
    return counterpart.fields.get(column.key) if counterpart else None


def _decided(setting: Setting, standing: Standing) -> Iterator[Block]:
    confirmations = setting.source.content.confirmations
    told = [(path, confirmations[path]) for path in standing.decided if path in confirmations]
    told = [(path, each) for path, each in told if each.reason or each.state.value == "not_relevant"]
    if not told:
        return
    names = ("place", "status", "reason", "who")
    rows = (
        (
            unit_label(setting, path, setting.source.base),
            setting.word(f"decided_{each.state.value}"),
            each.reason or "–",
            _who(setting, each.by, each.at),
        )
        for path, each in told
    )
    yield fitted_table(setting.word("decided_caption"), map(setting.word, names), rows)


def _who(setting: Setting, by: str, at: str) -> str:
    name = setting.source.names.get(by, "")
    return ", ".join(part for part in (name, setting.date(at) if at else "") if part) or "–"
