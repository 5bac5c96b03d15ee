"""What the lead does at the end of a visit: settle disagreements, take up findings, submit.

Rules in plain words: docs/visits.md.
"""

import json
import uuid
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from sqlite_utils import Database

from app.domain import seal
from app.domain import visits as rules
from app.domain.answers import Answer, plain
from app.domain.checklist import Item
from app.domain.errors import Conflict, NotAllowed, NotFound, Refused
from app.domain.exact import exact_text
from app.domain.finding_life import FindingState
from app.domain.finding_proposals import proposed
from app.domain.follow_up import read_rules
from app.domain.people import Action, Person, require
from app.domain.phones import Waiting
from app.domain.readiness import colour, gains
from app.domain.seal import EntryKind
from app.domain.visits import Visit, VisitAction
from app.services import phones, recurrence, standing, sync
from app.services.standing import Standing, Suggestion
from app.store import audit, finding_steps, findings, scores, seal_log, seals, settings, visits
from app.store.transaction import writing


class NotReady(Refused):
    """The visit can't be submitted or sealed yet; the standing says what is in the way."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, **facts)
        self.code = code


def submit(
    db: Database,
    uid: str,
    *,
    accept_gaps: bool,
    actor: Person,
    at: int,
    today: str,
    without: Collection[str] = (),
) -> Visit:
    """Close the filling: the score is computed and kept, the findings are issued, in one write unit.

    `without` are the usernames of members whose phones the lead decided not to wait for. Sending it twice submits
    once. Raises NotAllowed for anybody but the lead, NotReady with code 'disagreements', 'phones' (a phone holds
    something, or may), 'gaps' (unless `accept_gaps`: then blank items earn nothing) or 'nothing_scored'.
    """
    require(actor, Action.SUBMIT_VISIT)
    with writing(db):
        visit = led(db, uid, actor, today)
        if visit.is_done:
            return visit
        visits.lock(db, visit.id)
        rules.advance(visit.state, VisitAction.SUBMIT)
        now = standing.read(db, visit)
        waited_for = phones.waiting(db, now, at=at)
        _check_ready(now, phones.unheard(waited_for, without), accept_gaps=accept_gaps)
        issued = _issue(db, now, today=today, at=at)
        critical = any(finding.is_critical for finding in findings.list_open_at(db, visit.org_id))
        shade = colour(now.result, open_critical=critical)
        scores.insert(db, visit, now.result, colour="none" if shade is None else str(shade), at=at)
        visits.set_submitted(db, visit.id, at=at)
        _enter(db, visit, actor, at=at)
        audit.record(
            db,
            "visit.submitted",
            "visit",
            uid,
            actor_id=actor.id,
            at=at,
            stream=audit.visit_stream(uid),
            score=now.result.total.text,
            answered=now.answered,
            items=now.items,
            findings=issued,
            without=[_said_of(one) for one in waited_for],
        )
        return visits.get_by_id(db, visit.id)


def settle(db: Database, uid: str, *, item_code: str, eid: str, actor: Person, at: int, today: str) -> None:
    """The lead chooses one of the values that people gave an item; the others stay in its history.

    Choosing again what stands already changes nothing. Raises NotFound for a value that is not among them.
    """
    require(actor, Action.SUBMIT_VISIT)
    visit = led(db, uid, actor, today)
    if visit.is_done:
        raise Conflict(f"visit {uid} is submitted")
    for one in standing.read(db, visit).disagreements:
        if one.item.code != item_code:
            continue
        chosen = next((side for side in one.sides if side.eid == eid), None)
        if chosen is None:
            raise NotFound(f"value {eid}")
        base = [side.eid for side in one.sides]
        _push(db, visit, one.cell, chosen.answer, base, actor=actor, at=at)


def take_up(db: Database, uid: str, *, item_code: str, actor: Person, at: int, today: str) -> None:
    """Make a suggested finding a draft, worded from the item and its answer; taking it up twice makes one.

    Raises NotAllowed for somebody outside the team, NotFound when nothing is suggested for the item.
    """
    require(actor, Action.FILL_VISIT)
    visit = visits.get(db, uid, seen_by=actor.id, today=today)
    if not visits.is_member(db, visit.id, actor.id):
        raise NotAllowed(f"{actor.username} is not in the team of visit {uid}")
    if visit.is_done:
        raise Conflict(f"visit {uid} is submitted")
    now = standing.read(db, visit)
    if any(finding.item_code == item_code for finding in now.findings):
        return
    suggestion = next((one for one in now.suggestions if one.item.code == item_code), None)
    if suggestion is None:
        raise NotFound(f"no finding is suggested for {item_code}")
    finding_uid = uuid.uuid5(uuid.UUID(visit.uid), item_code)
    _push(db, visit, f"{item_code}.finding.{finding_uid}", _worded(now, suggestion), [], actor=actor, at=at)


def _worded(now: Standing, suggestion: Suggestion) -> dict[str, str]:
    """The finding's first words: what was seen, and what the instrument asks for."""
    item = suggestion.item
    row = now.rows[item.code]
    first = {"condition": row.note or _seen(item, now.answers[item.code]), "severity": str(suggestion.severity)}
    return first | asdict(proposed(now.checklist, item))


