"""The first pages: title page, contents, summary and main conclusions."""

from __future__ import annotations

from collections.abc import Iterator

from assessments.engine.content import is_answered
from assessments.engine.schema import Field
from assessments.engine.withholding import counted
from exports.render.blocks import Block, Contents, Fact, Facts, Inline, Notice, Paragraph, Run, TitlePage

from .answers import answer_flow, answer_lines, code_label, ground_label, to_confirm
from .risk import highest_level, relevant_rows
from .setting import Setting

SUMMARY = "summary_for_publication"
_COMPUTED = ("wp248_rule", "residual_high")


def title_page(setting: Setting) -> Iterator[Block]:
    """Title page and place of the contents."""
    source = setting.source
    owner = source.owner
    number = [setting.word("orgnr", number=_grouped(owner.orgnr))] if owner.orgnr else []
    yield TitlePage(
        letterhead=(owner.name, *owner.address, *number),
        kicker=setting.text(source.schema.label) or setting.word(f"kind_{source.kind}"),
        title=source.title,
        facts=tuple(_version_facts(setting)),
        notices=tuple(_notices(setting)),
    )
    yield Contents(setting.word("contents"))


def summary(setting: Setting) -> Iterator[Block]:
    """The summary that may be published, on a page of its own."""
    yield setting.chapter(setting.word("summary"), new_page=True)
    field = setting.source.schema.fields.get(SUMMARY)
    if field is None:
        return
    value = setting.answer(field)
    if SUMMARY in setting.awaiting:
        yield from (Paragraph(line) for line in to_confirm(setting, answer_lines(setting, field, value)))
        return
    for block in answer_flow(setting, field, value):
        yield Paragraph(block.runs, "lead") if isinstance(block, Paragraph) else block


def conclusions(setting: Setting) -> Iterator[Block]:
    """What can be said in one look: need, levels, counts, decision, next review."""
    yield setting.chapter(setting.word("conclusions"))
    yield Facts(tuple(_conclusion_facts(setting)), setting.word("conclusions"))


def _version_facts(setting: Setting) -> Iterator[Fact]:
    source, word = setting.source, setting.word
    if source.solutions:
        lines = tuple(_line(_solution(setting, each.name, each.version)) for each in source.solutions)
        yield Fact(word("solution"), lines)
    yield Fact(word("version"), (_line(str(source.number)),))
    yield Fact(word("status"), (_line(word(f"state_{source.state}")),))
    yield Fact(word("frozen_at"), (_line(setting.date(source.moment)),))
    if source.approved_by:
        who = word("by_and_when", who=source.approved_by, when=setting.date(source.approved_at))
        yield Fact(word("approved"), (_line(who),))
    if source.based_on:
        yield Fact(word("based_on"), (_line(upstream_line(setting)),))
    if source.licence:
        yield Fact(word("licence"), (_line(_licence(setting)),))
    yield Fact(word("form"), (_line(f"{source.schema.urn} {source.schema.version}"),))
    yield Fact(word("digest"), ((Run(source.digest, code=True),),))


def _solution(setting: Setting, name: str, version: str) -> str:
    return f"{name}, {setting.word('solution_version', version=version)}" if version else name


def _licence(setting: Setting) -> str:
    field = setting.source.schema.fields.get("licence")
    return code_label(setting, field, setting.source.licence) if field else setting.source.licence


def upstream_line(setting: Setting) -> str:
    """What the version builds on, in one line."""
    based_on = setting.source.based_on
    if based_on is None:
        return ""
    is_withdrawn = based_on.status == "withdrawn"
    if not based_on.title:  # the reader may not see it: its fingerprint still proves which one it was
        return setting.word(
            "based_on_withdrawn" if is_withdrawn else "based_on_hidden", digest=based_on.digest[:16]
        )
    line = setting.word(
        "based_on_line",
        title=based_on.title,
        agency=based_on.agency,
        number=based_on.number,
        when=setting.date(based_on.moment),
    )
    if based_on.written_in not in ("", setting.source.written_in):
        line = f"{line}, {setting.word('written_in', language=setting.word('in_' + based_on.written_in))}"
    return f"{line}, {setting.word('since_withdrawn')}" if is_withdrawn else line


def _notices(setting: Setting) -> Iterator[Notice]:
    source, word = setting.source, setting.word
    if source.state in ("superseded", "withdrawn"):
        yield Notice("draft", word(f"state_{source.state}"), (_line(word(f"{source.state}_text")),))
    elif not setting.is_in_force:
        yield Notice("draft", word("draft_title"), (_line(word("draft_text")),))
    if setting.awaiting:
        title = word("awaiting_title", count=len(setting.awaiting))
        yield Notice("open", title, (_line(word("awaiting_text")),))
    if source.reading != "full":
        yield Notice("withheld", word(f"reading_{source.reading}"), tuple(_statement(setting)))


def _statement(setting: Setting) -> Iterator[Inline]:
    """How many things are withheld from this edition, and on which grounds (offentleglova § 31)."""
    told = counted(setting.source.content)
    yield _line(setting.word("reading_text" if told else "reading_nothing", count=sum(told.values())))
    for ground, count in told.items():
        yield _line(setting.word("statement_line", count=count, ground=ground_label(setting, ground)))


def _conclusion_facts(setting: Setting) -> Iterator[Fact]:
    for field in setting.source.schema.fields.values():
        if field.auto in _COMPUTED or _is_concluding(field):
            yield Fact(setting.text(field.label), answer_lines(setting, field, setting.answer(field)))
    yield from _scenario_facts(setting)
    yield from _measure_facts(setting)
    review = setting.source.schema.fields.get("review_date")
    if review is not None:
        yield Fact(setting.word("next_review"), answer_lines(setting, review, setting.answer(review)))


def _is_concluding(field: Field) -> bool:
    return field.key in ("residual_level", "decision")


def _scenario_facts(setting: Setting) -> Iterator[Fact]:
    table = setting.table_of("scenario")
    rows = setting.rows(table.key) if table else ()
    if table is None or not rows:
        return
    count = len(relevant_rows(rows))
    line = setting.word("scenario_count_line", count=count, skipped=len(rows) - count)
    yield Fact(setting.word("scenario_count"), (_line(line),))
    for moment in ("before", "after"):
        if chip := highest_level(setting, table, rows, moment):
            yield Fact(setting.word(f"highest_{moment}"), ((chip,),))


def _measure_facts(setting: Setting) -> Iterator[Fact]:
    table = setting.table_of("measure")
    rows = setting.rows(table.key) if table else ()
    if table is None or not rows:
        return
    counts: dict[str, int] = {}
    status = next((column for column in table.columns if column.key == "status"), None)
    for row in rows:
        value = row.fields.get("status") if status else None
        told = status is not None and is_answered(value)
        label = answer_lines(setting, status, value)[0][0].text if status and told else ""
        label = label or setting.word("measure_status_unset")
        counts[label] = counts.get(label, 0) + 1
    line = f"{len(rows)} (" + ", ".join(f"{count} {label.lower()}" for label, count in counts.items()) + ")"
    yield Fact(setting.word("measure_count"), (_line(line),))


def _grouped(orgnr: str) -> str:
    return f"{orgnr[:3]}\u00a0{orgnr[3:6]}\u00a0{orgnr[6:]}" if len(orgnr) == 9 and orgnr.isdigit() else orgnr


def _line(text: str) -> Inline:
    return (Run(text),)
