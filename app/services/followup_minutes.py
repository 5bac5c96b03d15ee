"""The minutes of follow-up: planning staff say the official word on every finding of a station, and finalise it.

Choosing a word takes the step of the finding's life that gives it, in the same write unit: the trail holds it, and
either all of it happens or nothing. Rules in plain words: docs/follow-up-plan.md.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from sqlite_utils import Database

from app.domain.errors import Conflict, IllegalTransition, Invalid, NotAllowed, NotFound
from app.domain.evidence import GateBusy, PhotoRefused, StorageFull
from app.domain.finding_life import NEEDS_REASON, FindingAction, Verdict
from app.domain.followup_minutes import (
    Choice,
    Draft,
    Kept,
    Minutes,
    MinutesRefused,
    Pictured,
    Planned,
    Signatory,
    Told,
    check_head,
    frozen,
    problem_of,
    thawed,
)
from app.domain.people import MAY, Action, Person, require
from app.domain.uids import check_uid
from app.services import annotations, findings, reported
from app.services.followup_sheet import Entry, Scope, Sheet, entries, sheet
from app.store import audit, followup_minutes, orgs
from app.store import findings as stored
from app.store.blobs import BlobStore
from app.store.orgs import Org
from app.store.transaction import writing

DEEDS: Mapping[FindingAction, Callable[..., None]] = {
    FindingAction.CLOSE: findings.close,
    FindingAction.FIND_UNDONE: findings.find_undone,
    FindingAction.RETURN: findings.send_back,
    FindingAction.SET_ASIDE: findings.set_aside,
}


def finalise(
    db: Database, code: str, uid: str, scope: Scope, draft: Draft, *, actor: Person, at: int, today: str
) -> None:
    """Take the steps that the chosen words need, and keep the minutes for good; sending the form twice keeps one.

    Raises MinutesRefused naming every field and finding that stands in the way (nothing is done then), NotAllowed,
    NotFound, Conflict when the uid belongs to another station's minutes.
    """
    require(actor, Action.WRITE_MINUTES)
    check_uid(uid)
    with writing(db):
        before = sheet(db, code, scope, actor=actor, today=today)
        known = followup_minutes.find(db, uid)
        if known is not None:
            if known.org_id != before.station.id:
                raise Conflict(f"minutes {uid} belong to another station")
            return
        fields, wrong = check_head(draft, today=today), _wrong(before, draft)
        if not before.entries:
            fields["findings"] = "nothing"
        if not fields and not wrong:
            wrong = _take(db, uid, before, draft, actor=actor, at=at, today=today)
        if fields or wrong:
            raise MinutesRefused(fields, wrong)
        after = entries(
            db, [stored.get_by_id(db, entry.finding.id) for entry in before.entries], actor=actor, today=today
        )
        minutes = _minutes(uid, before, after, draft, actor=actor, at=at)
        snapshot, sha256 = frozen(minutes)
        followup_minutes.insert(
            db,
            uid,
            before.station.id,
            held_on=draft.held_on,
            snapshot=snapshot,
            sha256=sha256,
            person_id=actor.id,
            at=at,
        )
        audit.record(
            db,
            "minutes.finalised",
            "org",
            before.station.id,
            actor_id=actor.id,
            at=at,
            minutes=uid,
            sha256=sha256,
            totals=minutes.totals,
        )


def read(db: Database, uid: str, *, actor: Person, today: str) -> Kept:
    """Finalised minutes, for those who see the station. Raises NotAllowed, NotFound."""
    require(actor, Action.SEE_STATION)
    row = followup_minutes.get(db, uid)
    orgs.get_station(db, row.station_code, seen_by=actor.id, today=today, roles=MAY[Action.SEE_STATION])
    return thawed(row.snapshot, row.sha256)


def list_of(db: Database, code: str, *, actor: Person, today: str) -> tuple[Org, list[Kept]]:
    """A station and its minutes, newest first. Raises NotAllowed, NotFound."""
    require(actor, Action.SEE_STATION)
    station = orgs.get_station(db, code, seen_by=actor.id, today=today, roles=MAY[Action.SEE_STATION])
    return station, [thawed(row.snapshot, row.sha256) for row in followup_minutes.list_of(db, station.id)]


def pictures(db: Database, blobs: BlobStore, wanted: Sequence[Pictured]) -> dict[str, bytes]:
    """Picture's uid to its bytes as it leaves the house, with what was blurred burned in; those gone are left out."""
    layers = annotations.leaving(db, [one.uid for one in wanted])
    found = {}
    for one in wanted:
        with suppress(NotFound, FileNotFoundError, PhotoRefused, GateBusy, StorageFull):
            path = annotations.picture_leaving(blobs, one.sha256, "screen", layers.get(one.uid, ()))
            found[one.uid] = path.read_bytes()
    return found


