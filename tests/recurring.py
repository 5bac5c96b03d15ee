"""Seeded histories of stations with a truth table: which finding is truly about the same thing as which."""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

from sqlite_utils import Database

from app.domain.finding_kinds import CauseKind, Maladministration, Service
from app.domain.finding_life import FindingState, Stance, Verdict
from app.domain.findings import Finding, Severity
from app.domain.letters import Letter, Source
from app.services import checklists
from app.services.recurrence import Chains, note
from app.store import finding_steps, findings, letters
from app.store.findings import NewFinding
from app.store.orgs import Org
from app.store.transaction import writing
from tests.factories import NOON, District
from tests.visits import checklist_text, make_visit

DAY = 86_400_000
STILL, RENAMED = ("A02", "B01", "C02"), ("A01", "A03", "A05")
MONTHS = [f"{year}-{month:02d}" for year in (2024, 2025, 2026) for month in (2, 5, 8, 11)]


@dataclass
class Thing:
    """What is truly wrong at one station, and each time that it was found."""

    code: str = ""  # by the first version; '' when letters alone speak of it
    kinds: tuple[str, str, str] = ("", "", "")
    times: list["Time"] = field(default_factory=list)


@dataclass
class Time:
    """One finding of a thing, and what the station truly did about it."""

    id: int
    occasion: int
    promised: bool = False
    broken: bool = False
    is_done: bool = False
    due_on: str = ""


@dataclass(frozen=True)
class Turn:
    """One visit and one letter of the same day."""

    number: int
    day: str
    visit_id: int
    letter_id: int
    chains: Chains


@dataclass
class History:
    """What was seeded: true links as (finding, the one before), and the things."""

    links: set[tuple[int, int]] = field(default_factory=set)
    on_items: set[int] = field(default_factory=set)
    things: list[Thing] = field(default_factory=list)


def editions(db: Database) -> list[tuple[int, dict[str, str]]]:
    """Three versions of the instrument with how each calls the items; the third gives an old code to a new item."""
    first = checklist_text()
    second = first.replace("version: 1\n", "version: 2\n", 1)
    for code in RENAMED:
        second = second.replace(f"- code: {code}\n", f"- code: {code}n\n    aliases: [{code}]\n")
    third = second.replace("version: 2\n", "version: 3\n", 1).replace("    aliases: [A05]\n", "")
    third = third.replace("- code: A01n\n    aliases: [A01]", "- code: A01m\n    aliases: [A01n, A01]")
    third = third.replace("  - code: A06\n", "  - code: A05\n    title: Butir baru\n    type: yes_no\n  - code: A06\n")
    names: list[dict[str, str]] = [{}, {code: f"{code}n" for code in RENAMED}]
    names.append(names[1] | {"A01": "A01m", "new": "A05"})
    texts = (first, second, third)
    return [
        (checklists.publish(db, text, actor=None, at=NOON).id, name) for text, name in zip(texts, names, strict=True)
    ]


