"""A hundred findings of every kind, and what a list of them must hold, found out one by one."""

import random
import re
import uuid
from collections.abc import Iterable
from dataclasses import replace

from sqlite_utils import Database

from app.domain.errors import NotFound
from app.domain.finding_kinds import CauseKind, Maladministration, Service
from app.domain.finding_life import FindingState, Verdict
from app.domain.findings import Finding, Severity
from app.domain.letters import Source
from app.domain.people import Role
from app.store import finding_lists, findings, letters, people
from app.store.finding_lists import Wanted
from app.store.findings import NewFinding
from app.store.transaction import writing
from tests.factories import LONG_AGO, NOON, TODAY, District, make_station

DAY = 86_400_000
WORDS = (
    "papan", "maklumat", "belum", "dipasang", "ruang", "tunggu", "skck", "tarif", "14", "berkas", "tidak", "lengkap",
    "é-arsip", "papua",
)  # fmt: skip
TURNS = {"answered": 1, "followed_up": 1, "draft": 2, "closed": 3, "void": 4}
SEVERITIES = ("serious", "moderate", "minor")


class Seeded:
    """The findings that were made, the words that each is found by, and what each person who was asked about sees."""

    def __init__(self, made: Iterable[Finding]) -> None:
        self.findings = {finding.id: finding for finding in made}
        self.words = {finding.id: _words(finding) for finding in self.findings.values()}
        self.seen: dict[int, set[int]] = {}


