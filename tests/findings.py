"""Issued findings with honest defaults."""

import uuid

from sqlite_utils import Database

from app.domain.findings import Finding, Severity
from app.services import submission
from app.store import findings
from app.store.findings import NewFinding
from app.store.transaction import writing
from tests.factories import NOON, TODAY, District
from tests.visits import fill, make_visit


def issued_finding(
    db: Database, district: District, *, planned_on: str = TODAY, station_code: str = "polsek-senori", **changes: object
) -> Finding:
    """A finding on item A01 of a submitted visit, to Senori unless another station is named, led by ketua."""
    planned = make_visit(db, district, planned_on=planned_on, station_code=station_code)
    visit = fill(db, planned, district.ketua, A01="Tidak")
    new: dict[str, object] = {
        "uid": str(uuid.uuid4()),
        "visit_id": visit.id,
        "org_id": visit.org_id,
        "item_code": "A01",
        "area": "I",
        "severity": Severity.MODERATE,
        "condition": "Papan maklumat belum dipasang",
        "raised_by": district.anggota1.id,
        "raised_at": NOON,
        **changes,
    }
    with writing(db):
        finding_id = findings.insert_draft(db, NewFinding(**new))
    submission.submit(db, visit.uid, accept_gaps=False, actor=district.ketua, at=NOON, today=planned_on)
    return findings.get_by_id(db, finding_id)
