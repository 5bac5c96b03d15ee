"""The cases that every verifier of seals must judge alike, written to tests/shared/seal_cases.json.

Proofs of every tree up to nine leaves, canonical forms, notes, tickets, and one small bundle with what is done to it.
A case of a bundle says which value is put where; what a verifier finds is told by code and place.
"""

import copy
import hashlib
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain import bundle, merkle, notes, seal, ticket
from app.domain.seal import EntryKind, Fact, Kind

TARGET = Path(__file__).parent.parent / "tests" / "shared" / "seal_cases.json"
ORIGIN = "siap.polres-contoh.example/log1"
AT = 1_795_323_600_000


class Signer:
    """A key made from a word, so that every run writes the same file."""

    def __init__(self, word: str, origin: str = ORIGIN) -> None:
        """The key of that word."""
        self._private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(word.encode()).digest())
        self.key = notes.VerifierKey(origin, self._private.public_key().public_bytes_raw())

    def sign(self, data: bytes) -> bytes:
        """Its signature."""
        return self._private.sign(data)


def made() -> dict[str, Any]:
    """All cases."""
    return {
        "trees": _trees(),
        "canonical": _canonical(),
        "notes": _notes(),
        "tickets": _tickets(),
        "bundles": _bundles(),
        "words": [{"sidik": one, "words": list(seal.words(one))} for one in (_sha("a"), _sha("b"), "0" * 64, "f" * 64)],
    }


def _trees() -> list[dict[str, Any]]:
    found = []
    for size in range(1, 10):
        leaves = [merkle.leaf_hash(bytes([number])) for number in range(size)]
        nodes = merkle.of(leaves)
        found.append(
            {
                "leaves": [notes.b64(leaf) for leaf in leaves],
                "root": notes.b64(merkle.root(nodes, size)),
                "inclusion": [[notes.b64(one) for one in merkle.inclusion_path(nodes, n, size)] for n in range(size)],
                "consistency": {
                    str(old): [notes.b64(one) for one in merkle.consistency_path(nodes, old, size)]
                    for old in range(1, size + 1)
                },
            }
        )
    return found


def _canonical() -> list[dict[str, Any]]:
    values: list[Any] = [None, True, 0, -7, 2**53 - 1, "", "é\u2028\U0001f600", '"\\\n\t\u0001\x7f/', [], {}]
    values += [[1, ["a"]], {"b": 1, "a": {"z_9": None}}]
    good = [{"json": json.dumps(value), "text": seal.canonical(value).decode()} for value in values]
    bad = ["1.5", "9007199254740992", '{"A": 1}', '{"": 1}', '{"a b": 1}', '"\\ud800"', '"\\udc00x"', '[{"é": 1}]']
    return good + [{"json": one, "text": None} for one in bad]


def _notes() -> list[dict[str, Any]]:
    signer, other = Signer("pertama"), Signer("lain")
    text = notes.Checkpoint(ORIGIN, 3, merkle.leaf_hash(b"x")).text
    note = notes.sign(text, signer)
    line = note.split("\n\n")[1]
    both = notes.sign(text, other) + line
    key = signer.key.text
    cases = [
        ("signed", note, [key], True),
        ("with a stranger's signature before it", both, [key], True),
        ("another key", note, [other.key.text], False),
        ("one letter of the text", note.replace("\n3\n", "\n4\n"), [key], False),
        ("one letter of the signature", note[:-6] + ("A" if note[-6] != "A" else "B") + note[-5:], [key], False),
        ("no line at the end", note[:-1], [key], False),
        ("a tab", note.replace("\n3\n", "\n3\t\n"), [key], False),
        ("a hyphen for the dash", note.replace("\u2014", "-"), [key], False),
        ("no key at all", note, [], False),
        ("a key with a wrong id", note, [key.replace("+", "+0", 1)[: len(key)]], None),
    ]
    return [{"name": name, "note": one, "keys": keys, "holds": holds} for name, one, keys, holds in cases]


