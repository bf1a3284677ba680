"""What a Word file carries besides its text: properties, its own source with checksum, and a stable zip."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from .blocks import Document
from .text import clean
from .word_styles import LOCALES

_SOURCE_NAME = "urn:vurdert:source:1"
_STORE_ID = "{6C0F3D3E-2E0B-4B57-9B0E-5B0A5D1F7A11}"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def set_properties(word: Any, document: Document) -> None:
    """Core properties from the version itself; nothing about this machine, its clock or its libraries."""
    moment = datetime.fromisoformat(document.moment).astimezone(UTC).replace(tzinfo=None)
    core = word.core_properties
    core.title, core.subject = clean(document.title)[:255], clean(document.subject)[:255]
    core.author = core.last_modified_by = clean(document.author)[:255]
    core.language = LOCALES.get(document.language, "nb-NO")
    core.created = core.modified = moment
    core.revision, core.version = max(document.number, 1), str(document.number or "")
    core.comments, core.keywords, core.category = "", document.kind.upper(), ""
    core.identifier, core.content_status = document.digest, clean(document.draft_label)


def attach_source(word: Any, document: Document, source: bytes) -> None:
    """Put the JSON source in a custom XML part and its SHA-256 in the custom document properties."""
    package, checksum = word.part.package, sha256(source).hexdigest()
    body = (
        f'{_DECLARATION}<source xmlns={quoteattr(_SOURCE_NAME)} mediaType="application/json" '
        f'sha256="{checksum}">{escape(clean(source.decode()))}</source>'
    )
    item = _part(package, "/customXml/item%d.xml", "application/xml", body)
    properties = (
        f'{_DECLARATION}<ds:datastoreItem ds:itemID="{_STORE_ID}" xmlns:ds="{_OFFICE}/customXml">'
        f"<ds:schemaRefs><ds:schemaRef ds:uri={quoteattr(_SOURCE_NAME)}/></ds:schemaRefs></ds:datastoreItem>"
    )
    kind = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    item.relate_to(
        _part(package, "/customXml/itemProps%d.xml", kind, properties),
        f"{_OFFICE}/relationships/customXmlProps",
    )
    word.part.relate_to(item, RELATIONSHIP_TYPE.CUSTOM_XML)
    _custom_properties(package, {"VurdertVersion": document.digest, "VurdertSourceSHA256": checksum})


def _part(package: Any, pattern: str, content_type: str, body: str) -> Any:
    name = pattern if "%d" not in pattern else package.next_partname(pattern)
    return Part(PackURI(str(name)), content_type, body.encode(), package)


def _custom_properties(package: Any, values: dict[str, str]) -> None:
    rows = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{position}" name={quoteattr(name)}>'
        f"<vt:lpwstr>{escape(value)}</vt:lpwstr></property>"
        for position, (name, value) in enumerate(values.items(), start=2)
    )
    body = (
        f'{_DECLARATION}<Properties xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes">'
        f"{rows}</Properties>"
    )
    kind = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    package.relate_to(
        _part(package, "/docProps/custom.xml", kind, body), f"{_OFFICE}/relationships/custom-properties"
    )
