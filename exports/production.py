"""The workshop: from an order to a file. Building the document is quick; rendering it is the worker's."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from secrets import token_hex

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from assessments.access import find_version, reading_of
from assessments.comparing import check_comparable
from assessments.engine.canonical import canonical
from assessments.engine.content import Content
from assessments.engine.redact import Reading, redact
from assessments.engine.reuse import Standing, seen_of_both, standing
from assessments.engine.schema import Schema
from assessments.engine.withholding import moved_marks
from assessments.models import Version
from assessments.reading import View, read_version
from assessments.records import approval_of, record_seen
from exports.access import readings_of, withheld_from
from exports.difference import difference
from exports.models import Export, Rendition
from exports.render.blocks import Document, as_json
from exports.render.comparison import build_comparison
from exports.render.document import build_document
from exports.render.formats import FORMATS, fingerprint, render
from exports.render.source import Covered, Record, Source, Upstream
from exports.surroundings import Surroundings, surroundings
from registry.models import User

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Plan:
    """What an order asks for, as the orderer may see it now; equal keys are equal files."""

    version: Version
    format: str
    language: str
    actor: User
    around: Surroundings
    key: str
    withheld: list[int]
    compared_with: Version | None = None

    @property
    def readings(self) -> tuple[str, str]:
        """As whom the orderer reads the version, and what it is compared with ("" when with nothing)."""
        return readings_of(self.actor, self.version, self.compared_with)


def plan(export: Export) -> Plan:
    """What the order would be made from now; reads no content. Raises NotFound.

    The key covers the version's digest, what is withheld of it now and everything around it that the document
    shows, but for the names of those who confirmed an item: someone's new name does not make yesterday's file
    another one.
    """
    version = find_version(export.ordered_by, export.version_id)
    other = find_version(export.ordered_by, export.compared_with_id) if export.compared_with_id else None
    around = surroundings(version, export.ordered_by)
    concerned = [each for each in (version, other, version.base) if each is not None]
    facts = {
        "version": version.digest,
        "withheld": [each.withholding for each in concerned],
        "around": as_json(around),
        "format": export.format,
        "language": export.language,
        "renderer": fingerprint(export.format),
    }
    if other is not None:
        check_comparable(other, version)
        facts["compared_with"] = {
            "version": other.digest,
            "around": as_json(surroundings(other, export.ordered_by)),
        }
    key = sha256(canonical(facts)).hexdigest()
    withheld = withheld_from(export.ordered_by, version, other)
    return Plan(version, export.format, export.language, export.ordered_by, around, key, withheld, other)


def document_of(planned: Plan) -> Document:
    """The document that is rendered."""
    if planned.compared_with is not None:
        return build_comparison(
            difference(planned.compared_with, planned.version, planned.actor, planned.language)
        )
    return build_document(_source(planned))


def make(planned: Plan) -> Rendition:
    """Render and put the file away, whole or not at all, under a name no other attempt has.

    The row is for the caller to save; when it cannot, it is for the caller to `discard` the file.
    """
    data = render(planned.format, document_of(planned))
    attempt = f"{planned.key}-{token_hex(4)}.{FORMATS[planned.format].extension}"
    name = f"renditions/{planned.key[:2]}/{attempt}"
    try:
        name = default_storage.save(name, ContentFile(data))
    except BaseException:  # a full disk leaves half a file
        discard(name)
        raise
    return Rendition(
        key=planned.key, format=planned.format, file=name, sha256=sha256(data).hexdigest(), size=len(data)
    )


def kept(key: str) -> Rendition | None:
    """The file under this key, if it is still there; the row of a file that is gone is taken away."""
    found = Rendition.objects.filter(key=key).first()
    if found is not None and not default_storage.exists(found.file):
        found.delete()
        return None
    return found


def discard(name: str) -> None:
    """Remove a file that no row tells of; if even that fails, the log names it."""
    try:
        default_storage.delete(name)
    except Exception as error:
        log.warning("A file was left behind: %s (%s)", name, error)


def _source(planned: Plan) -> Source:
    """Everything the document needs, cut to what the actor may see; so too the words of upstream."""
    version, around = planned.version, planned.around
    view = read_version(version, planned.actor)
    approval = approval_of(version)
    stands, base = _against_upstream(version, view, around.based_on, planned.actor)
    return Source(
        kind=version.assessment.kind,
        title=version.head["title"],
        language=planned.language,
        owner=around.owner,
        content=view.content,
        schema=view.schema,
        number=version.number,
        state=around.state,
        digest=version.digest,
        moment=version.head["at"],
        solutions=_solutions(view),
        computed=view.computed,
        records=tuple(_as_shown(record, view) for record in around.records),
        history=around.history,
        standing=stands,
        base=base,
        based_on=around.based_on,
        licence=version.head["licence"],
        approved_by=approval.author.name if approval else "",
        approved_at=approval.at.isoformat() if approval else "",
        reading=around.reading,
        names=_names(view),
    )


def _as_shown(record: Record, view: View) -> Record:
    """The record with the answers its reader is shown."""
    return replace(record, answers=record_seen(record.answers, view.schema, view.reading, view.withheld))


def _still_shown(taken: Content, base: Version, schema: Schema, actor: User) -> Content:
    """What was taken over, but for what its owner withholds from the actor today."""
    if reading_of(actor, base.assessment) is Reading.FULL:
        return taken
    marks = moved_marks(base.marks_now, base.parsed_schema, schema)
    return redact(taken, schema, Reading.MEMBERS, marks)


def _against_upstream(
    version: Version, view: View, based_on: Upstream | None, actor: User
) -> tuple[Standing | None, Content | None]:
    """How it stands to what it was built on, and the words there.

    The owner's people may always read what they took over, as its forker saw it, but for what has been
    withheld there since. Others are shown the comparison when they may see both sides, cut to what they see
    of each: what is alike gives it away too.
    """
    if view.reading is Reading.FULL:
        is_fork = version.base is not None and view.base is not None
        return view.standing, _still_shown(
            view.base, version.base, view.schema, actor
        ) if is_fork else view.base
    if version.base is None or based_on is None or not based_on.title:
        return None, None
    ours, theirs = seen_of_both(view.content, version.base.travelling(view.reading))
    return standing(ours, theirs, view.schema), theirs


def _solutions(view: View) -> tuple[Covered, ...]:
    cells = [row.fields for row in view.content.rows.get("solutions", ())]
    named = [(fields.get("solution"), str(fields.get("version") or "")) for fields in cells]
    return tuple(
        Covered(solution["label"], number) for solution, number in named if isinstance(solution, Mapping)
    )


def _names(view: View) -> dict[str, str]:
    """Names for the ids that stand in content: who confirmed what."""
    ids = {confirmation.by for confirmation in view.content.confirmations.values() if confirmation.by}
    return {str(user.pk): user.name for user in User.objects.filter(pk__in=ids)} if ids else {}
