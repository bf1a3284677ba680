"""The front desk: ordering files and collecting them."""

from .collect import collect
from .order import order_export, try_again
from .templates import bundled_edition

__all__ = ["bundled_edition", "collect", "order_export", "try_again"]
