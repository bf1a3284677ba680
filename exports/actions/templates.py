"""Editions of document designs."""

from __future__ import annotations

from exports.models import Template, TemplateEdition
from exports.render.formats import fingerprint


def bundled_edition() -> TemplateEdition:
    """The edition of the bundled design that this installation renders with; kept the first time it is asked for."""
    template, _new = Template.objects.get_or_create(agency=None, key="standard")
    return TemplateEdition.objects.get_or_create(template=template, fingerprint=fingerprint())[0]
