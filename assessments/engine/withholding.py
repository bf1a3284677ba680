"""Marks and the day: which of them withhold anything, what they cover, and what a reader is told of them.

A mark withholds up to and including its `until`; from the day after it says nothing any more. So what a
version shows is settled for every day, before and after: by its own marks and what its owner has withheld
of it at once (see `on_day`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from .content import Content, Mark, Path, Withheld
from .form import Field
from .schema import Schema

Marks = Mapping[Path, Mark]


def withholds(mark: Mark, day: str) -> bool:
    """Whether the mark withholds anything on `day` (ISO date)."""
    return mark.until is None or day <= mark.until


def on_day(day: str, *several: Marks) -> dict[Path, Mark]:
    """Every mark that withholds on `day`; of two at one place the first one given tells the ground."""
    found: dict[Path, Mark] = {}
    for marks in several:
        found |= {p: mark for p, mark in marks.items() if withholds(mark, day) and p not in found}
    return found


def ends(content: Content) -> list[str]:
    """The days (ISO, in order, each once) on which a mark in the content ends."""
    return sorted({mark.until for mark in content.marks.values() if mark.until})


def outermost(marks: Marks) -> dict[Path, Mark]:
    """Without the marks inside something that is withheld as a whole: they would tell how much there is."""
    return {path: mark for path, mark in marks.items() if not any(each in marks for each in _around(path))}


def covers(marks: Marks, path: Path) -> Mark | None:
    """The mark that withholds `path`: its own, or that of the row or table it lies in; None without one."""
    return next((marks[each] for each in (path, *_around(path)) if each in marks), None)


def withheld_in(shown: Content) -> dict[Path, str]:
    """Each thing that is withheld in a redacted content once, by its path, with its ground.

    A row or table that is withheld as a whole is one thing: of what is in it nothing is told.
    """
    answers = {key: value for key, value in shown.fields.items() if isinstance(value, Withheld)}
    cells = {
        f"{table}/{row.id}/{key}": value
        for table, rows in shown.rows.items()
        for row in rows
        for key, value in row.fields.items()
        if isinstance(value, Withheld)
    }
    told = {path: value.ground for path, value in {**answers, **cells}.items()}
    return told | {path: mark.ground for path, mark in shown.marks.items()}


def counted(shown: Content) -> dict[str, int]:
    """How many things are withheld in a redacted content, by ground in the order of their names."""
    return dict(sorted(Counter(withheld_in(shown).values()).items()))


def known_as(path: Path, old: Schema, new: Schema) -> tuple[Path, ...]:
    """Where `new` keeps what `old` asks at `path`, whichever is the newer form; none when it asks no more."""
    key, *rest = path.split("/", 2)
    if key not in old.fields:
        return ()
    tables = _names(key, old.fields, new.fields)
    if not rest:
        return tables
    if len(rest) == 1:
        return tuple(f"{table}/{rest[0]}" for table in tables)
    columns = old.fields[key].columns_by_key
    return tuple(
        f"{table}/{rest[0]}/{name}"
        for table in tables
        for name in _names(rest[1], columns, new.fields[table].columns_by_key)
    )


def moved_marks(marks: Marks, old: Schema, new: Schema) -> dict[Path, Mark]:
    """The marks at the places where `new` keeps what they withhold."""
    if old.id == new.id:
        return dict(marks)
    return {place: mark for path, mark in marks.items() for place in known_as(path, old, new)}


def _names(key: str, old: Mapping[str, Field], new: Mapping[str, Field]) -> tuple[str, ...]:
    """The keys in `new` of what is `key` in `old`, by the former keys that either side names."""
    if key not in old:
        return ()
    same = {key, *old[key].formerly}
    return tuple(each for each, asked in new.items() if each in same or key in asked.formerly)


def _around(path: Path) -> Iterator[Path]:
    """The row and the table a path lies in, innermost first."""
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path
