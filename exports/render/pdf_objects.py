"""The objects of a PDF file, each worked out once where pydyf does it again and again; the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any


def settle(pdf: Any) -> None:
    """Turn every object into its bytes; nothing may change from now on but places in the file."""
    pdf.objects[:] = [each if each.free == "f" else _Settled.of(each) for each in pdf.objects]


@dataclass(slots=True)
class _Settled:
    """An object as bytes: pydyf asks for them to write and to digest, and would compress them twice."""

    number: int
    generation: int
    free: str
    compressible: bool
    data: bytes
    offset: int = 0

    @classmethod
    def of(cls, made: Any) -> _Settled:
        return cls(made.number, made.generation, made.free, made.compressible, made.data)

    @property
    def indirect(self) -> bytes:
        """The object as it stands in the file (ISO 32000-1, 7.3.10)."""
        return b"%d %d obj\n%b\nendobj" % (self.number, self.generation, self.data)


@cache
def list_pages_once() -> None:
    """Let pydyf keep its list of pages: it would make it anew for every tag, pages times tags in all.

    A twentieth of the work at 60 pages, a fifth at 400. A pydyf that lists them in another way is left alone.
    """
    import pydyf

    listed = vars(pydyf.PDF).get("page_references")
    if isinstance(listed, property) and listed.fget is not None:
        pydyf.PDF.page_references = property(_kept(listed.fget))


def _kept(listed: Any) -> Any:
    def page_references(pdf: Any) -> Any:
        """What `listed` answers, asked again only when a page has come."""
        pages = len(pdf.pages["Kids"])
        if getattr(pdf, "_pages_listed", None) != pages:
            pdf._pages_listed, pdf._pages_kept = pages, listed(pdf)
        return pdf._pages_kept

    return page_references
