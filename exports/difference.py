"""From two versions to what a report of their difference is made of, cut to what its reader may see."""

from __future__ import annotations

from django.utils import translation

from assessments.comparing import comparison
from assessments.engine.content import Content
from assessments.engine.schema import Schema
from assessments.models import Version
from assessments.reading import View
from assessments.telling import WEIGHTS, told
from exports.render.comparison import Difference
from exports.render.source import Letterhead, Source
from registry.models import User


def difference(old: Version, new: Version, actor: User, language: str) -> Difference:
    """What leads from `old` to `new` as `actor` may see both, told in `language`."""
    compared = comparison(old, new, actor)
    summary, schema = compared.summary, compared.schema
    with translation.override(language):
        said = told(summary, schema, language)
        weight = str(WEIGHTS[summary.weight]) if summary.weight else ""
    return Difference(
        old=_side(compared.old, compared.contents[0], schema, language),
        new=_side(compared.new, compared.contents[1], schema, language),
        older=compared.older,
        comparison=compared.comparison,
        told=said,
        weight=weight,
        why=compared.why,
        travels=compared.travels,
    )


def _side(view: View, content: Content, schema: Schema, language: str) -> Source:
    version, owner = view.version, view.assessment.owner
    assert version is not None
    return Source(
        kind=view.assessment.kind,
        title=version.head["title"],
        language=language,
        owner=Letterhead(owner.name, owner.orgnr, tuple(owner.address.splitlines())),
        content=content,
        schema=schema,
        number=version.number,
        state=version.review.state,
        digest=version.digest,
        moment=version.head["at"],
        reading=str(view.reading),
    )
