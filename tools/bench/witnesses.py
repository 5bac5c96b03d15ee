"""Witnesses: what the log costs a phone that asks, and how long the page that verifies takes.

The page is opened as a file in Chromium, with a visit of 113 answers and 60 photos.
"""

import hashlib
import json
import os
import statistics
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from sqlite_utils import Database

from app import create_app
from app.config import Config
from app.domain import bundle, merkle, notes, seal
from app.domain.notes import Checkpoint
from app.domain.seal import EntryKind, Fact, Kind
from app.services import alarms, installation, keys
from app.store import seal_log
from app.store.connection import connect
from app.store.seal_log import StoredCheckpoint
from app.store.transaction import writing
from tests.factories import NOON
from tools.bench.figures import Figure, in_turns
from tools.bench.filling import FLAGS
from tools.seal_cases import Signer

ENTRIES, BEHIND = 100_000, 1_000
PROOF_LIMIT_MS = 5.0
ANSWERS, PHOTOS, PHOTO_BYTES = 113, 60, 400_000
VERIFY_LIMIT_MS = 1_000.0
ROUNDS = 5
HASH_ALONE = """async ([count, size]) => {
  const parts = Array.from({ length: count }, () => new Uint8Array(size));
  const began = performance.now();
  for (const part of parts) await crypto.subtle.digest("SHA-256", part);
  return performance.now() - began;
}"""
UNTIL_VERDICT = """() => new Promise((resolve) => {
  document.querySelector("#files").addEventListener("change", () => {
    const began = performance.now();
    const look = () => document.querySelector(".verdict--good") ? resolve(performance.now() - began) : setTimeout(look);
    setTimeout(look);
  }, { once: true });
})"""


def measure(folder: Path) -> Iterator[Figure]:
    """The proof for a phone from a long log; the page's answer on a bundle alone and with its photos."""
    room = folder / "witnesses"
    room.mkdir()
    db = connect(room / "siap.db")
    installation.migrate(db, at=NOON)
    leaves = _long_log(db, room / "seal-key")
    proof, bare = in_turns(
        lambda: alarms.newest(db, known=ENTRIES - BEHIND, root="x"), lambda: merkle.root_of(leaves), rounds=9
    )
    told = f"proof for a phone, log of {ENTRIES:,} (baseline: its root anew)"
    yield Figure(told, proof, "ms", bare, PROOF_LIMIT_MS)
    db.close()
    yield from _verified(room)


def _long_log(db: Database, key: Path) -> list[bytes]:
    """A log of many entries, as far as a proof needs it; its leaves."""
    signer = keys.signer(db, key, at=NOON)
    first = seal_log.nodes(db)(0, 0)
    leaves = [first, *(merkle.leaf_hash(number.to_bytes(4, "big")) for number in range(1, ENTRIES))]
    made: dict[tuple[int, int], bytes] = {(0, 0): first}
    gained = []
    for number, leaf in enumerate(leaves[1:], 1):
        for level, index, hashed in merkle.appended(number, leaf, lambda level, index: made[level, index]):
            made[level, index] = hashed
            gained.append((level, index, hashed.hex()))
    root = merkle.root_of(leaves)
    note = notes.sign(Checkpoint(signer.key.name, ENTRIES, root).text, signer)
    with writing(db):
        db.conn.executemany("INSERT INTO seal_nodes (level, idx, hash) VALUES (?, ?, ?)", gained)
        seal_log.insert_checkpoint(db, StoredCheckpoint(ENTRIES, root.hex(), note, signer.key.id.hex(), NOON))
    return leaves


def _verified(room: Path) -> Iterator[Figure]:
    key, files = _visit(room)
    app = create_app(Config(secret_key="bench", database=room / "siap.db", uploads=room))
    (room / "page.html").write_bytes(app.test_client().get("/verify/file").data)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS
        )
        page = browser.new_page()
        alone = [_milliseconds(page, room, key, files[:1]) for _ in range(ROUNDS)]
        whole = [_milliseconds(page, room, key, files) for _ in range(ROUNDS)]
        bare = [page.evaluate(HASH_ALONE, [PHOTOS, PHOTO_BYTES]) for _ in range(ROUNDS)]
        browser.close()
    named = f"page verifies {ANSWERS} answers"
    yield Figure(named, statistics.median(alone), "ms", None, VERIFY_LIMIT_MS)
    hashed = statistics.median(bare)
    yield Figure(
        f"{named}, {PHOTOS} photos (baseline: hash those)", statistics.median(whole), "ms", hashed, VERIFY_LIMIT_MS
    )


def _milliseconds(page: Page, room: Path, key: str, files: list[Path]) -> float:
    page.goto(f"file://{room}/page.html")
    page.fill("#key", key)
    page.evaluate(f"window.verdict = ({UNTIL_VERDICT})(); undefined")
    page.set_input_files("#files", files)
    return float(page.evaluate("window.verdict"))


def _visit(room: Path) -> tuple[str, list[Path]]:
    """A sealed visit as files below `room`, the bundle first, and the key that it is signed with."""
    signer, paths, facts = Signer("bench"), [], []
    for number in range(PHOTOS):
        data = hashlib.shake_128(number.to_bytes(1, "big")).digest(PHOTO_BYTES)
        facts.append(Fact(Kind.EVIDENCE, f"p{number}", _photo(data)))
        paths.append(room / f"p{number}.jpg")
        paths[-1].write_bytes(data)
    facts += [Fact(Kind.ANSWER, f"A{number:03}", {"value": "Ya", "by": "anggota1"}) for number in range(ANSWERS)]
    items = seal.items(facts, b"bench")
    entry = seal.entry(EntryKind.SEAL, {"visit": "0" * 32, "at": NOON}, items)
    leaf = merkle.leaf_hash(seal.canonical(entry))
    note = notes.sign(Checkpoint(signer.key.name, 1, leaf).text, signer)
    part = bundle.sealed_part(entry, 0, [json.loads(one.text) for one in items], [one.leaf for one in items], [])
    (room / "v.siap.json").write_bytes(bundle.make(part, [], [], note))
    return signer.key.text, [room / "v.siap.json", *paths]


def _photo(data: bytes) -> dict[str, object]:
    return {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data), "mime": "image/jpeg"}
