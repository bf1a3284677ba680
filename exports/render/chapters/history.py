"""The versions of the assessment, and what was advised and decided about this one."""

from __future__ import annotations

from collections.abc import Iterator

from assessments.engine.schema import Field, Stage
from exports.render.blocks import Block, Fact, Facts, Paragraph, Run
from exports.render.source import HistoryRow, Record

from .answers import answer_lines
from .setting import Setting
from .tables import fitted_table

_SHORT_DIGEST = 12
_OURS = ("who", "message")  # told to the owner's people alone; without them, the columns are left out
_LABELS = {
    "approved": "state_approved",
    "changes_requested": "state_changes_requested",
    "withdrawn": "state_withdrawn",
}


def history(setting: Setting) -> Iterator[Block]:
    """Every frozen version, newest last."""
    yield setting.chapter(setting.word("history"))
    if not setting.source.history:
        yield Paragraph((Run(setting.word("no_history"), tone="muted"),))
        return
    lines = [_line(setting, row) for row in setting.source.history]
    told = [name for name in lines[0] if name not in _OURS or any(line[name] for line in lines)]
    cells = ([line[name] for name in told] for line in lines)
    yield fitted_table(setting.word("history_caption"), map(setting.word, told), cells)


def _line(setting: Setting, row: HistoryRow) -> dict[str, str]:
    """What is said of one version, by the word above it."""
    state = setting.word(f"state_{row.state}") if f"state_{row.state}" in setting.words else row.state
    return {
        "version": str(row.number),
        "date": setting.date(row.moment),
        "who": row.who,
        "status": state,
        "message": row.message,
        "fingerprint": row.digest[:_SHORT_DIGEST],
    }


def approval(setting: Setting) -> Iterator[Block]:
    """The advice and the decision as records: who, when, about exactly which version."""
    yield setting.chapter(setting.word("approval"))
    records = setting.source.records
    if any(field.stage is Stage.ADVICE for field in setting.source.schema.fields.values()) and not any(
        record.stage == "advice" for record in records
    ):
        yield Paragraph((Run(setting.word("no_advice"), tone="muted"),))
    latest = {record.stage: place for place, record in enumerate(records)}
    for place, record in enumerate(records):
        yield from _record(setting, record, repeat_answers=place != latest[record.stage])
    if not any(record.stage == "decision" for record in records):
        yield Paragraph((Run(setting.word("no_decision"), tone="muted"),))


def _record(setting: Setting, record: Record, repeat_answers: bool) -> Iterator[Block]:
    """One record; the latest of its kind stands in full in its own section, earlier ones are given here."""
    yield setting.question(setting.word(f"record_{record.stage}"))
    digest = (record.digest or setting.source.digest)[:16]
    who = setting.word("given_by", who=record.who, when=setting.date(record.moment), digest=digest)
    yield Paragraph((Run(who),))
    facts = list(_record_facts(setting, record, repeat_answers))
    if facts:
        yield Facts(tuple(facts), setting.word(f"record_{record.stage}"))


def _record_facts(setting: Setting, record: Record, repeat_answers: bool) -> Iterator[Fact]:
    if record.outcome:
        outcome = setting.word(_LABELS[record.outcome]) if record.outcome in _LABELS else record.outcome
        yield Fact(setting.word("outcome"), ((Run(outcome, bold=True),),))
    if record.reason:
        yield Fact(setting.word("reason"), tuple((Run(line),) for line in record.reason.split("\n")))
    for field in _answered(setting, record) if repeat_answers else ():
        yield Fact(setting.text(field.label), answer_lines(setting, field, record.answers.get(field.key)))


def _answered(setting: Setting, record: Record) -> Iterator[Field]:
    fields = setting.source.schema.fields
    return (field for key, field in fields.items() if key in record.answers)
