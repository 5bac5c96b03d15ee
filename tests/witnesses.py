"""Phones that remember the log of seals, and an administrator with the key who rewrites it."""

import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from sqlite_utils import Database
from werkzeug.test import TestResponse

from app.domain import merkle, notes, seal
from app.domain.alarms import contradicts
from app.domain.notes import Checkpoint, VerifierKey
from app.domain.seal import EntryKind
from app.services import checkpoints
from app.services.keys import Signer
from app.store import seal_log
from app.store.transaction import writing
from tests.factories import NOON
from tests.phones import csrf_of


def grow(db: Database, signer: Signer, by: int = 1) -> None:
    """Let the log gain entries and a signed checkpoint."""
    with writing(db):
        for _ in range(by):
            entry = seal.entry(EntryKind.EXPORT, {"at": NOON, "what": str(uuid.uuid4())})
            seal_log.append(db, entry, at=NOON)
        checkpoints.sign(db, signer, at=NOON)


def rewrite(db: Database, signer: Signer, idx: int, *, keep: int | None = None) -> None:
    """Put another entry at `idx`, keep only the first `keep`, and sign it all anew, as whoever has file and key can."""
    for row in list(db.query("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'seal_%'")):
        db.execute(f"DROP TRIGGER {row['name']}")
    signer.file.with_name(signer.file.name + checkpoints.SIGNED).unlink(missing_ok=True)
    told = [json.loads(entry.text) for entry in seal_log.entries(db)][:keep]
    told[idx] = {**told[idx], "at": told[idx]["at"] + 1}
    with writing(db):
        for table in ("seal_items", "seal_checkpoints", "seal_nodes", "seal_entries"):
            db.execute(f"DELETE FROM {table}")
        for entry in told:
            seal_log.append(db, entry, at=NOON)
        checkpoints.sign(db, signer, at=NOON + 1)


@dataclass
class Witness:
    """A phone that keeps the newest checkpoint, as app/static/js/phone/witness.js does."""

    client: FlaskClient
    kept: Checkpoint | None = None
    note: str = ""
    key: str = ""
    alarm: dict[str, Any] | None = None
    uid: str = field(default_factory=lambda: str(uuid.uuid4()))

    def sync(self, at: int = NOON) -> bool:
        """Meet the server; whether what it shows continues what this phone has."""
        root = notes.b64(self.kept.root)[:12] if self.kept else ""
        known = f"{self.kept.size if self.kept else 0}.{root}"
        told = self.client.get("/api/session", headers={"X-Siap-Log": known}).json["seal"]
        if told == 0:
            return True
        text, _ = notes.opened(told["note"], [VerifierKey.parse(told["key"])])
        now = Checkpoint.parse(text)
        if self.kept and contradicts(self.kept, now, told["proof"]):
            why = "shrunk" if now.size < self.kept.size else "rewritten"
            kept = {"note": self.note, "key": self.key, "at": NOON}
            self.alarm = {"uid": self.uid, "why": why, "at": at, "kept": kept, "told": told}
            return False
        self.kept, self.note, self.key = now, told["note"], told["key"]
        return True

    def tell(self, **more: Any) -> TestResponse:
        """Report the alarm."""
        headers = {"X-CSRFToken": csrf_of(self.client)}
        return self.client.post("/api/alarms", json={**(self.alarm or {}), **more}, headers=headers)


def is_whole(db: Database) -> bool:
    """Whether the tree on disk is the one over the entries."""
    leaves = [merkle.leaf_hash(entry.text.encode()) for entry in seal_log.entries(db)]
    return seal_log.root(db, len(leaves)) == merkle.root_of(leaves)
