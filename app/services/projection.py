"""What the event log comes to: answers, photos and draft findings, brought in step with the heads of its cells.

Only `sync` calls this, inside its write unit. Rule: docs/offline.md, "What is answered now".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlite_utils import Database

from app.domain import events, filling
from app.domain.answers import plain
from app.domain.checklist import Item
from app.domain.events import Cell, Event
from app.domain.exact import exact_text
from app.domain.filling import FindingClaim, Scope
from app.domain.finding_life import FindingState
from app.domain.findings import Finding, Severity
from app.domain.scoring import points
from app.services import radar
from app.store import answers, evidence, findings
from app.store import events as log
from app.store.answers import AnswerRow
from app.store.events import Head, LockedVisit
from app.store.evidence import NewEvidence
from app.store.findings import NewFinding

Heads = Mapping[str, list[Head]]


@dataclass(frozen=True, slots=True)
class _Touched:
    """The known cells that a batch touched, by name."""

    cells: Mapping[str, Cell]

    def named(self, kind: str) -> dict[str, Cell]:
        return {name: cell for name, cell in self.cells.items() if cell.kind == kind}

    @property
    def answered_items(self) -> list[str]:
        return sorted({cell.item for cell in self.cells.values() if cell.kind in ("answer", "note")})


def update(db: Database, visit: LockedVisit, scope: Scope, touched: Iterable[str], *, at: int) -> None:
    """Bring in step what the named cells decide; cells that the instrument does not know decide nothing."""
    known = _Touched({name: cell for name in touched if (cell := events.cell_of(name)) and scope.item(cell.item)})
    wanted = {f"{code}.{kind}" for code in known.answered_items for kind in ("answer", "note")}
    heads = log.heads(db, visit.id, wanted | {name for name, cell in known.cells.items() if cell.uid})
    rows = [_answer_row(visit, item, heads) for code in known.answered_items if (item := scope.item(code))]
    answers.put(db, [row for row in rows if row is not None])
    _update_findings(db, visit, scope, known.named("finding"), heads, at=at)
    _update_photos(db, visit, known.named("photo"), heads, at=at)


def keep_late_photos(
    db: Database, visit: LockedVisit, scope: Scope, new: Iterable[Event], *, person_id: int, at: int
) -> None:
    """Let team and overseers open photos that came after the visit's end; to everybody else they are as taken back."""
    rows = []
    for event in new:
        cell = events.cell_of(event.cell)
        if cell and cell.kind == "photo" and event.op == "attach" and scope.item(cell.item):
            row = _evidence_row(visit, cell, Head(event, person_id, at, ""))
            if row is not None:
                rows.append(replace(row, withdrawn_at=at))
    evidence.add(db, rows)
    radar.ask(db, [row.sha256 for row in rows], at=at)


def _answer_row(visit: LockedVisit, item: Item, heads: Heads) -> AnswerRow | None:
    """The item's row; None when no head is left, which only events forged to replace each other can bring about."""
    given, noted = heads.get(f"{item.code}.answer", []), heads.get(f"{item.code}.note", [])
    if not given and not noted:
        return None
    state = filling.filled(item, [head.event for head in given], [head.event for head in noted])
    author = (given or noted)[-1]
    earned = points(item, state.answer) if state.answer is not None else None
    return AnswerRow(
        visit_id=visit.id,
        item_code=item.code,
        value=None if state.answer is None else plain(state.answer),
        note=state.note,
        points_exact=None if earned is None else exact_text(earned),
        is_conflict=state.is_conflict,
        person_id=author.person_id,
        answered_at=author.received_at,
        rev=max(head.event.rev for head in [*given, *noted]),
    )


def _update_findings(
    db: Database, visit: LockedVisit, scope: Scope, cells: Mapping[str, Cell], heads: Heads, *, at: int
) -> None:
    for name, cell in cells.items():
        standing = heads.get(name, [])
        event = filling.chosen([head.event for head in standing], op="set")
        if event is None:
            _withdraw_finding(db, visit, cell, at=at)
            continue
        claim = filling.finding_of(event.val)
        if claim is not None:
            author = next(head for head in standing if head.event.eid == event.eid)
            if filling.is_past_due(claim, at=author.received_at):
                claim = replace(claim, due_on=None)
            _write_finding(db, visit, scope, cell, claim, author, at=at)