def _tickets() -> list[dict[str, Any]]:
    signer = Signer("pertama")
    facts = ticket.Ticket("POLSEK-SENORI", "0" * 32, "1", "2026-11-22", "875", "3", "12", "4", _sha("sidik"))
    line = ticket.line(facts, signer)
    head, _, signature = line.rpartition("*")
    cases = [
        ("true", line, True),
        ("true, with space around it", f"  {line}\n", True),
        ("another score", line.replace("*875*", "*975*"), False),
        ("another hash", line.replace(line.split("*")[9], line.split("*")[9][::-1]), False),
        ("small letters", line.lower(), False),
        ("without signature", head, False),
        ("a signature of something else", f"{head}*{signature[::-1]}", False),
        ("another key", line.replace(signer.key.id.hex().upper(), "00000000"), False),
        ("nothing of ours", "https://example.org", False),
        ("nothing", "", False),
    ]
    facts_told = {name: getattr(facts, name) for name in ticket.Ticket.__slots__}
    return [{"name": name, "line": one, "says": facts_told if holds else None} for name, one, holds in cases]


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _facts() -> list[Fact]:
    photo = {"sha256": _sha("photo"), "bytes": 5, "mime": "image/jpeg"}
    document = {"sha256": _sha("document"), "bytes": 8, "mime": "application/pdf"}
    return [
        Fact(Kind.ANSWER, "A01", {"value": "Ya", "by": "anggota1"}),
        Fact(Kind.ANSWER, "A02", {"value": {"n": 17, "d": 20}, "by": "anggota1"}),
        Fact(Kind.EVIDENCE, "0b54", photo),
        Fact(Kind.EVIDENCE, "1c77", document),
        Fact(Kind.FINDING, "F-1", {"condition": "Ruang tahanan bocor — \U0001f327", "severity": "serious"}),
        Fact(Kind.PEOPLE, "lead", {"name": "AKP Ketua"}),
        Fact(Kind.SCORE, "total", {"value": "87.5"}),
    ]


def _part(
    kind: EntryKind, head: dict[str, Any], facts: list[Fact], log: list[bytes], secret: bytes
) -> tuple[dict[str, Any], list[seal.Item]]:
    root = seal.root(seal.items(facts, secret))
    signed = [Fact(Kind.WITNESS, who, {"content": root, "says": "agrees"}) for who in ("chief", "lead")]
    items = seal.items([*facts, *signed], secret)
    entry = seal.entry(kind, head, items)
    log.append(merkle.leaf_hash(seal.canonical(entry)))
    return entry, items


def whole() -> tuple[dict[str, Any], list[Signer], dict[str, str]]:
    """A small bundle with an amendment and a change of key, whose keys it carries, and the hashes of its files."""
    old, new = Signer("pertama"), Signer("kedua")
    log = [merkle.leaf_hash(bytes([number])) for number in range(3)]
    head = {"visit": "0" * 32, "station": "polsek-senori", "rev": 1, "at": AT, "score": "87.5"}
    entry, items = _part(EntryKind.SEAL, head, _facts(), log, b"s" * 32)
    index = len(log) - 1
    log.append(merkle.leaf_hash(b"between"))
    change = [Fact(Kind.CHANGE, "A01", {"from": "Ya", "to": "Tidak", "why": "salah ketik"})]
    amended = {"visit": "0" * 32, "at": AT + 1, "seal": seal.sidik(entry), "reason": "salah ketik"}
    amendment, changes = _part(EntryKind.AMEND, amended, change, log, b"t" * 32)
    nodes = merkle.of(log)
    note = notes.sign(notes.Checkpoint(ORIGIN, len(log), merkle.root(nodes, len(log))).text, new)
    parts = [
        bundle.sealed_part(
            one,
            place,
            [json.loads(item.text) for item in own],
            [item.leaf for item in own],
            merkle.inclusion_path(nodes, place, len(log)),
        )
        for one, place, own in ((entry, index, items), (amendment, len(log) - 1, changes))
    ]
    rotation = (old.key, notes.sign(bundle.rotation_text(new.key), old))
    files = {"0b54.jpg": _sha("photo"), "1c77.pdf": _sha("document")}
    return json.loads(bundle.make(parts[0], parts[1:], [rotation], note)), [old, new], files


