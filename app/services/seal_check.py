"""Reading the whole log of seals again: whether everything in it still leads to what was signed."""

import json
from collections.abc import Iterator

from sqlite_utils import Database

from app.domain import merkle, notes
from app.domain.notes import BadNote, Checkpoint
from app.domain.seal import sidik
from app.services import keys
from app.store import seal_log
from app.store.seal_log import LogEntry


def faults(db: Database) -> list[str]:
    """Everything in the log that does not hold, each by its place; [] when all of it does."""
    found: list[str] = []
    expected: dict[tuple[int, int], bytes] = {}
    for number, entry in enumerate(seal_log.entries(db)):
        leaf = merkle.leaf_hash(entry.text.encode())
        for level, index, hashed in merkle.appended(number, leaf, lambda *place: expected[place]):
            expected[level, index] = hashed
        if entry.idx != number:
            found.append(f"entry {number} is missing")
        found += _entry_faults(db, entry)
    if seal_log.all_nodes(db) != expected:
        found.append("the tree does not fit the entries")
    size = sum(level == 0 for level, _ in expected)
    found += _checkpoint_faults(db, lambda *place: expected[place], size)
    found += [f"visit {uid} is not sealed as the log says" for uid in seal_log.visits_out_of_step(db)]
    return found


def _entry_faults(db: Database, entry: LogEntry) -> Iterator[str]:
    told = json.loads(entry.text)
    if sidik(told) != entry.sidik or told.get("kind") != entry.kind:
        yield f"entry {entry.idx} was altered"
    items = seal_log.items(db, entry.idx)
    for item in items:
        if item.text is not None and merkle.leaf_hash(item.text.encode()).hex() != item.leaf:
            yield f"entry {entry.idx}: {item.kind} {item.item_id} was altered"
    if items and merkle.root_of([bytes.fromhex(item.leaf) for item in items]).hex() != told.get("root"):
        yield f"entry {entry.idx}: its items do not lead to its root"


def _checkpoint_faults(db: Database, tree: merkle.Nodes, size: int) -> Iterator[str]:
    trusted = [change.key for change in keys.history(db)]
    for kept in seal_log.checkpoints(db):
        try:
            told = Checkpoint.parse(notes.opened(kept.note, trusted)[0])
        except BadNote as error:
            yield f"checkpoint {kept.size}: {error}"
            continue
        if told.size != kept.size or told.size > size or merkle.root(tree, told.size) != told.root:
            yield f"checkpoint {kept.size} does not fit the log"
