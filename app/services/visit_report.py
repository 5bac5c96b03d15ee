"""One visit as its paper says it: the Laporan Hasil Supervisi, gathered from the store."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from sqlite_utils import Database

from app.domain import answers as answering
from app.domain import seal as seal_rule
from app.domain.annotations import Shape, blurs
from app.domain.answers import Answer
from app.domain.checklist import Checklist
from app.domain.exact import exact_text, two_decimals
from app.domain.findings import Finding
from app.domain.people import Person, Role
from app.domain.reports import (
    AnswerLine,
    AreaResult,
    ChecklistUsed,
    Figure,
    FindingReported,
    GateResult,
    PhotoLine,
    ReportPhoto,
    Seal,
    Signer,
    Statement,
    TeamMember,
    VisitReport,
)
from app.domain.scoring import NodeScore, Result, score
from app.domain.signatures import Signature, SignerRole
from app.domain.visits import Member, Visit
from app.services import amending, annotations, reported, sealing, signing
from app.store import answers, checklists, finding_steps, findings, orgs, people, photo_records, reports, visits
from app.store.blobs import BlobStore

PICTURES_OF_A_FINDING = 4


def visit_report(db: Database, uid: str, *, actor: Person, blobs: BlobStore, at: int, today: str) -> VisitReport:
    """The report of one visit; a draft while it is not submitted. Raises NotFound for a visit not theirs to see.

    The score is that of the answers as they stand; a submitted visit's answers no longer change.
    """
    visit = visits.get(db, uid, seen_by=actor.id, today=today)
    checklist = checklists.get(db, visit.checklist_version_id)
    version = checklists.get_version(db, visit.checklist_version_id)
    station = orgs.get_by_id(db, visit.org_id)
    unit = orgs.parent_of(db, visit.org_id)
    rows = answers.list_of(db, visit.id)
    given = _given(checklist, rows)
    result = score(checklist, given, visit.switches, visit.planned_on)
    members = visits.members(db, visit.id)
    lines = _photo_lines(db, visit, actor, today=today)
    standing = signing.read(db, visit, today=today).standing if visit.is_done else {}
    before = _before(db, visit)
    report = VisitReport(
        number=visit.order_number,
        letterhead=reported.letterhead(unit),
        unit=unit.name,
        station=station.name,
        order_no=visit.order_number,
        order_on=None,
        period=visit.period,
        visited_on=visit.planned_on,
        started_at=visit.opened_at,
        ended_at=visit.submitted_at,
        printed_at=visit.sealed_at or visit.submitted_at or at,
        zone=visit.tz,
        team=tuple(_member(member, visit, checklist) for member in members),
        checklist=ChecklistUsed(
            version.checklist, version.version, version.title, version.sha256, len(result.checklist.items)
        ),
        total=_figure(result.total),
        total_marks=reported.total_marks(checklist),
        previous_total=Figure(before.value_exact, before.shown) if before else None,
        change=_change(result.total, before),
        previous_on=before.planned_on if before else None,
        areas=_areas(db, result, before),
        gates=tuple(_gates(result)),
        parts=tuple(reported.part_result(part, given) for part in result.checklist.parts),
        answers=_lines(db, visit, result.checklist, rows),
        findings=_findings(db, visit, checklist, lines, blobs, today=today),
        photos=reports.count_photos(db, visit.id),
        photo_lines=tuple(lines.values()),
        signers=tuple(_signers(db, visit, members, standing, today=today)),
        is_final=visit.is_done,
        seal=_seal(db, visit),
        statement=_statement(standing),
    )
    return amending.on_report(report, amending.read(db, visit)) if visit.seal_sha256 else report


def _given(checklist: Checklist, rows: Mapping[str, answers.AnswerRow]) -> dict[str, Answer]:
    parsed = {code: answering.parse(checklist.item(code), row.value) for code, row in rows.items()}
    return {code: answer for code, answer in parsed.items() if answer is not None}


def _figure(node: NodeScore) -> Figure | None:
    if node.text is None or node.shown is None:
        return None
    return Figure(node.text, node.shown)


def _percent(node: NodeScore) -> Figure | None:
    if node.percent is None or node.percent_shown is None:
        return None
    return Figure(exact_text(node.percent), node.percent_shown)


def _before(db: Database, visit: Visit) -> reports.StoredScore | None:
    earlier = [one for one in reports.scores_of_station(db, visit.org_id) if one.planned_on < visit.planned_on]
    return earlier[-1] if earlier else None


def _change(total: NodeScore, before: reports.StoredScore | None) -> Figure | None:
    if total.value is None or before is None:
        return None
    value = total.value - Fraction(before.value_exact)
    return Figure(exact_text(value), two_decimals(value))


def _areas(db: Database, result: Result, before: reports.StoredScore | None) -> tuple[AreaResult, ...]:
    earlier = reports.nodes_of(db, [before.visit_id]).get(before.visit_id, {}) if before else {}
    marks = reported.area_marks(result.checklist)
    return tuple(
        AreaResult(
            code=area.code,
            title=area.title,
            max=exact_text(Fraction(area.weight)),
            score=_figure(node),
            percent=_percent(node),
            marks=marks,
            answered=node.answered,
            items=node.items,
            previous_percent=reported.percent(earlier.get(area.code)),
        )
        for area in result.checklist.areas
        for node in (result.nodes[area.code],)
    )


def _gates(result: Result) -> Iterable[GateResult]:
    for verdict in result.gates.values():
        for gate in verdict.gates:
            short = gate.shortfall
            yield GateResult(
                code=gate.gate.code,
                title=gate.gate.title,
                predicate=verdict.predicate.code,
                needs="" if gate.needs is None else exact_text(gate.needs),
                has=Figure(exact_text(gate.has), two_decimals(gate.has, [] if gate.needs is None else [gate.needs])),
                passed=gate.passed,
                short_by=two_decimals(short) if short else None,
                confirmed=gate.gate.confirmed,
            )


def _member(member: Member, visit: Visit, checklist: Checklist) -> TeamMember:
    titles = {part.code: part.title for part in checklist.parts}
    return TeamMember(
        name=member.full_name,
        rank=member.rank,
        nrp=member.service_number or "",
        post=member.position,
        duties=tuple(f"{code} {titles[code]}" for code in member.parts if code in titles),
        is_lead=member.person_id == visit.lead_id,
    )


def _lines(
    db: Database, visit: Visit, scope: Checklist, rows: Mapping[str, answers.AnswerRow]
) -> tuple[AnswerLine, ...]:
    taken = reports.count_photos_by_item(db, visit.id)
    papers = [(one.item_code, _named(one)) for one in reports.documents(db, visit.id)]
    names = people.names(db, {row.person_id for row in rows.values()})
    lines = []
    for item in scope.items:
        row = rows.get(item.code)
        lines.append(
            reported.answer_line(
                item,
                row.value if row else None,
                note=row.note if row else "",
                points_exact=row.points_exact if row else None,
                photos=taken.get(item.code, 0),
                answered_by=names[row.person_id] if row else "",
                documents=tuple(name for code, name in papers if code == item.code),
            )
        )
    return tuple(lines)


def _named(document: reports.StoredDocument) -> str:
    """A document in a paper's words: what it was called, how long it is, and the beginning of its SHA-256."""
    called = f"\u201c{document.caption}\u201d, " if document.caption else ""
    return f"{called}{document.pages} halaman, {document.sha256[:12]}"


