"""The evidence desk: for each item of the instrument what every station can show, how old it is, what is at stake."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlite_utils import Database

from app.domain import answers as answering
from app.domain.answers import Answer
from app.domain.checklist import Checklist, Item
from app.domain.expected import GAPS, Claim, Held, Need, Standing, State, best_need, claim, judge
from app.domain.people import Action, Person, require
from app.domain.readiness import worths
from app.domain.scoring import NOTHING, score
from app.services.reported import yardstick
from app.store import checklists, evidence_desk, orgs
from app.store.evidence_desk import LastVisit

NOTHING_HELD = Held()


MOST_KNOWN = 256  # visits whose claims are kept in memory


@dataclass(frozen=True, slots=True)
class Claimed:
    """One answer, what it claims, and the points of the total that its item carries when full."""

    item: Item
    answer: Answer | None
    claim: Claim
    worth: Fraction


_known: dict[tuple[str, frozenset[str], tuple[tuple[str, str], ...]], Mapping[str, Claimed]] = {}


@dataclass(frozen=True, slots=True)
class Cell:
    """The evidence of one item at one station; `at_stake` in points of the total."""

    visit: LastVisit
    item: Item
    answer: Answer | None
    standing: Standing
    at_stake: Fraction

    @property
    def is_gap(self) -> bool:
        """Whether something is owed."""
        return self.standing.state in GAPS


@dataclass(frozen=True, slots=True)
class Row:
    """One item over the stations shown; `best` is what full marks need."""

    item: Item
    area: str
    best: Need
    cells: tuple[Cell, ...]

    @property
    def counts(self) -> Mapping[State, int]:
        """How many stations stand how."""
        return Counter(cell.standing.state for cell in self.cells)

    @property
    def at_stake(self) -> Fraction:
        """The points at stake at all stations together."""
        return sum((cell.at_stake for cell in self.cells), NOTHING)

    @property
    def worksheet(self) -> tuple[str, ...]:
        """The items of the ministry's worksheet that this one serves."""
        return self.item.references.get("lke", ())


@dataclass(frozen=True, slots=True)
class Desk:
    """Every item of the instrument in its order, over the stations that were visited with it."""

    checklist: Checklist | None
    visits: tuple[LastVisit, ...]
    rows: tuple[Row, ...]

    @property
    def cells(self) -> Iterator[Cell]:
        """Every cell, item by item."""
        return (cell for row in self.rows for cell in row.cells)


NO_DESK = Desk(None, (), ())


def desk(db: Database, *, actor: Person, at: int, today: str) -> Desk:
    """All stations that the actor may see. The statements are as many for twenty stations as for one.

    Raises NotAllowed.
    """
    require(actor, Action.SEE_DESK)
    return _desk(db, actor, at=at, today=today)


def of_station(db: Database, code: str, *, actor: Person, at: int, today: str) -> Desk:
    """One station's own evidence. Raises NotAllowed, NotFound."""
    require(actor, Action.SEE_STATION)
    station = orgs.get_station(db, code, seen_by=actor.id, today=today)
    return _desk(db, actor, at=at, today=today, org_id=station.id)


def gaps(desk: Desk) -> Sequence[Cell]:
    """What is owed, what costs most first."""
    return sorted((cell for cell in desk.cells if cell.is_gap), key=lambda cell: -cell.at_stake)


def _desk(db: Database, actor: Person, *, at: int, today: str, org_id: int | None = None) -> Desk:
    instrument = yardstick(db)
    if instrument is None:
        return NO_DESK
    visits = evidence_desk.last_visits(db, instrument.id, seen_by=actor.id, today=today, org_id=org_id)
    held = evidence_desk.held(db, instrument.id, seen_by=actor.id, today=today, at=at, org_id=org_id)
    given = evidence_desk.answers_of(db, visits)
    columns = [_column(visit, _claims(db, visit, given[visit.visit_id]), held) for visit in visits]
    rows = tuple(
        Row(
            item,
            instrument.part(item.part).area,
            best_need(item),
            tuple(column[item.code] for column in columns if item.code in column),
        )
        for item in instrument.items
    )
    return Desk(instrument, tuple(visits), rows)


def _column(visit: LastVisit, claims: Mapping[str, Claimed], held: Mapping[tuple[int, str], Held]) -> dict[str, Cell]:
    """Item code to the cell of one station, of the items that apply to it."""
    cells = {}
    for code, one in claims.items():
        standing = judge(one.claim, held.get((visit.org_id, code), NOTHING_HELD))
        at_stake = standing.loses * one.worth if standing.loses else NOTHING
        cells[code] = Cell(visit, one.item, one.answer, standing, at_stake)
    return cells


def _claims(db: Database, visit: LastVisit, given: tuple[tuple[str, str], ...]) -> Mapping[str, Claimed]:
    """Item code to what is claimed; the same answers to the same version are looked at once per process."""
    key = (visit.checklist_sha256, visit.switches, given)
    known = _known.get(key)
    if known is None:
        checklist = checklists.get(db, visit.checklist_version_id)
        answers = answering.parse_all(checklist, {code: json.loads(text) for code, text in given})
        result = score(checklist, answers, visit.switches)
        full = worths(result)
        known = {
            item.code: Claimed(item, answer, claim(item, answer), full.get(item.code, NOTHING))
            for item in result.checklist.items
            for answer in [answers.get(item.code)]
        }
        while len(_known) >= MOST_KNOWN:
            _known.pop(next(iter(_known)))
        _known[key] = known
    return known
