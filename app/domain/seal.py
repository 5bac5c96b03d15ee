"""What a seal covers: salted items under one root, and the entry that goes into the log.

Rule: docs/seal.md.
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from app.domain import merkle
from app.domain.words import WORDS

VERSION = 1
_KEY = re.compile(r"[a-z0-9_]{1,64}", re.ASCII)
_LARGEST = 2**53


class Kind(StrEnum):
    """What an item is about; items are sorted by it, then by id."""

    ANSWER = "answer"
    CHANGE = "change"  # of an amendment: what, from, to
    EVIDENCE = "evidence"
    FINDING = "finding"
    FORM = "form"  # the checklist's version by its hash
    HEAD = "head"
    LOG = "log"  # the root over everything the phones sent
    NOTE = "note"
    PEOPLE = "people"
    SCORE = "score"
    WEIGHTS = "weights"
    WITNESS = "witness"  # signatures; the last in the order, so that what was signed is the beginning of the tree


class EntryKind(StrEnum):
    """What is entered in the log."""

    BEGIN = "log.begin"
    SUBMIT = "visit.submit"
    SEAL = "visit.seal"
    AMEND = "visit.amend"
    ROTATE = "key.rotate"
    LOST = "key.lost"
    RESTORE = "restore"
    EXPORT = "export.made"
    DESTROY = "retention.destroy"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a seal covers, before it is salted; `value` is made of text, whole numbers, lists and objects."""

    kind: Kind
    id: str
    value: object


@dataclass(frozen=True, slots=True)
class Item:
    """A sealed fact: its canonical text, salt included, and what stands for it in the tree."""

    kind: str
    id: str
    text: str
    leaf: bytes


def canonical(value: object) -> bytes:
    """`value` as RFC 8785 writes it: sorted keys, no spaces, UTF-8. Numbers are whole; everything else is text.

    Raises ValueError for what has no one spelling: floats, large integers, keys that are not plain words.
    """
    _check(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def salt(secret: bytes, kind: str, item_id: str) -> str:
    """The salt of one item, 32 hex digits: without it, the hash of a yes or no would give the answer away."""
    return hmac.digest(secret, f"{kind}|{item_id}".encode(), "sha256")[:16].hex()


def items(facts: Iterable[Fact], secret: bytes) -> list[Item]:
    """The facts salted and in the order of the tree. Raises ValueError when two share kind and id."""
    made = [_item(fact, secret) for fact in sorted(facts, key=lambda fact: (fact.kind, fact.id))]
    if len({(one.kind, one.id) for one in made}) != len(made):
        raise ValueError("an item twice")
    return made


def root(sealed: Sequence[Item]) -> str:
    """The root over items in their order, 64 hex digits."""
    return merkle.root_of([one.leaf for one in sealed]).hex()


def signed(sealed: Sequence[Item]) -> int:
    """How many of the items are what was signed: all but the signatures, which stand last."""
    return sum(one.kind != Kind.WITNESS for one in sealed)


def content(sealed: Sequence[Item]) -> str:
    """What people sign: the root over all items but the signatures, 64 hex digits."""
    return root(sealed[: signed(sealed)])


def entry(kind: EntryKind, head: Mapping[str, object], sealed: Sequence[Item] = ()) -> dict[str, object]:
    """The log entry over `head` and items, if it has any."""
    body: dict[str, object] = {"v": VERSION, "kind": str(kind), **head}
    if not sealed:
        return body
    tree = {"items": len(sealed), "root": root(sealed), "signed": signed(sealed), "content": content(sealed)}
    return {**body, **tree}


def sidik(entry: Mapping[str, object]) -> str:
    """The fingerprint of an entry, 64 hex digits: what pages and papers show of a seal."""
    return hashlib.sha256(canonical(dict(entry))).hexdigest()


def words(sha256: str) -> tuple[str, ...]:
    """Six Indonesian words for the first 60 bits of a fingerprint, to read aloud and compare."""
    bits = int(sha256[:15], 16)
    return tuple(WORDS[bits >> shift & 1023] for shift in range(50, -1, -10))


def code(sha256: str) -> str:
    """The short form that papers print in their foot: 16 letters in four groups."""
    letters = base64.b32encode(bytes.fromhex(sha256)).decode()[:16]
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def _item(fact: Fact, secret: bytes) -> Item:
    body = {"kind": str(fact.kind), "id": fact.id, "salt": salt(secret, fact.kind, fact.id), "value": fact.value}
    text = canonical(body)
    return Item(str(fact.kind), fact.id, text.decode(), merkle.leaf_hash(text))


def _check(value: object) -> None:
    if isinstance(value, dict):
        odd = next((key for key in value if not _is_key(key)), None)
        if odd is not None or None in value:
            raise ValueError(f"key {odd!r}")
    if isinstance(value, dict | list):
        for entry in value.values() if isinstance(value, dict) else value:
            if type(entry) is not str:
                _check(entry)
    elif value is not None and not isinstance(value, str) and not _is_whole(value):
        raise ValueError(f"no one spelling for {type(value).__name__}")


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and -_LARGEST < value < _LARGEST


@lru_cache(maxsize=1024)
def _is_key(key: object) -> bool:
    return isinstance(key, str) and _KEY.fullmatch(key) is not None