def _write_finding(
    db: Database, visit: LockedVisit, scope: Scope, cell: Cell, claim: FindingClaim, author: Head, *, at: int
) -> None:
    item, known = scope.checklist.item(cell.item), findings.find(db, cell.uid)
    if known is None:
        findings.insert_draft(
            db,
            NewFinding(
                uid=cell.uid,
                visit_id=visit.id,
                org_id=visit.org_id,
                item_code=item.code,
                area=scope.checklist.part(item.part).area,
                severity=Severity(claim.severity),
                condition=claim.condition,
                raised_by=author.person_id,
                raised_at=author.received_at,
                is_critical=item.critical,
                criterion=claim.criterion,
                cause=claim.cause,
                effect=claim.effect,
                recommendation=claim.recommendation,
                service=claim.service,
                maladministration=claim.maladministration,
                cause_kind=claim.cause_kind,
                severity_reason=claim.severity_reason,
                owner_name=claim.owner_name,
                due_on=claim.due_on,
            ),
        )
        _relink_photos(db, visit, item.code, at=at)
        return
    if not _is_of(known, visit, cell) or known.state not in (FindingState.DRAFT, FindingState.VOID):
        return
    if known.state is FindingState.VOID:
        findings.set_state(db, known.id, was=FindingState.VOID, now=FindingState.DRAFT, at=at)
    findings.set_draft(
        db,
        known.id,
        severity=Severity(claim.severity),
        condition=claim.condition,
        cause=claim.cause,
        effect=claim.effect,
        recommendation=claim.recommendation,
        service=claim.service,
        maladministration=claim.maladministration,
        cause_kind=claim.cause_kind,
        severity_reason=claim.severity_reason,
        owner_name=claim.owner_name,
        criterion=claim.criterion,
        due_on=claim.due_on or "",
    )


def _withdraw_finding(db: Database, visit: LockedVisit, cell: Cell, *, at: int) -> None:
    known = findings.find(db, cell.uid)
    if known is not None and _is_of(known, visit, cell) and known.state is FindingState.DRAFT:
        findings.set_state(db, known.id, was=FindingState.DRAFT, now=FindingState.VOID, at=at)


def _is_of(finding: Finding, visit: LockedVisit, cell: Cell) -> bool:
    """Whether the finding was raised through this cell; a uid that stands in another one is not its author's."""
    return (finding.visit_id, finding.item_code) == (visit.id, cell.item)


def _relink_photos(db: Database, visit: LockedVisit, item_code: str, *, at: int) -> None:
    """Photos may have come before the finding that they belong to."""
    cells = {name: cell for name in evidence.cells_of_item(db, visit.id, item_code) if (cell := events.cell_of(name))}
    _update_photos(db, visit, cells, log.heads(db, visit.id, cells), at=at)


def _update_photos(db: Database, visit: LockedVisit, cells: Mapping[str, Cell], heads: Heads, *, at: int) -> None:
    rows, gone = [], []
    for name, cell in cells.items():
        standing = heads.get(name, [])
        event = filling.chosen([head.event for head in standing], op="attach")
        if event is None:
            gone.append((cell.item, cell.uid))
            continue
        author = next(head for head in standing if head.event.eid == event.eid)
        row = _evidence_row(visit, cell, author)
        if row is not None:
            rows.append(row)
    evidence.put(db, rows)
    radar.ask(db, [row.sha256 for row in rows], at=at)
    evidence.withdraw(db, visit.id, gone, at=at)


def _evidence_row(visit: LockedVisit, cell: Cell, author: Head) -> NewEvidence | None:
    claim = filling.photo_of(author.event)
    if claim is None:
        return None
    return NewEvidence(
        uid=cell.uid,
        sha256=claim.sha256,
        visit_id=visit.id,
        org_id=visit.org_id,
        item_code=cell.item,
        person_id=author.person_id,
        received_at=author.received_at,
        caption=claim.caption,
        source=claim.source,
        phone_at=claim.taken_at,
        lat=claim.lat,
        lon=claim.lon,
        accuracy_m=claim.accuracy_m,
        place_age_s=claim.place_age_s,
        taken_from=claim.taken_from,
        delay_s=claim.delay_s,
        original_sha256=claim.original_sha256,
        original_size=claim.original_size,
        finding_uid=claim.finding_uid,
    )
