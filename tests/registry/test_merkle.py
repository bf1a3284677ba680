"""Merkle trees as RFC 6962 has them."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.audit import merkle

# The leaves and roots of certificate-transparency's own reference tests.
LEAVES = [
    b"", b"\x00", b"\x10", b"\x20\x21", b"\x30\x31", b"\x40\x41\x42\x43", bytes(range(0x50, 0x58)),
    bytes(range(0x60, 0x70)),
]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
leaves = st.lists(st.binary(max_size=8), min_size=1, max_size=70, unique=True)


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_reference(size):
    assert merkle.root(LEAVES[:size]).hex() == ROOTS[size - 1]


def test_no_leaves_have_the_hash_of_nothing():
    assert merkle.root([]) == sha256(b"").digest()


def test_a_node_does_not_pass_for_a_leaf():
    left, right = merkle.leaf_hash(b"a"), merkle.leaf_hash(b"b")
    assert merkle.root([left + right]) != merkle.root([b"a", b"b"])


@given(leaves, st.data())
def test_every_leaf_is_proved_at_its_place_and_nowhere_else(given_leaves, data):
    root, proofs = merkle.root(given_leaves), merkle.proofs(given_leaves)
    place = data.draw(st.integers(0, len(given_leaves) - 1))
    size, path, leaf = len(given_leaves), proofs[place], given_leaves[place]
    assert path == merkle.proof(given_leaves, place)
    assert merkle.is_included(leaf, place, size, path, root)
    assert not merkle.is_included(leaf + b"!", place, size, path, root)
    assert not merkle.is_included(leaf, place, size, (*path, root), root)
    assert not merkle.is_included(leaf, size, size, path, root)
    other = data.draw(st.integers(0, size - 1))
    assert merkle.is_included(leaf, other, size, path, root) == (other == place)


@given(leaves, st.data())
def test_changing_removing_or_moving_a_leaf_changes_the_root(given_leaves, data):
    root = merkle.root(given_leaves)
    place = data.draw(st.integers(0, len(given_leaves) - 1))
    changed = [*given_leaves[:place], given_leaves[place] + b"!", *given_leaves[place + 1 :]]
    assert merkle.root(changed) != root
    assert merkle.root(given_leaves[:place] + given_leaves[place + 1 :]) != root
    moved = [*given_leaves[1:], given_leaves[0]]
    assert (merkle.root(moved) == root) == (moved == given_leaves)
