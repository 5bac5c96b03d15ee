"""Two people, or one impatient one, do the same thing in the same moment: real threads on a real file."""

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlite_utils import Database

from app.config import Config
from app.domain.errors import Conflict, IllegalTransition, Invalid, Refused
from app.services import finding_comments, findings, sealing, submission, visits
from app.services.findings import Response
from app.store import audit, seal_log
from app.store import events as log
from app.store import visits as stored
from app.store.connection import connect
from tests.factories import NOON, TODAY, District
from tests.findings import issued_finding
from tests.phones import Phone
from tests.sealing import sign_both, signer_of
from tests.visits import a_plan, fill, items_of, make_visit, submitted_visit

AT_ONCE = 6


def all_at_once(config: Config, deed: Callable[[Database, int], object], times: int = AT_ONCE) -> list[object]:
    """What each of so many threads got, or the refusal it met; anything else fails the test."""
    start = threading.Barrier(times)

    def one(number: int) -> object:
        db = connect(config.database)
        try:
            start.wait()
            return deed(db, number)
        except Refused as refusal:
            return refusal
        finally:
            db.close()

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(one, range(times)))


def deeds_of(db: Database, uid: str, deed: str) -> int:
    return sum(entry.action == deed for entry in audit.list_stream(db, audit.visit_stream(uid)))


def test_a_visit_is_submitted_once(config: Config, db: Database, district: District) -> None:
    visit = fill(db, make_visit(db, district), district.ketua)
    got = all_at_once(
        config,
        lambda own, _: (
            submission.submit(own, visit.uid, accept_gaps=False, actor=district.ketua, at=NOON, today=TODAY).state
        ),
    )
    assert got == ["submitted"] * AT_ONCE
    assert deeds_of(db, visit.uid, "visit.submitted") == 1


def test_a_visit_is_sealed_once(config: Config, db: Database, district: District) -> None:
    visit = submitted_visit(db, district)
    sign_both(db, visit, district.ketua, district.kapolsek_senori)
    got = all_at_once(
        config,
        lambda own, _: (
            sealing.seal(
                own, signer_of(own), visit.uid, accept_missing=False, actor=district.ketua, at=NOON, today=TODAY
            ).seal_sha256
        ),
    )
    assert seal_log.size(db) == 3, "submitted, the log's beginning, and this"
    assert len(set(got)) == 1 and got[0]
    assert deeds_of(db, visit.uid, "visit.sealed") == 1


def test_what_arrives_while_the_lead_submits_is_counted_or_comes_late(
    config: Config, db: Database, district: District
) -> None:
    visit = fill(db, make_visit(db, district), district.ketua)
    phones = [Phone(district.anggota1, visit) for _ in range(AT_ONCE)]

    def deed(own: Database, number: int) -> object:
        if number == 0:
            return submission.submit(own, visit.uid, accept_gaps=False, actor=district.ketua, at=NOON, today=TODAY)
        phone = phones[number]
        return [phone.push(own, phone.event("A01.note", f"catatan {number}.{n}"))[0] for n in range(8)]

    all_at_once(config, deed)
    before = len(items_of(db, visit))
    assert numbers_of(db, visit.id) == list(range(1, before + (AT_ONCE - 1) * 8 + 1))
    came = [entry.action for entry in audit.list_stream(db, audit.visit_stream(visit.uid))]
    over = came.index("visit.submitted")
    assert "answers.received_late" not in came[:over] and set(came[over + 1 :]) <= {"answers.received_late"}
    late = {one.flag for one in log.pull(db, visit.id, since=before, limit=1000)}
    assert late <= {"", "late"}
    assert stored.get_by_id(db, visit.id).state == "submitted"


def numbers_of(db: Database, visit_id: int) -> list[int]:
    """The numbers of a visit's events, in their order."""
    return [one.rev for one in log.pull(db, visit_id, since=0, limit=1000)]


