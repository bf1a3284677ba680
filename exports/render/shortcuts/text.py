"""Text: a line is kept as shaped until it is drawn, and a glyph is worked out once per font and size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from weasyprint.draw import text as drawing
from weasyprint.text import line_break
from weasyprint.text.constants import PANGO_DIRECTION
from weasyprint.text.ffi import FROM_UNITS, ffi, gobject, pango, unicode_to_char_p
from weasyprint.text.fonts import font_features, get_font_description

_GLYPH = ffi.sizeof("PangoGlyphInfo")
_FIELDS = _GLYPH // 4
_FEATURES = (
    *("kerning", "variant_ligatures", "variant_position", "variant_caps", "variant_numeric"),
    *("variant_alternates", "variant_east_asian", "feature_settings"),
)
_PARAGRAPH_END = re.compile("[\n\r\u2029]")

_stock_line = drawing.draw_first_line
_stock_strut = line_break.strut


def replaced() -> Iterator[tuple[Any, str, Any]]:
    """Where, which name, and what stands there instead."""
    yield line_break, "Layout", KeptLayout
    yield line_break, "strut", strut
    yield drawing, "draw_first_line", draw_first_line


class KeptLayout(line_break.Layout):  # type: ignore[misc]
    """A line of text that is drawn as it was shaped; the library would throw it away and shape it again.

    The layouts of one style share their Pango context and font description, which nobody changes.
    """

    _is_drawn = False

    def setup(self, style: Any) -> None:
        """Pango's layout for a style, from what the first layout of the style has made ready."""
        if not hasattr(style, "pango_ready"):
            style.pango_ready = _ready(style)
        if style.pango_ready is None:
            super().setup(style)
            return
        context, description, self.language = style.pango_ready
        self.style, self.first_line_direction = style, 0
        self.layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
        pango.pango_layout_set_auto_dir(self.layout, False)
        pango.pango_layout_set_font_description(self.layout, description)
        self.ascent = self.underline_position = self.strikethrough_position = None

    def set_text(self, text: str, justify: bool = False) -> None:
        """Set the text; a single paragraph from the start, as it will be drawn, where it is one."""
        pango.pango_layout_set_single_paragraph_mode(self.layout, not _PARAGRAPH_END.search(text))
        super().set_text(text, justify)

    def deactivate(self) -> None:
        """Let Pango's layout go, but only once it has been drawn."""
        if self._is_drawn:
            super().deactivate()

    def reactivate(self, style: Any) -> None:
        """Be ready to be drawn: the first time as shaped, where that is one line and nothing is justified."""
        if self._is_drawn or self.justification_spacing or self.get_first_line()[1] is not None:
            super().reactivate(style)
        self._is_drawn = True


def _ready(style: Any) -> tuple[Any, Any, Any] | None:
    """Context, font description and language as the library makes them; None for a style with more to it."""
    features = font_features(*(style[f"font_{name}"] for name in _FEATURES))
    decorated = style["text_decoration_line"] != "none"
    if features or decorated or not style["lang"] or style["font_language_override"] != "normal":
        return None
    context = ffi.gc(pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref)
    pango.pango_context_set_round_glyph_positions(context, False)
    pango.pango_context_set_base_dir(context, PANGO_DIRECTION[style["direction"]])
    name, _ = unicode_to_char_p(style["lang"])
    language = pango.pango_language_from_string(name)
    pango.pango_context_set_language(context, language)
    return context, get_font_description(style), language


def strut(style: Any) -> tuple[float, float]:
    """The height and baseline of an empty line, kept with the style; the library spells out a long key."""
    if not hasattr(style, "strut"):
        style.strut = _stock_strut(style)
    return style.strut  # type: ignore[no-any-return]


def draw_first_line(stream: Any, textbox: Any, text_overflow: str, block_ellipsis: str, matrix: Any) -> Any:
    """Write a line from the pieces of its glyphs; by the library where there is one not seen before."""
    runs = None
    if text_overflow != "ellipsis" and block_ellipsis == "none" and textbox.text.strip():
        runs = _runs(stream, textbox)
    if runs is None:
        return _stock_line(stream, textbox, text_overflow, block_ellipsis, matrix)
    stream.set_text_matrix(*matrix.values)
    before, shown = None, ""
    for font, size, piece in runs:
        if (font, size) != before:
            if shown:
                stream.show_text(shown)
            before, shown = (font, size), ""
            stream.set_font_size(font.hash, size)
        shown += piece
    stream.show_text(shown)
    return []


def _runs(stream: Any, textbox: Any) -> list[tuple[Any, float, str]] | None:
    """Font, size and glyphs of each run; None where the shortcut does not lead."""
    pango.pango_layout_set_single_paragraph_mode(textbox.pango_layout.layout, True)
    first_line, _ = textbox.pango_layout.get_first_line()
    runs, run = [], first_line.runs[0]
    while run != ffi.NULL:
        item, run = run.data, run.next
        font, size = stream.add_font(item.item.analysis.font)
        if font.bitmap or font.svg or font.png or font.colr or pango.pango_version() < 14802:
            return None
        piece = _piece(font, size, item.glyphs)
        if piece is None:
            return None
        runs.append((font, size, piece))
    return runs


def _piece(font: Any, size: float, string: Any) -> str | None:
    """The glyphs of a run as the operator TJ wants them (ISO 32000-1, 9.4.3)."""
    numbers = memoryview(ffi.buffer(string.glyphs, string.num_glyphs * _GLYPH)).cast("i").tolist()
    if any(numbers[2::_FIELDS]) or any(numbers[3::_FIELDS]):
        return None
    pieces = font.__dict__.setdefault("pieces", {}).setdefault(size, _Pieces(font, size))
    try:
        inside = "".join([pieces[each] for each in zip(numbers[::_FIELDS], numbers[1::_FIELDS], strict=True)])
    except LookupError:
        return None
    return f"<{inside}"[:-1] if inside.endswith("<") else f"<{inside}>"


class _Pieces(dict[tuple[int, int], str]):
    """Glyph and width to what is written for them; LookupError for a glyph the library has not yet met."""

    def __init__(self, font: Any, size: float) -> None:
        super().__init__()
        self.font, self.size = font, size

    def __missing__(self, key: tuple[int, int]) -> str:
        glyph, width = key
        if glyph not in self.font.to_unicode:
            raise LookupError(glyph)
        kerning = self.font.widths[glyph] - width * 1000 * FROM_UNITS / self.size
        piece = self[key] = f"{glyph:04x}>{int(kerning)}<" if kerning else f"{glyph:04x}"
        return piece
