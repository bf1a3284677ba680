"""Opens the files people download, as Word and a PDF reader would, and gives their text."""

from __future__ import annotations

from pathlib import Path

import docx
import pypdf

DRAFT_MARK = "UTKAST – ikke godkjent"
FIRST = 4  # pages of a PDF: the title page, the table of contents, and some with the running header


def text_of(path: Path) -> str:
    """Text of a Word file or of the first pages of a PDF, headers and footers included, on one line."""
    read = {".docx": _word, ".pdf": _pdf}[path.suffix]
    return " ".join(read(path).split())


def _pdf(path: Path) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages[:FIRST])


def _word(path: Path) -> str:
    document = docx.Document(str(path))
    margins = [part for section in document.sections for part in (
        section.header, section.first_page_header, section.footer, section.first_page_footer)]  # fmt: skip
    bodies = [document.element.body, *(part._element for part in margins)]
    paragraphs = (p for body in bodies for p in body.iter(f"{{{docx.oxml.ns.nsmap['w']}}}p"))
    return "\n".join("".join(p.itertext()) for p in paragraphs)
