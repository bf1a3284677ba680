"""Pairs of realistic edits of one assessment, with what their merge must say, known beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from assessments.engine.content import Content, Row, Value
from assessments.engine.schema import Schema

SENTENCES = (
    "Rettigheter følger gruppen og ikke oppgaven.",
    "Leverandøren har tilgang ved feilsøking.",
    "Opplysningene slettes når eleven slutter.",
    "Tilgangen gjennomgås hvert halvår.",
    "Sikkerhetskopien ligger hos en annen leverandør.",
    "Loggene leses bare ved mistanke.",
)
SCORES = ("likelihood_before", "impact_before")


@dataclass(frozen=True)
class Pair:
    """Two edits of `base`; `expected` has every place somebody changed, `disputed` those both did."""

    base: Content
    ours: Content
    theirs: Content
    expected: dict[str, Value]
    disputed: frozenset[str]


def large(schema: Schema, scenarios: int, seed: int = 1) -> Content:
    """A content with that many scenarios, each with a text of three paragraphs and its scores."""
    random = Random(seed)
    table = schema.field("scenarios")
    asked = {c.key for c in table.columns if c.travels}
    return Content(
        {"in_scope": _prose(random), "assumptions": _prose(random), "technical_description": _prose(random)},
        {"scenarios": tuple(_scenario(random, n, asked) for n in range(scenarios))},
    )


def edited(content: Content, schema: Schema, share: float, seed: int) -> Content:
    """The content with a share of its scenarios rewritten."""
    random = Random(seed)
    rows = tuple(
        _rewritten(row, seed) if random.random() < share else row for row in content.rows["scenarios"]
    )
    return content.with_rows("scenarios", rows)


def _rewritten(row: Row, seed: int) -> Row:
    said = f"{row.fields['description']}\n\nEndret {seed}."
    return Row(row.id, {**row.fields, "description": said}, row.origin)


def pairs(schema: Schema, count: int, scenarios: int = 12) -> list[Pair]:
    """That many pairs: a few places each, sometimes the same; scores of a scenario count as one place."""
    return [_pair(large(schema, scenarios, seed), Random(seed)) for seed in range(count)]


def _prose(random: Random) -> str:
    return "\n\n".join(" ".join(random.sample(SENTENCES, 2)) for _ in range(3))


def _scenario(random: Random, number: int, asked: set[str]) -> Row:
    fields: dict[str, Value] = {
        "title": f"Hendelse {number}",
        "description": _prose(random),
        "rationale": _prose(random),
        "likelihood_before": random.randint(1, 5),
        "impact_before": random.randint(1, 5),
    }
    return Row(f"s{number}", {key: value for key, value in fields.items() if key in asked}, "A")


def _pair(base: Content, random: Random) -> Pair:
    places = ["in_scope", "assumptions"]
    for row in base.rows["scenarios"]:
        places += [f"scenarios/{row.id}/{each}" for each in ("title", "description", "rationale", "scores")]
    chosen = random.sample(places, 6)
    mine, others = chosen[:4], chosen[3:] if random.random() < 0.5 else chosen[4:]
    ours, theirs, expected, disputed = base, base, {}, set()
    for place in chosen:
        one = _change(base, place, random, 0) if place in mine else None
        other = _change(base, place, random, 1) if place in others else None
        ours, theirs = _with(ours, one), _with(theirs, other)
        if one and other and not _fits(base, place, one, other, expected):
            disputed.add(place)
        elif not (one and other):
            expected |= one or other or {}
    return Pair(base, _moved(ours, random), theirs, expected, frozenset(disputed))


def _change(base: Content, place: str, random: Random, side: int) -> dict[str, Value]:
    """What one side makes of a place: one score of two, or one paragraph of three."""
    if place.endswith("/scores"):
        path = place.removesuffix("scores") + SCORES[side]
        return {path: int(str(base.value(path))) % 5 + 1}
    text = str(base.value(place))
    if place.endswith("/title"):
        return {place: f"{text}, {('endret', 'omskrevet')[side]}"}
    parts = text.split("\n\n")
    at = random.randrange(len(parts))
    parts[at] = f"{('Hos oss', 'Nå')[side]}: {parts[at]}"
    return {place: "\n\n".join(parts)}


def _fits(
    base: Content, place: str, one: dict[str, Value], other: dict[str, Value], expected: dict[str, Value]
) -> bool:
    """Whether both changed different paragraphs of a text: then both stand."""
    if place.endswith(("/scores", "/title")):
        return False
    old, a, b = (str(each).split("\n\n") for each in (base.value(place), one[place], other[place]))
    if any(x != o and y != o for o, x, y in zip(old, a, b, strict=True)):
        return False
    joined = [x if x != o else y for o, x, y in zip(old, a, b, strict=True)]
    expected[place] = "\n\n".join(joined)
    return True


def _with(content: Content, change: dict[str, Value] | None) -> Content:
    for path, value in (change or {}).items():
        key, *rest = path.split("/", 2)
        if not rest:
            content = content.with_field(key, value)
        elif row := content.row(key, rest[0]):
            content = content.with_row(key, Row(row.id, {**row.fields, rest[1]: value}, row.origin))
    return content


def _moved(content: Content, random: Random) -> Content:
    """In every third pair one side moves a scenario too: what it says goes along."""
    if random.random() > 0.33:
        return content
    ids = [row.id for row in content.rows["scenarios"]]
    return content.with_moved_row("scenarios", random.choice(ids[2:]), after=ids[0])
