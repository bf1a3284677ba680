"""What an open draft says at this moment, kept."""

from __future__ import annotations

from hashlib import sha256

from assessments.models import Draft
from exports.models import DraftState


def pinned(draft: Draft) -> DraftState:
    """The state the draft is in, kept the first time it is asked for; the order of the file is the event."""
    manifest = bytes(draft.manifest)
    title = str(draft.stored().content.fields.get("title") or draft.assessment.title)
    state, _new = DraftState.objects.get_or_create(
        assessment=draft.assessment,
        digest=sha256(manifest).hexdigest(),
        defaults={"schema": draft.schema, "manifest": manifest, "title": title[:300], "at": draft.updated},
    )
    return state
