"""What phones say of themselves, who hears it, and how a submission waits for it."""

import json
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database
from werkzeug.test import TestResponse

from app.clock import now
from app.domain.phones import QUIET_MS, Left, read_left
from app.domain.visits import Visit
from app.services import submission
from app.services.submission import NotReady
from app.store import audit, phones
from app.store import visits as stored
from tests.clients import ClientOf
from tests.factories import NOON, TODAY, District
from tests.pages import open_page, submit
from tests.phones import Phone, TeamVisit, csrf_of
from tests.phones import make_visit as small_visit
from tests.visits import fill, items_of, make_visit

DEV = "dev-of-anggota1"


def report(client: FlaskClient, *texts: str, left: object = None, **more: object) -> TestResponse:
    """A push as the client makes it, with what remains on the phone."""
    sent = {"proto": "fieldsync/1", "dev": DEV, "events": list(texts), "left": left, **more}
    return client.post("/api/push", json=sent, headers={"X-CSRFToken": csrf_of(client)})


def pull(client: FlaskClient, uid: str) -> dict[str, object]:
    return client.get(f"/api/pull?visit={uid}&dev={DEV}").json


class TestReports:
    @pytest.fixture
    def visit(self, db: Database, district: District) -> TeamVisit:
        return small_visit(db, district)

    def test_every_member_hears_what_is_left_on_whose_phone(
        self, db: Database, visit: TeamVisit, client_of: ClientOf
    ) -> None:
        left = {visit.uid: {"events": 3, "photos": 2}, "no-such-visit": {"events": 9}}
        assert report(client_of("anggota1"), left=left, skew=-7_200_000).status_code == 200
        answer = pull(client_of("anggota2"), visit.uid)
        said = {one["username"]: one for one in answer["team"]}
        assert (said["anggota1"]["events"], said["anggota1"]["photos"]) == (3, 2)
        assert said["anggota1"]["contact"] <= answer["server_time"]
        assert (said["ketua"]["contact"], said["ketua"]["events"]) == (None, 0)
        assert said["anggota2"]["contact"], "who asks is heard"
        kept = {one.username: one for one in phones.team(db, visit.id)}["anggota1"]
        assert (kept.left, kept.skew_ms) == (Left(3, 2), -7_200_000)

    def test_taking_the_visit_along_is_a_contact(self, db: Database, visit: TeamVisit, client_of: ClientOf) -> None:
        context = client_of("anggota1").get(f"/api/visits/{visit.uid}/context").json
        assert {one["username"] for one in context["phones"] if one["contact"]} == {"anggota1"}

    def test_a_report_replaces_the_one_before_and_a_silent_one_keeps_it(
        self, db: Database, visit: TeamVisit, client_of: ClientOf
    ) -> None:
        client = client_of("anggota1")
        report(client, left={visit.uid: {"events": 3, "photos": 2}})
        report(client)
        pull(client, visit.uid)
        assert phones.team(db, visit.id)[1].left == Left(3, 2)
        report(client, left={visit.uid: {"events": 0, "photos": 0}})
        assert phones.team(db, visit.id)[1].left == Left()

    def test_a_phone_without_a_name_is_heard_and_holds_nothing(
        self, db: Database, visit: TeamVisit, client_of: ClientOf
    ) -> None:
        report(client_of("anggota1"), left={visit.uid: {"events": 3, "photos": 2}}, dev=None)
        member = phones.team(db, visit.id)[1]
        assert member.left == Left() and member.contact_at

    def test_the_station_and_overseers_hear_nothing_of_phones(self, visit: TeamVisit, client_of: ClientOf) -> None:
        assert pull(client_of("bagren"), visit.uid)["team"] is None

    def test_asking_every_second_writes_once_a_minute(
        self, db: Database, visit: TeamVisit, client_of: ClientOf
    ) -> None:
        client = client_of("anggota1")
        pull(client, visit.uid)
        before = db.execute("SELECT contact_at FROM phones").fetchall()
        pull(client, visit.uid)
        assert db.execute("SELECT contact_at FROM phones").fetchall() == before

    def test_nobody_reports_for_a_visit_of_others(
        self, db: Database, visit: TeamVisit, district: District, client_of: ClientOf
    ) -> None:
        with db.conn:
            db.execute("DELETE FROM visit_members WHERE person_id = :id", {"id": district.anggota1.id})
        report(client_of("anggota1"), left={visit.uid: {"events": 3}})
        assert db.execute("SELECT COUNT(*) FROM phones").fetchone()[0] == 0

    def test_one_person_makes_no_endless_phones(self, db: Database, visit: TeamVisit, district: District) -> None:
        for n in range(50):
            phones.note(
                db, {visit.uid: Left(1, 0)}, person_id=district.anggota1.id, dev=f"device-{n}", skew_ms=None, at=n
            )
        assert phones.team(db, visit.id)[1].left == Left(phones.MOST_OF_ONE, 0)

    @pytest.mark.parametrize(
        "left", [[], "x", 5, {"u": 5}, {"u": {"events": "3"}}, {"u": {"events": -3}}, {"x" * 99: {}}]
    )
    def test_an_odd_report_harms_nothing(self, visit: TeamVisit, client_of: ClientOf, left: object) -> None:
        assert report(client_of("anggota1"), left=left, skew="x").status_code == 200
        assert set((read_left(left) or {}).values()) <= {Left()}

    def test_a_push_in_another_name_asks_to_sign_in(
        self, db: Database, district: District, visit: TeamVisit, client_of: ClientOf
    ) -> None:
        text = Phone(district.anggota1, visit).event("A01.answer", "Ya")
        answer = report(client_of("anggota2"), text, by="anggota1")
        assert (answer.status_code, answer.json["error"]) == (401, "sign_in")
        assert db.execute("SELECT COUNT(*) FROM events_aside").fetchone()[0] == 0


