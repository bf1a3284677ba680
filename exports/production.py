"""The workshop: from an order to a file. Building the document is quick; rendering it is the worker's."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from assessments.access import find_version, visible_versions
from assessments.engine.canonical import canonical
from assessments.engine.redact import Reading
from assessments.models import Advice, Decision, Version
from assessments.reading import View, approval_of, read_version
from exports.models import Export, Rendition
from exports.render.blocks import Document, as_json
from exports.render.document import build_document
from exports.render.formats import FORMATS, fingerprint, render
from exports.render.source import Covered, HistoryRow, Letterhead, Record, Source, Upstream
from registry.models import User


@dataclass(frozen=True)
class Plan:
    """A document ready to be rendered, and the key of the file it becomes: equal plans share one file."""

    document: Document
    format: str
    key: str


def plan(export: Export) -> Plan:
    """What an order would be rendered from now, as the one who ordered it may see it. Raises NotFound."""
    version = find_version(export.ordered_by, export.version_id)
    document = build_document(source_of(version, export.language, export.ordered_by))
    facts = {"document": as_json(document), "format": export.format, "renderer": fingerprint(export.format)}
    return Plan(document, export.format, sha256(canonical(facts)).hexdigest())


def make(planned: Plan) -> Rendition:
    """Render and keep the file; the row is for the caller to save. A file nobody got to keep is left to the sweep."""
    data = render(planned.format, planned.document)
    extension = FORMATS[planned.format].extension
    name = default_storage.save(f"renditions/{planned.key[:2]}/{planned.key}.{extension}", ContentFile(data))
    return Rendition(
        key=planned.key, format=planned.format, file=name, sha256=sha256(data).hexdigest(), size=len(data)
    )


def source_of(version: Version, language: str, actor: User) -> Source:
    """Everything the document needs, cut to what `actor` may see; upstream's words only when she may see those."""
    view = read_version(version, actor)
    assessment, head = version.assessment, version.head
    approval = approval_of(version)
    return Source(
        kind=assessment.kind,
        title=head["title"],
        language=language,
        owner=Letterhead(
            assessment.owner.name, assessment.owner.orgnr, tuple(assessment.owner.address.splitlines())
        ),
        content=view.content,
        schema=view.schema,
        number=version.number,
        state=version.review.state,
        digest=version.digest,
        moment=head["at"],
        solutions=_solutions(view),
        computed=view.computed,
        records=_records(version, view.reading),
        history=_history(version, actor),
        standing=view.standing,
        base=view.base if _sees_upstream(version, actor) else None,
        based_on=_based_on(version, actor),
        licence=head["licence"],
        approved_by=approval.author.name if approval else "",
        approved_at=approval.at.isoformat() if approval else "",
        reading=str(view.reading),
        names=_names(view),
    )


def _solutions(view: View) -> tuple[Covered, ...]:
    cells = [row.fields for row in view.content.rows.get("solutions", ())]
    named = [(fields.get("solution"), str(fields.get("version") or "")) for fields in cells]
    return tuple(Covered(solution["label"], number) for solution, number in named if isinstance(solution, dict))


def _records(version: Version, reading: Reading) -> tuple[Record, ...]:
    """Advice, responses and decisions; outside the owner's people only the decision that put it in force."""
    found: list[Record] = []
    if reading is Reading.FULL:
        for advice in version.advice.select_related("author", "response_author"):
            found += _advice(advice)
    for decision in version.decisions.select_related("author"):
        if reading is Reading.FULL or decision.kind == Decision.Kind.APPROVED:
            found.append(
                Record(
                    "decision", decision.answers, decision.author.name, decision.at.isoformat(),
                    decision.digest, decision.kind, decision.reason,
                )  # fmt: skip
            )
    return tuple(found)


def _advice(advice: Advice) -> list[Record]:
    records = [
        Record("advice", advice.answers, advice.author.name, advice.at.isoformat(), advice.digest)
    ]
    if advice.response is not None and advice.response_author and advice.response_at:
        moment = advice.response_at.isoformat()
        records.append(Record("response", advice.response, advice.response_author.name, moment, advice.digest))
    return records


def _history(version: Version, actor: User) -> tuple[HistoryRow, ...]:
    """The versions up to this one that the actor may see, oldest first."""
    seen = visible_versions(actor).filter(assessment=version.assessment_id, number__lte=version.number)
    return tuple(
        HistoryRow(v.number, v.created.isoformat(), v.author.name, v.review.state, v.message, v.digest)
        for v in seen.select_related("author", "review").order_by("number")
    )


def _sees_upstream(version: Version, actor: User) -> bool:
    return version.base_id is not None and visible_versions(actor).filter(pk=version.base_id).exists()


def _based_on(version: Version, actor: User) -> Upstream | None:
    """The version built on; its title and owner only for those who may see it, its digest for all."""
    base = version.base
    if base is None:
        return None
    seen = _sees_upstream(version, actor)
    owner = base.assessment.owner.name if seen else ""
    return Upstream(base.head["title"] if seen else "", owner, base.number, base.digest, base.head["at"])


def _names(view: View) -> dict[str, str]:
    """Names for the ids that stand in content: who confirmed what."""
    ids = {confirmation.by for confirmation in view.content.confirmations.values() if confirmation.by}
    return {str(user.pk): user.name for user in User.objects.filter(pk__in=ids)} if ids else {}
