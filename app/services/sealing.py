"""The end of a visit: what two people have signed is sealed into the log. Also what changes afterwards.

Reading it out again: `bundles.py`. Rules in plain words: docs/visits.md, "Segel"; the seal's definition: docs/seal.md.
"""

import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from app.domain import amendments
from app.domain import seal as rule
from app.domain import signatures as signed_rule
from app.domain import visits as rules
from app.domain.amendments import Change
from app.domain.errors import Conflict, NotAllowed, NotFound
from app.domain.notes import VerifierKey
from app.domain.people import Action, Person, Role, require
from app.domain.seal import EntryKind, Fact, Item, Kind
from app.domain.signatures import Signature, SignerRole
from app.domain.ticket import Ticket
from app.domain.ticket import line as ticket_line
from app.domain.visits import Visit, VisitAction, VisitState
from app.services import bundles, checkpoints, contents, keys, signing
from app.services.bundles import Amendment
from app.services.bundles import bundle as bundle
from app.services.keys import Signer
from app.services.submission import NotReady, led
from app.store import audit, scores, seal_log, seal_secrets, seals, signatures, visits
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
    checkpoints.remember(db, signer)
    return visits.get_by_id(db, visit.id)


def find(db: Database, visit: Visit) -> Seal | None:
    """A visit's place in the log, or None when it is not sealed (or was before there was a log)."""
    for found in seal_log.of_visit(db, visit.id, EntryKind.SEAL):
        key_id = found.ticket.split("*")[-2].lower()
        key = next(change.key for change in keys.history(db) if change.key.id.hex() == key_id)
        return Seal(
            found.idx, found.sidik, rule.words(found.sidik), found.ticket, found.at, json.loads(found.text), key
        )
    return None


def amend(
    db: Database,
    signer: Signer,
    uid: str,
    *,
    reason: str,
    changes: Sequence[Change],
    actor: Person,
    at: int,
    today: str,
) -> Amendment:
    """Set changes beside a sealed visit, sealed like it; none of its rows is touched, its score neither.

    Raises NotAllowed for anybody but the lead and planning staff, Conflict when it is not sealed, Invalid naming
    'reason', 'changes' or the item that does not change.
    """
    require(actor, Action.SEAL_VISIT)
    with writing(db):
        visit = visits.get(db, uid, seen_by=actor.id, today=today)
        if visit.lead_id != actor.id and Role.PLANNER not in actor.roles:
            raise NotAllowed(f"{actor.username} does not amend visit {uid}")
        if visit.state is not VisitState.SEALED:
            raise Conflict(f"visit {uid} is not sealed")
        checked = amendments.checked(reason, changes, bundles.standing(db, visit))
        facts = amendments.facts(reason, checked, by=actor.username, name=actor.titled_name, at=at)
        items = rule.items(facts, secrets.token_bytes(32))
        head = {"at": at, "seal": visit.seal_sha256, "number": len(bundles.amendments(db, visit)) + 1}
        place = {"visit": visit.uid, "station": visit.station_code, "by": actor.username}
        entry = rule.entry(EntryKind.AMEND, {**head, **place}, items)
        seal_log.append(db, entry, visit_id=visit.id, items=items, at=at)
        checkpoints.sign(db, signer, at=at)
        stream = audit.visit_stream(uid)
        sidik = rule.sidik(entry)
        audit.record(
            db, "visit.amended", "visit", uid, actor_id=actor.id, at=at, stream=stream, sha256=sidik, reason=reason
        )
    checkpoints.remember(db, signer)
    return bundles.amendments(db, visit)[-1]


def destroy(db: Database, signer: Signer, visit_id: int, visit_uid: str, uids: Collection[str], *, at: int) -> None:
    """Let a seal forget what it says of these pictures: their salted hashes stay, so that it still verifies.

    Inside a write unit; entered in the log, so that nobody forgets unseen. A visit that is not in the log has nothing.
    """
    items = seal_log.destroy_items(db, visit_id, Kind.EVIDENCE, uids)
    if items:
        head = {"at": at, "visit": visit_uid, "what": str(Kind.EVIDENCE), "count": items}
        seal_log.append(db, rule.entry(EntryKind.DESTROY, head), visit_id=visit_id, at=at)
        checkpoints.sign(db, signer, at=at)


def note_export(db: Database, uid: str, *, what: str, actor: Person, at: int, **facts: object) -> None:
    """Enter in the log that somebody took a sealed visit out of the house; `what` names the kind of file.

    `facts` go into the visit's trail and not into the log, which is never forgotten.
    """
    with writing(db):
        visit = visits.find(db, uid)
        if visit is None:
            raise NotFound(f"visit {uid}")
        head = {"at": at, "visit": uid, "by": actor.username, "what": what}
        seal_log.append(db, rule.entry(EntryKind.EXPORT, head), visit_id=visit.id, at=at)
        audit.record(
            db,
            "visit.exported",
            "visit",
            uid,
            actor_id=actor.id,
            at=at,
            stream=audit.visit_stream(uid),
            what=what,
            **facts,
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
    checkpoints.sign(db, signer, at=at)
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
