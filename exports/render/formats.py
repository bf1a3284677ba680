"""Every format a document can be ordered in, as one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from .blocks import Document
from .bundle import write_bundle
from .fonts import font_set
from .html import STYLESHEET
from .pdf import write_pdf
from .sheet import write_sheet
from .word import write_word
from .words import all_words

EDITION = "5"
"""Our own edition of the renderers; raise it whenever the same document would give other bytes."""


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its file extension, media type, how it is made, and the libraries that shape its bytes."""

    extension: str
    media_type: str
    write: Callable[[Document, bytes | None], bytes]
    libraries: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS: Mapping[str, Format] = {
    "docx": Format(
        "docx",
        f"{_OFFICE}.wordprocessingml.document",
        lambda document, template: write_word(document, template),
        ("docxtpl", "python-docx", "lxml", "jinja2"),
    ),
    "pdf": Format(
        "pdf",
        "application/pdf",
        lambda document, template: write_pdf(document),
        ("weasyprint", "pydyf", "fonttools", "tinycss2"),
    ),
    "xlsx": Format(
        "xlsx",
        f"{_OFFICE}.spreadsheetml.sheet",
        lambda document, template: write_sheet(document),
        ("openpyxl",),
    ),
    "json": Format("json", "application/json", lambda document, template: write_bundle(document), ()),
}

COMPARED_FORMATS = ("docx", "pdf")
"""What a comparison can be ordered as: it is read, not calculated with; programs ask the API."""


def render(format: str, document: Document, edition: bytes | None = None) -> bytes:
    """The document in one format; `edition` is an agency's Word template, None the bundled design.

    Raises KeyError for an unknown format, RendererUnavailable when this machine cannot make it,
    TemplateFault when a template cannot be filled, ForbiddenResource when it reaches outside itself.
    """
    return FORMATS[format].write(document, edition)


@cache
def fingerprint(format: str) -> str:
    """What the bytes depend on besides the document: libraries, words, design, fonts, our edition."""
    libraries = "+".join(f"{name}-{version(name)}" for name in FORMATS[format].libraries)
    parts = [f"vurdert-{EDITION}", libraries, _design()]
    if format == "pdf":
        parts.append(font_set().fingerprint)
    return ";".join(part for part in parts if part)


def _design() -> str:
    """A short digest of our own words and print design."""
    made_of = sha256(repr(sorted(all_words().items())).encode())
    made_of.update(Path(STYLESHEET).read_bytes())
    return made_of.hexdigest()[:12]
