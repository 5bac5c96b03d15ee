"""What leaves the house: a sealed visit with its proof, and the check that anybody can make of it.

Rule: docs/seal.md, "The bundle".
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from app.domain import merkle, notes
from app.domain.notes import BadNote, Checkpoint, VerifierKey
from app.domain.seal import EntryKind, Kind, canonical, sidik

VERSION = 1
LARGEST = 32 * 1024 * 1024
ROTATION = "siap key rotation"
ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/heic": "heic",
    "image/heif": "heif",
    "image/avif": "avif",
    "application/pdf": "pdf",
}
_PARTS = {"entry", "index", "items", "leaves", "path"}
_WHOLE = _PARTS | {"v", "amendments", "rotations", "checkpoint"}


class Unreadable(ValueError):
    """Not a bundle; the message says what and where."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a bundle: a stable code, where, and what was found there."""

    code: str
    where: str
    detail: str = ""

    def __str__(self) -> str:
        said = SENTENCES.get(self.code, self.code)
        return f"{self.where}: {said}" + (f" ({self.detail})" if self.detail else "")


SENTENCES = {
    "not_readable": "is not what a bundle has there",
    "checkpoint_unsigned": "the checkpoint's signature does not hold for any key given",
    "another_log": "the checkpoint is of another log than the key",
    "rotation_broken": "a change of key is not signed by the key before",
    "not_in_log": "the entry, its number or its path was altered: it is not in the signed log",
    "wrong_entry": "is not an entry of this place",
    "items_altered": "the list of hashes does not lead to the root in the entry",
    "content_altered": "what was signed does not lead to the digest in the entry",
    "item_altered": "was altered",
    "item_misplaced": "stands in the wrong place or twice",
    "signature_of_other_content": "signed something else than what is sealed",
    "file_missing": "the file is missing",
    "file_altered": "the file is not the one that was sealed",
}


@dataclass(frozen=True, slots=True)
class _Sealed:
    """An entry with its items and its place in the log, every field of the right shape."""

    entry: Mapping[str, object]
    index: int
    items: Sequence[Mapping[str, object]]
    leaves: Sequence[bytes]
    path: Sequence[bytes]

    @classmethod
    def of(cls, value: object, where: str) -> Self:
        parts = _object(value, where)
        if set(parts) != _PARTS:
            raise Unreadable(where)
        items = [_object(one, f"{where} items[{n}]") for n, one in enumerate(_list(parts.get("items"), where))]
        return cls(
            entry=_object(parts.get("entry"), f"{where} entry"),
            index=_number(parts.get("index"), f"{where} index"),
            items=items,
            leaves=[_hash(one, f"{where} leaves[{n}]") for n, one in enumerate(_list(parts.get("leaves"), where))],
            path=[_sibling(one, f"{where} path[{n}]") for n, one in enumerate(_list(parts.get("path"), where))],
        )


def sealed_part(
    entry: Mapping[str, object], index: int, items: Sequence[object], leaves: Sequence[bytes], path: Sequence[bytes]
) -> dict[str, object]:
    """One entry as a bundle carries it; a withheld item stands as {"hash": …}."""
    return {
        "entry": dict(entry),
        "index": index,
        "items": list(items),
        "leaves": [leaf.hex() for leaf in leaves],
        "path": [notes.b64(step) for step in path],
    }


def make(
    seal: Mapping[str, object],
    amendments: Sequence[Mapping[str, object]],
    rotations: Sequence[tuple[VerifierKey, str]],
    checkpoint: str,
) -> bytes:
    """The bundle as a file holds it: canonical JSON, nothing behind it.

    `rotations` are the changes of key, oldest first: the old key and the note in which it names the next.
    """
    return canonical(
        {
            "v": VERSION,
            **seal,
            "amendments": [dict(one) for one in amendments],
            "rotations": [{"key": key.text, "note": note} for key, note in rotations],
            "checkpoint": checkpoint,
        }
    )


def file_name(item_id: str, mime: str) -> str:
    """The name under which an evidence file travels beside its bundle."""
    return f"{item_id}.{ENDINGS.get(mime, 'bin')}"


def read(data: bytes) -> dict[str, object]:
    """The bundle in a file. Raises Unreadable: too large, no JSON, a key twice, or not in canonical form."""
    if len(data) > LARGEST:
        raise Unreadable(f"larger than {LARGEST} bytes")
    try:
        text = data.decode()
        found = json.loads(text, object_pairs_hook=_once, parse_float=_no_float, parse_constant=_no_float)
        spelled = canonical(found)
    except RecursionError:
        raise Unreadable("nested too deeply") from None
    except ValueError as error:
        raise Unreadable(str(error)) from None
    if spelled != data:
        place = next((n for n, (a, b) in enumerate(zip(spelled, data, strict=False)) if a != b), len(spelled))
        raise Unreadable(f"not in canonical form at byte {place}")
    return _object(found, "bundle")


