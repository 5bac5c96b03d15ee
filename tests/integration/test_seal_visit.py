"""Sealing a submitted visit."""

import json

import pytest
from sqlite_utils import Database
from sqlite_utils.utils import sqlite3

from app.domain.errors import IllegalTransition, NotAllowed
from app.domain.seal import EntryKind
from app.domain.signatures import SignerRole
from app.domain.visits import Visit, VisitState
from app.services import contents, findings, sealing, submission
from app.services.findings import Response
from app.services.submission import NotReady
from app.store import aside, audit, evidence, seal_log, seal_secrets, seals, visits
from app.store.evidence import NewEvidence
from app.store.transaction import writing
from tests.closing import sign
from tests.factories import NOON, TODAY, District
from tests.findings import issued_finding
from tests.phones import Phone
from tests.sealing import seal, sign_both, signer_of
from tests.visits import fill, make_visit, submitted_visit

PHOTO = "7f000000-0000-4000-8000-00000000000a"


def add_photo(db: Database, district: District, visit: Visit) -> None:
    with writing(db):
        evidence.put(
            db,
            [NewEvidence(PHOTO, "ab" * 32, visit.id, visit.org_id, "A01", district.anggota1.id, NOON)],
        )


def assert_untouched(db: Database, visit: Visit) -> None:
    """What the visit's rows hold is still what was sealed."""
    (entry,) = seal_log.of_visit(db, visit.id, EntryKind.SEAL)
    sealed = [json.loads(str(one.text)) for one in seal_log.items(db, entry.idx)]
    kept = {(one["kind"], one["id"]): one["value"] for one in sealed if one["kind"] not in ("witness", "weights")}
    assert {(fact.kind, fact.id): fact.value for fact in seals.facts(db, visit.id)} == kept


def test_a_sealed_visit_carries_the_hash_of_its_content(db: Database, district: District) -> None:
    visit = seal(db, district, submitted_visit(db, district))
    assert (visit.state, visit.sealed_at) == (VisitState.SEALED, NOON + 1)
    found = sealing.find(db, visit)
    assert found is not None and visit.seal_sha256 == found.sidik
    assert seal_secrets.find(db, visit.id) is None, "who finds it could guess what was destroyed"
    line = audit.list_stream(db, audit.visit_stream(visit.uid))[-1]
    assert line.action == "visit.sealed" and str(visit.seal_sha256) in line.detail_json


def test_sealing_twice_seals_once(db: Database, district: District) -> None:
    visit = seal(db, district, submitted_visit(db, district))
    again = sealing.seal(
        db, signer_of(db), visit.uid, accept_missing=False, actor=district.ketua, at=NOON + 9, today=TODAY
    )
    assert again == visit


def test_a_visit_is_submitted_before_it_is_sealed(db: Database, district: District) -> None:
    visit = fill(db, make_visit(db, district), district.ketua)
    with pytest.raises(IllegalTransition):
        sealing.seal(db, signer_of(db), visit.uid, accept_missing=False, actor=district.ketua, at=NOON, today=TODAY)


def test_one_signature_is_not_enough(db: Database, district: District) -> None:
    visit = submitted_visit(db, district)
    sign(db, visit, SignerRole.LEAD, district.ketua)
    with pytest.raises(NotReady) as caught:
        sealing.seal(db, signer_of(db), visit.uid, accept_missing=False, actor=district.ketua, at=NOON, today=TODAY)
    assert caught.value.facts["roles"] == ["chief"]


def test_a_visit_is_sealed_when_both_have_signed_what_it_holds_now(db: Database, district: District) -> None:
    visit = fill(db, make_visit(db, district), district.ketua)
    submission.submit(db, visit.uid, accept_gaps=False, actor=district.ketua, at=NOON, today=TODAY)
    sign_both(db, visit, district.ketua, district.kapolsek_senori)
    add_photo(db, district, visit)
    with pytest.raises(NotReady) as caught:
        sealing.seal(db, signer_of(db), visit.uid, accept_missing=True, actor=district.ketua, at=NOON, today=TODAY)
    assert (caught.value.code, caught.value.facts["roles"]) == ("signatures", ["lead", "chief"])


def test_only_the_lead_seals(db: Database, district: District) -> None:
    visit = submitted_visit(db, district)
    with pytest.raises(NotAllowed):
        sealing.seal(db, signer_of(db), visit.uid, accept_missing=True, actor=district.bagren, at=NOON, today=TODAY)


def test_photos_still_on_a_phone_stop_the_seal_until_the_lead_goes_on_without(db: Database, district: District) -> None:
    visit = fill(db, make_visit(db, district), district.ketua)
    add_photo(db, district, visit)
    submission.submit(db, visit.uid, accept_gaps=False, actor=district.ketua, at=NOON, today=TODAY)
    with pytest.raises(NotReady) as caught:
        seal(db, district, visit)
    assert (caught.value.code, caught.value.facts["photos"]) == ("photos_missing", 1)
    assert seal(db, district, visit, accept_missing=True).state is VisitState.SEALED


