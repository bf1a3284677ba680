"""Difference -> Document: what leads from one text to another, as a report to file beside the decision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from assessments.engine.compared import Cell, Comparison, Summary, Unit
from assessments.engine.content import Value, plain
from assessments.engine.schema import Schema

from .blocks import (
    BandStyle,
    Block,
    Card,
    Contents,
    Document,
    Fact,
    Facts,
    Heading,
    Inline,
    Notice,
    Paragraph,
    Run,
    TitlePage,
)
from .chapters.answers import Lines, answer_lines, row_title
from .chapters.differing import differing_lines, happened
from .chapters.setting import Setting
from .source import Source
from .text import shortened

BUNDLE_FORMAT = "urn:vurdert:comparison:1"


@dataclass(frozen=True, slots=True)
class Difference:
    """Two texts, each cut to what the reader may see, and what differs; `told` is the summary in words.

    `weight` says in words what the heaviest change weighs, `serious` what the gravest would, `why` what the
    fork itself says about it; `older` is the form that still knows what the newer one no longer asks for.
    """

    old: Source
    new: Source
    older: Schema
    comparison: Comparison
    told: str
    weight: str = ""
    serious: str = ""
    why: Mapping[str, Value] = field(default_factory=dict)
    travels: bool = False


def build_comparison(difference: Difference) -> Document:
    """The document of a comparison in one language; equal differences give equal documents."""
    new = difference.new
    now = Setting(new)
    return Document(
        kind=new.kind,
        language=new.language,
        title=f"{now.word('comparison')}: {new.title}",
        subject=difference.told,
        author=new.owner.name,
        running_title=f"{now.word('comparison')} · {shortened(new.title, 60)}",
        draft_label=_draft_label(difference, now),
        footer=now.word("compared_footer", old=_at_foot(difference.old, now), new=_at_foot(new, now)),
        digest=new.digest,
        number=new.number,
        moment=new.moment,
        blocks=tuple(_Report(difference, now).blocks()),
        bands=tuple(
            BandStyle(band.id, now.text(band.label), band.symbol, band.background, band.text)
            for band in new.schema.bands.values()
        ),
        words=now.words,
        bundle=_bundle(difference),
    )


class _Report:
    """One report being set: `now` numbers the headings, `then` reads the older side."""

    def __init__(self, difference: Difference, now: Setting) -> None:
        self.difference, self.now, self.then = difference, now, Setting(difference.old)

    def blocks(self) -> Iterator[Block]:
        yield self._title_page()
        yield Contents(self.now.word("contents"))
        yield from self._summary()
        for section in self.difference.comparison.sections:
            yield self.now.chapter(self.now.text(section.section.label))
            table = None
            for place, unit in enumerate(section.units, 1):
                if unit.row is None or unit.question is not table:
                    yield self.now.question(self.now.text(unit.question.label))
                    table = unit.question
                yield from self._unit(unit, place)

    def _title_page(self) -> TitlePage:
        new, word = self.difference.new, self.now.word
        return TitlePage(
            letterhead=(new.owner.name, *new.owner.address),
            kicker=word("comparison"),
            title=new.title,
            facts=(
                Fact(word("compared_from"), self._side(self.difference.old)),
                Fact(word("compared_to"), self._side(new)),
                Fact(word("form"), ((Run(f"{new.schema.urn} {new.schema.version}"),),)),
            ),
            notices=tuple(self._notices()),
        )

    def _side(self, side: Source) -> Lines:
        word, named = self.now.word, {"title": side.title, "agency": side.owner.name}
        digest = Run(side.digest, code=True)
        if side.is_draft:
            line = word("compared_draft", **named, when=self.now.time(side.moment))
            return (_line(line), _line(word("draft_title")), (digest,))
        line = word("based_on_line", **named, number=side.number, when=self.now.date(side.moment))
        return (_line(line), _line(f"{word('status')}: {word(f'state_{side.state}')}"), (digest,))

    def _notices(self) -> Iterator[Notice]:
        count, word = self.difference.comparison.summary.withheld, self.now.word
        drafts = [side for side in (self.difference.old, self.difference.new) if side.is_draft]
        if drafts:
            yield Notice("draft", word("draft_title"), tuple(map(self._as_it_stood, drafts)))
        is_cut = {self.difference.old.reading, self.difference.new.reading} != {"full"}
        if count:
            title = word("comparison_withheld", count=count)
            yield Notice("withheld", title, (_line(word("not_compared")),))
        elif is_cut:
            yield Notice("withheld", word("comparison_cut"))

    def _as_it_stood(self, side: Source) -> Inline:
        when = self.now.time(side.moment)
        return _line(self.now.word("compared_draft_text", when=when, digest=side.digest[:8]))

    def _summary(self) -> Iterator[Block]:
        difference, word = self.difference, self.now.word
        yield self.now.chapter(word("summary"), new_page=True)
        yield Paragraph(_line(difference.told), "lead")
        facts = [Fact(word("heaviest"), (_line(difference.weight),))] if difference.weight else []
        if difference.comparison.unasked:
            names = ", ".join(self._unasked(path) for path in difference.comparison.unasked)
            facts.append(Fact(word("unasked"), (_line(names),)))
        for key, value in difference.why.items():
            question = difference.new.schema.fields.get(key)
            if question is not None:
                facts.append(Fact(self.now.text(question.label), answer_lines(self.now, question, value)))
        if facts:
            yield Facts(tuple(facts), word("summary"))
        if difference.travels:
            yield Paragraph((Run(word("comparison_travels"), tone="muted"),))

    def _unasked(self, path: str) -> str:
        key, _slash, column = path.partition("/")
        question = self.difference.older.fields.get(key)
        asked = question.columns_by_key.get(column) if question and column else question
        return self.now.text(asked.label) if asked else path

    def _unit(self, unit: Unit, place: int) -> Iterator[Block]:
        if unit.row is not None:
            heading = Heading(3, self._row_title(unit), f"{unit.question.key}-{place}")
            facts = tuple(self._fact(cell) for cell in unit.cells)
            yield Card(heading, tuple(happened(self.now, unit, self.difference.serious)), facts)
            return
        yield Paragraph(tuple(happened(self.now, unit, self.difference.serious)), "chips")
        for cell in unit.cells:
            yield from (Paragraph(line) for line in differing_lines(cell, self.then, self.now))

    def _row_title(self, unit: Unit) -> str:
        setting = self.now if unit.new is not None else self.then
        row = unit.row
        title = row_title(setting, unit.question, row) if row is not None else ""
        return title or setting.text(unit.question.label)

    def _fact(self, cell: Cell) -> Fact:
        return Fact(self.now.text(cell.question.label), differing_lines(cell, self.then, self.now))


def _draft_label(difference: Difference, now: Setting) -> str:
    """What stands in red on every page while either side is not, and was not, in force."""
    states = {difference.old.state, difference.new.state} - {"approved", "superseded"}
    if not states:
        return ""
    return now.word("running_withdrawn" if states == {"withdrawn"} else "running_draft")


def _at_foot(side: Source, now: Setting) -> str:
    """Which text a side is, so short that both stand at the foot of every page."""
    if side.is_draft:
        return now.word("compared_footer_draft", when=now.time(side.moment), digest=side.digest[:8])
    return now.word("compared_footer_version", number=side.number, digest=side.digest[:8])


def _line(text: str) -> Inline:
    return (Run(text),)


def _bundle(difference: Difference) -> dict[str, object]:
    """What was compared, by digest, and what it came to: the file's own proof of what it is about."""
    return {
        "format": BUNDLE_FORMAT,
        "old": _named(difference.old),
        "new": _named(difference.new),
        "summary": _counts(difference.comparison.summary),
        "changes": [
            {"path": unit.path, "what": unit.what.value, "weight": unit.weight.value}
            for unit in difference.comparison.units
        ],
        "why": plain(difference.why),
    }


def _named(side: Source) -> dict[str, object]:
    return {
        "title": side.title,
        "owner": side.owner.name,
        "number": None if side.is_draft else side.number,
        "state": side.state,
        "moment": side.moment,
        "digest": side.digest,
        "reading": side.reading,
    }


def _counts(summary: Summary) -> dict[str, object]:
    counts = {name: getattr(summary, name) for name in Summary.COUNTS}
    return {**counts, "answers": {key: weight.value for key, weight in summary.answers.items()}}