def _bundles() -> dict[str, Any]:
    made_one, (old, new), files = whole()
    ways: list[tuple[str, list[tuple[list[Any], Any]]]] = [
        ("whole", []),
        ("withheld", [(["items", 0], {"hash": made_one["leaves"][0]})]),
        ("withheld with another hash", [(["items", 0], {"hash": made_one["leaves"][1]})]),
        ("an answer", [(["items", 0, "value", "value"], "Tidak")]),
        ("a salt", [(["items", 1, "salt"], "0" * 32)]),
        ("a leaf", [(["leaves", 2], "0" * 64)]),
        ("two items swapped", [(["items", 0], made_one["items"][1]), (["items", 1], made_one["items"][0])]),
        ("an item twice", [(["items", 1], made_one["items"][0])]),
        ("the score in the entry", [(["entry", "score"], "97.5")]),
        ("the number in the log", [(["index"], 2)]),
        ("a number beyond the log", [(["index"], 99)]),
        ("a step of the path", [(["path", 0], notes.b64(bytes(32)))]),
        ("a path too long", [(["path"], [*made_one["path"], made_one["path"][0]])]),
        ("a path cut off", [(["path"], made_one["path"][:-1])]),
        ("the content's digest", [(["entry", "content"], "0" * 64)]),
        ("the kind of entry", [(["entry", "kind"], "visit.submit")]),
        ("what a chief signed", [(["items", 7, "value", "content"], "0" * 64)]),
        ("the amendment's reason", [(["amendments", 0, "entry", "reason"], "lain")]),
        ("the amendment's change", [(["amendments", 0, "items", 0, "value", "to"], "Ya")]),
        ("the amendment dropped", [(["amendments"], [])]),
        ("the amendment of another seal", [(["amendments", 0, "entry", "seal"], "0" * 64)]),
        ("the change of key", [(["rotations", 0, "note"], made_one["rotations"][0]["note"].replace("siap", "sial"))]),
        ("the change of key dropped", [(["rotations"], [])]),
        ("the change of key twice", [(["rotations"], made_one["rotations"] * 2)]),
        ("a change of key that is none", [(["rotations", 0], "x")]),
        ("the checkpoint's size", [(["checkpoint"], made_one["checkpoint"].replace("\n6\n", "\n7\n"))]),
        ("the checkpoint emptied", [(["checkpoint"], "")]),
        ("no list of items", [(["items"], {})]),
        ("an item that is no object", [(["items", 0], "x")]),
        ("a leaf that is no hash", [(["leaves", 0], "xyz")]),
        ("a step that is no hash", [(["path", 0], "AA==")]),
        ("a number that is none", [(["index"], True)]),
        ("no number of what was signed", [(["entry", "signed"], None)]),
        ("an item without a kind", [(["items", 2], {"id": "x"})]),
        ("another version", [(["v"], 2)]),
        ("a version that is no number", [(["v"], True)]),
        ("something more in an amendment", [(["amendments", 0, "more"], 1)]),
        ("something more", [(["more"], 1)]),
    ]
    cases = [_case(name, made_one, changes, [old.key.text], None) for name, changes in ways]
    cases += [
        _case("the newest key alone", made_one, [], [new.key.text], None),
        _case("a stranger's key", made_one, [], [Signer("lain").key.text], None),
        _case("with its files", made_one, [], [old.key.text], files),
        _case("with files of other names", made_one, [], [old.key.text], {"a": _sha("photo"), "b": _sha("document")}),
        _case("an altered file", made_one, [], [old.key.text], files | {"0b54.jpg": _sha("else")}),
        _case("a missing file", made_one, [], [old.key.text], {"1c77.pdf": _sha("document")}),
    ]
    texts = [
        ("in order", seal.canonical(made_one).decode(), True),
        ("a space", seal.canonical(made_one).decode().replace(":", ": ", 1), False),
        ("a line at the end", seal.canonical(made_one).decode() + "\n", False),
        ("a key twice", '{"v":1,"v":1}', False),
        ("a fraction", '{"v":1.0}', False),
        ("a list", "[]", False),
        ("nothing", "", False),
        ("a mark of byte order", "\ufeff{}", False),
        ("too deep", "[" * 100_000, False),
    ]
    return {
        "whole": made_one,
        "cases": cases,
        "texts": [{"name": name, "text": text, "reads": reads} for name, text, reads in texts if len(text) < 50_000],
    }


def altered(whole_one: dict[str, Any], changes: list[tuple[list[Any], Any]]) -> dict[str, Any]:
    """The bundle with every change put where it belongs."""
    found = copy.deepcopy(whole_one)
    for path, value in changes:
        place: Any = found
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value
    return found


def _case(
    name: str, one: dict[str, Any], changes: list[tuple[list[Any], Any]], keys: list[str], files: dict[str, str] | None
) -> dict[str, Any]:
    trusted = [notes.VerifierKey.parse(key) for key in keys]
    problems = bundle.verify(altered(one, changes), trusted, files)
    return {
        "name": name,
        "changes": changes,
        "keys": keys,
        "files": files,
        "problems": [[problem.code, problem.where] for problem in problems],
    }


def main() -> None:
    """Write the file."""
    TARGET.write_text(json.dumps(made(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
