"""Chance that always falls the same way: numbers and ids drawn from words."""

import hashlib
import uuid
from collections.abc import Sequence
from typing import TypeVar

Thing = TypeVar("Thing")


def share(*words: object) -> float:
    """A number from 0 to 1 (never 1) that the words alone decide."""
    digest = hashlib.sha256("|".join(map(str, words)).encode()).digest()
    return int.from_bytes(digest[:7], "big") / 2**56


def pick(things: Sequence[Thing], *words: object) -> Thing:
    """One of the things."""
    return things[int(share(*words) * len(things))]


def uid(*words: object) -> str:
    """A UUID that the words alone decide."""
    digest = bytearray(hashlib.sha256("|".join(map(str, words)).encode()).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x40
    digest[8] = digest[8] & 0x3F | 0x80
    return str(uuid.UUID(bytes=bytes(digest)))
