"""Opens the files people download, as Word and a PDF reader would, and gives their text."""

from __future__ import annotations

from pathlib import Path

import docx
import pypdf

DRAFT_MARK = "UTKAST – ikke godkjent"


def text_of(path: Path) -> str:
    """All text of a Word or PDF file, headers and footers included, each run of white space as one space."""
    read = {".docx": _word, ".pdf": _pdf}[path.suffix]
    return " ".join(read(path).split())


def _pdf(path: Path) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def _word(path: Path) -> str:
    document = docx.Document(str(path))
    margins = [part for section in document.sections for part in (
        section.header, section.first_page_header, section.footer, section.first_page_footer)]  # fmt: skip
    bodies = [document.element.body, *(part._element for part in margins)]
    paragraphs = (p for body in bodies for p in body.iter(f"{{{docx.oxml.ns.nsmap['w']}}}p"))
    return "\n".join("".join(p.itertext()) for p in paragraphs)
