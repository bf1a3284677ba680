"""A comparison as JSON: what it comes to, then what differs by section, answer or row, and cell."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from rest_framework import serializers

from assessments.api.shapes.assessment import READINGS, WEIGHTS
from assessments.api.shapes.content import AnswerField, Answers, label_in
from assessments.api.shapes.refs import AssessmentRef, VersionRef
from assessments.comparing import Compared
from assessments.engine.compared import Cell, LevelChange, Summary, Unit, What
from assessments.engine.content import Value, Withheld, plain
from assessments.engine.risk import MOMENTS
from assessments.engine.schema import LANGUAGES
from assessments.engine.words_diff import Kind
from assessments.reading import View
from assessments.telling import told

WHATS = [what.value for what in What if what is not What.SAME]
KINDS = [kind.value for kind in Kind]


class SideRead(serializers.Serializer):
    """One side: of which assessment, which version (null for the open draft), and as whom you read it."""

    assessment = AssessmentRef()
    version = VersionRef(allow_null=True)
    reading = serializers.ChoiceField(READINGS)


class SegmentRead(serializers.Serializer):
    """A stretch of text that both sides have, only the old, or only the new."""

    kind = serializers.ChoiceField(KINDS)
    text = serializers.CharField()


class DifferingCell(serializers.Serializer):
    """One answer or cell: what each side says, and for free text on both sides the difference in words."""

    path = serializers.CharField()
    what = serializers.ChoiceField(WHATS)
    weight = serializers.ChoiceField(WEIGHTS)
    old = AnswerField(help_text="null when absent, or when the other side is withheld from you.")
    new = AnswerField(help_text="null when absent, or when the other side is withheld from you.")
    words = SegmentRead(many=True)


class LevelTurn(serializers.Serializer):
    """A risk level that is another: band ids, null where a side has none; `turn` is 1 raised, -1 lowered."""

    moment = serializers.ChoiceField(list(MOMENTS))
    old = serializers.CharField(allow_null=True)
    new = serializers.CharField(allow_null=True)
    turn = serializers.IntegerField(min_value=-1, max_value=1)


class DifferingUnit(serializers.Serializer):
    """One answer or row: `path` is `question` or `table/row`, `label` what people call it."""

    path = serializers.CharField()
    label = serializers.CharField()
    what = serializers.ChoiceField(WHATS)
    weight = serializers.ChoiceField(WEIGHTS)
    is_moved = serializers.BooleanField()
    levels = LevelTurn(many=True)
    cells = DifferingCell(many=True)


class DifferingSection(serializers.Serializer):
    """A section of the form with what differs in it."""

    key = serializers.CharField()
    units = DifferingUnit(many=True)


class SummaryRead(serializers.Serializer):
    """What it comes to: in words, in counts, and by the keys of the questions that changed."""

    told = serializers.CharField()
    weight = serializers.ChoiceField(WEIGHTS, allow_null=True)
    answers = serializers.DictField(child=serializers.ChoiceField(WEIGHTS))

    def get_fields(self) -> dict[str, Any]:
        """The counts as well."""
        return {**super().get_fields(), **{name: serializers.IntegerField() for name in Summary.COUNTS}}


class ComparisonRead(serializers.Serializer):
    """What leads from `old` to `new`, as you may see both."""

    old = SideRead()
    new = SideRead()
    travels = serializers.BooleanField(
        help_text="One is built on the other: only what travels between them is compared."
    )
    why = Answers(help_text="The fork's own words on what differs and why reuse is justified.")
    summary = SummaryRead()
    unasked = serializers.ListField(
        child=serializers.CharField(),
        help_text="What the newer form no longer asks: `key` or `table/column`.",
    )
    sections = DifferingSection(many=True)

    def to_representation(self, instance: Compared) -> dict[str, Any]:
        """The comparison in one go: it can be large."""
        found = instance.comparison
        then, now = (label_in(instance.schema, content) for content in instance.contents)
        return {
            "old": SideRead(_side(instance.old)).data,
            "new": SideRead(_side(instance.new)).data,
            "travels": instance.travels,
            "why": plain(instance.why),
            "summary": _summary(found.summary, instance),
            "unasked": list(found.unasked),
            "sections": [
                {
                    "key": each.section.key,
                    "units": [
                        _unit(unit, (then if unit.what is What.REMOVED else now)(unit.path))
                        for unit in each.units
                    ],
                }
                for each in found.sections
            ],
        }


def _side(view: View) -> dict[str, Any]:
    return {"assessment": view.assessment, "version": view.version, "reading": view.reading.value}


def _summary(summary: Summary, compared: Compared) -> dict[str, Any]:
    language = (get_language() or LANGUAGES[0])[:2]
    return {
        "told": told(summary, compared.schema, language if language in LANGUAGES else LANGUAGES[0]),
        "weight": summary.weight.value if summary.weight else None,
        "answers": {key: weight.value for key, weight in summary.answers.items()},
        **{name: getattr(summary, name) for name in Summary.COUNTS},
    }


def _unit(unit: Unit, label: str) -> dict[str, Any]:
    return {
        "path": unit.path,
        "label": label,
        "what": unit.what.value,
        "weight": unit.weight.value,
        "is_moved": unit.is_moved,
        "levels": [_level(level) for level in unit.levels],
        "cells": [_cell(cell) for cell in unit.cells],
    }


def _level(level: LevelChange) -> dict[str, Any]:
    return {"moment": level.moment, "old": level.old or None, "new": level.new or None, "turn": level.turn}


def _cell(cell: Cell) -> dict[str, Any]:
    is_withheld = cell.what is What.WITHHELD
    return {
        "path": cell.path,
        "what": cell.what.value,
        "weight": cell.weight.value,
        "old": _told_apart(cell.old, is_withheld),
        "new": _told_apart(cell.new, is_withheld),
        "words": [{"kind": each.kind.value, "text": each.text} for each in cell.words],
    }


def _told_apart(value: Value, is_withheld: bool) -> Any:
    """The value; beside something withheld nothing, so that it is not taken for what came or went."""
    return plain(value) if isinstance(value, Withheld) or not is_withheld else None