def _seen(item: Item, answer: Answer) -> str:
    value = plain(answer)
    if isinstance(value, str):
        return item.criteria.get(value) or f"{item.title}: {value}"
    return f"{item.title}: {', '.join(f'{item.counts.get(name, name)} {count}' for name, count in value.items())}"


def _push(
    db: Database,
    visit: Visit,
    cell: str,
    value: Answer | dict[str, str] | None,
    base: list[str],
    *,
    actor: Person,
    at: int,
) -> None:
    """One event of the actor's, made here as a phone would make it; everybody's phone fetches it."""
    event = {
        "eid": str(uuid.uuid4()),
        "dev": str(uuid.uuid4()),
        "n": 1,
        "visit": visit.uid,
        "cell": cell,
        "op": "clear" if value is None else "set",
        "val": value if value is None or isinstance(value, dict) else plain(value),
        "base": base,
        "at": datetime.fromtimestamp(at / 1000, UTC).isoformat(),
        "by": actor.username,
    }
    (receipt,) = sync.push(db, [json.dumps(event, ensure_ascii=False)], actor=actor, at=at)
    if receipt.st != "ok":
        raise Conflict(f"{cell}: {receipt.why or receipt.st}")


def _enter(db: Database, visit: Visit, actor: Person, *, at: int) -> None:
    """Enter in the log what the phones had sent until now: nothing is slipped in between here and the seal."""
    head = {"at": at, "visit": visit.uid, "station": visit.station_code, "by": actor.username}
    entry = seal.entry(EntryKind.SUBMIT, {**head, "events": seals.events(db, visit.id)})
    seal_log.append(db, entry, visit_id=visit.id, at=at)


def led(db: Database, uid: str, actor: Person, today: str) -> Visit:
    """A visit for its lead alone. Raises NotFound, NotAllowed."""
    visit = visits.get(db, uid, seen_by=actor.id, today=today)
    if visit.lead_id != actor.id:
        raise NotAllowed(f"{actor.username} does not lead visit {uid}")
    return visit


def _said_of(one: Waiting) -> dict[str, object]:
    """What the audit keeps of a phone that was not waited for."""
    left, member = one.member.left, one.member
    return {"username": member.username, "events": left.events, "photos": left.photos, "contact_at": member.contact_at}


def _check_ready(now: Standing, unheard: Sequence[Waiting], *, accept_gaps: bool) -> None:
    if now.disagreements:
        raise NotReady("disagreements", items=[one.item.code for one in now.disagreements])
    if unheard:
        raise NotReady("phones", people=[one.member.username for one in unheard])
    if now.gaps and not accept_gaps:
        raise NotReady("gaps", items=[item.code for item in now.gaps])
    if now.result.total.value is None:
        raise NotReady("nothing_scored")


def _issue(db: Database, now: Standing, *, today: str, at: int) -> int:
    """Number and issue the drafts in the order of the checklist; how many."""
    place = {item.code: position for position, item in enumerate(now.checklist.items)}
    drafts = sorted(
        (finding for finding in now.findings if finding.state is FindingState.DRAFT),
        key=lambda finding: (place.get(finding.item_code, len(place)), finding.number),
    )
    chains = recurrence.Chains(db, now.visit.org_id)
    worth = {gain.item.code: exact_text(gain.adds) for gain in gains(now.checklist, now.answers)}
    findings.set_numbers(db, now.visit.id, [draft.id for draft in drafts])
    rules = read_rules(settings.of_org(db, now.visit.org_id))
    for draft in drafts:
        day = draft.due_on if draft.due_on and draft.due_on >= today else ""  # nobody answers by a day that is over
        day = day or rules.due_on(draft.severity, is_critical=draft.is_critical, from_day=today)
        chains.issue(draft, due_on=day, at=at, at_stake=worth.get(draft.item_code, ""))
        finding_steps.insert(
            db,
            draft,
            uid=str(uuid.uuid5(uuid.UUID(draft.uid), "issue")),
            action="issue",
            to_state=FindingState.ISSUED,
            note="",
            person_id=now.visit.lead_id,
            at=at,
        )
    return len(drafts)
