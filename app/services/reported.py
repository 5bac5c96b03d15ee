"""The pieces that more than one report is made of: units, marks, findings and answers as people read them."""

from collections.abc import Mapping
from fractions import Fraction

from sqlite_utils import Database

from app.domain import answers as answering
from app.domain.answers import Answer, Day, Fall, Letter, Measure, NotApplicable, Ratio, Words
from app.domain.checklist import Checklist, Item, Part
from app.domain.exact import exact_text, two_decimals
from app.domain.finding_life import FindingAction
from app.domain.findings import Finding, Step
from app.domain.people import Person
from app.domain.recurrence import Recurrence
from app.domain.reports import AnswerLine, Figure, FindingReported, Letterhead, Mark, PartResult, ReportPhoto
from app.domain.scoring import points
from app.store import checklists, orgs
from app.store.orgs import Org
from app.store.reports import StoredNode

TOTAL = "total"


def yardstick(db: Database) -> Checklist | None:
    """The readiness instrument in use, whose areas and marks stations are compared on; None before one is published."""
    version = checklists.newest(db)
    return None if version is None else checklists.parsed(db, version)


def unit_of(db: Database, person: Person) -> Org:
    """The unit for which a person reads: the widest one at which they hold a role. Raises NotFound without a role."""
    held = {assignment.org_id for assignment in person.assignments}
    return next(org for org in orgs.list_all(db) if org.id in held)


def letterhead(unit: Org) -> Letterhead:
    """The head of a paper that `unit` writes, from its own lines or from its name."""
    lines = unit.letterhead or ("KEPOLISIAN NEGARA REPUBLIK INDONESIA", unit.name.upper())
    place = unit.name.removeprefix("Polres ").removeprefix("Metro ").removeprefix("Polda ").strip()
    return Letterhead(lines=lines, place=place)


def total_marks(checklist: Checklist | None) -> tuple[Mark, ...]:
    """Where the total's yardsticks stand, in points of the total."""
    if checklist is None:
        return ()
    return tuple(
        Mark(predicate.code, exact_text(Fraction(gate.needs)))
        for predicate in checklist.predicates
        for gate in predicate.gates
        if gate.on == TOTAL and gate.needs is not None
    )


def area_marks(checklist: Checklist | None) -> tuple[Mark, ...]:
    """Where the yardsticks of the areas stand, in per cent; one for each predicate."""
    if checklist is None:
        return ()
    first = checklist.areas[0].code
    return tuple(
        Mark(predicate.code, exact_text(Fraction(gate.percent)))
        for predicate in checklist.predicates
        for gate in predicate.gates
        if gate.on == first and gate.percent is not None
    )


def answer_words(answer: Answer) -> str:
    """An answer as a person reads it on paper: 'Ya', 'B', '157 dari 170', 'Tidak berlaku: …'."""
    match answer:
        case Letter(letter):
            return letter
        case Ratio(n, d):
            return f"{n} dari {d}"
        case Fall(before, now):
            return f"{before} menjadi {now}"
        case Measure(text):
            return text.replace(".", ",")
        case Words(text):
            return text
        case Day(day):
            return day.isoformat()
        case NotApplicable(reason):
            return f"Tidak berlaku: {reason}"


def answer_line(
    item: Item,
    value: object,
    *,
    note: str = "",
    points_exact: str | None = None,
    photos: int = 0,
    answered_by: str = "",
    documents: tuple[str, ...] = (),
) -> AnswerLine:
    """One item of a report; `value` is the answer's JSON shape, None prints as not answered."""
    answer = answering.parse(item, value)
    letter = answer.letter if isinstance(answer, Letter) else ""
    return AnswerLine(
        code=item.code,
        title=item.title,
        part=item.part,
        answer=None if answer is None else answer_words(answer),
        criterion=item.criteria.get(letter, ""),
        note=note,
        points=None if points_exact is None else Figure(points_exact, two_decimals(Fraction(points_exact))),
        is_critical=item.critical,
        photos=photos,
        answered_by=answered_by,
        documents=documents,
    )


_PHOTO_ALONE = "Dijawab dengan foto, tanpa keterangan"


def finding(
    checklist: Checklist | None,
    found: Finding,
    steps: list[Step],
    *,
    today: str,
    raised_on: str,
    photos: tuple[ReportPhoto, ...] = (),
    again: Recurrence | None = None,
) -> FindingReported:
    """A finding as papers print it, with the station's last response; one that a letter brought may have no item."""
    item = checklist.item(found.item_code) if checklist and found.item_code else None
    responses = [step for step in steps if step.action == FindingAction.ANSWER]
    last = responses[-1] if responses else None
    return FindingReported(
        number=f"{found.number:02d}",
        item=found.item_code,
        item_title=item.title if item else "",
        part=item.part if item else "",
        station=found.station_name,
        title=found.condition,
        severity=str(found.severity),
        state=str(found.state),
        is_critical=found.is_critical,
        is_overdue=found.is_overdue(today),
        condition=found.condition,
        criterion=found.criterion,
        cause=found.cause,
        effect=found.effect,
        recommendation=found.recommendation,
        raised_on=raised_on,
        due_on=found.due_on,
        owner=found.owner_name,
        verdict=found.verdict,
        answer=(last.note or last.without_photo or _PHOTO_ALONE) if last else "",
        answered_at=last.at if last else None,
        photos=photos,
        found=again.found if again else 1,
        first_on=again.first_on if again else None,
        promised=again.promised if again else int(found.promised),
        broken=again.broken if again else int(found.broken),
    )


def percent(node: StoredNode | None) -> Figure | None:
    """A stored node in per cent of its maximum; None when there is none or nothing in it applied."""
    if node is None or not node.percent_shown:
        return None
    return Figure(exact_text(Fraction(node.value_exact) / Fraction(node.max_exact) * 100), node.percent_shown)


def part_result(part: Part, given: Mapping[str, Answer]) -> PartResult:
    """How full one part is and the mean of its scored items that apply, in per cent."""
    scored = [item for item in part.items if item.scored]
    values = [value for item in scored if (value := points(item, given.get(item.code))) is not None]
    mean = sum(values, Fraction(0)) / len(values) * 100 if values else None
    return PartResult(
        code=part.code,
        title=part.title,
        area=part.area,
        shown_by=part.shown_by,
        percent=None if mean is None else Figure(exact_text(mean), two_decimals(mean)),
        answered=sum(item.code in given for item in part.items),
        items=len(part.items),
    )
