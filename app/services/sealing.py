"""The end of a visit: two people sign what it holds, and it is sealed into the log. Also amendments and bundles.

Rules in plain words: docs/visits.md, "Segel"; the seal's definition: docs/seal.md.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from app.domain import bundle as bundles
from app.domain import merkle, notes
from app.domain import seal as rule
from app.domain import signatures as signed_rule
from app.domain import visits as rules
from app.domain.errors import NotFound
from app.domain.notes import Checkpoint, Signer, VerifierKey
from app.domain.people import Action, Person, require
from app.domain.seal import EntryKind, Fact, Item, Kind
from app.domain.signatures import Signature, SignerRole
from app.domain.ticket import Ticket
from app.domain.ticket import line as ticket_line
from app.domain.visits import Visit, VisitAction, VisitState
from app.services import contents, keys, signing
from app.services.submission import NotReady, led
from app.store import audit, scores, seal_log, seal_secrets, seals, signatures, visits
from app.store.seal_log import LogEntry, StoredCheckpoint, StoredItem
from app.store.transaction import writing


@dataclass(frozen=True, slots=True)
class Seal:
    """A sealed visit's place in the log, as pages and papers show it."""

    index: int
    sidik: str
    words: tuple[str, ...]
    ticket: str
    at: int
    entry: dict[str, object]
    key: VerifierKey  # that signed the ticket


def seal(
    db: Database,
    signer: Signer,
    uid: str,
    *,
    accept_missing: bool,
    actor: Person,
    at: int,
    today: str,
) -> Visit:
    """Lock a submitted visit for good and enter it in the log, all in one write unit; sending it twice seals once.

    Raises NotAllowed for anybody but the lead, NotReady 'photos_missing' while a phone still holds photos of it
    (unless `accept_missing`) or 'signatures' while one of the two has not signed what it holds now, IllegalTransition
    before it is submitted.
    """
    require(actor, Action.SEAL_VISIT)
    with writing(db):
        visit = led(db, uid, actor, today)
        if visit.state is VisitState.SEALED:
            return visit
        visits.lock(db, visit.id)
        rules.advance(visit.state, VisitAction.SEAL)
        missing = seals.missing_photos(db, visit.id)
        if missing and not accept_missing:
            raise NotReady("photos_missing", photos=missing)
        content = contents.items(db, visit)
        standing = signed_rule.in_force(signatures.of_visit(db, visit.id), rule.content(content))
        wanted = signed_rule.wanted(standing)
        if wanted:
            raise NotReady("signatures", roles=[str(role) for role in wanted])
        sidik = _enter(db, signer, visit, content, standing, at=at)
        audit.record(
            db,
            "visit.sealed",
            "visit",
            uid,
            actor_id=actor.id,
            at=at,
            stream=audit.visit_stream(uid),
            sha256=sidik,
            missing_photos=missing,
        )
        return visits.get_by_id(db, visit.id)


def find(db: Database, visit: Visit) -> Seal | None:
    """A visit's place in the log, or None when it is not sealed (or was before there was a log)."""
    for found in seal_log.of_visit(db, visit.id, EntryKind.SEAL):
        key = next(change.key for change in reversed(keys.history(db)) if change.at <= found.at)
        return Seal(
            found.idx, found.sidik, rule.words(found.sidik), found.ticket, found.at, json.loads(found.text), key
        )
    return None


def checkpoint(db: Database, signer: Signer, *, at: int) -> str:
    """The newest checkpoint as a signed note; signed anew when the log grew since."""
    with writing(db):
        return sign_checkpoint(db, signer, at=at)


def sign_checkpoint(db: Database, signer: Signer, *, at: int) -> str:
    """The newest checkpoint, inside a write unit."""
    size, last = seal_log.size(db), seal_log.checkpoint(db)
    if last is not None and last.size == size:
        return last.note
    root = seal_log.root(db, size)
    note = notes.sign(Checkpoint(signer.key.name, size, root).text, signer)
    seal_log.insert_checkpoint(db, StoredCheckpoint(size, root.hex(), note, signer.key.id.hex(), at))
    return note


