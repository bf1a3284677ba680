"""Classified information has no place here: refused when it is submitted, and when it would be shared."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessments.engine.completeness import stops_storing
from assessments.engine.content import Content
from assessments.engine.schema import Schema
from assessments.wording import reason_of
from registry.errors import Invalid


def check_may_be_kept(content: Content, schema: Schema) -> None:
    """Refuse a content that says itself that it is classified (sikkerhetsloven, beskyttelsesinstruksen)."""
    stopping = stops_storing(content, schema)
    if stopping:
        raise Invalid(
            "content.must_not_be_stored",
            _("This assessment must not be stored here."),
            where=stopping[0].path,
            reasons=[reason_of(problem) for problem in stopping],
        )
