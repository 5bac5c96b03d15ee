"""Reading a bundle: whatever is altered is named, whatever is hostile is refused, and nothing makes it stumble."""

import hashlib
import json
import random
from dataclasses import dataclass
from functools import cache

import pytest

from app.domain import bundle, merkle, notes, seal
from app.domain.bundle import Unreadable
from app.domain.notes import Checkpoint
from app.domain.seal import EntryKind, Fact, Kind
from tests.unit.test_notes import NAME, Hand

OLD, NEW = Hand(7), Hand(9)
SHA = hashlib.sha256(b"photo").hexdigest()


@dataclass(frozen=True)
class Sample:
    """A small sealed visit with an amendment and a change of key, as bytes and as what they hold."""

    data: bytes

    @property
    def whole(self) -> dict[str, object]:
        return bundle.read(self.data)


@cache
def sample() -> Sample:
    items = seal.items(
        [
            Fact(Kind.ANSWER, "A01", {"value": '"Ya"', "by": "anggota1", "at": 1}),
            Fact(Kind.ANSWER, "A02", {"value": '"Tidak"', "by": "anggota1", "at": 2}),
            Fact(Kind.EVIDENCE, "u1", {"sha256": SHA, "bytes": 9, "mime": "image/jpeg"}),
            Fact(Kind.NOTE, "A02", {"text": "Lampu mati, \u201cbesok\u201d", "by": "anggota1", "at": 2}),
        ],
        bytes(32),
    )
    signature = Fact(Kind.WITNESS, "sign.lead", {"content": seal.content(items), "username": "ketua"})
    sealed = [*items, *seal.items([signature, Fact(Kind.WITNESS, "strokes.lead", [[1, 2]])], bytes(32))]
    entry = seal.entry(EntryKind.SEAL, {"at": 3, "visit": "v"}, sealed)
    changes = seal.items([Fact(Kind.NOTE, "reason", {"text": "Salah ketik"})], bytes(32))
    amendment = seal.entry(EntryKind.AMEND, {"at": 4, "seal": seal.sidik(entry), "number": 1}, changes)
    log = [{"v": 1, "kind": "log.begin", "at": 0}, entry, {"v": 1, "kind": "restore", "at": 3}, amendment]
    leaves = [merkle.leaf_hash(seal.canonical(one)) for one in log]
    parts = [
        bundle.sealed_part(
            one,
            place,
            [json.loads(item.text) for item in those],
            [item.leaf for item in those],
            merkle.inclusion_path(merkle.of(leaves), place, len(leaves)),
        )
        for one, place, those in ((entry, 1, sealed), (amendment, 3, changes))
    ]
    note = notes.sign(Checkpoint(NAME, len(leaves), merkle.root_of(leaves)).text, NEW)
    rotation = (OLD.key, notes.sign(bundle.rotation_text(NEW.key), OLD))
    return Sample(bundle.make(parts[0], parts[1:], [rotation], note))


def test_a_bundle_is_genuine_for_whoever_holds_the_old_key_or_the_new() -> None:
    for key in (OLD.key, NEW.key):
        assert bundle.verify(sample().whole, [key]) == []
    assert [one.code for one in bundle.verify(sample().whole, [Hand(1).key])] == ["checkpoint_unsigned"]


