"""Boxes: what hangs on the style alone is worked out once for the style, not again for every box."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint.css import StyleFor
from weasyprint.draw.color import get_color
from weasyprint.formatting_structure.boxes import Box
from weasyprint.layout import background, percent
from weasyprint.layout import float as floats
from weasyprint.layout.page import PageType

_LENGTHS = (
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in ("left", "right", "top", "bottom")),
    *("width", "min_width", "max_width", "height", "min_height", "max_height"),
)
_BORDERS = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))

_CORNERS = {f"border_{row}_{side}_radius": (0, 0) for row in ("top", "bottom") for side in ("left", "right")}

_stock_backgrounds = background.layout_box_backgrounds
_stock_collisions = floats.avoid_collisions
_stock_percentages = percent.resolve_percentages
_stock_flow = Box.is_in_normal_flow
_stock_computed = StyleFor.set_computed_styles


def replaced() -> Iterator[tuple[Any, str, Any]]:
    """Where, which name, and what stands there instead."""
    yield percent, "resolve_percentages", resolve_percentages
    yield floats, "avoid_collisions", avoid_collisions
    yield background, "layout_box_backgrounds", layout_box_backgrounds
    yield Box, "is_in_normal_flow", is_in_normal_flow
    yield StyleFor, "set_computed_styles", set_computed_styles


def resolve_percentages(box: Any, containing_block: Any) -> None:
    """The used lengths of a box: the same for all boxes of a style without percentages."""
    style = box.style
    if not hasattr(style, "used"):
        style.used = _used(style)
    used, borders = style.used
    if used is None:
        _stock_percentages(box, containing_block)
        return
    own = box.__dict__
    own.update(used)
    if style["border_collapse"] == "collapse":  # the table has decided on its borders
        borders = {name: width for name, width in borders.items() if not hasattr(box, name)}
    own.update(borders)


def _used(style: Any) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """Used lengths in px and border widths by name; None for lengths that hang on the containing block."""
    computed = {name: style[name] for name in _LENGTHS}
    fixed = all(value == "auto" or getattr(value, "unit", "") == "px" for value in computed.values())
    if not fixed or style["box_sizing"] != "content-box":
        return None, {}
    used = {name: value if value == "auto" else value.value for name, value in computed.items()}
    used |= {name: 0 for name in ("min_width", "min_height") if used[name] == "auto"}
    return used, {name: style[name] for name in _BORDERS}


def is_in_normal_flow(box: Any) -> bool:
    """Whether a box is in the flow: the plain answer first, for it is asked twenty times of every box."""
    style = box.style
    if style["float"] == "none" and style["position"] == "static":
        return True
    return bool(_stock_flow(box))


def avoid_collisions(context: Any, box: Any, containing_block: Any, outer: bool = True) -> Any:
    """Where a box goes between the floats (left, top, room): the whole width where nothing floats."""
    floating = context.excluded_shapes or box.style["float"] != "none"
    if floating or not outer or containing_block.style["direction"] != "ltr":
        return _stock_collisions(context, box, containing_block, outer)
    left = containing_block.content_box_x()
    return left, box.position_y, left + containing_block.width - left


def layout_box_backgrounds(
    page: Any, box: Any, get_image: Any, layout_children: bool = True, style: Any = None
) -> None:
    """Lay out the background of a box and of those inside: at once where the style has none."""
    if style is not None or not layout_children or box is page or not _is_plain(box.style):
        _stock_backgrounds(page, box, get_image, layout_children, style)
        return
    box.__dict__.update(_CORNERS)
    for child in box.all_children():
        layout_box_backgrounds(page, child, get_image)
    box.background = None


def _is_plain(style: Any) -> bool:
    """Whether a style has square corners and nothing behind the text; kept with the style."""
    if not hasattr(style, "is_plain"):
        images = [style["border_image_source"], style["mask_border_source"], *style["background_image"]]
        style.is_plain = (
            all((0, "px") in style[corner] for corner in _CORNERS)
            and all(kind == "none" for kind, *_ in images)
            and get_color(style, "background_color").alpha == 0
            and not style["box_shadow"]
        )
    return bool(style.is_plain)


def set_computed_styles(
    styles: Any, element: Any, parent: Any, root: Any = None, pseudo_type: str | None = None,
    base_url: str | None = None, target_collector: Any = None,
) -> None:  # fmt: skip
    """Compute a style; a margin has the one it had on the page before where the same rules hold for both."""
    rules = [styles._cascaded_styles.get(each, {}) for each in ((parent, None), (element, pseudo_type))]
    is_margin = pseudo_type is not None and isinstance(parent, PageType)
    kept = styles.__dict__.setdefault("margins_kept", {})
    if is_margin and pseudo_type in kept and kept[pseudo_type][0] == rules:
        styles._computed_styles[element, pseudo_type] = kept[pseudo_type][1]
        return
    _stock_computed(styles, element, parent, root, pseudo_type, base_url, target_collector)
    if is_margin:
        kept[pseudo_type] = rules, styles._computed_styles[element, pseudo_type]
