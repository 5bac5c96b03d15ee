"""What is handed to somebody who wants to check a sealed visit alone: its bundle, its papers, its pictures.

Rules in plain words: docs/visits.md, "Segel".
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from app.domain import bundle as bundles
from app.domain.annotations import Shape
from app.domain.errors import Invalid, NotAllowed, Refused
from app.domain.people import Action, Person, Role, require
from app.domain.seal import Kind
from app.domain.visits import Visit
from app.services import annotations, sealing
from app.store import openings, orgs, visits
from app.store.blobs import BlobStore
from app.store.transaction import writing

ORIGINALS, COPIES = "bukti", "salinan"  # the folders of the package
LONGEST_REASON = 300
_DRAWN = "strokes."


@dataclass(frozen=True, slots=True)
class Package:
    """A sealed visit to take away: the bundle as a file, and which of its evidence goes with it."""

    visit: Visit
    bundle: bytes
    originals: Sequence[tuple[str, str]]  # name in the package, SHA-256
    copies: Sequence[tuple[str, str, Sequence[Shape]]]  # name, SHA-256, what is burned in


def take(
    db: Database,
    uid: str,
    *,
    originals: bool,
    reason: str,
    withhold: bool,
    blobs: BlobStore,
    actor: Person,
    at: int,
    today: str,
) -> Package:
    """A sealed visit for whoever may see it, and a line in its trail saying who took what.

    `originals` come only to team, planning staff and administrators, who give a `reason`; everybody else gets clean
    copies. `withhold` leaves out drawn signatures and the team's personal data: their hashes stay, so the proof holds.
    Raises NotFound when the visit is not sealed, NotAllowed, Invalid naming 'reason'.
    """
    require(actor, Action.SEE_VISIT)
    visit = visits.get(db, uid, seen_by=actor.id, today=today)
    if originals and not may_take_originals(db, visit, actor, today=today):
        raise NotAllowed(f"{actor.username} may not take the originals of visit {uid}")
    reason = " ".join(reason.split())
    if originals and not 1 <= len(reason) <= LONGEST_REASON:
        raise Invalid({"reason": "reason_missing"})
    whole = sealing.bundle(db, uid)
    evidence = [item for item in json.loads(whole)["items"] if item.get("kind") == Kind.EVIDENCE]
    here = [item for item in evidence if item["value"].get("bytes") and blobs.exists(item["value"]["sha256"])]
    layers = annotations.leaving(db, [item["id"] for item in here])
    package = Package(
        visit,
        sealing.bundle(db, uid, withhold=_personal(whole)) if withhold else whole,
        [_original(item) for item in here] if originals else [],
        [_copy(item, layers) for item in here if item["value"]["mime"].startswith("image/")],
    )
    with writing(db):
        for item in here if originals else ():
            openings.insert(db, str(item["id"]), person_id=actor.id, reason=reason, at=at)
        sealing.note_export(
            db,
            uid,
            what="zip+originals" if originals else "zip",
            actor=actor,
            at=at,
            originals=len(package.originals),
            copies=len(package.copies),
            withheld=withhold,
            reason=reason,
        )
    return package


def may_take_originals(db: Database, visit: Visit, person: Person, *, today: str) -> bool:
    """Whether somebody may have the files as they were received: the team, planning staff and administrators."""
    if visits.is_member(db, visit.id, person.id):
        return True
    return orgs.holds(db, visit.org_id, {Role.PLANNER, Role.ADMIN}, person_id=person.id, today=today)


def pictures(blobs: BlobStore, package: Package) -> Iterator[tuple[str, Path]]:
    """Every picture of the package with its name in it; a copy that cannot be made is left out, its hash stays."""
    for name, sha256 in package.originals:
        yield name, blobs.path(sha256)
    for name, sha256, shapes in package.copies:
        try:
            yield name, annotations.picture_leaving(blobs, sha256, "screen", shapes)
        except Refused:
            continue


def _personal(whole: bytes) -> list[tuple[str, str]]:
    items = [(str(item["kind"]), str(item["id"])) for item in json.loads(whole)["items"] if "kind" in item]
    return [
        (kind, item_id)
        for kind, item_id in items
        if kind == Kind.PEOPLE or (kind == Kind.WITNESS and item_id.startswith(_DRAWN))
    ]


def _original(item: Mapping[str, dict[str, str]]) -> tuple[str, str]:
    value = item["value"]
    return f"{ORIGINALS}/{bundles.file_name(str(item['id']), value['mime'])}", value["sha256"]


def _copy(
    item: Mapping[str, dict[str, str]], layers: Mapping[str, Sequence[Shape]]
) -> tuple[str, str, Sequence[Shape]]:
    value, uid = item["value"], str(item["id"])
    return f"{COPIES}/{value['item']}-{uid[:8]}.jpg", value["sha256"], layers.get(uid, ())
