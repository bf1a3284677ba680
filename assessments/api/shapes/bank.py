"""The scenario bank as JSON: hits, one row in full, how others scored it, and what one picks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from assessments.api.shapes.assessment import Total
from assessments.api.shapes.content import Answers
from assessments.api.shapes.refs import AssessmentRef, VersionOf, VersionRef
from assessments.engine.content import plain
from assessments.engine.risk import MOMENTS
from assessments.engine.spread import Spread, Steps
from assessments.inherited import Offer
from assessments.models import BankRow, Kind, Picked, Version
from assessments.reading import View
from assessments.search import Hit
from registry.api.fields import Strict
from registry.models import Language


class BankQuery(Strict):
    """What to narrow the bank by."""

    q = serializers.CharField(
        required=False, allow_blank=True, max_length=200, help_text="Every word must occur in the row."
    )
    collection = serializers.CharField(required=False, max_length=40, help_text="`scenarios` or `measures`.")
    kind = serializers.ChoiceField(Kind.choices, required=False)
    solution = serializers.UUIDField(required=False, help_text="The solution it was assessed for.")
    code = serializers.CharField(
        required=False, max_length=120, help_text="A category, as `codelist:code`: `threat_actors:insider`."
    )
    level = serializers.CharField(required=False, max_length=20, help_text="Level (band) before measures.")
    cursor = serializers.CharField(required=False, max_length=200, help_text="From `next`.")
    limit = serializers.IntegerField(default=20, min_value=1, max_value=100, help_text="How many rows.")
    count = serializers.BooleanField(default=False, help_text="1 to count, up to 1,000.")


class BankHit(serializers.Serializer):
    """A scenario or measure as everyone who sees it may read it; scores and levels stand before and after."""

    collection = serializers.CharField()
    row = serializers.CharField(help_text="Its id, the same in every assessment that has it.")
    kind = serializers.ChoiceField(Kind.choices)
    language = serializers.ChoiceField(Language.choices)
    fields = Answers()  # type: ignore[assignment]
    levels = serializers.DictField(child=serializers.CharField(), help_text="Level by `before` and `after`.")
    bodies = serializers.IntegerField(help_text="How many agencies have it, of those you may read.")
    shown_from = VersionOf(help_text="The version it is shown from.")


@extend_schema_serializer(many=False)
class BankHits(serializers.Serializer):
    """A page of the bank, newest first; `total` only with `?count=1`."""

    next = serializers.URLField(allow_null=True)
    results = BankHit(many=True)
    total = Total(required=False)


class StepsRead(serializers.Serializer):
    """Lower quartile, median and upper quartile, by nearest rank: each a step of the scale."""

    low = serializers.IntegerField()
    middle = serializers.IntegerField()
    high = serializers.IntegerField()


class ScoredRead(serializers.Serializer):
    """What this many agencies chose on one scale at one moment."""

    scale = serializers.CharField()
    moment = serializers.ChoiceField(MOMENTS)
    agencies = serializers.IntegerField()
    likelihood = StepsRead()
    impact = StepsRead()


class UsedMeasure(serializers.Serializer):
    """A measure by its title, and how many agencies use it here."""

    title = serializers.CharField()
    agencies = serializers.IntegerField()


class SpreadRead(serializers.Serializer):
    """How others scored it: one voice per agency, never fewer than `least` in any figure."""

    agencies = serializers.IntegerField()
    least = serializers.IntegerField()
    scored = ScoredRead(many=True)
    measures = UsedMeasure(many=True)


class BankRowRead(BankHit):
    """One row with where it is in use (at most 50), its measures, and how others scored it."""

    measures = serializers.ListField(child=serializers.CharField(), help_text="Ids of measures it names.")
    sources = AssessmentRef(many=True)
    spread = SpreadRead(allow_null=True, help_text="Null when too few others have scored it.")


class PickWrite(Strict):
    """A row of a version you may see, and measures the scenario names that are to come along."""

    version = serializers.UUIDField()
    collection = serializers.CharField(max_length=40)
    row = serializers.UUIDField()
    along = serializers.ListField(child=serializers.UUIDField(), default=list, max_length=100)


class PickedRead(serializers.Serializer):
    """Where a row of your draft came from (null when you may not see it), and what has changed it since.

    `gone` when the newer version has the row no more; `declined` is why it does not follow its source.
    """

    collection = serializers.CharField()
    row = serializers.CharField()
    at = serializers.DateTimeField()
    source = VersionOf(allow_null=True)
    newer = VersionRef(allow_null=True)
    gone = serializers.BooleanField()
    declined = serializers.CharField(allow_blank=True)


def hit_parts(hit: Hit, view: View) -> dict[str, Any]:
    """What `BankHit` is made of; `view` is the version, or the row alone, in the public reading."""
    found = hit.row
    row = view.content.row(found.collection, found.row)
    return {
        "collection": found.collection,
        "row": found.row,
        "kind": found.kind,
        "language": found.language,
        "fields": plain(row.fields) if row else {},
        "levels": dict(_levels(found, view)),
        "bodies": hit.bodies,
        "shown_from": found.version,
    }


def row_parts(hit: Hit, view: View, sources: Iterable[BankRow], spread: Spread | None) -> dict[str, Any]:
    """What `BankRowRead` is made of."""
    used = [row.assessment for row in sources]
    return {
        **hit_parts(hit, view),
        "measures": hit.row.measures,
        "sources": used,
        "spread": _spread_parts(spread) if spread else None,
    }


def picked_parts(picked: Picked, source: Version | None, offer: Offer | None) -> dict[str, Any]:
    """What `PickedRead` is made of; `source` is the version it came from when the asker may see it."""
    return {
        "collection": picked.collection,
        "row": picked.row,
        "at": picked.at,
        "source": source,
        "newer": offer.newest if offer else None,
        "gone": offer.is_gone if offer else False,
        "declined": picked.declined,
    }


def _levels(found: BankRow, view: View) -> Iterable[tuple[str, str]]:
    for column in view.schema.field(found.collection).columns:
        level = view.computed.get(f"{found.path}/{column.key}")
        if column.auto == "matrix" and isinstance(level, str):
            yield column.moment, level


def _spread_parts(spread: Spread) -> Mapping[str, Any]:
    return {
        "agencies": spread.agencies,
        "least": settings.SPREAD_LEAST_AGENCIES,
        "scored": [
            {
                "scale": each.scale,
                "moment": each.moment,
                "agencies": each.agencies,
                "likelihood": _steps(each.likelihood),
                "impact": _steps(each.impact),
            }
            for each in spread.scored
        ],
        "measures": [{"title": title, "agencies": count} for title, count in spread.measures],
    }


def _steps(steps: Steps) -> dict[str, int]:
    return {"low": steps.low, "middle": steps.middle, "high": steps.high}