def test_every_part_of_the_content_counts_in_the_hash(db: Database, district: District) -> None:
    visit = fill(db, make_visit(db, district), district.ketua)
    add_photo(db, district, visit)
    submission.submit(db, visit.uid, accept_gaps=False, actor=district.ketua, at=NOON, today=TODAY)
    whole = contents.digest(db, visit)
    for statement in (
        "UPDATE answers SET note = 'lain' WHERE item_code = 'A01'",
        "UPDATE answers SET value_json = '\"Tidak\"' WHERE item_code = 'A01'",
        "UPDATE evidence SET caption = 'lain'",
        "UPDATE visits SET order_number = 'lain'",
        "UPDATE visit_members SET parts = ''",
    ):
        with db.atomic():
            db.execute("SAVEPOINT probe")
            db.execute(statement)
            assert contents.digest(db, visit) != whole, statement
            db.execute("ROLLBACK TO probe")
    assert contents.digest(db, visit) == whole


UNDER_SEAL = (
    "UPDATE visits SET order_number = 'lain'",
    "UPDATE visits SET state = 'open', sealed_at = NULL, seal_sha256 = NULL, submitted_at = NULL",
    "UPDATE visits SET rev = rev + 1",
    "UPDATE answers SET note = 'lain'",
    "DELETE FROM answers",
    "INSERT OR REPLACE INTO answers SELECT visit_id, item_code, NULL, '', NULL, 0, person_id, 1, 1 FROM answers",
    "DELETE FROM visit_members",
    "UPDATE visit_members SET parts = ''",
    "UPDATE evidence SET withdrawn_at = 1",
    "DELETE FROM evidence",
    """
    INSERT INTO evidence (uid, sha256, visit_id, org_id, item_code, person_id, received_at)
    SELECT 'x', sha256, visit_id, org_id, item_code, person_id, 1 FROM evidence
    """,
    """
    INSERT INTO events (visit_id, rev, eid, dev, n, cell, op, person_id, raw, sha256, received_at)
    SELECT visit_id, rev + 1000, 'x', 'x', 1, cell, op, person_id, raw, sha256, 1 FROM events LIMIT 1
    """,
)


def test_nothing_under_a_seal_changes_in_the_database(db: Database, district: District) -> None:
    visit = fill(db, make_visit(db, district), district.ketua)
    add_photo(db, district, visit)
    submission.submit(db, visit.uid, accept_gaps=False, actor=district.ketua, at=NOON, today=TODAY)
    visit = seal(db, district, visit, accept_missing=True)
    for statement in UNDER_SEAL:
        with pytest.raises(sqlite3.IntegrityError, match="sealed"):
            db.execute(statement)
    assert_untouched(db, visit)


def test_what_a_phone_sends_after_the_seal_is_kept_aside(db: Database, district: District) -> None:
    visit = seal(db, district, submitted_visit(db, district))
    phone = Phone(district.anggota1, visit)
    (receipt,) = phone.push(db, phone.event("A01.answer", "Tidak"))
    assert (receipt.st, receipt.why) == ("quarantined", "late")
    assert [one.reason for one in aside.list_of(db, visit.id)] == ["late"]
    assert_untouched(db, visit)


def test_the_station_answers_findings_with_photos_after_the_seal(db: Database, district: District) -> None:
    finding = issued_finding(db, district)
    visit = seal(db, district, visits.get_by_id(db, finding.visit_id))
    with writing(db):
        evidence.insert_blob(db, evidence.Blob("cd" * 32, 9, "image/jpeg", 3, 3, None, "", None, None, "", NOON))
    response = Response("Papan maklumat dipasang di ruang tunggu", ("cd" * 32,))
    findings.answer(db, finding.uid, PHOTO, response, actor=district.kapolsek_senori, at=NOON + 2, today=TODAY)
    findings.close(
        db, finding.uid, "7f000000-0000-4000-8000-00000000000b", actor=district.ketua, at=NOON + 3, today=TODAY
    )
    assert_untouched(db, visit)


def test_the_words_of_a_sealed_finding_do_not_change(db: Database, district: District) -> None:
    seal(db, district, visits.get_by_id(db, issued_finding(db, district).visit_id))
    for statement in (
        "UPDATE findings SET condition = 'lain'",
        "UPDATE findings SET owner_name = 'lain'",
        "DELETE FROM findings",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="sealed"):
            db.execute(statement)


def test_what_a_finding_says_besides_is_sealed_and_what_it_leaves_blank_is_not_there(
    db: Database, district: District
) -> None:
    finding = issued_finding(db, district, service="spkt", cause_kind="supervision")
    (sealed,) = (fact.value for fact in seals.facts(db, finding.visit_id or 0) if fact.kind == "finding")
    assert (sealed["service"], sealed["cause_kind"]) == ("spkt", "supervision")
    assert {"maladministration", "owner_name", "severity_reason"}.isdisjoint(sealed)
    assert sealed["cause"] == ""  # as visits that were sealed before have it