def verify(bundle: object, keys: Collection[VerifierKey], files: Mapping[str, str] | None = None) -> list[Problem]:
    """Everything wrong with a bundle, by place; [] when it is genuine.

    `keys` are the public keys that the reader trusts, from paper; `files` maps the names of the evidence files at
    hand to their SHA-256 in hex, None when they are not to be looked at.
    """
    try:
        whole = _object(bundle, "bundle")
        canonical(whole)
        if set(whole) != _WHOLE or _number(whole["v"], "bundle") != VERSION:
            raise Unreadable("bundle")
        seal = _Sealed.of({name: whole[name] for name in _PARTS}, "seal")
        amendments = [
            _Sealed.of(one, f"amendment {n}") for n, one in enumerate(_list(whole["amendments"], "amendments"), 1)
        ]
        rotations = _list(whole["rotations"], "rotations")
        note = _text(whole["checkpoint"], "checkpoint")
    except (ValueError, RecursionError) as error:
        return [Problem("not_readable", str(error))]
    log = _checkpoint(note, rotations, keys)
    return [
        *log.problems,
        *_entry_problems(seal, EntryKind.SEAL, "seal", log.checkpoint),
        *_item_problems(seal, "seal"),
        *_amendment_problems(amendments, seal, log.checkpoint),
        *([] if files is None else _file_problems([seal, *amendments], files)),
    ]


@dataclass(frozen=True, slots=True)
class _Log:
    """What the signed checkpoint of a bundle says of the log, or why it says nothing."""

    checkpoint: Checkpoint | None
    problems: Sequence[Problem]


def _checkpoint(note: str, rotations: Sequence[object], keys: Collection[VerifierKey]) -> _Log:
    try:
        chain = _chain(rotations)
    except (BadNote, Unreadable) as error:
        return _Log(None, [Problem("rotation_broken", "rotations", str(error))])
    signers = list(keys)
    if chain:
        signers = [chain[-1]] if set(chain) & set(keys) else []
    try:
        text, key = notes.opened(note, signers)
        checkpoint = Checkpoint.parse(text)
    except BadNote as error:
        return _Log(None, [Problem("checkpoint_unsigned", "checkpoint", str(error))])
    if checkpoint.origin != key.name:
        return _Log(None, [Problem("another_log", "checkpoint", checkpoint.origin)])
    return _Log(checkpoint, [])


def _chain(rotations: Sequence[object]) -> list[VerifierKey]:
    """The keys of the log, oldest first, each named by the one before it. Raises BadNote, Unreadable."""
    chain: list[VerifierKey] = []
    for number, rotation in enumerate(rotations, 1):
        parts = _object(rotation, f"rotation {number}")
        key = VerifierKey.parse(_text(parts.get("key"), f"rotation {number} key"))
        if set(parts) != {"key", "note"} or (chain and key != chain[-1]):
            raise BadNote(f"rotation {number} does not follow the one before")
        text, _ = notes.opened(_text(parts.get("note"), f"rotation {number} note"), [key])
        chain += [rotated(text, key)] if chain else [key, rotated(text, key)]
    return chain


def rotation_text(key: VerifierKey) -> str:
    """What the old key signs when `key` follows it."""
    return f"{ROTATION}\n{key.text}\n"


def rotated(text: str, old: VerifierKey) -> VerifierKey:
    """The key that follows `old` by a signed text. Raises BadNote."""
    lines = text.split("\n")
    if len(lines) != 3 or lines[0] != ROTATION or lines[2]:
        raise BadNote("not a change of key")
    key = VerifierKey.parse(lines[1])
    if key.name != old.name:
        raise BadNote("a change of key of another log")
    return key


def _entry_problems(sealed: _Sealed, kind: EntryKind, where: str, checkpoint: Checkpoint | None) -> list[Problem]:
    found = []
    if sealed.entry.get("kind") != kind or sealed.entry.get("v") != VERSION:
        found.append(Problem("wrong_entry", f"{where} entry"))
    leaf = merkle.leaf_hash(canonical(dict(sealed.entry)))
    if checkpoint and not merkle.verify_inclusion(sealed.index, checkpoint.size, leaf, sealed.path, checkpoint.root):
        found.append(Problem("not_in_log", f"{where} entry"))
    return found


