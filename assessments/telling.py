"""What a comparison comes to, in plain words: "2 risks raised, 1 measure added, retention changed"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.engine.compared import Summary
from assessments.engine.schema import Schema
from assessments.engine.weights import Weight

NAMED = 3
"""How many changed answers are called by name before the rest are counted."""

WEIGHTS: Mapping[Weight, object] = {
    Weight.EDITORIAL: gettext_lazy("Editorial"),
    Weight.NOTABLE: gettext_lazy("Worth reading"),
    Weight.SERIOUS: gettext_lazy("May change the conclusion"),
}


def told(summary: Summary, schema: Schema, language: str) -> str:
    """The summary as one line, the heaviest first; it names questions and counts, never what anyone wrote."""
    said = [*_rows(summary), *_answers(summary, schema, language), *_rest(summary)]
    return capfirst(", ".join(said)) if said else str(_("No difference"))


def _rows(summary: Summary) -> Iterator[str]:
    counted = (
        (summary.risks_raised, ngettext("%(n)s risk raised", "%(n)s risks raised", summary.risks_raised)),
        (summary.risks_lowered, ngettext("%(n)s risk lowered", "%(n)s risks lowered", summary.risks_lowered)),
        (
            summary.scenarios_added,
            ngettext("%(n)s scenario added", "%(n)s scenarios added", summary.scenarios_added),
        ),
        (
            summary.scenarios_removed,
            ngettext("%(n)s scenario removed", "%(n)s scenarios removed", summary.scenarios_removed),
        ),
        (
            summary.measures_added,
            ngettext("%(n)s measure added", "%(n)s measures added", summary.measures_added),
        ),
        (
            summary.measures_removed,
            ngettext("%(n)s measure removed", "%(n)s measures removed", summary.measures_removed),
        ),
        (
            summary.scenarios_changed,
            ngettext("%(n)s scenario changed", "%(n)s scenarios changed", summary.scenarios_changed),
        ),
        (
            summary.measures_changed,
            ngettext("%(n)s measure changed", "%(n)s measures changed", summary.measures_changed),
        ),
    )
    return (words % {"n": number} for number, words in counted if number)


def _answers(summary: Summary, schema: Schema, language: str) -> Iterator[str]:
    keys = sorted(summary.answers, key=lambda key: summary.answers[key], reverse=True)  # stable: form order
    for key in keys[:NAMED]:
        yield _("“%(question)s” changed") % {"question": schema.field(key).label[language]}
    rest = len(keys) - NAMED
    if rest > 0:
        yield ngettext("%(n)s more answer changed", "%(n)s more answers changed", rest) % {"n": rest}


def _rest(summary: Summary) -> Iterator[str]:
    if summary.moved and summary.weight is Weight.EDITORIAL:
        yield ngettext("%(n)s row moved", "%(n)s rows moved", summary.moved) % {"n": summary.moved}
    if summary.unasked:
        words = ngettext(
            "%(n)s answer no longer asked for", "%(n)s answers no longer asked for", summary.unasked
        )
        yield words % {"n": summary.unasked}
