"""Where a picked row came from, and how it stands to its source, as the reader of the draft may know it."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.access import visible_versions
from assessments.engine.content import Content
from assessments.inherited import Offer, offers, picks_in
from assessments.models import Assessment, Draft, Picked, Pull, Version
from assessments.pulling import left_of
from registry.models import User


@dataclass(frozen=True)
class Provenance:
    """When a row was picked, from which version (if the reader may see it), and an offer if that changed.

    `left` is how many changes of the source were left out, `taking` the last one taken over in this draft.
    """

    picked: Picked
    source: Version | None
    offer: Offer | None
    left: int
    taking: Pull | None


def provenance(draft: Draft, content: Content, path: str, actor: User) -> Provenance | None:
    """Where the row at `path` came from; None when it was not picked."""
    assessment: Assessment = draft.assessment
    picked = picks_in(assessment, content).get(path)
    if picked is None:
        return None
    source = visible_versions(actor).select_related("assessment__owner").filter(pk=picked.version_id).first()
    offer = next((each for each in offers(assessment, content, actor) if each.path == path), None)
    last = Pull.objects.last_in(draft)
    return Provenance(
        picked=picked,
        source=source,
        offer=offer,
        left=left_of(picked) if source and not offer and picked.declined_at is None else 0,
        taking=last if last and last.row == path else None,
    )
