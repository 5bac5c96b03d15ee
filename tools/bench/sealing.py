"""Sealing a large visit and checking what left the house, beside the bare hashing and writing of the same bytes."""

import hashlib
import json
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sqlite_utils import Database

from app.config import Config
from app.domain import bundle, merkle, seal
from app.domain.visits import Visit
from app.services import bundles, checklists, installation, keys, seal_check, sealing, submission
from app.store import checklists as published
from app.store import evidence, seal_log
from app.store.connection import connect
from app.store.evidence import Blob, NewEvidence
from app.store.transaction import writing
from tests.factories import NOON, TODAY, District, make_district
from tests.sealing import sign_both
from tests.visits import fill, make_visit
from tools.bench.figures import Figure, in_turns

PHOTOS, ROUNDS, LONG = 60, 9, 100_000
SEAL_MS, VERIFY_MS = 200.0, 1_000.0


def measure(folder: Path) -> Iterator[Figure]:
    """A visit of 113 answers and 60 photos: sealed, bundled, checked; every changed bit; a long log."""
    home = folder / "bench-seal"
    home.mkdir()
    db = connect(home / "siap.db")
    installation.migrate(db, at=NOON)
    district = make_district(db)
    keys.signer(db, home / "seal-key", at=NOON)
    visit = _submitted(db, district)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    taken = [_sealed(home, number, district, visit) for number in range(ROUNDS)]
    answers = len(list(db.query("SELECT item_code FROM answers WHERE visit_id = :id", {"id": visit.id})))
    db.close()
    spent, bare = (sorted(each)[ROUNDS // 2] for each in zip(*taken, strict=True))
    yield Figure(f"seal {answers} answers, {PHOTOS} photos (hash, write)", spent, "ms", bare, SEAL_MS)
    yield from _reading(home / "0", visit)
    yield from _long_log(home)


def _submitted(db: Database, district: District) -> Visit:
    """The visit with the longest instrument there is, submitted and signed by both."""
    text = (Config.checklists / "lke-2021.yaml").read_text(encoding="utf-8")
    version = checklists.publish(db, text, actor=None, at=NOON)
    parts = tuple(part.code for part in published.parsed(db, version).parts)
    visit = make_visit(db, district, checklist_version_id=version.id, members={district.ketua.id: parts})
    with writing(db):
        for number in range(PHOTOS):
            sha256 = hashlib.sha256(number.to_bytes(4)).hexdigest()
            evidence.insert_blob(db, Blob(sha256, 400_000, "image/jpeg", 2048, 1536, NOON, "", -6.9, 112.05, "", NOON))
            new = NewEvidence(str(uuid.uuid4()), sha256, visit.id, visit.org_id, "A01", district.ketua.id, NOON)
            evidence.put(db, [replace(new, caption=f"Foto {number}")])
    visit = fill(db, visit, district.ketua)
    submission.submit(db, visit.uid, accept_gaps=True, actor=district.ketua, at=NOON, today=TODAY)
    sign_both(db, visit, district.ketua, district.kapolsek_senori)
    return visit


def _sealed(home: Path, number: int, district: District, visit: Visit) -> tuple[float, float]:
    """Milliseconds to seal a copy, and to hash and write the same text with one flush."""
    folder = home / str(number)
    folder.mkdir()
    shutil.copy(home / "seal-key", folder)
    db = connect(shutil.copy(home / "siap.db", folder))
    signer = keys.signer(db, folder / "seal-key", at=NOON)
    began = time.perf_counter()
    sealing.seal(db, signer, visit.uid, accept_missing=False, actor=district.ketua, at=NOON, today=TODAY)
    spent = time.perf_counter() - began
    texts = [item.text or "" for item in seal_log.items(db, seal_log.size(db) - 1)]
    db.close()
    began = time.perf_counter()
    merkle.root_of([merkle.leaf_hash(text.encode()) for text in texts])
    with (folder / "bare").open("w") as file:
        file.write("".join(texts))
        file.flush()
        os.fsync(file.fileno())
    return spent * 1000, (time.perf_counter() - began) * 1000


def _reading(folder: Path, visit: Visit) -> Iterator[Figure]:
    db = connect(folder / "siap.db")
    data = bundles.bundle(db, visit.uid)
    trusted = [change.key for change in keys.history(db)]
    made, bare = in_turns(lambda: bundles.bundle(db, visit.uid), lambda: seal.canonical(json.loads(data)))
    yield Figure(f"bundle of {len(data) // 1000} KB (spell the same JSON)", made, "ms", bare)
    checked, bare = in_turns(lambda: bundle.verify(bundle.read(data), trusted), lambda: hashlib.sha256(data).digest())
    yield Figure("  verified (SHA-256 of its bytes)", checked, "ms", bare, VERIFY_MS)
    whole, bare = in_turns(lambda: seal_check.faults(db), lambda: list(seal_log.entries(db)), rounds=5)
    yield Figure("  its log read again (its rows alone)", whole, "ms", bare)
    yield Figure("  changed bytes that went unnamed", _unnamed(data, trusted), "", None, 0)
    db.close()


def _unnamed(data: bytes, trusted: list[keys.VerifierKey], step: int = 61) -> int:
    """How many of the bytes tried can lose a bit without a reader being told where."""
    silent = 0
    for place in range(0, len(data), step):
        altered = bytearray(data)
        altered[place] ^= 1 << place % 8
        try:
            silent += not bundle.verify(bundle.read(bytes(altered)), trusted)
        except bundle.Unreadable:
            continue
    return silent


def _long_log(home: Path) -> Iterator[Figure]:
    """Appending to, and proving in, a log of 100,000 entries, beside hashing a path of its height."""
    kept: dict[tuple[int, int], bytes] = {}

    def node(level: int, index: int) -> bytes:
        return kept[level, index]

    for size in range(LONG):
        for level, index, hashed in merkle.appended(size, merkle.leaf_hash(size.to_bytes(4)), node):
            kept[level, index] = hashed
    db = connect(shutil.copy(home / "siap.db", home / "long.db"))
    with writing(db):
        db.execute("DROP TRIGGER seal_nodes_new")
        db.execute("DROP TRIGGER seal_nodes_no_delete")
        db.conn.executemany(
            "INSERT OR REPLACE INTO seal_nodes (level, idx, hash) VALUES (?, ?, ?)",
            [(level, index, hashed.hex()) for (level, index), hashed in kept.items()],
        )
    tree = seal_log.nodes(db)
    bare_path = [bytes(32)] * 17
    proved, bare = in_turns(
        lambda: merkle.inclusion_path(tree, LONG // 3, LONG),
        lambda: [merkle.node_hash(one, one) for one in bare_path],
    )
    yield Figure("prove one entry of 100,000 (17 hashes)", proved, "ms", bare)
    proved, bare = in_turns(
        lambda: merkle.consistency_path(tree, LONG // 3, LONG),
        lambda: [merkle.node_hash(one, one) for one in bare_path],
    )
    yield Figure("prove that 33,333 grew to 100,000 (17 hashes)", proved, "ms", bare)
    db.close()
