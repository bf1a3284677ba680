"""From two texts to what a report of their difference is made of, cut to what its reader may see."""

from __future__ import annotations

from django.utils import timezone, translation

from assessments.comparing import Side, comparison
from assessments.engine.content import Content
from assessments.engine.schema import Schema
from assessments.engine.weights import Weight
from assessments.reading import View
from assessments.telling import WEIGHTS, told
from exports.gathering import letterhead
from exports.models import DraftState, Frozen
from exports.render.comparison import Difference
from exports.render.source import DRAFT, Source
from registry.models import User


def difference(old: Frozen, new: Frozen, actor: User, language: str) -> Difference:
    """What leads from `old` to `new` as `actor` may see both, told in `language`."""
    compared = comparison(_opened(old), _opened(new), actor)
    summary, schema = compared.summary, compared.schema
    with translation.override(language):
        said = told(summary, schema, language)
        weight = str(WEIGHTS[summary.weight]) if summary.weight else ""
        serious = str(WEIGHTS[Weight.SERIOUS])
    return Difference(
        old=_side(old, compared.old, compared.contents[0], schema, language),
        new=_side(new, compared.new, compared.contents[1], schema, language),
        older=compared.older,
        comparison=compared.comparison,
        told=said,
        weight=weight,
        serious=serious,
        why=compared.why,
        travels=compared.travels,
    )


def _opened(side: Frozen) -> Side:
    return side.draft if isinstance(side, DraftState) else side


def _side(side: Frozen, view: View, content: Content, schema: Schema, language: str) -> Source:
    """One side; of a draft the moment is told by the clock here, for it may move on any minute."""
    is_draft = isinstance(side, DraftState)
    return Source(
        kind=view.assessment.kind,
        title=side.title if is_draft else side.head["title"],
        language=language,
        owner=letterhead(view.assessment),
        content=content,
        schema=schema,
        number=0 if is_draft else side.number,
        state=DRAFT if is_draft else side.review.state,
        digest=side.digest,
        moment=timezone.localtime(side.at).isoformat() if is_draft else side.head["at"],
        reading=str(view.reading),
    )
