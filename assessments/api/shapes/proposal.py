"""Proposals of a fork to its original, and what is said about them, as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from rest_framework import serializers

from assessments import access
from assessments.api.shapes.content import Answers
from assessments.api.shapes.piece import VERDICTS, PieceSides, sides_of
from assessments.api.shapes.refs import AgencyRef, AssessmentRef, PersonRef, VersionOf, VersionRef
from assessments.engine.redact import Reading
from assessments.models import Assessment, Proposal, ProposalComment
from assessments.proposing import (
    Answering,
    Direction,
    Proposable,
    answering,
    as_sent,
    deeds_on,
    waiting_for,
)
from registry.api.fields import Strict
from registry.models import User

DIRECTIONS = [each.value for each in Direction]


class PlaceRead(PieceSides):
    """One place of a proposal: `ours` is the original's text, `theirs` what is proposed."""

    seen = serializers.CharField(help_text="To be named when it is answered.")


class ProposableRead(serializers.Serializer):
    """What could be proposed to the original: it travels, differs, and is not withheld."""

    base = VersionRef(help_text="The version yours is built on.")
    newest = VersionOf(help_text="The original's newest version that you may see.")
    places = PlaceRead(many=True)


class PreviewRead(serializers.Serializer):
    """Exactly what the original's people would see."""

    places = PlaceRead(many=True)


class ProposalRow(serializers.ModelSerializer):
    """A proposal: from which body to which, by whom, and what became of it."""

    sender = AgencyRef(source="source.owner")
    receiver = AgencyRef(source="target.owner")
    by = PersonRef()
    answered_by = PersonRef(allow_null=True)

    class Meta:
        model = Proposal
        fields = [
            "id", "title", "reason", "state", "sender", "receiver", "by", "at", "answer", "answered_by",
            "answered_at",
        ]  # fmt: skip


class ProposalQuery(serializers.Serializer):
    """What to narrow a list of proposals by."""

    direction = serializers.ChoiceField(
        DIRECTIONS, required=False, help_text="Received by your agencies, or sent by them."
    )
    state = serializers.ChoiceField(Proposal.State.choices, required=False)


class ProposalListed(serializers.Serializer):
    """A proposal among all of yours: about which assessments, and whether you may answer it."""

    proposal = ProposalRow()
    source = AssessmentRef(allow_null=True, help_text="The fork; null when you may not see it.")
    target = AssessmentRef(allow_null=True, help_text="The original; null when you may not see it.")
    may_answer = serializers.BooleanField(help_text="It is open, and you write for those it was sent to.")


class ProposalDoings(serializers.Serializer):
    """What the asker can do with the proposal now."""

    answer = serializers.BooleanField()
    withdraw = serializers.BooleanField()
    comment = serializers.BooleanField()


class ProposalRead(serializers.Serializer):
    """A proposal with its places: against their own text for those it was sent to, else as it was sent."""

    proposal = ProposalRow()
    source = AssessmentRef(allow_null=True, help_text="The fork; null when you may not see it.")
    target = AssessmentRef(allow_null=True, help_text="The original; null when you may not see it.")
    places = PlaceRead(many=True)
    can = ProposalDoings()


class RemarkRead(serializers.ModelSerializer):
    """Something said about a proposal, and for which agency."""

    author = PersonRef()
    agency = AgencyRef()

    class Meta:
        model = ProposalComment
        fields = ["author", "agency", "at", "text"]


class PathsWrite(Strict):
    """Which places to propose, by their paths."""

    paths = serializers.ListField(child=serializers.CharField(max_length=200), max_length=2000)


class ProposalWrite(PathsWrite):
    """What is proposed, and why."""

    title = serializers.CharField(max_length=200)
    reason = serializers.CharField(max_length=5_000)


class PlaceWrite(Strict):
    """What to do with one place of a proposal; `seen` as you read it."""

    path = serializers.CharField(max_length=200)
    verdict = serializers.ChoiceField(VERDICTS)
    seen = serializers.CharField(max_length=80)
    answers = Answers(required=False, allow_null=True, help_text="The text of an edit.")


class AcceptWrite(Strict):
    """What is taken up; places that are not named are left out."""

    choices = PlaceWrite(many=True, max_length=2000)
    answer = serializers.CharField(max_length=5_000, allow_blank=True, default="")


class DeclineWrite(Strict):
    """Why not."""

    reason = serializers.CharField(max_length=5_000)


class RemarkWrite(Strict):
    """What you say, to both bodies."""

    text = serializers.CharField(max_length=5_000)


def proposable_parts(found: Proposable) -> dict[str, Any]:
    """What `ProposableRead` is made of."""
    sides = [sides_of(each, found.schema, found.theirs, found.ours) for each in found.pieces]
    seen = [{**one, "seen": piece.seen} for one, piece in zip(sides, found.pieces, strict=True)]
    return {"base": found.base, "newest": found.newest, "places": seen}


def proposal_parts(proposal: Proposal, actor: User) -> dict[str, Any]:
    """What `ProposalRead` is made of; the original's own text is for its own people alone."""
    is_open = proposal.state == Proposal.State.OPEN
    is_receiver = access.reading_of(actor, proposal.target) is Reading.FULL
    return {
        "proposal": proposal,
        **_sides([proposal], actor)(proposal),
        "places": places_of(answering(proposal) if is_open and is_receiver else as_sent(proposal)),
        "can": deeds_on(proposal, actor),
    }


def listed_parts(page: Iterable[Proposal], actor: User) -> list[dict[str, Any]]:
    """What each `ProposalListed` of a page is made of (as many queries for many as for one)."""
    rows = list(page)
    sides = _sides(rows, actor)
    answerable = set(
        waiting_for(actor).filter(pk__in=[each.pk for each in rows]).values_list("pk", flat=True)
    )
    return [{"proposal": each, **sides(each), "may_answer": each.pk in answerable} for each in rows]


def _sides(rows: Iterable[Proposal], actor: User) -> Callable[[Proposal], dict[str, Assessment | None]]:
    """The assessments on both sides of a proposal among these, where `actor` may see them (one query)."""
    wanted = {pk for each in rows for pk in (each.source_id, each.target_id)}
    seen = access.visible(actor).select_related("owner").in_bulk(wanted)
    return lambda each: {"source": seen.get(each.source_id), "target": seen.get(each.target_id)}


def places_of(found: Answering) -> list[dict[str, Any]]:
    """Every place, as `PlaceRead` has it."""
    return [
        {**sides_of(piece, found.schema, found.ours, found.after), "seen": piece.seen}
        for piece in found.pieces
    ]
