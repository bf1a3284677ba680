"""PURE: Merkle trees as in RFC 6962 section 2.1: a leaf is hashed after 0x00, a node after 0x01.

`leaves` are the bytes that are sealed (the SHA-256 of each event), in order; hashes are 32 bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf; never equal to that of a node, so neither passes for the other."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The hash that stands for all leaves and their order; of none, the hash of nothing."""
    level = [leaf_hash(leaf) for leaf in leaves]
    if not level:
        return sha256(b"").digest()
    while len(level) > 1:
        level = _above(level)
    return level[0]


def proofs(leaves: Sequence[bytes]) -> list[tuple[bytes, ...]]:
    """For each leaf the hashes from its neighbour up to just below the root (RFC 6962 section 2.1.1)."""
    levels = _levels(leaves)
    return [_path(levels, place) for place in range(len(leaves))]


def proof(leaves: Sequence[bytes], place: int) -> tuple[bytes, ...]:
    """The same for the leaf at one place."""
    return _path(_levels(leaves), place)


def is_included(leaf: bytes, place: int, size: int, path: Sequence[bytes], expected: bytes) -> bool:
    """Whether the path leads from the leaf at `place` of `size` to the expected root (RFC 9162 2.1.3.2)."""
    if not 0 <= place < size:
        return False
    here, last, made = place, size - 1, leaf_hash(leaf)
    for sibling in path:
        if last == 0:
            return False
        if here % 2 or here == last:
            made = node_hash(sibling, made)
            while here % 2 == 0 and here:
                here, last = here >> 1, last >> 1
        else:
            made = node_hash(made, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and made == expected


def _above(level: list[bytes]) -> list[bytes]:
    """The level above; one without a neighbour rises as it is, which gives RFC 6962's split."""
    paired = [node_hash(level[place], level[place + 1]) for place in range(0, len(level) - 1, 2)]
    return paired + level[len(level) - len(level) % 2 :]


def _levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    levels = [[leaf_hash(leaf) for leaf in leaves]]
    while len(levels[-1]) > 1:
        levels.append(_above(levels[-1]))
    return levels


def _path(levels: list[list[bytes]], place: int) -> tuple[bytes, ...]:
    found = []
    for level in levels[:-1]:
        neighbour = place ^ 1
        if neighbour < len(level):
            found.append(level[neighbour])
        place >>= 1
    return tuple(found)
