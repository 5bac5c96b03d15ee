"""Take in findings from outside a visit: advice of the Ombudsman, Itwasda, Siwas or Bagren that came with a letter.

Rules in plain words: docs/findings.md.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from app.domain.errors import Conflict, Invalid
from app.domain.finding_kinds import CauseKind, Maladministration, Service
from app.domain.finding_life import FindingAction, FindingState
from app.domain.findings import Severity
from app.domain.follow_up import read_rules
from app.domain.letters import Letter, Source
from app.domain.people import MAY, Action, Person, require
from app.domain.uids import check_uid
from app.services import recurrence
from app.store import audit, checklists, finding_steps, findings, letters, orgs, settings
from app.store.findings import NewFinding
from app.store.orgs import Org
from app.store.transaction import writing

SHORTEST = 10  # characters of a condition
LONGEST = 4000
LONGEST_NUMBER = 80
OLDEST = "2000-01-01"


@dataclass(frozen=True, slots=True)
class Advice:
    """One finding as a letter has it; days are ISO texts, '' where nothing was given."""

    station: str
    source: str
    number: str
    letter_on: str
    condition: str
    severity: str
    criterion: str = ""
    cause: str = ""
    cause_kind: str = ""
    effect: str = ""
    recommendation: str = ""
    service: str = ""
    maladministration: str = ""
    owner_name: str = ""
    item_code: str = ""
    due_on: str = ""


def enter(db: Database, uid: str, advice: Advice, *, actor: Person, at: int, today: str) -> None:
    """Issue a finding of a letter to its station, under the uid the form made; twice enters once.

    A letter is known by its writer and number: a second finding of it joins the first. Without a due day the district's
    days count from today. Raises Invalid naming each field that is wrong, NotFound for a station that the person does
    not plan for, NotAllowed, Conflict for a uid that is used otherwise.
    """
    require(actor, Action.ENTER_ADVICE)
    check_uid(uid)
    if not advice.station:
        _check(advice, today=today)  # names all that is wrong at once, the station too
    with writing(db):
        station = orgs.get_station(db, advice.station, seen_by=actor.id, today=today, roles=MAY[Action.ENTER_ADVICE])
        known = findings.find(db, uid)
        if known is not None:
            if (known.org_id, known.raised_by, known.visit_id) != (station.id, actor.id, None):
                raise Conflict(f"finding {uid} is there already")
            return
        _check(advice, today=today)
        place = _place(db, advice.item_code)
        letter = _letter(db, station, advice, actor=actor, at=at)
        severity = Severity(advice.severity)
        rules = read_rules(settings.of_org(db, station.id))
        new = NewFinding(
            uid=uid,
            visit_id=None,
            letter_id=letter.id,
            checklist_version_id=place.version,
            org_id=station.id,
            item_code=place.item_code,
            area=place.area,
            severity=severity,
            condition=advice.condition.strip(),
            raised_by=actor.id,
            raised_at=at,
            is_critical=place.is_critical,
            criterion=advice.criterion.strip(),
            cause=advice.cause.strip(),
            effect=advice.effect.strip(),
            recommendation=advice.recommendation.strip(),
            service=advice.service,
            maladministration=advice.maladministration,
            cause_kind=advice.cause_kind,
            owner_name=advice.owner_name.strip(),
        )
        day = advice.due_on or rules.due_on(severity, is_critical=place.is_critical, from_day=today)
        _issue(db, new, due_on=day, at=at)
        audit.record(
            db,
            "advice.entered",
            "finding",
            uid,
            actor_id=actor.id,
            at=at,
            letter=letter.number,
            source=str(letter.source),
            station=station.code,
        )


def _issue(db: Database, new: NewFinding, *, due_on: str, at: int) -> None:
    finding_id = findings.insert_draft(db, new)
    draft = findings.get_by_id(db, finding_id)
    recurrence.Chains(db, draft.org_id).issue(draft, due_on=due_on, at=at)
    finding_steps.insert(
        db,
        draft,
        uid=str(uuid.uuid5(uuid.UUID(new.uid), "issue")),
        action=str(FindingAction.ISSUE),
        to_state=FindingState.ISSUED,
        note="",
        person_id=new.raised_by,
        at=at,
    )


def _check(advice: Advice, *, today: str) -> None:
    problems = {} if advice.station else {"station": "choice"}
    if not SHORTEST <= len(advice.condition.strip()) <= LONGEST:
        problems["condition"] = "condition_length"
    if not 1 <= len(advice.number.strip()) <= LONGEST_NUMBER:
        problems["number"] = "number_length"
    if not _is_day(advice.letter_on) or not OLDEST <= advice.letter_on <= today:
        problems["letter_on"] = "letter_day"
    if advice.due_on and not (_is_day(advice.due_on) and today <= advice.due_on):
        problems["due_on"] = "due_day"
    for name in ("criterion", "cause", "effect", "recommendation", "owner_name"):
        if len(getattr(advice, name)) > LONGEST:
            problems[name] = "too_long"
    choices: dict[str, Collection[str]] = {
        "source": set(Source),
        "severity": set(Severity),
        "service": {"", *Service},
        "maladministration": {"", *Maladministration},
        "cause_kind": {"", *CauseKind},
    }
    problems |= {name: "choice" for name, known in choices.items() if getattr(advice, name) not in known}
    if problems:
        raise Invalid(problems)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the newest instrument a finding belongs; nowhere when its letter names no item."""

    version: int | None = None
    item_code: str = ""
    area: str = ""
    is_critical: bool = False


def _place(db: Database, code: str) -> _Place:
    newest = checklists.newest(db)
    if not code:
        return _Place()
    checklist = checklists.get(db, newest.id) if newest else None
    if newest is None or checklist is None or not checklist.has_item(code):
        raise Invalid({"item_code": "choice"})
    item = checklist.item(code)
    return _Place(newest.id, item.code, checklist.part(item.part).area, item.critical)


def _letter(db: Database, station: Org, advice: Advice, *, actor: Person, at: int) -> Letter:
    """The letter, taken in when it is new. Raises Invalid when it is known under another day."""
    unit, source, number = orgs.parent_of(db, station.id), Source(advice.source), " ".join(advice.number.split())
    known = letters.find(db, unit.id, source, number)
    if known is None:
        return letters.insert(
            db,
            uid=str(uuid.uuid4()),
            org_id=unit.id,
            source=source,
            number=number,
            letter_on=advice.letter_on,
            person_id=actor.id,
            at=at,
        )
    if known.letter_on != advice.letter_on:
        raise Invalid({"letter_on": "other_day"})
    return known


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
