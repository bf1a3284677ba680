"""The front desk: ordering files and collecting them."""

from .collect import collect
from .order import order_export, try_again
from .templates import bundled_edition
from .trail import collect_trail_file, keep_trail_file, order_trail_file

__all__ = [
    "bundled_edition",
    "collect",
    "collect_trail_file",
    "keep_trail_file",
    "order_export",
    "order_trail_file",
    "try_again",
]
