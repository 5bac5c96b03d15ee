"""Reading sealed visits out of the log: as bundles that leave the house, and as pages show them."""

import json
from collections.abc import Collection
from dataclasses import dataclass

from sqlite_utils import Database

from app.domain import bundle as rule
from app.domain import merkle
from app.domain.amendments import Changed, Sealed, apply
from app.domain.errors import NotFound
from app.domain.seal import EntryKind, Kind
from app.domain.visits import Visit
from app.services import keys
from app.store import seal_log, visits
from app.store.seal_log import LogEntry, StoredItem


@dataclass(frozen=True, slots=True)
class Amendment:
    """A sealed change of a sealed visit, as it stands beside it."""

    index: int
    sidik: str
    number: int
    at: int
    by: str  # username
    name: str  # with rank, as it was
    reason: str
    changes: tuple[Changed, ...]


def bundle(db: Database, uid: str, *, withhold: Collection[tuple[str, str]] = ()) -> bytes:
    """A sealed visit with its proof, canonical JSON; items whose (kind, id) is in `withhold` only by their hash.

    The caller asks whether the person may see the visit. Raises NotFound when it is not in the log.
    """
    visit = visits.find(db, uid)
    sealed = seal_log.of_visit(db, visit.id, EntryKind.SEAL) if visit else []
    signed = seal_log.checkpoint(db)
    if visit is None or signed is None or not sealed:
        raise NotFound(f"seal of visit {uid}")
    hidden = set(withhold)
    return rule.make(
        _part(db, sealed[0], signed.size, hidden),
        [_part(db, one, signed.size, hidden) for one in seal_log.of_visit(db, visit.id, EntryKind.AMEND)],
        keys.rotations(db, until=signed.key_id),
        signed.note,
    )


def amendments(db: Database, visit: Visit) -> list[Amendment]:
    """What was amended of a sealed visit, oldest first; what was destroyed since is left out of it."""
    return [_amendment(db, entry) for entry in seal_log.of_visit(db, visit.id, EntryKind.AMEND)]


def standing(db: Database, visit: Visit) -> Sealed:
    """Every sealed item's value as the newest amendment has it. Raises NotFound when it is not in the log."""
    for entry in seal_log.of_visit(db, visit.id, EntryKind.SEAL):
        values = {
            (one.kind, one.item_id): json.loads(one.text)["value"] for one in seal_log.items(db, entry.idx) if one.text
        }
        found: Sealed = {key: value for key, value in values.items() if isinstance(value, dict)}
        for amended in amendments(db, visit):
            apply(found, amended.changes)
        return found
    raise NotFound(f"seal of visit {visit.uid}")


def _amendment(db: Database, entry: LogEntry) -> Amendment:
    head = json.loads(entry.text)
    values = {
        (one.kind, one.item_id): json.loads(one.text)["value"] for one in seal_log.items(db, entry.idx) if one.text
    }
    reason = values.get((Kind.NOTE, "reason"), {})
    changes = [value for (kind, _), value in values.items() if kind == Kind.CHANGE]
    return Amendment(
        index=entry.idx,
        sidik=entry.sidik,
        number=head["number"],
        at=entry.at,
        by=head["by"],
        name=reason.get("name", ""),
        reason=reason.get("text", ""),
        changes=tuple(Changed(one["kind"], one["id"], one["from"], one["to"]) for one in changes),
    )


def _part(db: Database, entry: LogEntry, size: int, hidden: set[tuple[str, str]]) -> dict[str, object]:
    stored = seal_log.items(db, entry.idx)
    path = merkle.inclusion_path(seal_log.nodes(db), entry.idx, size)
    shown = [_shown(one, hidden) for one in stored]
    return rule.sealed_part(json.loads(entry.text), entry.idx, shown, [bytes.fromhex(one.leaf) for one in stored], path)


def _shown(item: StoredItem, hidden: set[tuple[str, str]]) -> object:
    if item.text is None or (item.kind, item.item_id) in hidden:
        return {"hash": item.leaf}
    return json.loads(item.text)
