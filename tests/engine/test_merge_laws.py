"""The laws of merging: what any two sides did, nothing is lost, invented or mixed (DATA: merge laws)."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from assessments.engine.content import Content, Path, Row, is_answered, unit_of
from assessments.engine.diff import Aspect, Change, Op, apply, diff
from assessments.engine.merge import Kind, Piece, What, pieces
from assessments.engine.reuse import derive
from assessments.engine.settle import Choice, Verdict, merge, settle

from .conftest import closely
from .forms import FORM
from .strategies import CANARY, contents, telltale_when_local
from .triples import TRIPLES, Triple, triple


def said(content: Content) -> Content:
    """What travels, without marks and decisions: those are never merged."""
    travels = derive(content, FORM)
    return Content(travels.fields, travels.rows)


SIDES = contents(FORM).map(said)


def sets_aside_order(content: Content) -> object:
    """Rows by id and lists as sets: two sides that both add agree on what, not on which comes first."""
    rows = {
        key: {row.id: {k: _loose(v) for k, v in row.fields.items() if is_answered(v)} for row in rows}
        for key, rows in content.rows.items()
    }
    return {k: _loose(v) for k, v in content.fields.items() if is_answered(v)}, rows


def _loose(value: object) -> object:
    return frozenset(map(str, value)) if isinstance(value, tuple) else value


@closely
@given(TRIPLES)
def test_what_only_one_side_changed_stands(three: Triple) -> None:
    base, x, _y = three
    assert merge(base, x, base, FORM).content == x
    assert sets_aside_origin(merge(base, base, x, FORM).content) == sets_aside_origin(x)
    assert merge(base, x, x, FORM).content == x
    assert not merge(base, x, base, FORM).pieces
    assert not merge(base, x, x, FORM).pieces
    assert not merge(base, base, x, FORM).conflicts


def sets_aside_origin(content: Content) -> object:
    """Where a row came from is settled when it first comes, and is not merged; empty answers are absent."""
    rows = {k: [(r.id, _answered(r.fields)) for r in rows] for k, rows in content.rows.items()}
    return _answered(content.fields), rows


def _answered(fields: object) -> object:
    return {k: v for k, v in fields.items() if is_answered(v)}


@closely
@given(TRIPLES)
def test_who_is_ours_decides_nothing_but_the_conflicts(three: Triple) -> None:
    base, x, y = three
    one, other = merge(base, x, y, FORM), merge(base, y, x, FORM)
    assert {each.path for each in one.conflicts} == {each.path for each in other.conflicts}
    if not one.conflicts:
        assert sets_aside_order(one.content) == sets_aside_order(other.content)


@closely
@given(TRIPLES)
def test_merging_the_same_again_offers_nothing_new(three: Triple) -> None:
    base, x, y = three
    merged = merge(base, x, y, FORM)
    assert not pieces(y, merged.content, y, FORM)


@closely
@given(TRIPLES)
@example(triple(2530))  # one side adds a paragraph, the other takes another one out
def test_no_change_is_lost_without_a_conflict(three: Triple) -> None:
    base, x, y = three
    merged = merge(base, x, y, FORM)
    disputed = {each.unit for each in merged.conflicts}
    for side in (x, y):
        for path, value in _cells(side).items():
            if _cells(base).get(path) == value or "/".join(path.split("/")[:2]) in disputed:
                continue
            kept = _cells(merged.content).get(path)
            other = _cells(y if side is x else x).get(path)
            was = _cells(base).get(path)
            assert kept == value or _is_joined(kept, value, other, was), path


def _cells(content: Content) -> dict[Path, object]:
    rows = {
        f"{key}/{row.id}/{cell}": value
        for key, rows in content.rows.items()
        for row in rows
        for cell, value in row.fields.items()
    }
    return {k: v for k, v in {**content.fields, **rows}.items() if is_answered(v)}


def _is_joined(kept: object, value: object, other: object, was: object) -> bool:
    """A list with what the other side added or took away, or a text of both.

    What one side wrote is in the text of both; what it left may be gone, where the other took it out.
    """
    if isinstance(value, tuple):
        return kept is None or set(kept) <= {*value, *(other or ())}
    if not (isinstance(kept, str) and isinstance(value, str)):
        return False
    taken_out = {*str(was or "").split("\n\n")} - {*str(other or "").split("\n\n")}
    return all(part in kept or part in taken_out for part in value.split("\n\n"))


@closely
@given(TRIPLES)
def test_no_text_is_invented(three: Triple) -> None:
    base, x, y = three
    merged = merge(base, x, y, FORM).content
    known = [_cells(base), _cells(x), _cells(y)]
    for path, value in _cells(merged).items():
        said_before = [each.get(path) for each in known]
        whole = value in said_before
        parts = isinstance(value, (str, tuple)) and all(
            any(part in (each or ()) for each in said_before) for part in _parts(value)
        )
        assert whole or parts, path


def _parts(value: str | tuple) -> list:
    return value.split("\n\n") if isinstance(value, str) else list(value)


@closely
@given(TRIPLES)
def test_coupled_scores_are_never_a_mixture(three: Triple) -> None:
    base, x, y = three
    merged = merge(base, x, y, FORM).content
    for row in merged.rows.get("scenarios", ()):
        pair = _scores(row)
        assert pair in [_scores(side.row("scenarios", row.id)) for side in (base, x, y)]


def _scores(row: Row | None) -> tuple[object, ...]:
    return tuple((row.fields if row else {}).get(f"{axis}_before") for axis in ("likelihood", "impact"))


@given(contents(FORM, telltale_when_local), SIDES, contents(FORM, telltale_when_local))
def test_local_answers_are_neither_touched_nor_carried_over(
    base: Content, theirs: Content, ours: Content
) -> None:
    taken = merge(said(base), ours, theirs, FORM).content
    for path, value in _cells(ours).items():
        if value == CANARY and (("/" not in path) or taken.row(*path.split("/")[:2])):
            assert taken.value(path) == CANARY
    other_way = merge(said(base), said(theirs), ours, FORM).content
    assert CANARY not in str(_cells(other_way))


@closely
@given(TRIPLES)
def test_every_row_that_goes_is_listed(three: Triple) -> None:
    base, x, y = three
    merged = merge(base, x, y, FORM)
    listed = {each.path for each in merged.pieces if each.what is What.ROW}
    for key, rows in x.rows.items():
        for row in rows:
            if merged.content.row(key, row.id) is None:
                assert f"{key}/{row.id}" in listed


@closely
@given(TRIPLES)
def test_keeping_ours_everywhere_leaves_ours_as_it_was(three: Triple) -> None:
    base, x, y = three
    chosen = [(each, Choice(Verdict.OURS)) for each in pieces(base, x, y, FORM)]
    assert settle(x, chosen, FORM) == x


@closely
@given(TRIPLES)
def test_resolving_every_conflict_with_ours_changes_only_what_was_taken(three: Triple) -> None:
    base, x, y = three
    found = pieces(base, x, y, FORM)
    chosen = [(p, Choice(Verdict.OURS if p.kind is Kind.CONFLICT else Verdict.TAKE)) for p in found]
    settled = settle(x, chosen, FORM)
    taken = {p.unit for p in found if p.kind is not Kind.CONFLICT}
    gone = {
        p.path.split("/")[1] for p in found if p.what is What.ROW and p.theirs is None and p.unit in taken
    }
    for path, value in _cells(x).items():
        unit = "/".join(path.split("/")[:2])
        if unit not in taken and not (isinstance(value, tuple) and gone & set(map(str, value))):
            assert settled.value(path) == value


@closely
@given(TRIPLES, st.data())
def test_what_is_withheld_is_never_taken_for_removed(three: Triple, data: st.DataObject) -> None:
    base, x, y = three
    withheld = data.draw(st.sampled_from(sorted(_cells(base)) or ["title"]))
    redacted = _without(y, withheld)
    assert withheld not in {p.path for p in pieces(base, x, redacted, FORM, hidden=[withheld])}
    taken = merge(base, x, redacted, FORM, hidden=[withheld]).content
    there = x.value(withheld)
    if "/" not in withheld:
        assert taken.value(withheld) == there


def _without(content: Content, path: Path) -> Content:
    key, *rest = path.split("/", 2)
    if not rest:
        return content.with_field(key, None)
    row = content.row(key, rest[0])
    return content if row is None else content.with_row(key, Row(row.id, {**row.fields, rest[1]: None}))


def _by_path(found: tuple[Piece, ...]) -> dict[Path, Piece]:
    return {each.path: each for each in found}


@closely
@given(TRIPLES, st.randoms(use_true_random=False))
def test_pieces_may_be_taken_in_any_number_of_steps(three: Triple, random: object) -> None:
    """Take some now and the rest later, or all at once: the same stands in the end."""
    base, x, y = three
    offers = [p for p in pieces(base, x, y, FORM) if p.kind is Kind.OFFER and p.what is not What.ORDER]
    some = [p for p in offers if random.random() < 0.5]
    at_once = settle(x, [(p, Choice(Verdict.TAKE)) for p in offers], FORM)
    half = settle(x, [(p, Choice(Verdict.TAKE)) for p in some], FORM)
    rest = [p for p in offers if p not in some]
    in_two = settle(half, [(p, Choice(Verdict.TAKE)) for p in rest], FORM)
    lists = ("measures",)
    loose = [{k: v for k, v in _cells(each).items() if not k.endswith(lists)} for each in (at_once, in_two)]
    assert loose[0] == loose[1]


def _changes(base: Content, side: Content, besides: frozenset[Path] = frozenset()) -> list[Change]:
    """What a side changed or added, outside some units; not rows taken away, which the other may use."""
    return [
        each
        for each in diff(base, side)
        if each.aspect is Aspect.VALUE
        and each.op is not Op.MOVED
        and not (each.op is Op.REMOVED and isinstance(each.old, Row))
        and unit_of(each.path) not in besides
    ]


@closely
@given(TRIPLES)
def test_changes_in_different_places_never_conflict(three: Triple) -> None:
    base, x, y = three
    mine = _changes(base, x)
    others = _changes(base, y, besides=frozenset(unit_of(each.path) for each in mine))
    merged = merge(base, apply(base, mine), apply(base, others), FORM)
    assert not merged.conflicts
    assert sets_aside_order(merged.content) == sets_aside_order(apply(apply(base, mine), others))
