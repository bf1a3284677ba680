"""What can go wrong while rendering, told so that the person who ordered the file understands it."""

from __future__ import annotations


class RenderError(Exception):
    """A rendition could not be made; the message says why in plain words."""


class RendererUnavailable(RenderError):
    """This machine lacks something a format needs; the other formats still work."""


class ForbiddenResource(RenderError):
    """The document asked for something outside itself; renderers fetch nothing."""


class TemplateFault(RenderError):
    """The Word template could not be filled; the message names the place."""
