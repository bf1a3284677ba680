"""Proposals between a fork and its original."""

from .listing import (
    NEWEST_FIRST,
    Direction,
    ProposalFilters,
    deeds_on,
    find_proposal,
    proposals,
    waiting_for,
)
from .meeting import Answering, Proposable, answering, as_sent, proposing

__all__ = [
    "NEWEST_FIRST",
    "Answering",
    "Direction",
    "Proposable",
    "ProposalFilters",
    "answering",
    "as_sent",
    "deeds_on",
    "find_proposal",
    "proposals",
    "proposing",
    "waiting_for",
]
