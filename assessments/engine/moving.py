"""A content moved to another version of its form: renamed, split and joined questions keep their answers.

What the new form no longer asks, or cannot take as it is, becomes an orphan: shown, never deleted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from .content import Content, Orphan, Path, Row, Value, is_answered
from .form import LANGUAGES, Field, FieldType, Text
from .schema import Schema
from .values import fault_in
from .withholding import moved_marks


def moved(content: Content, old: Schema, new: Schema) -> Content:
    """The content as an answer to `new`; a question there names its old keys in `formerly`.

    A split question gives its text to each of its parts, joined texts follow one another; both are for
    somebody to tidy. What is withheld stays so under its new name. Decisions about what was inherited are
    kept where the question has kept its key.
    """
    if old.id == new.id:
        return content
    answers = _Move(content, content.fields, old.fields, old, new)
    fields = answers.taken({key: each for key, each in new.fields.items() if not each.columns})
    rows: dict[str, tuple[Row, ...]] = {}
    orphans = {**content.orphans, **dict(answers.left("")), **_dropped_tables(content, old, new)}
    for table in (each for each in new.fields.values() if each.columns):
        for former in (table.key, *table.formerly):
            for row in content.rows.get(former, ()):
                kept, left = _moved_row(content, row, former, table, old, new)
                rows[table.key] = (*rows.get(table.key, ()), kept)
                orphans |= left
    return replace(
        content,
        fields=fields,
        rows=rows,
        marks=moved_marks(content.marks, old, new),
        confirmations={p: each for p, each in content.confirmations.items() if new.asks(p)},
        orphans=orphans,
    )


class _Move:
    """The answers of one section or row on their way to new questions."""

    def __init__(
        self,
        content: Content,
        said: Mapping[str, Value],
        asked: Mapping[str, Field],
        old: Schema,
        new: Schema,
    ) -> None:
        self._content, self._said, self._asked = content, said, asked
        self._old, self._new = old, new
        self._used: set[str] = set()

    def taken(self, questions: Mapping[str, Field]) -> dict[str, Value]:
        """The new answers by key; what fits is marked as used."""
        return {key: value for key, each in questions.items() if (value := self._answer(each)) is not None}

    def left(self, prefix: str, title: str = "", table: Field | None = None) -> Iterator[tuple[Path, Orphan]]:
        """What no new question took."""
        for key, value in self._said.items():
            if key not in self._used and is_answered(value) and key in self._asked:
                label = _label(self._asked[key].label, title, table)
                yield prefix + key, Orphan(value, label, self._old.id)

    def _answer(self, question: Field) -> Value:
        fits = [
            key
            for key in (question.key, *question.formerly)
            if is_answered(self._said.get(key)) and self._fits(self._said[key], question)
        ]
        texts = [self._said[key] for key in fits]
        if len(fits) > 1 and question.type is FieldType.RICH and all(isinstance(each, str) for each in texts):
            self._used |= set(fits)
            return "\n\n".join(str(each).strip() for each in texts)
        self._used |= set(fits[:1])
        return texts[0] if texts else None

    def _fits(self, value: Value, question: Field) -> bool:
        if not question.is_stored:
            return False
        if question.names_rows or question.type is FieldType.SCORE:
            return True  # judged with the rest of the content, not alone
        return fault_in(value, question, self._new, self._content) is None


def _moved_row(
    content: Content, row: Row, former: str, table: Field, old: Schema, new: Schema
) -> tuple[Row, dict[Path, Orphan]]:
    was = old.fields[former]
    cells = _Move(content, row.fields, was.columns_by_key, old, new)
    kept = Row(row.id, cells.taken(table.columns_by_key), row.origin)
    return kept, dict(cells.left(f"{former}/{row.id}/", _title(row, was), was))


def _dropped_tables(content: Content, old: Schema, new: Schema) -> dict[Path, Orphan]:
    """The rows of tables that the new form does not have, cell by cell."""
    kept = {former for key, table in new.fields.items() if table.columns for former in (key, *table.formerly)}
    left: dict[Path, Orphan] = {}
    for key in content.rows.keys() - kept:
        was = old.fields[key]
        for row in content.rows[key]:
            cells = _Move(content, row.fields, was.columns_by_key, old, new)
            left |= dict(cells.left(f"{key}/{row.id}/", _title(row, was), was))
    return left


def _title(row: Row, table: Field) -> str:
    return str(row.fields.get(table.title_column) or row.id)


def _label(label: Text, title: str, table: Field | None) -> Text:
    """The question in every language; of a cell, with its table and row before it."""
    if table is None:
        return label
    return {each: f"{table.label[each]} – {title} – {label[each]}" for each in LANGUAGES}