def _item_problems(sealed: _Sealed, where: str) -> list[Problem]:
    found = _tree_problems(sealed, where)
    signed, before = sealed.entry.get("signed"), ("", "")
    for number, (item, leaf) in enumerate(zip(sealed.items, sealed.leaves, strict=False)):
        place = _place(item, f"{where} item {number + 1}")
        if set(item) == {"hash"}:
            if item["hash"] != leaf.hex():
                found.append(Problem("item_altered", place))
            continue
        if merkle.leaf_hash(canonical(dict(item))) != leaf:
            found.append(Problem("item_altered", place))
        here = (str(item.get("kind")), str(item.get("id")))
        is_late = type(signed) is int and number >= signed
        if here <= before or (here[0] == Kind.WITNESS) != is_late:
            found.append(Problem("item_misplaced", place))
        before = here
        found += _signature_problems(item, sealed.entry, place)
    return found


def _tree_problems(sealed: _Sealed, where: str) -> list[Problem]:
    """Whether the list of hashes fits the items, and leads to the two roots in the entry."""
    entry, leaves, found = sealed.entry, sealed.leaves, []
    if len(sealed.items) != len(leaves):
        found.append(Problem("not_readable", f"{where} leaves", "as many as items"))
    if len(leaves) != entry.get("items") or merkle.root_of(leaves).hex() != entry.get("root"):
        found.append(Problem("items_altered", f"{where} leaves"))
    signed = entry.get("signed")
    if type(signed) is not int or merkle.root_of(leaves[: max(signed, 0)]).hex() != entry.get("content"):
        found.append(Problem("content_altered", f"{where} leaves"))
    return found


def _place(item: Mapping[str, object], otherwise: str) -> str:
    kind, item_id = item.get("kind"), item.get("id")
    return f"{kind} {item_id}" if isinstance(kind, str) and isinstance(item_id, str) else otherwise


def _signature_problems(item: Mapping[str, object], entry: Mapping[str, object], place: str) -> list[Problem]:
    value = item.get("value")
    if item.get("kind") != Kind.WITNESS or not isinstance(value, Mapping) or "content" not in value:
        return []
    return [] if value["content"] == entry.get("content") else [Problem("signature_of_other_content", place)]


def _amendment_problems(amendments: Sequence[_Sealed], seal: _Sealed, checkpoint: Checkpoint | None) -> list[Problem]:
    found, index = [], seal.index
    for number, one in enumerate(amendments, 1):
        where = f"amendment {number}"
        found += _entry_problems(one, EntryKind.AMEND, where, checkpoint)
        if one.entry.get("seal") != sidik(seal.entry) or one.index <= index:
            found.append(Problem("wrong_entry", f"{where} entry"))
        found += _item_problems(one, where)
        index = one.index
    return found


def _file_problems(sealed: Sequence[_Sealed], files: Mapping[str, str]) -> list[Problem]:
    found, hashes = [], set(files.values())
    for item in (item for one in sealed for item in one.items):
        value = item.get("value")
        if item.get("kind") != Kind.EVIDENCE or not isinstance(value, Mapping) or not value.get("bytes"):
            continue
        name = file_name(str(item.get("id")), str(value.get("mime")))
        if name in files and files[name] != value.get("sha256"):
            found.append(Problem("file_altered", f"evidence {item.get('id')}", name))
        elif name not in files and str(value.get("sha256")) not in hashes:
            found.append(Problem("file_missing", f"evidence {item.get('id')}", name))
    return found


def _object(value: object, where: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise Unreadable(where)
    return value


def _list(value: object, where: str) -> list[object]:
    if not isinstance(value, list):
        raise Unreadable(where)
    return value


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise Unreadable(where)
    return value


def _number(value: object, where: str) -> int:
    if type(value) is not int:
        raise Unreadable(where)
    return value


def _hash(value: object, where: str) -> bytes:
    text = _text(value, where)
    if len(text) != 64 or set(text) - set("0123456789abcdef"):
        raise Unreadable(where)
    return bytes.fromhex(text)


def _sibling(value: object, where: str) -> bytes:
    try:
        raw = notes.unb64(_text(value, where))
    except BadNote:
        raise Unreadable(where) from None
    if len(raw) != 32:
        raise Unreadable(where)
    return raw


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


def _no_float(text: str) -> object:
    raise ValueError(f"a number with a fraction: {text[:20]}")
