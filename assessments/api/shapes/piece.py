"""One change between two texts and what each side says there, as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from assessments.api.shapes.content import Answers, label_in
from assessments.engine.content import Content, plain
from assessments.engine.merge import Answers as Said
from assessments.engine.merge import Kind, Piece, What
from assessments.engine.schema import Schema
from assessments.engine.settle import Verdict, verdicts_for

KINDS = [each.value for each in Kind]
WHATS = [each.value for each in What]
VERDICTS = [each.value for each in Verdict]


class PieceSides(serializers.Serializer):
    """One change, taken as a whole: coupled answers are one piece.

    A side that is null has no such row. `merged` is what taking it gives; a conflict has none. The order of
    a table is under `order`.
    """

    path = serializers.CharField()
    label = serializers.CharField()
    what = serializers.ChoiceField(WHATS)
    kind = serializers.ChoiceField(KINDS)
    verdicts = serializers.ListField(child=serializers.ChoiceField(VERDICTS))
    base = Answers(allow_null=True)
    ours = Answers(allow_null=True)
    theirs = Answers(allow_null=True)
    merged = Answers(allow_null=True)


def sides_of(piece: Piece, schema: Schema, ours: Content, theirs: Content) -> dict[str, Any]:
    """What `PieceSides` is made of; the place is called as ours names it, else theirs."""
    sides = {"base": piece.base, "ours": piece.ours, "theirs": piece.theirs, "merged": piece.merged}
    return {
        "path": piece.path,
        "label": label_in(schema, ours if piece.ours is not None else theirs)(piece.path),
        "what": piece.what.value,
        "kind": piece.kind.value,
        "verdicts": [each.value for each in verdicts_for(piece, schema)],
        **{name: _plain(side) for name, side in sides.items()},
    }


def _plain(side: Said | None) -> dict[str, Any] | None:
    return None if side is None else {key or "order": plain(value) for key, value in side.items()}
