"""All the words of a file, whatever it is packed in."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from zipfile import ZipFile

from pypdf import PdfReader

TAG = re.compile(r"<[^>]*>")


def texts_of(data: bytes) -> list[str]:
    """Every part of a file as it is, and as people read it: without tags, or from the glyphs of a page."""
    if data[:2] == b"PK":
        return list(_of_zip(data))
    if data[:4] == b"%PDF":
        return list(_of_pdf(data))
    return [data.decode()]


def _of_zip(data: bytes) -> Iterator[str]:
    with ZipFile(BytesIO(data)) as parts:
        for name in parts.namelist():
            part = parts.read(name)
            yield name
            if part[:2] == b"PK":
                yield from _of_zip(part)
            elif not part.startswith(b"\x89PNG"):
                text = part.decode("utf-8", "replace")
                yield from (text, unescape(TAG.sub("", text)))


def _of_pdf(data: bytes) -> Iterator[str]:
    reader = PdfReader(BytesIO(data))
    yield from (page.extract_text() for page in reader.pages)
    yield from (name for name in reader.attachments)
    for contents in reader.attachments.values():
        yield from (each.decode("utf-8", "replace") for each in contents)
    yield data.decode("latin-1")
    for chunk in data.split(b"stream\n")[1:]:
        try:
            yield zlib.decompress(chunk.split(b"\nendstream")[0]).decode("utf-8", "replace")
        except zlib.error:
            continue  # a picture or a font, packed otherwise