def _findings(
    db: Database, visit: Visit, checklist: Checklist, lines: Mapping[str, PhotoLine], blobs: BlobStore, *, today: str
) -> tuple[FindingReported, ...]:
    listed = findings.list_of_visit(db, visit.id)
    steps = finding_steps.of(db, [finding.id for finding in listed])
    pictures = reports.finding_pictures(db, visit.id)
    layers = annotations.leaving(db, [one.uid for found in pictures.values() for one in found])
    return tuple(
        reported.finding(
            checklist,
            finding,
            steps.get(finding.id, []),
            today=today,
            raised_on=visit.planned_on,
            photos=_pictures(finding, pictures.get(finding.id, []), layers, lines, blobs),
        )
        for finding in listed
    )


def _photo_lines(db: Database, visit: Visit, actor: Person, *, today: str) -> dict[str, PhotoLine]:
    """Picture's uid to its record, of every one that the reader may see."""
    records = photo_records.of_visit(db, visit.id, person_id=actor.id, today=today)
    layers = annotations.leaving(db, [record.uid for record in records])
    lines = {}
    for record in records:
        taken, place = record.captured, record.place
        lines[record.uid] = PhotoLine(
            item=record.item_code,
            sha256=record.sha256,
            finding=record.finding_number,
            taken_at=taken.at if taken else None,
            zone_is_assumed=taken is not None and taken.zone == "assumed",
            place=place.text if place else "",
            distance_m=record.distance_m,
            source=record.source,
            by=record.person_name,
            received_at=record.received_at,
            is_here=record.is_here,
            blurs=len(blurs(layers.get(record.uid, ()))),
            of_station=record.step_uid is not None,
        )
    return lines


