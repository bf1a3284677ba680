"""The page that shows who gets which answer, from the table the software is held to (docs/access/)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from access_table import (
    CIRCLES,
    ENTER,
    MAY,
    MAY_NOT,
    NO,
    YES,
    Row,
    cells,
    chosen,
    everyone,
    people,
    rows,
    rules,
    said_inside,
    said_outside,
)

SHOWN = {YES: "yes", NO: "no", ENTER: "sign in"}


def page() -> Iterator[str]:
    """The page, part by part."""
    every, asked = (sum(len(some(row)) for row in rows()) for some in (cells, chosen))
    yield "# Who gets which answer"
    yield "<!-- Made by setup/docs.py from docs/access/; change that, then run `make generated`. -->"
    yield (
        f"Every page and every operation of the API, asked by {len(everyone())} kinds of people and "
        f"programs about the same case in each of {len(CIRCLES)} circles: {len(rows())} operations, "
        f"{every:,} cells. The table is written by hand from the rules, never from what the software "
        "answers, and the tests ask it cell by cell (`tests/matrix`): the status, that what is refused has "
        "written nothing, that what one may not know of answers as what is not there, and that no answer "
        f"holds a word of what its reader may not read. Each run asks {asked:,} of the cells: in every row "
        f"some of those who are alike to its rules ({MAY} who may, {MAY_NOT} who may not), in each circle "
        "every answer there is outside the owner, and by every rule everyone it speaks of. `make matrix` "
        "asks all of them. A route without a row fails the tests."
    )
    yield (
        "An operation is answered by two rules, one for those outside the owner and one for its own "
        "people. *Yes* gives the status of the operation. *No* is 403, on pages with a form 422. *Sign "
        "in* is 401, and on pages leads to the sign-in page. A token opens no page: whoever sends one "
        "there is answered as if nobody were signed in."
    )
    yield from _who()
    yield from _outside()
    yield from _inside()
    yield "## Operations"
    for heading, group in groupby(rows(), lambda row: row.heading):
        yield f"### {heading}"
        yield _table(["Operation", "Outside", "Inside", "Yes", "No"], map(_row, group))


def _who() -> Iterator[str]:
    yield "## Who asks"
    inside = [(name, said) for name, said in people()["inside"].items()]
    outside = [(name, said) for group in people()["outside"].values() for name, said in group.items()]
    yield "The owner's people, and what speaks for them:"
    yield _table(["Name", "Who"], inside)
    yield "Everyone else:"
    yield _table(["Name", "Who"], outside)
    yield (
        "The circles: " + ", ".join(f"*{name}* ({said})" for name, said in people()["circles"].items()) + "."
    )


def _outside() -> Iterator[str]:
    yield "## Rules for those outside the owner"
    for rule, lines in rules()["outside"].items():
        yield f"**{rule}** – {lines['says']}."
        told = {who: said_outside(rule, who) for group in people()["outside"].values() for who in group}
        alike: dict[tuple[str, ...], list[str]] = {}
        for who, words in told.items():
            alike.setdefault(words, []).append(who)
        shown = [(", ".join(who), *(SHOWN.get(word, word) for word in words)) for words, who in alike.items()]
        yield _table(["Who", *CIRCLES], shown)


def _inside() -> Iterator[str]:
    yield "## Rules for the owner's people"
    names = list(people()["inside"])
    shown = []
    for rule, lines in rules()["inside"].items():
        words = (said_inside(rule, name) for name in names)
        shown.append((f"**{rule}**", lines["says"], *(SHOWN.get(word, word) for word in words)))
    yield _table(["Rule", "Says", *names], shown)


def _row(row: Row) -> tuple[str, ...]:
    done = " ".join(map(str, row.done)) if len(set(row.done)) > 1 else str(row.done[0])
    note = f" ({row.note})" if row.note else ""
    return f"`{row.method} {row.path}`{note}", row.outside, row.inside, done, str(row.refused)


def _table(head: list[str], lines: Iterable[tuple[str, ...]]) -> str:
    every = [head, ["---"] * len(head), *lines]
    return "\n".join("| " + " | ".join(cell.replace("|", "/") for cell in line) + " |" for line in every)
