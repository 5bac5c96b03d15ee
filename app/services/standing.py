"""How a visit stands: what is answered, what is missing, where two people disagree, and what it comes to."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from app.domain.answers import Answer, parse
from app.domain.checklist import Checklist, Item, Part
from app.domain.errors import Invalid
from app.domain.findings import Finding, Severity
from app.domain.readiness import proposal
from app.domain.scoring import Result, score
from app.domain.visits import Member, Visit
from app.store import answers, checklists, events, findings, people, seals, visits
from app.store.answers import AnswerRow
from app.store.events import Head


@dataclass(frozen=True, slots=True)
class PartProgress:
    """How far one part is, and who fills it."""

    part: Part
    members: tuple[Member, ...]
    answered: int

    @property
    def items(self) -> int:
        """How many of its items apply here."""
        return len(self.part.items)

    @property
    def is_complete(self) -> bool:
        """Whether every item is answered."""
        return self.answered == self.items


@dataclass(frozen=True, slots=True)
class Side:
    """One of the values of a conflict; `answer` is None for a withdrawn one."""

    eid: str
    person_name: str
    answer: Answer | None
    received_at: int


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One cell to which people gave different values; the lead settles it by choosing one."""

    cell: str
    item: Item
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An answer without points that no finding speaks of yet."""

    item: Item
    severity: Severity


@dataclass(frozen=True, slots=True)
class Standing:
    """A visit with all that its summary needs; `result` is what the answers come to now."""

    visit: Visit
    checklist: Checklist  # what of it applies at the station
    team: tuple[Member, ...]
    rows: Mapping[str, AnswerRow]
    answers: Mapping[str, Answer]
    result: Result
    parts: tuple[PartProgress, ...]
    gaps: tuple[Item, ...]
    disagreements: tuple[Disagreement, ...]
    findings: tuple[Finding, ...]
    suggestions: tuple[Suggestion, ...]
    missing_photos: int

    @property
    def answered(self) -> int:
        """How many of the items that apply are answered."""
        return len(self.answers)

    @property
    def items(self) -> int:
        """How many items apply."""
        return len(self.checklist.items)


def read(db: Database, visit: Visit) -> Standing:
    """The visit as it stands now, whoever asks; a handful of statements whatever its size."""
    checklist = checklists.get(db, visit.checklist_version_id).applicable(visit.switches)
    rows = answers.list_of(db, visit.id)
    given = _given(checklist, rows)
    open_cells = events.conflicts(db, visit.id)
    raised = tuple(findings.list_of_visit(db, visit.id))
    spoken_of = {finding.item_code for finding in raised}
    disagreements = _disagreements(db, checklist, open_cells)
    contested = {one.item.code for one in disagreements}
    team = tuple(visits.members(db, visit.id))
    return Standing(
        visit=visit,
        checklist=checklist,
        team=team,
        rows=rows,
        answers=given,
        result=score(checklist, given, day=visit.planned_on),
        parts=tuple(_progress(part, team, given) for part in checklist.parts),
        gaps=tuple(item for item in checklist.items if item.code not in given and item.code not in contested),
        disagreements=disagreements,
        findings=raised,
        suggestions=tuple(
            Suggestion(item, Severity(found))
            for item in checklist.items
            if item.code not in spoken_of and (found := proposal(item, given.get(item.code))) is not None
        ),
        missing_photos=seals.missing_photos(db, visit.id),
    )


def _given(checklist: Checklist, rows: Mapping[str, AnswerRow]) -> dict[str, Answer]:
    """Item code to its answer, of the items that apply; a value that is none any more counts as blank."""
    found = {}
    for item in checklist.items:
        row = rows.get(item.code)
        answer = _read(item, row.value) if row is not None else None
        if answer is not None:
            found[item.code] = answer
    return found


def _progress(part: Part, team: tuple[Member, ...], given: Mapping[str, Answer]) -> PartProgress:
    fills = tuple(member for member in team if part.code in member.parts)
    return PartProgress(part, fills, sum(item.code in given for item in part.items))


def _disagreements(db: Database, checklist: Checklist, cells: Mapping[str, list[Head]]) -> tuple[Disagreement, ...]:
    names = people.names(db, {head.person_id for heads in cells.values() for head in heads})
    found = []
    for cell, heads in sorted(cells.items()):
        code, _dot, kind = cell.rpartition(".")
        if kind == "answer" and checklist.has_item(code):
            item = checklist.item(code)
            found.append(Disagreement(cell, item, tuple(_side(item, head, names) for head in heads)))
    return tuple(found)


def _side(item: Item, head: Head, names: Mapping[int, str]) -> Side:
    value = head.event.val if head.event.op == "set" else None
    return Side(head.event.eid, names[head.person_id], _read(item, value), head.received_at)


def _read(item: Item, value: object) -> Answer | None:
    try:
        return parse(item, value)
    except Invalid:
        return None
