"""The trail: who did what to what, when, chained per object, sealed by Merkle trees (ADR 18).

`record` is for deeds, in their transaction. What is no deed has a function of its own, called in one place:
`note_read` (reading), `note_denial` (the middleware), and `entrance` (signing in and out, sessions, tokens).
"""

from registry.audit.chain import Verdict, verify
from registry.audit.denials import note_denial
from registry.audit.persons import record_person
from registry.audit.reads import note_read, tell_of_reading_trail
from registry.audit.recording import digest, facts_of, record, request, request_id

__all__ = [
    "Verdict",
    "digest",
    "facts_of",
    "note_denial",
    "note_read",
    "record",
    "record_person",
    "request",
    "request_id",
    "tell_of_reading_trail",
    "verify",
]
