"""The file: the list of pages is kept, and streams are pressed at the usual level."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

import pydyf

LEVEL = 6

_stock_bytes = pydyf._to_bytes
_stock_pages = pydyf.PDF.page_references


def replaced() -> Iterator[tuple[Any, str, Any]]:
    """Where, which name, and what stands there instead."""
    yield pydyf.PDF, "page_references", property(page_references)
    yield pydyf, "zlib", Press
    yield pydyf, "_to_bytes", to_bytes


def page_references(pdf: Any) -> Any:
    """The pages by reference, listed again only when one has come.

    The library lists them for every tag, pages times tags in all: a twentieth of the work at 60 pages, a
    fifth at 400.
    """
    pages = len(pdf.pages["Kids"])
    if getattr(pdf, "pages_listed", None) != pages:
        pdf.pages_listed, pdf.pages_kept = pages, _stock_pages.fget(pdf)
    return pdf.pages_kept


def to_bytes(item: Any) -> bytes:
    """An item as bytes: the usual kinds first, for there are hundreds of thousands."""
    kind = type(item)
    if kind is bytes:
        return item  # type: ignore[no-any-return]
    if kind is str or kind is int:
        return str(item).encode("ascii")
    return _stock_bytes(item)  # type: ignore[no-any-return]


class Press:
    """Compression at level 6: level 9 takes twice as long for a file 2 % smaller."""

    @staticmethod
    def compressobj(level: int) -> Any:
        """A compressor, whatever the level asked for."""
        return zlib.compressobj(level=min(level, LEVEL))