def seed(db: Database, district: District, number: int = 100) -> Seeded:
    """Findings at both stations and at one of another Polres; a chief, readers, a team and planning staff see some."""
    lot = random.Random(14)
    abroad = make_station(db, "polsek-babat", parent="polres-lamongan")
    stations = [district.senori, district.senori, district.jenu, abroad]
    db.execute("PRAGMA foreign_keys=OFF")  # no instrument stands behind these visits
    with writing(db):
        people.assign(db, district.anggota2.id, abroad.id, Role.PLANNER, from_on=LONG_AGO)
        letter = letters.insert(
            db, uid=str(uuid.uuid4()), org_id=district.senori.id, source=Source.OMBUDSMAN, number="B/77/X",
            letter_on="2026-10-01", person_id=district.bagren.id, at=NOON,
        )  # fmt: skip
        for number_of in range(number):
            station = stations[number_of % 4]
            visit = None if number_of % 9 == 0 else _visit(db, station.id, district, number_of // 10, lot)
            _finding(db, station.id, visit, letter.id, district, number_of, lot)
    db.execute("PRAGMA foreign_keys=ON")
    ids = [row[0] for row in db.execute("SELECT id FROM findings").fetchall()]
    return Seeded(findings.list_by_id(db, ids))


def _visit(db: Database, org_id: int, district: District, place: int, lot: random.Random) -> int:
    planned_on = f"2026-0{place % 9 + 1}-1{place % 10}"
    known = "SELECT id FROM visits WHERE org_id = ? AND planned_on = ?"
    for row in db.execute(known, (org_id, planned_on)).fetchall():
        return int(row[0])
    lead = lot.choice([district.ketua, district.anggota1])
    db.execute(
        """
        INSERT INTO visits (uid, org_id, checklist_version_id, period, state, lead_id, planned_on, planned_by,
                            created_at, submitted_at) VALUES (?, ?, 1, '2026Q3', 'submitted', ?, ?, 1, 0, 0)
        """,
        (str(uuid.uuid4()), org_id, lead.id, planned_on),
    )
    visit = int(db.execute("SELECT MAX(id) FROM visits").fetchone()[0])
    for position, person in enumerate((lead, district.anggota2)[: lot.randint(1, 2)]):
        db.execute(
            "INSERT INTO visit_members (visit_id, person_id, position) VALUES (?, ?, ?)", (visit, person.id, position)
        )
    return visit


def _finding(
    db: Database, org_id: int, visit: int | None, letter: int, district: District, place: int, lot: random.Random
) -> None:
    def some(kind: type) -> str:
        return lot.choice(["", *kind])

    finding_id = findings.insert_draft(
        db,
        NewFinding(
            uid=str(uuid.uuid4()),
            visit_id=visit,
            letter_id=None if visit else letter,
            org_id=org_id,
            item_code=f"A{place % 12:02d}",
            area=lot.choice(("I", "II", "III", "IV", "V", "VI")),
            severity=lot.choice(list(Severity)),
            condition=" ".join(lot.sample(WORDS, 3)),
            recommendation=" ".join(lot.sample(WORDS, 2)),
            raised_by=district.anggota1.id,
            raised_at=NOON - lot.randint(0, 400) * DAY,
            service=some(Service),
            maladministration=some(Maladministration),
            cause_kind=some(CauseKind),
            owner_name=lot.choice(["", "Aipda Budi"]),
        ),
    )
    state = lot.choice(list(FindingState))
    is_issued = state not in (FindingState.DRAFT, FindingState.VOID)
    db.execute(
        """
        UPDATE findings SET state = ?, due_on = ?, verdict = ?, repeat_of = ?, issued_at = ?, closed_at = ? WHERE id = ?
        """,
        (
            state,
            f"2026-1{place % 3}-2{place % 4}" if is_issued or lot.random() < 0.5 else None,
            lot.choice(["", *Verdict]),
            1 if place % 7 == 3 else None,
            NOON - lot.randint(0, 400) * DAY if is_issued else None,
            NOON if state in (FindingState.CLOSED, FindingState.VOID) else None,
            finding_id,
        ),
    )


def _words(finding: Finding) -> set[str]:
    texts = (
        finding.condition, finding.criterion, finding.cause, finding.effect, finding.recommendation, finding.item_code,
        str(finding.number), finding.owner_name, finding.station_name, finding.letter_number,
    )  # fmt: skip
    return set(re.findall(r"\w+", " ".join(texts).lower().replace("é", "e")))


def expected(db: Database, seeded: Seeded, wanted: Wanted, *, seen_by: int) -> list[int]:
    """The ids that a list must hold, in its order, by looking at every finding."""
    if seen_by not in seeded.seen:
        seeded.seen[seen_by] = {id for id, finding in seeded.findings.items() if _sees(db, finding, seen_by)}
    found = [
        finding
        for finding in seeded.findings.values()
        if finding.id in seeded.seen[seen_by] and _fits(finding, wanted, seeded.words[finding.id])
    ]
    return [finding.id for finding in sorted(found, key=_place)]


def _place(finding: Finding) -> tuple[int, str, int, int]:
    turn = TURNS.get(finding.state, 0)
    return turn, finding.due_on or "9999-12-31", SEVERITIES.index(finding.severity), finding.id


def _sees(db: Database, finding: Finding, person_id: int) -> bool:
    try:
        findings.get(db, finding.uid, seen_by=person_id, today=TODAY)
    except NotFound:
        return False
    return True


def _fits(finding: Finding, wanted: Wanted, words: set[str]) -> bool:
    of_unit = {"polres-tuban": ("polsek-senori", "polsek-jenu"), "polres-lamongan": ("polsek-babat",)}
    moment = finding.raised_at if finding.issued_at is None else finding.issued_at
    asked = [word.replace("é", "e") for word in re.findall(r"[^\W_]+", wanted.text.lower())]
    return all(
        (
            finding.state != FindingState.VOID,
            not wanted.states or finding.state in wanted.states,
            not wanted.station_code or finding.station_code in of_unit.get(wanted.station_code, (wanted.station_code,)),
            not wanted.area or finding.area == wanted.area,
            not wanted.service or finding.service == wanted.service,
            not wanted.severity or finding.severity == wanted.severity,
            not wanted.maladministration or finding.maladministration == wanted.maladministration,
            not wanted.cause_kind or finding.cause_kind == wanted.cause_kind,
            not wanted.verdict or finding.verdict == wanted.verdict,
            not wanted.source or wanted.source == (finding.source or finding_lists.OF_VISITS),
            not wanted.overdue or finding.is_overdue(TODAY),
            not wanted.repeated or finding.repeat_of is not None,
            wanted.until is None or moment < wanted.until,
            wanted.lead_id is None or finding.lead_id == wanted.lead_id,
            all(_is_among(word, words) for word in asked),
        )
    )


def _is_among(word: str, words: set[str]) -> bool:
    if word.isnumeric() or len(word) == 1:
        return word in words
    return any(one.startswith(word) for one in words)


def narrowed(**changes: object) -> Wanted:
    """A list with some filters set."""
    return replace(Wanted(), **changes)  # type: ignore[arg-type]  # the names are checked by replace
