"""The objects of a PDF file, each worked out once where pydyf does it again and again; the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
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
