"""Merkle trees: RFC 6962's own figures, every proof of every small tree, and what no proof may pass."""

import hashlib
import random

import pytest

from app.domain import merkle

# the leaves and roots that RFC 6962's reference implementation is tested with
LEAVES = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")] + [
    bytes(range(0x60, 0x70))
]
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
SIZE = 33


def tree(size: int) -> list[bytes]:
    return [merkle.leaf_hash(bytes([n])) for n in range(size)]


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_are_those_of_the_standard(size: int) -> None:
    assert merkle.root_of([merkle.leaf_hash(leaf) for leaf in LEAVES[:size]]).hex() == ROOTS[size - 1]


def test_no_leaves_have_the_root_of_nothing() -> None:
    assert merkle.root_of([]) == hashlib.sha256().digest()


def test_a_tree_grown_leaf_by_leaf_is_the_tree_over_all_of_them() -> None:
    kept: dict[tuple[int, int], bytes] = {}
    leaves = tree(SIZE)
    for size, leaf in enumerate(leaves):
        for level, index, hashed in merkle.appended(size, leaf, lambda *at: kept[at]):
            assert kept.setdefault((level, index), hashed) == hashed
        assert merkle.root(lambda *at: kept[at], size + 1) == merkle.root_of(leaves[: size + 1])


def test_every_leaf_of_every_tree_is_proved_at_its_place_alone() -> None:
    for size in range(1, SIZE):
        leaves = tree(size)
        root = merkle.root_of(leaves)
        for index in range(size):
            path = merkle.inclusion_path(merkle.of(leaves), index, size)
            assert merkle.verify_inclusion(index, size, leaves[index], path, root)
            for other in {index - 1, index + 1, size - 1 - index} - {index}:
                assert not merkle.verify_inclusion(other, size, leaves[index], path, root)
            assert not merkle.verify_inclusion(index, size, leaves[index], [*path, path[0] if path else root], root)
            assert not path or not merkle.verify_inclusion(index, size, leaves[index], path[:-1], root)


def test_every_tree_proves_every_smaller_one_and_no_rewritten_one() -> None:
    chance = random.Random(4)  # which leaf is forged
    for size in range(1, SIZE):
        leaves = tree(size)
        root = merkle.root_of(leaves)
        for old in range(size + 1):
            before = merkle.root_of(leaves[:old])
            path = merkle.consistency_path(merkle.of(leaves), old, size)
            assert merkle.verify_consistency(old, before, size, root, path)
            if not old:
                continue
            forged = list(leaves)
            forged[chance.randrange(old)] = merkle.leaf_hash(b"another")
            lie = merkle.consistency_path(merkle.of(forged), old, size)
            assert not merkle.verify_consistency(old, before, size, merkle.root_of(forged), lie)
            assert not merkle.verify_consistency(old, before, size, root, [*path, root])
            assert not path or not merkle.verify_consistency(old, before, size, root, path[1:])


def test_nobody_proves_that_a_log_shrank_or_what_is_not_in_it() -> None:
    leaves = tree(5)
    root, nodes = merkle.root_of(leaves), merkle.of(leaves)
    assert not merkle.verify_consistency(5, root, 4, merkle.root_of(leaves[:4]), [])
    assert not merkle.verify_consistency(-1, root, 5, root, [])
    assert not merkle.verify_inclusion(5, 5, leaves[0], [], root)
    for index in (-1, 5):
        with pytest.raises(IndexError):
            merkle.inclusion_path(nodes, index, 5)
    with pytest.raises(IndexError):
        merkle.consistency_path(nodes, 6, 5)
