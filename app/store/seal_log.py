"""The log of seals: entries, the tree over them, what each covers, and its signed checkpoints. It only grows."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from app.domain import merkle
from app.domain.errors import NotFound
from app.domain.merkle import Nodes
from app.domain.seal import EntryKind, Item, canonical, sidik


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One entry: its place in the log, and its canonical text."""

    idx: int
    kind: str
    visit_id: int | None
    text: str
    sidik: str
    ticket: str
    at: int


@dataclass(frozen=True, slots=True)
class StoredCheckpoint:
    """A signed checkpoint; `root` in hex, `note` as C2SP writes it."""

    size: int
    root: str
    note: str
    key_id: str
    at: int


@dataclass(frozen=True, slots=True)
class StoredItem:
    """What stands for an item in its entry's tree; `text` is None once it was destroyed."""

    kind: str
    item_id: str
    leaf: str
    text: str | None


_ENTRY = "SELECT idx, kind, visit_id, text, sidik, ticket, at FROM seal_entries"


def size(db: Database) -> int:
    """How many entries the log has."""
    return int(next(iter(db.query("SELECT COALESCE(MAX(idx) + 1, 0) AS size FROM seal_entries")))["size"])


def append(
    db: Database,
    entry: Mapping[str, object],
    *,
    visit_id: int | None = None,
    items: Sequence[Item] = (),
    ticket: str = "",
    at: int,
) -> int:
    """Enter an entry with what it covers; its place in the log. Call it inside a write unit."""
    place, text = size(db), canonical(dict(entry))
    leaf = merkle.leaf_hash(text)
    db.execute(
        """
        INSERT INTO seal_entries (idx, kind, visit_id, text, sidik, leaf, ticket, at)
        VALUES (:idx, :kind, :visit_id, :text, :sidik, :leaf, :ticket, :at)
        """,
        {
            "idx": place,
            "kind": str(entry["kind"]),
            "visit_id": visit_id,
            "text": text.decode(),
            "sidik": sidik(entry),
            "leaf": leaf.hex(),
            "ticket": ticket,
            "at": at,
        },
    )
    _insert_nodes(db, merkle.appended(place, leaf, nodes(db)))
    _insert_items(db, place, items)
    return place


def nodes(db: Database) -> Nodes:
    """The log's tree, read node by node. The lookup raises NotFound for a node that is not there."""

    def node(level: int, index: int) -> bytes:
        found = db.execute("SELECT hash FROM seal_nodes WHERE level = ? AND idx = ?", (level, index)).fetchone()
        if found is None:
            raise NotFound(f"node {level}/{index} of the log")
        return bytes.fromhex(found[0])

    return node


def all_nodes(db: Database) -> dict[tuple[int, int], bytes]:
    """Every node of the log's tree by level and index."""
    rows = db.query("SELECT level, idx, hash FROM seal_nodes")
    return {(row["level"], row["idx"]): bytes.fromhex(row["hash"]) for row in rows}


def root(db: Database, size: int) -> bytes:
    """The root over the first `size` entries. Raises NotFound when the log is shorter."""
    return merkle.root(nodes(db), size)


def get(db: Database, idx: int) -> LogEntry:
    """One entry by its place. Raises NotFound."""
    for row in db.query(f"{_ENTRY} WHERE idx = :idx", {"idx": idx}):
        return LogEntry(**row)
    raise NotFound(f"entry {idx}")


def of_visit(db: Database, visit_id: int, kind: EntryKind) -> list[LogEntry]:
    """A visit's entries of one kind, oldest first."""
    rows = db.query(
        f"{_ENTRY} WHERE visit_id = :visit_id AND kind = :kind ORDER BY idx", {"visit_id": visit_id, "kind": str(kind)}
    )
    return [LogEntry(**row) for row in rows]


def of_kinds(db: Database, kinds: Iterable[EntryKind]) -> list[LogEntry]:
    """Every entry of these kinds, oldest first."""
    names = {f"k{n}": str(kind) for n, kind in enumerate(kinds)}
    rows = db.query(f"{_ENTRY} WHERE kind IN ({', '.join(':' + name for name in names)}) ORDER BY idx", names)
    return [LogEntry(**row) for row in rows]


def entries(db: Database) -> Iterator[LogEntry]:
    """The whole log, oldest first."""
    for row in db.query(f"{_ENTRY} ORDER BY idx"):
        yield LogEntry(**row)


def items(db: Database, idx: int) -> list[StoredItem]:
    """What an entry covers, in the order of its tree."""
    rows = db.query(
        "SELECT kind, item_id, leaf, text FROM seal_items WHERE entry_idx = :idx ORDER BY position", {"idx": idx}
    )
    return [StoredItem(**row) for row in rows]


def destroy_items(db: Database, visit_id: int, kind: str, item_ids: Collection[str]) -> int:
    """Take the text of what a visit's entries cover, for good: the leaves stay, and the proofs with them; how many."""
    names = {f"i{n}": item_id for n, item_id in enumerate(item_ids)}
    if not names:
        return 0
    rows = db.query(
        f"""
        UPDATE seal_items SET text = NULL
         WHERE entry_idx IN (SELECT idx FROM seal_entries WHERE visit_id = :visit_id)
           AND kind = :kind AND item_id IN ({", ".join(":" + name for name in names)}) AND text IS NOT NULL
        RETURNING position
        """,
        {**names, "visit_id": visit_id, "kind": kind},
    )
    return len(list(rows))


def checkpoint(db: Database) -> StoredCheckpoint | None:
    """The newest signed checkpoint, or None before the first."""
    for row in db.query("SELECT size, root, note, key_id, at FROM seal_checkpoints ORDER BY size DESC LIMIT 1"):
        return StoredCheckpoint(**row)
    return None


def checkpoints(db: Database) -> list[StoredCheckpoint]:
    """Every signed checkpoint, oldest first."""
    rows = db.query("SELECT size, root, note, key_id, at FROM seal_checkpoints ORDER BY size")
    return [StoredCheckpoint(**row) for row in rows]


def visits_out_of_step(db: Database) -> list[str]:
    """The uids of visits whose row names another fingerprint than their entry, or that have an entry and no seal."""
    rows = db.query(
        """
        SELECT v.uid FROM seal_entries e JOIN visits v ON v.id = e.visit_id
         WHERE e.kind = 'visit.seal' AND COALESCE(v.seal_sha256, '') <> e.sidik ORDER BY v.uid
        """
    )
    return [str(row["uid"]) for row in rows]


def insert_checkpoint(db: Database, new: StoredCheckpoint) -> None:
    """Keep a signed checkpoint of a size that none was signed for yet."""
    db.execute(
        "INSERT INTO seal_checkpoints (size, root, note, key_id, at) VALUES (:size, :root, :note, :key_id, :at)",
        {name: getattr(new, name) for name in StoredCheckpoint.__slots__},
    )


def _insert_nodes(db: Database, gained: Iterable[tuple[int, int, bytes]]) -> None:
    db.conn.executemany(
        "INSERT INTO seal_nodes (level, idx, hash) VALUES (?, ?, ?)",
        [(level, index, hashed.hex()) for level, index, hashed in gained],
    )


def _insert_items(db: Database, entry_idx: int, items: Sequence[Item]) -> None:
    db.conn.executemany(
        "INSERT INTO seal_items (entry_idx, position, kind, item_id, leaf, text) VALUES (?, ?, ?, ?, ?, ?)",
        [(entry_idx, n, one.kind, one.id, one.leaf.hex(), one.text) for n, one in enumerate(items)],
    )
