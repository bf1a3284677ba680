"""Where a picked row came from, and what its source says by now, as the reader of the draft may know it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assessments.access import reading_of, visible_versions
from assessments.engine.content import Content, Value
from assessments.inherited import Offer, offers, picks_in
from assessments.models import Assessment, Picked, Version
from assessments.models.picked import rows_as_taken
from registry.models import User


@dataclass(frozen=True)
class Provenance:
    """When a row was picked, from which version (if the reader may see it), and an offer if that changed."""

    path: str
    at: datetime
    source: Version | None
    offer: Offer | None


def provenance(assessment: Assessment, content: Content, path: str, actor: User) -> Provenance | None:
    """Where the row at `path` came from; None when it was not picked."""
    picked = picks_in(assessment, content).get(path)
    if picked is None:
        return None
    source = visible_versions(actor).select_related("assessment__owner").filter(pk=picked.version_id).first()
    offer = next((each for each in offers(assessment, content, actor) if each.path == path), None)
    return Provenance(path, picked.at, source, offer)


def then_and_now(offer: Offer, actor: User) -> tuple[Mapping[str, Value], Mapping[str, Value]]:
    """The cells of the row in the version it was picked from, and in the newest one, as `actor` may see them.

    Of a version that is no longer shown there is what came into the draft.
    """
    picked = offer.picked
    is_shown = visible_versions(actor).filter(pk=picked.version_id).exists()
    then = _cells(picked.version, picked, actor) if is_shown else dict(rows_as_taken([picked])[0][1].fields)
    return then, _cells(offer.newest, picked, actor)


def _cells(version: Version, picked: Picked, actor: User) -> Mapping[str, Value]:
    row = version.travelling(reading_of(actor, version.assessment)).row(picked.collection, picked.row)
    return row.fields if row else {}