def consistency(db: Database, old: int, size: int) -> list[str]:
    """The proof that the first `old` of the log's `size` entries are what they were, base64, for a phone.

    Raises NotFound when the log is shorter: what the phone has seen is gone, or never was.
    """
    if not 0 <= old <= size <= seal_log.size(db):
        raise NotFound(f"{old} of {size} entries")
    return [notes.b64(step) for step in merkle.consistency_path(seal_log.nodes(db), old, size)]


def destroy(db: Database, signer: Signer, visit_id: int, visit_uid: str, uids: Collection[str], *, at: int) -> None:
    """Let a seal forget what it says of these pictures: their salted hashes stay, so that it still verifies.

    Inside a write unit; entered in the log, so that nobody forgets unseen. A visit that is not in the log has nothing.
    """
    items = seal_log.destroy_items(db, visit_id, Kind.EVIDENCE, uids)
    if items:
        head = {"at": at, "visit": visit_uid, "what": str(Kind.EVIDENCE), "count": items}
        seal_log.append(db, rule.entry(EntryKind.DESTROY, head), visit_id=visit_id, at=at)
        sign_checkpoint(db, signer, at=at)


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
    return bundles.make(
        _part(db, sealed[0], signed.size, hidden),
        [_part(db, one, signed.size, hidden) for one in seal_log.of_visit(db, visit.id, EntryKind.AMEND)],
        keys.rotations(db),
        signed.note,
    )


def _enter(
    db: Database,
    signer: Signer,
    visit: Visit,
    content: Sequence[Item],
    standing: Mapping[SignerRole, Signature],
    *,
    at: int,
) -> str:
    """Write the entry with everything that belongs to it; its fingerprint."""
    signed = [Fact(Kind.WITNESS, name, value) for name, value in signing.witnesses(standing).items()]
    sealed = [*content, *rule.items(signed, contents.secret(db, visit))]
    entry = rule.entry(EntryKind.SEAL, _head(db, visit, content, standing, at=at), sealed)
    sidik = rule.sidik(entry)
    ticket = Ticket(
        station=visit.station_code,
        visit=visit.uid,
        rev=str(visit.rev),
        day=visit.planned_on,
        score=str(entry["score"]),
        findings=str(entry["findings"]),
        evidence=str(entry["evidence"]),
        index=str(seal_log.size(db)),
        sidik=sidik,
    )
    line = ticket_line(ticket, signer)
    seal_log.append(db, entry, visit_id=visit.id, items=sealed, ticket=line, at=at)
    visits.set_sealed(db, visit.id, sha256=sidik, at=at)
    seal_secrets.delete(db, visit.id)
    sign_checkpoint(db, signer, at=at)
    return sidik


def _head(
    db: Database, visit: Visit, content: Sequence[Item], standing: Mapping[SignerRole, Signature], *, at: int
) -> dict[str, object]:
    """The facts of the entry itself, which every bundle shows."""
    total = scores.get(db, visit.id)
    lead, chief = standing.get(SignerRole.LEAD), standing.get(SignerRole.CHIEF)
    second = chief or standing.get(SignerRole.SECOND)
    return {
        "at": at,
        "visit": visit.uid,
        "rev": visit.rev,
        "station": visit.station_code,
        "day": visit.planned_on,
        "by": lead.username if lead else "",
        "second": second.username if second else "",
        "second_as": str(second.role) if second else "",
        "chief": str(chief.says) if chief else str(lead.says) if lead else "",
        "score": total.shown if total else "",
        "score_max": total.max_exact if total else "",
        "findings": sum(one.kind == Kind.FINDING for one in content),
        "evidence": sum(one.kind == Kind.EVIDENCE for one in content),
        "missing": seals.missing_photos(db, visit.id),
    }


def _part(db: Database, entry: LogEntry, size: int, hidden: set[tuple[str, str]]) -> dict[str, object]:
    stored = seal_log.items(db, entry.idx)
    path = merkle.inclusion_path(seal_log.nodes(db), entry.idx, size)
    shown = [_shown(one, hidden) for one in stored]
    return bundles.sealed_part(
        json.loads(entry.text), entry.idx, shown, [bytes.fromhex(one.leaf) for one in stored], path
    )


def _shown(item: StoredItem, hidden: set[tuple[str, str]]) -> object:
    if item.text is None or (item.kind, item.item_id) in hidden:
        return {"hash": item.leaf}
    return json.loads(item.text)
