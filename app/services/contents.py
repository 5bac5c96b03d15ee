"""What a submitted visit holds for signing and sealing, salted, in one order."""

import json
import secrets

from sqlite_utils import Database

from app.domain import seal as rule
from app.domain.exact import exact_decimal
from app.domain.seal import EntryKind, Fact, Item, Kind
from app.domain.visits import Visit
from app.store import checklists, seal_log, seal_secrets, seals
from app.store.transaction import writing


def items(db: Database, visit: Visit) -> list[Item]:
    """Everything that two people sign, salted with the visit's secret, which is made when it has none."""
    return rule.items([*seals.facts(db, visit.id), _weights(db, visit)], secret(db, visit))


def digest(db: Database, visit: Visit) -> str:
    """What people sign, 64 hex digits: it changes with whatever the seal will cover; sealed, it stands in the entry."""
    for sealed in seal_log.of_visit(db, visit.id, EntryKind.SEAL):
        return str(json.loads(sealed.text)["content"])
    return rule.content(items(db, visit))


def secret(db: Database, visit: Visit) -> bytes:
    """The secret under which the visit's items are salted; made and kept when there is none."""
    found = seal_secrets.find(db, visit.id)
    if found is None:
        with writing(db):
            seal_secrets.put(db, visit.id, secrets.token_bytes(32))
        found = seal_secrets.find(db, visit.id)
    if found is None:
        raise RuntimeError("a secret that was just kept is gone")
    return found


def _weights(db: Database, visit: Visit) -> Fact:
    checklist = checklists.get(db, visit.checklist_version_id)
    weights = [[node.code, exact_decimal(node.weight)] for top in checklist.nodes for node in top.walk()]
    return Fact(Kind.WEIGHTS, "nodes", weights)
