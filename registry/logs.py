"""PURE: how a log line looks."""

from __future__ import annotations

import logging
import re

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class OneLine(logging.Formatter):
    """A log line stays one line, whatever was put into it; a traceback keeps its lines."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line with control characters replaced."""
        return CONTROL.sub("·", super().formatMessage(record))
