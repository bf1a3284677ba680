"""What is withheld from others: marks in a draft, what is withheld at once, and the grounds there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from rest_framework import serializers

from assessments.api.shapes.assessment import READINGS
from assessments.api.shapes.content import label_in
from assessments.api.shapes.refs import PersonRef
from assessments.engine.marking import Rule
from assessments.engine.schema import LANGUAGES
from assessments.models import Withholding
from assessments.schemas.grounds import Ground, grounds
from assessments.withheld import Item, Overview
from registry.api.fields import Strict

PATH = "An answer (key), a cell (`table/row/column`), a row (`table/row`) or a whole table (key)."
MARKING_RULES = [rule.value for rule in Rule]
UNTIL = "The last day it is withheld; null until you say otherwise."


class GroundRead(serializers.Serializer):
    """A legal ground: which provision, and the days on which it may be used."""

    id = serializers.CharField()
    law = serializers.CharField(help_text="The act's own reference.")
    section = serializers.CharField()
    ref = serializers.CharField(help_text="The provision as it is cited.")
    label = serializers.CharField()  # type: ignore[assignment]
    is_duty = serializers.BooleanField(help_text="It must be withheld, not only may.")
    is_internal = serializers.BooleanField(help_text="It is lost once the assessment is shown to others.")
    warning = serializers.CharField(allow_blank=True)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)
    holds = serializers.BooleanField(help_text="Whether it may be used today.")


class StatementRead(serializers.Serializer):
    """How many things are withheld from you on one ground."""

    ground = serializers.CharField()
    ref = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    count = serializers.IntegerField()


class WithheldRead(serializers.Serializer):
    """One place that is withheld from others; `withholding` is its number when that is at once."""

    path = serializers.CharField(help_text=PATH)
    label = serializers.CharField()  # type: ignore[assignment]
    ground = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)
    until = serializers.DateField(allow_null=True, help_text=UNTIL)
    has_ended = serializers.BooleanField()
    is_still_shown = serializers.BooleanField(help_text="What is in force shows it to others all the same.")
    falls_away = serializers.BooleanField(help_text="Its ground is lost when the assessment is shared.")
    withholding = serializers.IntegerField(allow_null=True)
    etag = serializers.CharField(allow_blank=True, help_text="Of its section or row, for If-Match.")


class DefaultRead(serializers.Serializer):
    """What is withheld from others without a mark: local, and likely to need it."""

    path = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    ground = serializers.CharField()


class OverviewRead(serializers.Serializer):
    """Everything withheld of the draft; `stamp` is the state of the draft, for withholding many at a time."""

    stamp = serializers.CharField()
    is_shared = serializers.BooleanField()
    items = WithheldRead(many=True)
    by_default = DefaultRead(many=True)


class PlacesRead(serializers.Serializer):
    """The places that would be withheld (or were), with their grounds."""

    stamp = serializers.CharField()
    places = DefaultRead(many=True)


class WithholdingRead(serializers.ModelSerializer):
    """What is or was withheld at once."""

    by = PersonRef()
    lifted_by = PersonRef(allow_null=True)

    class Meta:
        model = Withholding
        fields = ["id", "path", "ground", "reason", "until", "by", "at", "lifted_by", "lifted_at"]


# --- What is taken -------------------------------------------------------------------------------


class MarkWrite(Strict):
    """What is to be withheld, on which ground, why, and until when."""

    path = serializers.CharField(max_length=200, help_text=PATH)
    ground = serializers.CharField(max_length=40)
    reason = serializers.CharField(max_length=2_000, allow_blank=True, default="")
    until = serializers.DateField(allow_null=True, default=None, help_text=UNTIL)


class DiscloseWrite(Strict):
    """A place that is withheld."""

    path = serializers.CharField(max_length=200, help_text=PATH)


class ManyPreview(Strict):
    """Which places: by what the form says of them, by level of risk, or chosen rows of a table."""

    rule = serializers.ChoiceField(MARKING_RULES)
    table = serializers.CharField(max_length=100, allow_blank=True, default="")
    level = serializers.CharField(max_length=40, allow_blank=True, default="", help_text="This or worse.")
    moment = serializers.ChoiceField(["before", "after"], default="before")
    rows = serializers.ListField(child=serializers.CharField(max_length=100), max_length=1000, default=list)


class ManyWrite(ManyPreview):
    """The same places, with the ground (empty for the one the form proposes at each), why and until when."""

    ground = serializers.CharField(max_length=40, allow_blank=True, default="")
    reason = serializers.CharField(max_length=2_000, allow_blank=True, default="")
    until = serializers.DateField(allow_null=True, default=None, help_text=UNTIL)


class AtOnceWrite(MarkWrite):
    """A place as it stands in `version`."""

    version = serializers.UUIDField()


class ReadingQuery(Strict):
    """As whom to read."""

    reading = serializers.ChoiceField(
        READINGS, required=False, help_text="See it as these see it; never more than you may see yourself."
    )


# --- What they are made of -----------------------------------------------------------------------


def grounds_parts() -> list[dict[str, Any]]:
    """Every ground there is or was."""
    today = timezone.localdate().isoformat()
    return [_ground(each, today) for each in grounds().values()]


def statement_parts(statement: Mapping[str, int]) -> list[dict[str, Any]]:
    """What `StatementRead` is made of."""
    return [{"ground": ground, "count": count, **_named(ground)} for ground, count in statement.items()]


def overview_parts(overview: Overview, stamp: str) -> dict[str, Any]:
    """What `OverviewRead` is made of."""
    label = label_in(overview.view.schema, overview.view.full)
    etags = overview.view.etags
    return {
        "stamp": stamp,
        "is_shared": overview.is_shared,
        "items": [
            {**_item(each), "label": label(each.path), "etag": etags.get(each.item, "")}
            for each in overview.items
        ],
        "by_default": [
            {"path": path, "label": label(path), "ground": ground}
            for path, ground in overview.by_default.items()
        ],
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "path": item.path,
        "ground": item.mark.ground,
        "reason": item.mark.reason,
        "until": item.mark.until,
        "has_ended": item.has_ended,
        "is_still_shown": item.is_still_shown,
        "falls_away": item.falls_away,
        "withholding": item.at_once.pk if item.at_once else None,
    }


def _ground(ground: Ground, today: str) -> dict[str, Any]:
    told = {name: getattr(ground, name) for name in ("id", "law", "section", "ref", "is_duty", "is_internal")}
    words = {"label": _in_language(ground.label), "warning": _in_language(ground.warning)}
    dates = {"valid_from": ground.valid_from, "valid_to": ground.valid_to, "holds": ground.holds(today)}
    return {**told, **words, **dates}


def _named(ground: str) -> dict[str, str]:
    known = grounds().get(ground)
    return {"ref": known.ref if known else "", "label": _in_language(known.label) if known else ground}


def _in_language(text: Mapping[str, str]) -> str:
    asked = (get_language() or LANGUAGES[0])[:2]
    return text.get(asked) or next(iter(text.values()), "")