def test_a_finding_is_answered_once(config: Config, db: Database, district: District) -> None:
    finding = issued_finding(db, district)
    response = Response("Papan maklumat sudah dipasang", (), "Foto menyusul besok pagi")
    step = str(uuid.uuid4())
    same = all_at_once(
        config,
        lambda own, _: findings.answer(
            own, finding.uid, step, response, actor=district.kapolsek_senori, at=NOON, today=TODAY
        ),
    )
    other = all_at_once(
        config,
        lambda own, _: findings.answer(
            own, finding.uid, str(uuid.uuid4()), response, actor=district.kapolsek_senori, at=NOON, today=TODAY
        ),
    )
    assert same == [None] * AT_ONCE
    assert {type(one) for one in other} <= {IllegalTransition, Conflict}
    assert deeds_of(db, finding.visit_uid, "finding.answered") == 1


def test_a_finding_is_judged_once(config: Config, db: Database, district: District) -> None:
    finding = issued_finding(db, district)
    response = Response("Papan maklumat sudah dipasang", (), "Foto menyusul besok pagi")
    chief = district.kapolsek_senori
    findings.answer(db, finding.uid, str(uuid.uuid4()), response, actor=chief, at=NOON, today=TODAY)

    def judge(own: Database, number: int) -> str:
        uid, reason = str(uuid.uuid4()), "Papan belum terbaca dari jauh"
        if number % 2:
            findings.close(own, finding.uid, uid, actor=district.ketua, at=NOON, today=TODAY, seen=2)
            return "closed"
        findings.send_back(own, finding.uid, uid, reason=reason, actor=district.bagren, at=NOON, today=TODAY, seen=2)
        return "returned"

    got = all_at_once(config, judge)
    taken = [one for one in got if isinstance(one, str)]
    assert len(taken) == 1, "one word, whoever was first"
    assert {type(one) for one in got if not isinstance(one, str)} <= {IllegalTransition, Conflict}
    assert sum(deeds_of(db, finding.visit_uid, f"finding.{word}") for word in ("closed", "returned")) == 1


def test_a_comment_is_written_once(config: Config, db: Database, district: District) -> None:
    finding, uid = issued_finding(db, district), str(uuid.uuid4())
    got = all_at_once(
        config,
        lambda own, _: finding_comments.comment(
            own, finding.uid, uid, "Papan sudah dipesan.", actor=district.kapolsek_senori, at=NOON, today=TODAY
        ),
    )
    assert got == [None] * AT_ONCE
    assert deeds_of(db, finding.visit_uid, "finding.commented") == 1


def test_one_form_sent_many_times_plans_one_visit(config: Config, db: Database, district: District) -> None:
    uid, wanted = str(uuid.uuid4()), a_plan(db, district)
    got = all_at_once(
        config, lambda own, _: visits.plan(own, uid, wanted, actor=district.bagren, at=NOON, today=TODAY).uid
    )
    assert got == [uid] * AT_ONCE
    assert deeds_of(db, uid, "visit.planned") == 1


def test_two_forms_for_one_station_and_day_plan_one_visit(config: Config, db: Database, district: District) -> None:
    wanted = a_plan(db, district)
    got = all_at_once(
        config,
        lambda own, _: visits.plan(own, str(uuid.uuid4()), wanted, actor=district.bagren, at=NOON, today=TODAY).uid,
    )
    assert sum(isinstance(one, str) for one in got) == 1
    assert {type(one) for one in got if not isinstance(one, str)} <= {visits.PlanRefused, Invalid}


def test_a_visit_is_begun_or_cancelled_never_both(config: Config, db: Database, district: District) -> None:
    visit = make_visit(db, district)

    def deed(own: Database, number: int) -> object:
        if number % 2:
            visits.cancel(own, visit.uid, reason="Banjir", actor=district.bagren, at=NOON, today=TODAY)
            return "cancelled"
        return str(visits.begin(own, visit.uid, actor=district.anggota1, at=NOON, today=TODAY).state)

    said = {one for one in all_at_once(config, deed) if isinstance(one, str)}
    assert said == {str(stored.get_by_id(db, visit.id).state)}
    assert audit.first_broken(db) is None