def _wrong(before: Sheet, draft: Draft) -> dict[str, str]:
    """What stands in the way at each finding, before anything is done."""
    found = {
        entry.finding.uid: problem_of(entry.finding, draft.choices.get(entry.finding.uid), steps=len(entry.steps))
        for entry in before.entries
    }
    return {uid: problem for uid, problem in found.items() if problem}


def _take(db: Database, uid: str, before: Sheet, draft: Draft, *, actor: Person, at: int, today: str) -> dict[str, str]:
    """Take the step that gives each chosen word; what was refused, by the finding's uid."""
    wrong = {}
    for entry in before.entries:
        choice = draft.choices[entry.finding.uid]
        if not choice.verdict:
            continue
        try:
            _step(db, uid, entry, choice, actor=actor, at=at, today=today)
        except NotAllowed:
            wrong[entry.finding.uid] = "own" if entry.is_own else "not_allowed"
        except (IllegalTransition, Conflict):
            wrong[entry.finding.uid] = "moved"
        except Invalid as refused:
            wrong[entry.finding.uid] = next(iter(refused.problems.values()))
    return wrong


def _step(db: Database, uid: str, entry: Entry, choice: Choice, *, actor: Person, at: int, today: str) -> None:
    """Take the step under a uid of its own that follows from the form's."""
    action = entry.words[Verdict(choice.verdict)]
    step_uid = str(uuid.uuid5(uuid.UUID(uid), entry.finding.uid))
    said = {"reason" if action in NEEDS_REASON else "note": choice.note.strip()}
    DEEDS[action](db, entry.finding.uid, step_uid, **said, actor=actor, at=at, today=today, seen=choice.seen)


def _minutes(uid: str, before: Sheet, after: Sequence[Entry], draft: Draft, *, actor: Person, at: int) -> Minutes:
    head = reported.letterhead(before.unit)
    return Minutes(
        uid=uid,
        station_code=before.station.code,
        station=before.station.name,
        unit=before.unit.name,
        letterhead=head.lines,
        address=head.address,
        zone=before.station.tz,
        period=before.scope.period,
        visited_on=before.visited_on,
        place=draft.place.strip(),
        held_on=draft.held_on,
        notes=draft.notes.strip(),
        findings=tuple(_told(entry, draft.choices[entry.finding.uid].note.strip()) for entry in after),
        planner=_stripped(draft.planner),
        chief=_stripped(draft.chief),
        written_by=actor.titled_name,
        written_at=at,
    )


def _told(entry: Entry, note: str) -> Told:
    finding = entry.finding
    word = next((step for step in reversed(entry.steps) if step.verdict), None)
    return Told(
        uid=finding.uid,
        number=finding.number,
        item=finding.item_code,
        origin=f"{finding.source} {finding.letter_number}".strip(),
        found_on=finding.found_on,
        condition=finding.condition,
        recommendation=finding.recommendation,
        severity=str(finding.severity),
        is_critical=int(finding.is_critical),
        due_on=finding.due_on or "",
        state=str(finding.state),
        answer=entry.answer.note or entry.answer.without_photo if entry.answer else "",
        answered_at=entry.answer.at if entry.answer else None,
        verdict=finding.verdict,
        verdict_at=word.at if word else None,
        verdict_by=word.person_name if word else "",
        note=note or (word.note if word else ""),
        plan=tuple(
            Planned(one.written.action, one.written.owner_name, one.written.due_on, str(one.written.state))
            for one in entry.plan
        ),
        before=entry.before,
        after=entry.after,
    )


def _stripped(one: Signatory) -> Signatory:
    return Signatory(one.office.strip(), one.name.strip(), one.rank.strip(), one.nrp.strip())
