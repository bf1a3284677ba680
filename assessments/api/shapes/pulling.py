"""What an upstream changed and what is chosen for each piece of it, as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from assessments.api.fields import VisibleVersion
from assessments.api.shapes.content import Answers
from assessments.api.shapes.piece import VERDICTS, PieceSides, sides_of
from assessments.api.shapes.refs import PersonRef, VersionOf, VersionRef
from assessments.models import PieceChoice
from assessments.offered import Offered
from assessments.pulling import Pulling, Taking, Updating
from registry.api.fields import Strict


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


class PieceRead(PieceSides):
    """One thing upstream changed, and what is chosen for it."""

    stamp = serializers.CharField(help_text="To be named when choosing: the piece and its choice as read.")
    choice = ChoiceRead(allow_null=True)


class TakingRead(serializers.Serializer):
    """What may be taken over from `source` into the draft; nothing changes before it is carried out."""

    source = VersionOf()
    pieces = PieceRead(many=True)
    chosen = serializers.IntegerField()
    undecided = serializers.ListField(
        child=serializers.CharField(), help_text="Conflicts nobody has chosen in: they stop the taking."
    )


class PullRead(TakingRead):
    """What may be taken over from a newer version of what it is built on."""

    base = VersionRef(help_text="The newest version both came from.")


class PickedUpdateRead(TakingRead):
    """What the source of a picked row says by now."""

    path = serializers.CharField()
    built_on = serializers.UUIDField(help_text="The version it was picked from, or last taken over from.")
    gone = serializers.BooleanField(help_text="Whether the source has the row no more.")
    etag = serializers.CharField(
        help_text="The row's state in the draft, for If-Match when it is taken over."
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


class DeclinedWrite(Strict):
    """Why a picked row is not to follow its source."""

    reason = serializers.CharField(max_length=2_000)


class TakenAll(serializers.Serializer):
    """How many pieces were chosen to be taken."""

    chosen = serializers.IntegerField()


def pull_parts(found: Pulling) -> dict[str, Any]:
    """What `PullRead` is made of."""
    return {**_taking_parts(found), "base": found.base}


def update_parts(found: Updating) -> dict[str, Any]:
    """What `PickedUpdateRead` is made of."""
    more = {"path": found.row, "built_on": found.built_on.pk, "gone": found.is_gone, "etag": found.state}
    return {**_taking_parts(found), **more}


def _taking_parts(found: Taking) -> dict[str, Any]:
    return {
        "source": found.version,
        "pieces": [piece_parts(found, each) for each in found.offered],
        "chosen": sum(bool(each.verdict) for each in found.offered),
        "undecided": [each.piece.path for each in found.undecided],
    }


def piece_parts(found: Taking, offered: Offered) -> dict[str, Any]:
    """What `PieceRead` is made of."""
    sides = sides_of(offered.piece, found.schema, found.ours, found.theirs)
    return {**sides, "stamp": offered.stamp, "choice": choice_parts(offered)}


def choice_parts(offered: Offered) -> dict[str, Any] | None:
    """What `ChoiceRead` is made of; None when nothing is chosen."""
    choice = offered.choice
    if choice is None or not choice.verdict:
        return None
    names = ("verdict", "reason", "answers", "since", "by", "at")
    return {**{name: getattr(choice, name) for name in names}, "holds": offered.is_decided}
