"""PURE: whether a trail still says what was sealed. Needs the trail and the public key, and no database.

A whole trail is checked event by event, chain by chain and seal by seal; one agency's part of it by the proof
that each of its events carries. Every finding says where. The keys of seals are believed only when whoever
checks knew them already, and the end of the trail only as far as an anchor (a seal kept elsewhere) reaches.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from registry.audit import merkle
from registry.audit.facts import digest_of
from registry.audit.statement import Statement, from_plain

Plain = Mapping[str, Any]


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was sealed; `code` is stable, `where` says which event, object or seal."""

    code: str
    where: str
    message: str


class Trail(Protocol):
    """What is checked, wherever it is kept; events come object by object, each chain from its first place."""

    is_whole: bool

    def seals(self) -> Iterable[Plain]:
        """Statement and signature of each seal, by number."""

    def events(self) -> Iterable[Plain]:
        """The hashed facts of each event with `id`, `hash` and, in a part, `sealed`."""

    def entries(self, number: int) -> Iterable[tuple[int, str]]:
        """Event id and hash at each place under a seal of a whole trail."""


def examine(trail: Trail, trusted: Collection[str] = (), anchors: Iterable[Plain] = ()) -> Iterator[Finding]:
    """Everything that does not hold; nothing when all does. `trusted`: public keys as hex; none: any key."""
    seals: list[tuple[Statement, str]] = []
    for each in trail.seals():
        try:
            seals.append((from_plain(each), str(each.get("signature"))))
        except ValueError as error:
            yield Finding("seal.malformed", f"seal {each.get('number')}", str(error))
    yield from _check_seals(seals, trusted)
    yield from _check_anchors({said.number: said for said, _signature in seals}, anchors)
    kept: dict[int, str] = {}
    yield from _check_chains(trail.events(), trail.is_whole, kept)
    if trail.is_whole:
        yield from _check_entries(trail, [said for said, _signature in seals], kept)
    else:
        yield from _check_proofs(trail.events(), {said.number: said for said, _signature in seals})


def _check_seals(seals: list[tuple[Statement, str]], trusted: Collection[str]) -> Iterator[Finding]:
    former = ""
    for place, (said, signature) in enumerate(seals, start=1):
        where = f"seal {said.number}"
        if said.number != place:
            yield Finding("seal.missing", f"seal {place}", f"seal {said.number} stands where {place} should")
            return
        if said.former != former:
            yield Finding("seal.chain", where, "it does not name the seal before it")
        if not said.is_signed(signature):
            yield Finding("seal.signature", where, "its signature is not that of its key")
        if trusted and said.key not in trusted:
            yield Finding("seal.key", where, f"it is signed with a key nobody vouches for: {said.key}")
        former = said.digest


def _check_anchors(seals: Mapping[int, Statement], anchors: Iterable[Plain]) -> Iterator[Finding]:
    for each in anchors:
        said = from_plain(each)
        where = f"seal {said.number}"
        if said.number not in seals:
            yield Finding("anchor.missing", where, "it was sent out of the house and is not here any more")
        elif seals[said.number] != said:
            yield Finding("anchor.differs", where, "it is not the seal that was sent out of the house")


def _check_chains(events: Iterable[Plain], is_whole: bool, kept: dict[int, str]) -> Iterator[Finding]:
    """Each event by itself and after the one before it; fills `kept` with each hash by the event's id."""
    about: Any = None
    seq, prev = 0, ""
    for event in events:
        kept[event["id"]] = event["hash"]
        if event["object"] != about:
            about, seq, prev = event["object"], 0, ""
        if digest_of(event) != event["hash"]:
            yield Finding("event.changed", _where(event), "its hash is not that of what it says")
        follows = event["seq"] == seq + 1
        if not follows and (is_whole or event["seq"] <= seq):
            yield Finding("chain.gap", _where(event), f"place {seq + 1} of its chain is missing before it")
        elif follows and (is_whole or seq) and event["prev"] != prev:
            yield Finding("chain.broken", _where(event), "it does not follow the event before it")
        seq, prev = event["seq"], event["hash"]


def _check_entries(trail: Trail, seals: list[Statement], kept: Mapping[int, str]) -> Iterator[Finding]:
    seen: set[int] = set()
    for said in seals:
        leaves = []
        for place, (event, sealed) in enumerate(trail.entries(said.number)):
            where = f"event {event} (seal {said.number}, place {place})"
            leaves.append(_leaf(sealed))
            if event in seen:
                yield Finding("event.sealed_twice", where, "another seal covers it already")
            seen.add(event)
            if event not in kept:
                yield Finding("event.removed", where, "it was sealed and is gone")
            elif kept[event] != sealed:
                yield Finding("event.changed", where, "it is not the event that was sealed")
        if len(leaves) != said.size or merkle.root(leaves).hex() != said.root:
            message = f"its {len(leaves)} entries do not make its root of {said.size} events"
            yield Finding("seal.root", f"seal {said.number}", message)


def _check_proofs(events: Iterable[Plain], seals: Mapping[int, Statement]) -> Iterator[Finding]:
    for event in events:
        proof = event.get("sealed")
        if proof and not proves(event["hash"], proof, seals.get(proof["seal"])):
            yield Finding("event.unproved", _where(event), f"it is not under seal {proof['seal']}")


def proves(hash: str, proof: Plain, said: Statement | None) -> bool:
    """Whether the inclusion proof (`place` and `path`) leads from the hash of an event to the seal's root."""
    if said is None:
        return False
    path = [_leaf(each) for each in proof["path"]]
    return merkle.is_included(_leaf(hash), proof["place"], said.size, path, _leaf(said.root))


def _leaf(hash: str) -> bytes:
    """The bytes of a hash; of something that is none, bytes that make no root."""
    try:
        return bytes.fromhex(hash)
    except ValueError:
        return b"not a hash: " + hash.encode("utf-8", "replace")


def _where(event: Plain) -> str:
    kind, key = (*event["object"], "", "")[:2]
    return f"event {event['id']} ({kind} {key}, place {event['seq']})"