class TestSubmission:
    @pytest.fixture
    def visit(self, db: Database, district: District) -> Iterator[Visit]:
        yield fill(db, make_visit(db, district), district.ketua)

    def hold(self, db: Database, visit: Visit, district: District, left: Left, at: int = NOON) -> None:
        phones.note(db, {visit.uid: left}, person_id=district.anggota1.id, dev=DEV, skew_ms=None, at=at)

    def test_waits_for_what_is_known_to_be_on_a_phone(self, db: Database, visit: Visit, district: District) -> None:
        self.hold(db, visit, district, Left(0, 2))
        with pytest.raises(NotReady) as caught:
            submission.submit(db, visit.uid, accept_gaps=True, actor=district.ketua, at=NOON, today=TODAY)
        assert (caught.value.code, caught.value.facts["people"]) == ("phones", ["anggota1"])
        self.hold(db, visit, district, Left())
        submission.submit(db, visit.uid, accept_gaps=True, actor=district.ketua, at=NOON, today=TODAY)

    def test_waits_for_a_silent_phone_whose_parts_have_gaps(self, db: Database, district: District) -> None:
        visit = fill(db, make_visit(db, district), district.ketua, but=("A01",))
        self.hold(db, visit, district, Left(), at=NOON - QUIET_MS - 1)
        with pytest.raises(NotReady, match="phones"):
            submission.submit(db, visit.uid, accept_gaps=True, actor=district.ketua, at=NOON, today=TODAY)
        fill(db, visit, district.ketua, but=tuple(code for code in _codes(db, visit) if code != "A01"))
        submission.submit(db, visit.uid, accept_gaps=True, actor=district.ketua, at=NOON, today=TODAY)

    def test_going_on_knowingly_is_written_down_by_name(self, db: Database, visit: Visit, district: District) -> None:
        self.hold(db, visit, district, Left(3, 2))
        done = submission.submit(
            db, visit.uid, accept_gaps=True, without=["anggota1"], actor=district.ketua, at=NOON, today=TODAY
        )
        line = audit.list_stream(db, audit.visit_stream(done.uid))[-1]
        assert json.loads(line.detail_json)["without"] == [
            {"username": "anggota1", "events": 3, "photos": 2, "contact_at": NOON}
        ]

    def test_the_page_names_whose_and_since_when_and_lets_the_lead_go_on(
        self, db: Database, visit: Visit, district: District, client_of: ClientOf
    ) -> None:
        self.hold(db, visit, district, Left(0, 2), at=now())
        client, address = client_of("ketua"), f"/visits/{visit.uid}"
        text = open_page(client, address).get_text()
        assert "Aipda Anggota1: 2 foto masih di HP, terakhir terhubung" in text
        refused = submit(client, address, {}, action=f"{address}/submission")
        assert refused.status_code == 422 and "HP anggota tim masih menyimpan isian" in refused.text
        phones.note(
            db, {visit.uid: Left(1, 0)}, person_id=district.anggota2.id, dev="second-phone", skew_ms=None, at=now()
        )
        told = {"accept_phones": "y", "phones": "anggota1"}
        answer = submit(client, address, told, action=f"{address}/submission")
        assert answer.status_code == 422, "whoever was not named when the box was ticked is still waited for"
        submit(client, address, {**told, "phones": "anggota1 anggota2"}, action=f"{address}/submission")
        assert stored.get_by_id(db, visit.id).is_done


def _codes(db: Database, visit: Visit) -> list[str]:
    return [item.code for item in items_of(db, visit)]
