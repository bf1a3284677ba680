"""Which fonts the PDF is set in: Inter when set-up has fetched it, else DejaVu, which every machine has."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from fontTools.ttLib import TTFont

ASSETS = Path(__file__).parents[2] / "build" / "assets"
_STYLES = (("400", "normal"), ("400", "italic"), ("600", "normal"))
# The two halves of Inter must not share a family name: WeasyPrint then draws wrong glyphs for š đ ŋ ŧ.
_HALVES = (("Inter", "inter-latin"), ("InterExt", "inter-latin-ext"))
_LETTER_FEATURES = ("ccmp", "locl")
_FALLBACK = '"DejaVu Sans"'


@dataclass(frozen=True, slots=True)
class FontSet:
    """The font faces as CSS, the CSS family list, the files by asset name, and a fingerprint of them all."""

    faces: str
    family: str
    files: dict[str, bytes]
    fingerprint: str


@cache
def font_set(folder: Path = ASSETS) -> FontSet:
    """The fonts found below `folder`; complete Inter or none of it."""
    found = (
        {path.name: path for path in sorted(folder.rglob("inter-latin*.woff2"))} if folder.is_dir() else {}
    )
    wanted = {
        f"{half}-{weight}-{style}.woff2": (family, weight, style)
        for family, half in _HALVES
        for weight, style in _STYLES
    }
    if not wanted.keys() <= found.keys():
        return FontSet("", _FALLBACK, {}, "dejavu")
    files = {name: _unpacked(found[name].read_bytes()) for name in wanted}
    faces = "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style};'
        f" src: url(registry-asset:{name}) }}"
        for name, (family, weight, style) in wanted.items()
    )
    digest = sha256(b"".join(files[name] for name in sorted(files))).hexdigest()[:12]
    return FontSet(faces, f'"Inter", "InterExt", {_FALLBACK}', files, f"inter-{digest}")


def _unpacked(packed: bytes) -> bytes:
    """WOFF2 as plain OpenType, once per process: WeasyPrint would unpack it for every document (0.4 s).

    Only the substitutions letters need are left: Inter's contextual ones (`calt`) turn "->" into an arrow the
    writer did not type, and trying them on every line is a seventh of the work of a whole document.
    """
    font = TTFont(BytesIO(packed), recalcTimestamp=False)
    if "GSUB" in font:
        for record in font["GSUB"].table.FeatureList.FeatureRecord:
            if record.FeatureTag not in _LETTER_FEATURES:
                record.Feature.LookupListIndex = []
    font.flavor = None
    plain = BytesIO()
    font.save(plain)
    return plain.getvalue()