def _pictures(
    finding: Finding,
    found: list[reports.Picture],
    layers: Mapping[str, Sequence[Shape]],
    lines: Mapping[str, PhotoLine],
    blobs: BlobStore,
) -> tuple[ReportPhoto, ...]:
    """The pictures of a finding as they leave the house: with what was blurred and drawn burned in."""
    return tuple(
        ReportPhoto(
            data=annotations.picture_leaving(blobs, picture.sha256, "screen", layers.get(picture.uid, ())).read_bytes(),
            caption=picture.caption or f"{finding.item_code}, {finding.station_name}",
            description=f"Foto temuan {finding.number} pada butir {finding.item_code}: {finding.condition}",
            record=lines.get(picture.uid),
        )
        for picture in found[:PICTURES_OF_A_FINDING]
    )


def _signers(
    db: Database, visit: Visit, members: list[Member], standing: Mapping[SignerRole, Signature], *, today: str
) -> Iterable[Signer]:
    """The chief, or who signed in the chief's place, then the lead: as they signed, else with room for a pen."""
    office = f"KEPALA {visit.station_name.upper()}"
    chief, second = standing.get(SignerRole.CHIEF), standing.get(SignerRole.SECOND)
    lead = standing.get(SignerRole.LEAD)
    if chief is not None:
        yield _signed(office, chief)
    elif second is not None:
        yield replace(_signed("ANGGOTA TIM SUPERVISI", second), preface="Sebagai pengganti")
    else:
        chiefs = people.list_by_role(db, (Role.STATION_CHIEF,), within=visit.org_id, today=today)
        for person in chiefs[:1]:
            yield Signer(office, person.full_name, person.rank, person.service_number or "")
    if lead is not None:
        yield _signed("KETUA TIM SUPERVISI", lead)
        return
    leader = next(member for member in members if member.person_id == visit.lead_id)
    yield Signer("KETUA TIM SUPERVISI", leader.full_name, leader.rank, leader.service_number or "")


def _signed(office: str, one: Signature) -> Signer:
    return Signer(
        office,
        one.full_name,
        one.rank,
        one.service_number,
        strokes=one.strokes,
        typed=one.typed,
        signed_at=one.at,
    )


def _statement(standing: Mapping[SignerRole, Signature]) -> Statement:
    """What the chief says of the result, or the lead of a chief who does not sign."""
    one = standing.get(SignerRole.CHIEF) or standing.get(SignerRole.LEAD)
    return Statement(str(one.says), one.because) if one else Statement()


def _seal(db: Database, visit: Visit) -> Seal | None:
    if visit.seal_sha256 is None or visit.sealed_at is None:
        return None
    entry = sealing.find(db, visit)
    code = seal_rule.code(visit.seal_sha256)
    if entry is None:
        return Seal(code, visit.seal_sha256, visit.sealed_at)
    return Seal(code, entry.sidik, entry.at, entry.words, entry.ticket, entry.index, entry.key.text)
