"""Source -> Document: the one place that knows what a ROS or a DPIA document holds and in which order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assessments.engine.content import plain, to_plain
from assessments.engine.withholding import counted

from .blocks import BandStyle, Block, Document
from .chapters.front import conclusions, summary, title_page
from .chapters.history import approval, history
from .chapters.orphans import orphans
from .chapters.plan import action_plan
from .chapters.risk import risk_overview
from .chapters.sections import sections
from .chapters.setting import Setting
from .chapters.sheets import sheets
from .chapters.upstream import upstream_changes
from .source import Letterhead, Record, Source
from .text import shortened

__all__ = ["Source", "build_document"]

BUNDLE_FORMAT = "urn:vurdert:bundle:1"
_CHAPTERS = (
    title_page,
    summary,
    conclusions,
    risk_overview,
    sections,
    orphans,
    action_plan,
    history,
    upstream_changes,
    approval,
)


def build_document(source: Source) -> Document:
    """The document of one version for one reading in one language; equal sources give equal documents."""
    setting = Setting(source)
    return Document(
        kind=source.kind,
        language=source.language,
        title=source.title,
        subject=_subject(setting),
        author=source.owner.name,
        running_title=f"{shortened(source.title, 70)} · {shortened(source.owner.name, 40)}",
        draft_label=_draft_label(setting),
        footer=f"{setting.word('version')} {source.number} · SHA-256 {source.digest[:16]}",
        digest=source.digest,
        number=source.number,
        moment=source.moment,
        blocks=tuple(_blocks(setting)),
        bands=tuple(
            BandStyle(band.id, setting.text(band.label), band.symbol, band.background, band.text)
            for band in source.schema.bands.values()
        ),
        words=setting.words,
        sheets=tuple(sheets(setting)),
        bundle=build_bundle(source),
    )


def _blocks(setting: Setting) -> Iterator[Block]:
    for chapter in _CHAPTERS:
        yield from chapter(setting)


def _subject(setting: Setting) -> str:
    covered = ", ".join(each.name for each in setting.source.solutions)
    kind = setting.text(setting.source.schema.label)
    return f"{kind}: {covered}" if covered else kind


def _draft_label(setting: Setting) -> str:
    """What stands in red on every page of anything that is not in force."""
    if setting.is_in_force:
        return ""
    state = setting.source.state
    return setting.word(f"running_{state}" if state in ("superseded", "withdrawn") else "running_draft")


def build_bundle(source: Source) -> dict[str, Any]:
    """The version as JSON-able data: content as the reader may see it, form, digest and origin."""
    return {
        "format": BUNDLE_FORMAT,
        "kind": source.kind,
        "title": source.title,
        "language": source.language,
        "written_in": source.written_in,
        "reading": source.reading,
        "schema": {"urn": source.schema.urn, "version": source.schema.version},
        "owner": _owner(source.owner),
        "solutions": [{"name": each.name, "version": each.version} for each in source.solutions],
        "version": {
            "number": source.number,
            "state": source.state,
            "digest": source.digest,
            "moment": source.moment,
            "approved_by": source.approved_by,
            "approved_at": source.approved_at,
        },
        "based_on": _based_on(source),
        "licence": source.licence,
        "content": to_plain(source.content),
        "withheld": counted(source.content) if source.reading != "full" else {},
        "computed": {path: plain(value) for path, value in source.computed.items()},
        "records": [_record(record) for record in source.records],
        "history": [
            {
                "number": row.number,
                "moment": row.moment,
                "who": row.who,
                "state": row.state,
                "message": row.message,
                "digest": row.digest,
            }
            for row in source.history
        ],
    }


def _owner(owner: Letterhead) -> dict[str, Any]:
    return {"name": owner.name, "orgnr": owner.orgnr, "address": list(owner.address)}


def _based_on(source: Source) -> dict[str, Any] | None:
    origin = source.based_on
    if origin is None:
        return None
    return {
        "title": origin.title,
        "agency": origin.agency,
        "number": origin.number,
        "digest": origin.digest,
        "moment": origin.moment,
        "status": origin.status,
        "written_in": origin.written_in,
    }


def _record(record: Record) -> dict[str, Any]:
    return {
        "stage": record.stage,
        "answers": plain(record.answers),
        "who": record.who,
        "moment": record.moment,
        "digest": record.digest,
        "outcome": record.outcome,
        "reason": record.reason,
    }
