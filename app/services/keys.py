"""The key that signs the log: made at first use, kept in a file of its own, rotated, and what happens when it is lost.

The file lies beside the database, readable by the service alone; no backup and no table holds it. Rule: docs/seal.md.
"""

import contextlib
import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlite_utils import Database

from app.domain import bundle, notes, seal
from app.domain.errors import Conflict, Refused
from app.domain.notes import VerifierKey
from app.domain.seal import EntryKind
from app.store import audit, durable, seal_log
from app.store.transaction import writing

NEXT = ".next"  # a key that the log may name already, before it takes the old one's place
OTHERS = 0o077  # who may not read the key
_KINDS = (EntryKind.BEGIN, EntryKind.ROTATE, EntryKind.LOST)


class KeyMissing(Refused):
    """The key that the log names is not in its file, so nothing can be sealed; facts['key'] is its public half."""

    code = "seal_key_missing"


@dataclass(frozen=True, slots=True)
class Signer:
    """The key at hand; satisfies `notes.Signer`."""

    key: VerifierKey
    private: Ed25519PrivateKey
    file: Path

    def sign(self, data: bytes) -> bytes:
        """An Ed25519 signature, 64 bytes."""
        return self.private.sign(data)


@dataclass(frozen=True, slots=True)
class KeyChange:
    """When a key began to sign, and why: log.begin, key.rotate or key.lost; `note` is the old key's word for it."""

    kind: str
    key: VerifierKey
    at: int
    reason: str = ""
    note: str = ""


def signer(db: Database, file: Path, *, at: int) -> Signer:
    """The key in `file`; on an installation whose log is empty, it is made and the log begun.

    Raises KeyMissing when the log names a key that is not there, or when others may read its file.
    """
    now = current(db)
    return _begin(db, file, at=at) if now is None else Signer(now, _settled(file, now), file)


def current(db: Database) -> VerifierKey | None:
    """The public key that signs now, or None before the log begins."""
    changes = history(db)
    return changes[-1].key if changes else None


def history(db: Database) -> list[KeyChange]:
    """Every key of the log, oldest first."""
    return [_change(json.loads(entry.text)) for entry in seal_log.of_kinds(db, _KINDS)]


def rotations(db: Database, until: str) -> list[tuple[VerifierKey, str]]:
    """The changes that lead to the key with the id `until`, since the log began or a key was lost before it.

    Each is an old key with the note in which it names the next.
    """
    found: list[tuple[VerifierKey, str]] = []
    before = None
    for change in history(db):
        if change.kind == EntryKind.ROTATE and before is not None:
            found.append((before, change.note))
        else:
            found = []
        before = change.key
        if before.id.hex() == until:
            break
    return found


def rotate(db: Database, file: Path, *, actor_id: int | None, at: int) -> VerifierKey:
    """Let a new key follow the present one, which signs that; the new key. Raises KeyMissing."""
    old = signer(db, file, at=at)
    with writing(db):
        private = Ed25519PrivateKey.generate()
        new = VerifierKey(old.key.name, _public(private))
        _write(_next(file), private)
        note = notes.sign(bundle.rotation_text(new), old)
        head = {"at": at, "key": new.text, "old": old.key.text, "note": note}
        seal_log.append(db, seal.entry(EntryKind.ROTATE, head), at=at)
        audit.record(db, "seal.key_rotated", "key", new.id.hex(), actor_id=actor_id, at=at, old=old.key.id.hex())
    _settled(file, new)
    return new


def replace_lost(db: Database, file: Path, *, reason: str, actor_id: int | None, at: int) -> VerifierKey:
    """Begin a new key because the old one is gone, and enter that for everybody to see; the new key.

    What the old key signed stays provable with its public half. Raises Conflict when the key is not lost.
    """
    now = current(db)
    found = _read(file)
    if now is None or (found is not None and _public(found) == now.public):
        raise Conflict("the key is not lost")
    if file.exists():
        file.rename(file.with_name(f"{file.name}.replaced-{at}"))  # whatever it is, it is not the log's key
    with writing(db):
        private = Ed25519PrivateKey.generate()
        new = VerifierKey(now.name, _public(private))
        _write(_next(file), private)
        head = {"at": at, "key": new.text, "old": now.text, "reason": reason}
        seal_log.append(db, seal.entry(EntryKind.LOST, head), at=at)
        audit.record(db, "seal.key_lost", "key", new.id.hex(), actor_id=actor_id, at=at, old=now.id.hex())
    _settled(file, new)
    return new


def _begin(db: Database, file: Path, *, at: int) -> Signer:
    with writing(db):
        if current(db) is None:
            private = _read(file)
            if private is None:
                private = Ed25519PrivateKey.generate()
                _write(file, private)
            key = VerifierKey(f"siap/{secrets.token_hex(8)}", _public(private))
            seal_log.append(db, seal.entry(EntryKind.BEGIN, {"at": at, "origin": key.name, "key": key.text}), at=at)
            audit.record(db, "seal.log_begun", "key", key.id.hex(), actor_id=None, at=at)
    return signer(db, file, at=at)


def _settled(file: Path, now: VerifierKey) -> Ed25519PrivateKey:
    """The key that the log names; a change that stopped half-way, or runs elsewhere, is finished. Raises KeyMissing."""
    waiting = _read(_next(file))
    if waiting is not None and _public(waiting) == now.public:
        with contextlib.suppress(FileNotFoundError):  # another process was faster
            _next(file).rename(file)
        durable.flush_folder(file.parent)
    private = _read(file)
    if private is None or _public(private) != now.public:
        raise KeyMissing(f"the key of {now.text} is not in {file}", key=now.text)
    if file.stat().st_mode & OTHERS:
        raise KeyMissing(f"others may read {file}: chmod 600, and rotate the key", key=now.text)
    return private


def _change(entry: dict[str, object]) -> KeyChange:
    return KeyChange(
        kind=str(entry["kind"]),
        key=VerifierKey.parse(str(entry["key"])),
        at=int(str(entry["at"])),
        reason=str(entry.get("reason", "")),
        note=str(entry.get("note", "")),
    )


def _next(file: Path) -> Path:
    return file.with_name(file.name + NEXT)


def _read(file: Path) -> Ed25519PrivateKey | None:
    """The key in a file, or None when there is none, or something else."""
    try:
        found = serialization.load_pem_private_key(file.read_bytes(), password=None)
    except (FileNotFoundError, ValueError):
        return None
    return found if isinstance(found, Ed25519PrivateKey) else None


def _write(file: Path, private: Ed25519PrivateKey) -> None:
    """Put a key on disk for good, for its owner alone; a file of that name is replaced whole."""
    text = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    durable.write(file, text, mode=0o600)


def _public(private: Ed25519PrivateKey) -> bytes:
    return private.public_key().public_bytes_raw()
