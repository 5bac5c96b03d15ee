"""Merkle trees as RFC 6962 defines them: one root over many leaves, and short proofs about it.

A tree is asked for through `Nodes`, so that a log of any length can be kept on disk: a proof touches a few nodes only.
Rule: docs/seal.md, "Trees".
"""

import hashlib
from collections.abc import Callable, Sequence

Nodes = Callable[[int, int], bytes]  # (level, index): the root over leaves index * 2^level … (index + 1) * 2^level - 1

EMPTY = hashlib.sha256().digest()


def leaf_hash(data: bytes) -> bytes:
    """What stands in the tree for `data`."""
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """What stands above two neighbours; the prefix differs from a leaf's, so neither passes for the other."""
    return hashlib.sha256(b"\1" + left + right).digest()


def of(leaves: Sequence[bytes]) -> Nodes:
    """The tree over leaf hashes held in memory."""
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append([node_hash(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)])
    return lambda level, index: levels[level][index]


def appended(size: int, leaf: bytes, nodes: Nodes) -> list[tuple[int, int, bytes]]:
    """The nodes (level, index, hash) that a tree of `size` leaves gains with one more: what a store has to write."""
    level, index, hashed = 0, size, leaf
    gained = [(level, index, hashed)]
    while index % 2:
        hashed = node_hash(nodes(level, index - 1), hashed)
        level, index = level + 1, index // 2
        gained.append((level, index, hashed))
    return gained


def root(nodes: Nodes, size: int) -> bytes:
    """The root over the first `size` leaves."""
    return _range(nodes, 0, size) if size else EMPTY


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes held in memory."""
    return root(of(leaves), len(leaves))


def inclusion_path(nodes: Nodes, index: int, size: int) -> list[bytes]:
    """The proof that leaf `index` is among the first `size`, its sibling first. Raises IndexError for no such leaf."""
    if not 0 <= index < size:
        raise IndexError(f"leaf {index} of {size}")
    begin, end, path = 0, size, []
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append(_range(nodes, middle, end))
            end = middle
        else:
            path.append(_range(nodes, begin, middle))
            begin = middle
    return path[::-1]


def consistency_path(nodes: Nodes, old: int, size: int) -> list[bytes]:
    """The proof that the first `old` of `size` leaves are what they were. Raises IndexError when `old` is larger."""
    if not 0 <= old <= size:
        raise IndexError(f"{old} of {size}")
    if old in (0, size):
        return []
    begin, end, whole, path = 0, size, True, []
    while end != old:
        middle = begin + _split(end - begin)
        if old <= middle:
            path.append(_range(nodes, middle, end))
            end = middle
        else:
            path.append(_range(nodes, begin, middle))
            begin, whole = middle, False
    return ([] if whole else [_range(nodes, begin, end)]) + path[::-1]


def verify_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `path` proves that `leaf` is number `index` (from 0) of `size` under `root` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    number, last, hashed = index, size - 1, leaf
    for neighbour in path:
        if last == 0:
            return False
        if number % 2 or number == last:
            hashed = node_hash(neighbour, hashed)
            while number and not number % 2:
                number, last = number >> 1, last >> 1
        else:
            hashed = node_hash(hashed, neighbour)
        number, last = number >> 1, last >> 1
    return last == 0 and hashed == root


def verify_consistency(old: int, old_root: bytes, size: int, root: bytes, path: Sequence[bytes]) -> bool:
    """Whether `path` proves that the tree of `size` only adds to the tree of `old` (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= size or (old in (0, size) and path):
        return False
    if old == 0:
        return old_root == EMPTY and (size > 0 or root == EMPTY)
    if old == size:
        return old_root == root
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    return bool(steps) and _climb(old - 1, size - 1, steps) == (old_root, root)


def _climb(number: int, last: int, steps: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The old and the new root that a consistency path leads to, or None when it has too many or too few steps."""
    while number % 2:
        number, last = number >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return None
        if number % 2 or number == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while number and not number % 2:
                number, last = number >> 1, last >> 1
        else:
            after = node_hash(after, step)
        number, last = number >> 1, last >> 1
    return (before, after) if last == 0 else None


def _range(nodes: Nodes, begin: int, end: int) -> bytes:
    """The root over leaves begin … end - 1, where `begin` is a left edge of the tree."""
    width = end - begin
    if width & (width - 1) == 0:
        level = width.bit_length() - 1
        return nodes(level, begin >> level)
    middle = begin + _split(width)
    return node_hash(_range(nodes, begin, middle), _range(nodes, middle, end))


def _split(width: int) -> int:
    """The largest power of two below `width`, which is at least 2."""
    return 1 << (width - 1).bit_length() - 1