def seed(db: Database, district: District, *, seed: int) -> History:
    """Twelve visits and twelve letters at each of two stations, with everything that makes histories hard to read."""
    chance, history, versions = Random(seed), History(), editions(db)
    for place, station in enumerate((district.senori, district.jenu)):
        things = [Thing(code) for code in (*STILL, *RENAMED, "new")] + [Thing(kinds=_kinds(chance)) for _ in range(6)]
        history.things += things
        for turn, month in enumerate(MONTHS):
            version_id, names = versions[turn * len(versions) // len(MONTHS)]
            day = f"{month}-{5 + place:02d}"  # nobody is at two stations on one day
            visit = make_visit(db, district, station_code=station.code, planned_on=day, checklist_version_id=version_id)
            with writing(db):
                letter = _letter(db, district, station, day, chance)
                turn_of = Turn(turn, day, visit.id, letter.id, Chains(db, station.id))
                for thing in things:
                    if chance.random() < 0.55 and (thing.code != "new" or "new" in names):
                        _raise(
                            db, district, station, thing, names.get(thing.code, thing.code), turn_of, history, chance
                        )
                for time in (time for thing in things for time in thing.times if time.occasion == turn):
                    _live(db, district, time, chance)
    return history


def _letter(db: Database, district: District, station: Org, day: str, chance: Random) -> Letter:
    return letters.insert(
        db,
        uid=_uid(chance),
        org_id=station.id,
        source=Source.ITWASDA,
        number=f"B/{station.code}/{day}",
        letter_on=day,
        person_id=district.bagren.id,
        at=NOON,
    )


def _uid(chance: Random) -> str:
    return str(uuid.UUID(int=chance.getrandbits(128)))


def _raise(
    db: Database,
    district: District,
    station: Org,
    thing: Thing,
    code: str,
    turn: Turn,
    history: History,
    chance: Random,
) -> None:
    """Find a thing once or, now and then, twice on one visit; some of it is withdrawn before it is issued."""
    for _ in range(2 if chance.random() < 0.1 else 1):
        new = NewFinding(
            uid=_uid(chance),
            visit_id=turn.visit_id if code else None,
            letter_id=None if code else turn.letter_id,
            org_id=station.id,
            item_code=code,
            area="I" if code else "",
            severity=Severity.MODERATE,
            condition="Papan maklumat belum dipasang",
            raised_by=district.anggota1.id,
            raised_at=NOON,
            **dict(zip(("service", "maladministration", "cause_kind"), _blurred(thing.kinds, chance), strict=True)),
        )
        draft = findings.get_by_id(db, findings.insert_draft(db, new))
        if chance.random() < 0.1:
            findings.set_state(db, draft.id, was=FindingState.DRAFT, now=FindingState.VOID, at=NOON)
        else:
            _issue(history, thing, draft, turn)


def _kinds(chance: Random) -> tuple[str, str, str]:
    """Of few kinds, so that two things now and then look the same on paper."""
    every: tuple[list[object], ...] = (list(Service), list(Maladministration), list(CauseKind))
    service, maladministration, cause = (str(chance.choice(kinds[:4])) for kinds in every)
    return service, maladministration, cause


def _blurred(kinds: tuple[str, str, str], chance: Random) -> tuple[str, str, str]:
    """Whoever writes a letter down leaves a kind out now and then."""
    return (kinds[0], "", kinds[2]) if kinds[0] and chance.random() < 0.02 else kinds


def _issue(history: History, thing: Thing, draft: Finding, turn: Turn) -> None:
    due_on = f"{turn.day[:8]}28"
    turn.chains.issue(draft, due_on=due_on, at=_noon(turn.day))
    earlier = [time for time in thing.times if time.occasion != turn.number]
    if earlier:
        history.links.add((draft.id, earlier[-1].id))
    if thing.code:
        history.on_items.add(draft.id)
    for time in earlier:
        time.broken = time.broken or (time.promised and (time.is_done or time.due_on < turn.day))
    thing.times.append(Time(draft.id, turn.number, due_on=due_on))


def _live(db: Database, district: District, time: Time, chance: Random) -> None:
    """What becomes of it until the next visit: the table of its life by the shortest roads."""
    fate = chance.choice(["waits", "agreed", "objected", "returned", "accepted", "closed", "set_aside"])
    finding = findings.get_by_id(db, time.id)
    agrees = ("answer", FindingState.ANSWERED, Stance.AGREE, "")
    steps: dict[str, list[tuple[str, FindingState, str, str]]] = {
        "waits": [],
        "agreed": [agrees],
        "objected": [("answer", FindingState.ANSWERED, Stance.OBJECT, "")],
        "returned": [agrees, ("return", FindingState.RETURNED, "", "BS")],
        "accepted": [agrees, ("accept", FindingState.ACCEPTED, "", "")],
        "closed": [agrees, ("close", FindingState.CLOSED, "", "S")],
        "set_aside": [agrees, ("set_aside", FindingState.CLOSED, "", "TDD")],
    }
    for action, state, stance, verdict in steps[fate]:
        at = finding.issued_at or 0
        word = Verdict(verdict) if verdict else None
        findings.set_state(db, finding.id, was=finding.state, now=state, at=at, verdict=word)
        finding_steps.insert(
            db,
            finding,
            uid=_uid(chance),
            action=action,
            to_state=state,
            note="",
            person_id=district.ketua.id,
            at=at,
            stance=stance,
            verdict=verdict,
        )
        finding = findings.get_by_id(db, time.id)
        note(db, finding)
    time.promised = fate in ("agreed", "returned", "accepted", "closed")
    time.is_done = fate == "closed"


def _noon(day: str) -> int:
    """Noon of a day at Tuban, in milliseconds."""
    return int(datetime.fromisoformat(f"{day}T05:00:00").replace(tzinfo=UTC).timestamp() * 1000)
