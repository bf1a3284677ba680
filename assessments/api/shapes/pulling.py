"""What an upstream changed and what is chosen for each piece of it, as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from assessments.api.fields import VisibleVersion
from assessments.api.shapes.assessment import PersonRef, VersionOf, VersionRef
from assessments.api.shapes.content import Answers, label_in
from assessments.engine.content import plain
from assessments.engine.merge import Answers as Said
from assessments.engine.merge import Kind, What
from assessments.engine.settle import Verdict, verdicts_for
from assessments.models import PieceChoice
from assessments.offered import Offered
from assessments.pulling import Pulling
from registry.api.fields import Strict

KINDS = [each.value for each in Kind]
WHATS = [each.value for each in What]
VERDICTS = [each.value for each in Verdict]


class ChoiceRead(serializers.ModelSerializer):
    """What was chosen for a piece, by whom and why; `holds` is false when the text has moved since."""

    verdict = serializers.ChoiceField(VERDICTS)
    holds = serializers.BooleanField()
    answers = Answers(allow_null=True)
    since = VersionRef(
        allow_null=True, help_text="Left out by an earlier taking: the text it still builds on."
    )
    by = PersonRef()

    class Meta:
        model = PieceChoice
        fields = ["verdict", "holds", "reason", "answers", "since", "by", "at"]


class PieceRead(serializers.Serializer):
    """One thing upstream changed, taken as a whole: coupled answers are one piece.

    A side that is null has no such row. `merged` is what taking it gives; a conflict has none.
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
    stamp = serializers.CharField(help_text="To be named when choosing: the piece and its choice as read.")
    choice = ChoiceRead(allow_null=True)


class PullRead(serializers.Serializer):
    """What may be taken over from `source` into the draft; nothing changes before it is carried out."""

    source = VersionOf()
    base = VersionRef(help_text="The newest version both came from.")
    pieces = PieceRead(many=True)
    chosen = serializers.IntegerField()
    undecided = serializers.ListField(
        child=serializers.CharField(), help_text="Conflicts nobody has chosen in: they stop the taking."
    )


class SourceQuery(Strict):
    """From which version; else the newest of what it builds on."""

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of Python's own, so the field is named here."""
        return {
            "from": serializers.UUIDField(required=False, help_text="A version; else the newest upstream.")
        }


class SourceWrite(Strict):
    """From which version."""

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of Python's own, so the field is named here."""
        return {"from": VisibleVersion()}


class ChoiceWrite(Strict):
    """What to do with one piece; an empty verdict takes the choice back."""

    path = serializers.CharField(max_length=200)
    verdict = serializers.ChoiceField(VERDICTS, allow_blank=True)
    reason = serializers.CharField(allow_blank=True, default="")
    answers = Answers(required=False, allow_null=True, help_text="The text of an edit.")
    stamp = serializers.CharField(allow_blank=True, default="", max_length=80)

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of Python's own, so the field is named here."""
        return {"from": VisibleVersion(), **super().get_fields()}


class TakenAll(serializers.Serializer):
    """How many pieces were chosen to be taken."""

    chosen = serializers.IntegerField()


def pull_parts(found: Pulling) -> dict[str, Any]:
    """What `PullRead` is made of."""
    return {
        "source": found.version,
        "base": found.base,
        "pieces": [piece_parts(found, each) for each in found.offered],
        "chosen": sum(bool(each.verdict) for each in found.offered),
        "undecided": [each.piece.path for each in found.undecided],
    }


def piece_parts(found: Pulling, offered: Offered) -> dict[str, Any]:
    """What `PieceRead` is made of."""
    piece = offered.piece
    content = found.ours if piece.ours is not None else found.theirs
    sides = {"base": piece.base, "ours": piece.ours, "theirs": piece.theirs, "merged": piece.merged}
    return {
        "path": piece.path,
        "label": label_in(found.schema, content)(piece.path),
        "what": piece.what.value,
        "kind": piece.kind.value,
        "verdicts": [each.value for each in verdicts_for(piece, found.schema)],
        **{name: _plain(side) for name, side in sides.items()},
        "stamp": offered.stamp,
        "choice": choice_parts(offered),
    }


def choice_parts(offered: Offered) -> dict[str, Any] | None:
    """What `ChoiceRead` is made of; None when nothing is chosen."""
    choice = offered.choice
    if choice is None or not choice.verdict:
        return None
    names = ("verdict", "reason", "answers", "since", "by", "at")
    return {**{name: getattr(choice, name) for name in names}, "holds": offered.is_decided}


def _plain(side: Said | None) -> dict[str, Any] | None:
    """One side as JSON; the order of a table is under its key, not under the empty one."""
    return None if side is None else {key or "order": plain(value) for key, value in side.items()}
