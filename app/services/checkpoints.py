"""Signing the log: after each seal, and whenever it grew. What was signed once is never signed otherwise."""

import json
from pathlib import Path

from sqlite_utils import Database

from app.domain import notes
from app.domain.errors import Conflict, NotFound, Refused
from app.domain.notes import Checkpoint
from app.domain.seal import EntryKind
from app.services import keys
from app.services.keys import Signer
from app.store import durable, seal_log
from app.store.seal_log import StoredCheckpoint
from app.store.transaction import writing

SIGNED = ".signed"  # beside the key: the last checkpoint it signed, so that a changed database is noticed here first


class LogRewritten(Refused):
    """The log in the database is not the one that this key has signed; nothing more is signed."""

    code = "seal_log_rewritten"


def newest(db: Database, signer: Signer, *, at: int) -> str:
    """The newest checkpoint as a signed note; signed anew when the log grew since. Raises LogRewritten."""
    with writing(db):
        note = sign(db, signer, at=at)
    remember(db, signer)
    return note


def sign(db: Database, signer: Signer, *, at: int) -> str:
    """The same inside a write unit; `remember` is to follow it. Raises LogRewritten, Conflict after a change of key."""
    if keys.current(db) != signer.key:
        raise Conflict("the key was changed meanwhile")
    size, last = seal_log.size(db), seal_log.checkpoint(db)
    _check_growth(db, signer)
    if last is not None and last.size == size:
        return last.note
    root = seal_log.root(db, size)
    note = notes.sign(Checkpoint(signer.key.name, size, root).text, signer)
    seal_log.insert_checkpoint(db, StoredCheckpoint(size, root.hex(), note, signer.key.id.hex(), at))
    return note


def remember(db: Database, signer: Signer) -> None:
    """Keep beside the key what it signed last, once that is committed; inside a write unit nothing is done yet."""
    last = seal_log.checkpoint(db)
    if last is None or db.conn.in_transaction:
        return
    kept = json.dumps({"origin": signer.key.name, "size": last.size, "root": last.root, "at": last.at})
    durable.write(_memory(signer), kept.encode(), mode=0o600)


def _memory(signer: Signer) -> Path:
    return signer.file.with_name(signer.file.name + SIGNED)


def _check_growth(db: Database, signer: Signer) -> None:
    """Raises LogRewritten unless the log holds what the key signed last, or says that a backup was restored since."""
    try:
        kept = json.loads(_memory(signer).read_text())
    except (FileNotFoundError, ValueError):
        return
    if kept["origin"] != signer.key.name:  # of a log that was begun anew
        return
    try:
        holds = seal_log.root(db, kept["size"]).hex() == kept["root"]
    except NotFound:
        holds = False
    restored = [entry.at for entry in seal_log.of_kinds(db, [EntryKind.RESTORE])]
    if not holds and not any(at >= kept["at"] for at in restored):
        raise LogRewritten(f"the log is not the one that was signed with {kept['size']} entries")
