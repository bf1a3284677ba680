"""How the named ones of a tree stand to what they were built on: versions, how far behind, how far apart."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import prefetch_related_objects

from assessments.access import SHOWN_STATES, reading_of, visible_versions, with_in_force
from assessments.engine.redact import Reading
from assessments.engine.weights import Weight
from assessments.lineage.divergence import Pair, divergences
from assessments.lineage.people import Family
from assessments.models import Assessment, Draft, Pull, Version
from registry.models import User

_OF_BASE = ("base__assessment__owner", "base__weighing")
Text = Version | Draft | None


@dataclass(frozen=True)
class Stand:
    """Which text of an assessment one sees first, and how that stands to what it was built on.

    `built_on` is the number of that version, None for an origin or when what it is of may not be named;
    `behind` counts the versions approved there since, `weight` is what the newest of them weighs to the
    reader (None: nothing, or not known); `divergence` is in whole percent, None when one may not compare.
    """

    assessment: Assessment
    text: Text
    built_on: int | None = None
    behind: int = 0
    weight: Weight | None = None
    divergence: int | None = None


def stands(family: Family, ids: Iterable[UUID], actor: User | None) -> dict[UUID, Stand]:
    """The stand of each assessment of the family that may be named (ten queries at most)."""
    shown = _assessments(ids, actor)
    texts = _texts(shown, actor)
    _know_what_is_withheld(shown, texts)
    bases = {key: text.base for key, text in texts.items() if text is not None and text.base is not None}
    named = {key: base for key, base in bases.items() if base.assessment_id in set(family.named)}
    newer = _approved({base.assessment_id for base in named.values()}, actor)
    seen = _seen(bases.values(), actor)
    apart = divergences(family.id, _pairs(shown, texts, bases, seen, actor))
    return {
        key: Stand(
            assessment=each,
            text=texts[key],
            built_on=named[key].number if key in named else None,
            behind=_count_after(newer, named.get(key)),
            weight=_weight(named.get(key), seen, actor),
            divergence=apart.get(key),
        )
        for key, each in shown.items()
    }


def _assessments(ids: Iterable[UUID], actor: User | None) -> dict[UUID, Assessment]:
    found = Assessment.objects.filter(pk__in=list(ids))
    related = ("owner", *(f"current__{each}" for each in _OF_BASE), "current__schema")
    return {each.pk: each for each in with_in_force(found.select_related(*related), actor)}


def _know_what_is_withheld(shown: Mapping[UUID, Assessment], texts: Mapping[UUID, Text]) -> None:
    """Load what is withheld at once of all of them and of what they build on (one query)."""
    for key, text in texts.items():
        if text is not None:
            text.assessment = shown[key]
    bases = [text.base.assessment for text in texts.values() if text is not None and text.base is not None]
    prefetch_related_objects([*shown.values(), *bases], "withholdings")


def _texts(shown: Mapping[UUID, Assessment], actor: User | None) -> dict[UUID, Text]:
    """What is in force; where nothing is, the open draft or the newest version, for the owner's people."""
    texts: dict[UUID, Text] = {key: each.in_force for key, each in shown.items()}
    unapproved = [key for key, text in texts.items() if text is None]
    if not unapproved:
        return texts
    newest = visible_versions(actor).filter(assessment__in=unapproved).select_related(*_OF_BASE)
    texts |= {each.assessment_id: each for each in newest.order_by("number")}
    own = [key for key in unapproved if reading_of(actor, shown[key]) is Reading.FULL]
    drafts = Draft.objects.filter(assessment__in=own).select_related(*_OF_BASE)
    return texts | {each.assessment_id: each for each in drafts}


def _approved(assessments: Iterable[UUID], actor: User | None) -> dict[UUID, list[int]]:
    """The numbers of what was put in force in each assessment, as far as the actor may see it."""
    found: dict[UUID, list[int]] = {}
    seen = visible_versions(actor).filter(assessment__in=list(assessments), review__state__in=SHOWN_STATES)
    for assessment, number in seen.values_list("assessment", "number"):
        found.setdefault(assessment, []).append(number)
    return found


def _count_after(newer: Mapping[UUID, list[int]], base: Version | None) -> int:
    return sum(number > base.number for number in newer.get(base.assessment_id, ())) if base else 0


def _seen(bases: Iterable[Version], actor: User | None) -> set[UUID]:
    """Which of these versions, and of those they are weighed against, the actor may see."""
    wanted = {each.pk for each in bases}
    wanted |= {each.weighing.new_id for each in bases if hasattr(each, "weighing")}
    return set(visible_versions(actor).filter(pk__in=wanted).values_list("pk", flat=True))


def _weight(base: Version | None, seen: Collection[UUID], actor: User | None) -> Weight | None:
    """What leads from one version to another is told to who sees both."""
    weighing = getattr(base, "weighing", None)
    if base is None or weighing is None or not {base.pk, weighing.new_id} <= set(seen):
        return None
    return weighing.to(reading_of(actor, base.assessment))


def _pairs(
    shown: Mapping[UUID, Assessment],
    texts: Mapping[UUID, Text],
    bases: Mapping[UUID, Version],
    seen: Collection[UUID],
    actor: User | None,
) -> dict[UUID, Pair]:
    """What may be compared: one's own with what it took over, another's when one may see both sides."""
    pulls = Pull.objects.filter(
        assessment__in=bases, version__in={each.pk for each in bases.values()}, undone_at=None
    ).order_by("at")
    pulled = {(each.assessment_id, each.version_id): each.at for each in pulls}
    pairs = {}
    for key, base in bases.items():
        text, reading = texts[key], reading_of(actor, shown[key])
        if text is None or (reading is not Reading.FULL and base.pk not in seen):
            continue
        taken = Reading(shown[key].upstream_reading)
        theirs = taken if reading is Reading.FULL else reading_of(actor, base.assessment)
        when = pulled.get((key, base.pk), shown[key].created) if reading is Reading.FULL else None
        pairs[key] = Pair(text, base, reading, theirs, when)
    return pairs
