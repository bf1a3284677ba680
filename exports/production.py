"""The workshop: from an order to a file. Building the document is quick; rendering it is the worker's."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from assessments.comparing import check_comparable
from assessments.engine.canonical import canonical
from assessments.models import Version
from exports.access import find_side, readings_of, with_base, withheld_from
from exports.difference import difference
from exports.gathering import Surroundings, gather, surroundings
from exports.models import Export, Frozen, Rendition
from exports.render.blocks import Document, as_json
from exports.render.comparison import build_comparison
from exports.render.document import build_document
from exports.render.formats import FORMATS, fingerprint, render
from registry.models import User

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Plan:
    """What an order asks for, as the orderer may see it now; equal keys are equal files."""

    side: Frozen
    other_side: Frozen | None
    around: Surroundings
    format: str
    language: str
    actor: User
    key: str
    withheld: list[int]

    @property
    def readings(self) -> tuple[str, str]:
        """As whom the orderer reads each side ("" when there is no other)."""
        return readings_of(self.actor, self.side, self.other_side)


def plan(export: Export) -> Plan:
    """What the order would be made from now; reads no content. Raises NotFound, Invalid.

    The key covers the digest of each side, what is withheld of it now and everything around it that the
    document shows, but for the names of those who confirmed an item: someone's new name does not make
    yesterday's file another one.
    """
    actor = export.ordered_by
    side = find_side(actor, export.side)
    other = find_side(actor, export.other_side) if export.other_side else None
    around = surroundings(side, actor)
    facts = {
        "version": side.digest,
        "withheld": [each.withholding for each in with_base(side, other) if isinstance(each, Version)],
        "around": as_json(around),
        "format": export.format,
        "language": export.language,
        "renderer": fingerprint(export.format),
    }
    if other is not None:
        check_comparable(other, side)
        facts["compared_with"] = {"version": other.digest, "around": as_json(surroundings(other, actor))}
    key = sha256(canonical(facts)).hexdigest()
    withheld = withheld_from(actor, side, other)
    return Plan(side, other, around, export.format, export.language, actor, key, withheld)


def document_of(planned: Plan) -> Document:
    """The document that is rendered; of a draft nothing but a comparison is made."""
    side, other, actor, language = planned.side, planned.other_side, planned.actor, planned.language
    if other is not None:
        return build_comparison(difference(other, side, actor, language))
    assert isinstance(side, Version)  # a constraint
    return build_document(gather(side, planned.around, actor, language))


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


def put_away(path: Path, name: str) -> str:
    """Store a file that lies ready on disk, whole or not at all; returns the name it got."""
    try:
        with path.open("rb") as source:
            return default_storage.save(name, File(source))
    except BaseException:
        discard(name)
        raise


def discard(name: str) -> None:
    """Remove a file that no row tells of; if even that fails, the log names it."""
    try:
        default_storage.delete(name)
    except Exception as error:
        log.warning("A file was left behind: %s (%s)", name, error)