def test_a_changed_bit_is_noticed_and_named() -> None:
    data, silent = sample().data, []
    chance = random.Random(11)  # which bit of each byte
    for place in chance.sample(range(len(data)), len(data) // 20):  # every bit of every byte: `make bench`
        altered = bytearray(data)
        altered[place] ^= 1 << chance.randrange(8)
        try:
            problems = bundle.verify(bundle.read(bytes(altered)), [OLD.key])
            named = bool(problems) and all(one.where for one in problems)
        except Unreadable as error:
            named = bool(str(error))
        if not named:
            silent.append(place)
    assert silent == []


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("items", 0, "value", "value"), '"Tidak"', ["item_altered answer A01"]),
        (("items", 3, "salt"), "00" * 16, ["item_altered note A02"]),
        (("amendments", 0, "items", 0, "value", "text"), "Lain", ["item_altered note reason"]),
        (("entry", "at"), 9, ["not_in_log seal entry", "wrong_entry amendment 1 entry"]),
        (("index",), 2, ["not_in_log seal entry"]),
        (("index",), -1, ["not_in_log seal entry"]),
        (("amendments",), [], []),  # what a bundle keeps to itself only the log can tell
        (("rotations",), [], ["checkpoint_unsigned checkpoint"]),
        (("v",), 2, ["not_readable bundle"]),
        (("v",), True, ["not_readable bundle"]),
        (("amendments", 0, "more"), 1, ["not_readable amendment 1"]),
        (("entry",), [], ["not_readable seal entry"]),
        (("leaves", 0), "00", ["not_readable seal leaves[0]"]),
        (("path", 0), "AA==", ["not_readable seal path[0]"]),
        (("checkpoint",), 7, ["not_readable checkpoint"]),
        (("items", 0), None, ["not_readable seal items[0]"]),
        (("entry", "signed"), True, ["not_in_log seal entry"]),
    ],
)
def test_what_was_altered_is_named(path: tuple[object, ...], value: object, said: list[str]) -> None:
    whole = sample().whole
    place = whole
    for step in path[:-1]:
        place = place[step]  # type: ignore[index,assignment]  # JSON of any depth
    place[path[-1]] = value  # type: ignore[index]
    found = [f"{one.code} {one.where}" for one in bundle.verify(whole, [OLD.key])]
    assert found[: len(said)] == said if said else found == []
    assert all(str(one) for one in bundle.verify(whole, [OLD.key]))


def test_items_cannot_be_dropped_swapped_doubled_or_grafted() -> None:
    for change in (
        lambda items, leaves: (items.pop(0), leaves.pop(0)),
        lambda items, leaves: (items.reverse(), leaves.reverse()),
        lambda items, leaves: (items.insert(0, items[0]), leaves.insert(0, leaves[0])),
        lambda items, leaves: items.pop(0),
        lambda items, leaves: items.__setitem__(0, {"hash": leaves[1]}),
        lambda items, leaves: items.__setitem__(1, items[0]),
    ):
        whole = sample().whole
        change(whole["items"], whole["leaves"])
        assert bundle.verify(whole, [OLD.key])


def test_a_signature_over_something_else_is_named() -> None:
    items = seal.items([Fact(Kind.ANSWER, "A01", 1)], bytes(32))
    other = seal.items([Fact(Kind.WITNESS, "sign.lead", {"content": SHA})], bytes(32))
    sealed = [*items, *other]
    entry = seal.entry(EntryKind.SEAL, {"at": 3}, sealed)
    leaf = merkle.leaf_hash(seal.canonical(entry))
    part = bundle.sealed_part(entry, 0, [json.loads(one.text) for one in sealed], [one.leaf for one in sealed], [])
    data = bundle.make(part, [], [], notes.sign(Checkpoint(NAME, 1, leaf).text, NEW))
    assert [one.code for one in bundle.verify(bundle.read(data), [NEW.key])] == ["signature_of_other_content"]


def test_files_are_known_by_name_or_by_their_bytes() -> None:
    whole = sample().whole
    for files, codes in (
        ({"u1.jpg": SHA}, []),
        ({"IMG_1.JPG": SHA}, []),
        ({"u1.jpg": "cd" * 32}, ["file_altered"]),
        ({}, ["file_missing"]),
    ):
        assert [one.code for one in bundle.verify(whole, [OLD.key], files)] == codes


def test_a_chain_of_keys_holds_only_link_by_link() -> None:
    forged = Hand(3)
    lie = notes.sign(bundle.rotation_text(NEW.key), forged)
    linked = {"key": OLD.key.text, "note": lie}
    for rotations in ([linked], [{"key": OLD.key.text}], ["x"], [{"key": "x", "note": lie}]):
        whole = sample().whole | {"rotations": rotations}
        assert bundle.verify(whole, [OLD.key])[0].code == "rotation_broken"
    stranger = sample().whole | {"rotations": [{"key": forged.key.text, "note": lie}]}
    assert bundle.verify(stranger, [NEW.key]) == []  # the reader trusts the signer itself, whoever else names it
    assert bundle.verify(stranger, [OLD.key])[0].code == "checkpoint_unsigned"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"\xff\xfe",
        b'{"v":1,"v":1}',
        b'{"v":1.0}',
        b'{"v":NaN}',
        b'{"v":99999999999999999}',
        b'{"V":1}',
        b'{"v":"\\ud800"}',
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"9" * 10_000,
        b"null",
        b'{"b":1,"a":2}',
        b" " * (bundle.LARGEST + 1),
    ],
    ids=range(15),
)
def test_what_is_no_bundle_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        bundle.read(data)
