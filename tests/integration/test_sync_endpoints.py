"""fieldsync/1 over HTTP: the session, push and pull, and every way they say no."""

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database
from werkzeug.test import TestResponse

from app.services import installation
from tests.clients import ClientOf
from tests.factories import NOON
from tests.phones import Phone, TeamVisit, csrf_of, post_events, set_state, sha256


def pull(client: FlaskClient, visit: TeamVisit, **query: object) -> TestResponse:
    return client.get("/api/pull", query_string={"visit": visit.uid, **query})


class TestSession:
    def test_tells_who_is_signed_in_and_gives_a_token(self, client_of: ClientOf, db: Database) -> None:
        answer = client_of("anggota1").get("/api/session")
        assert answer.json["proto"] == "fieldsync/1"
        assert answer.json["user"] == "anggota1"
        assert answer.json["csrf"] and answer.json["epoch"]
        assert answer.json["server_time"].endswith("Z")
        assert answer.headers["Cache-Control"] == "no-store"

    def test_answers_also_when_nobody_is_signed_in(self, client: FlaskClient) -> None:
        answer = client.get("/api/session")
        assert (answer.status_code, answer.json["user"]) == (200, None)

    def test_the_epoch_changes_with_a_restore(self, client: FlaskClient, db: Database) -> None:
        before = client.get("/api/session").json["epoch"]
        installation.new_epoch(db, at=NOON)
        assert client.get("/api/session").json["epoch"] != before


class TestPush:
    def test_gives_a_receipt_for_each_event(self, client_of: ClientOf, phone: Phone) -> None:
        text = phone.event("A01.answer", "Ya")
        answer = post_events(client_of("anggota1"), text, 7)
        assert answer.status_code == 200
        assert answer.json["proto"] == "fieldsync/1" and answer.json["epoch"]
        good, bad = answer.json["results"]
        assert (good["st"], good["seq"], good["h"]) == ("ok", 1, sha256(text))
        assert (bad["st"], bad["eid"], bad["seq"]) == ("bad", None, None)

    def test_takes_nothing_on_a_first_password(
        self, client_of: ClientOf, db: Database, visit: TeamVisit, phone: Phone
    ) -> None:
        client = client_of("anggota1")
        db.execute("UPDATE people SET must_change = 1 WHERE username = 'anggota1'")
        answer = post_events(client, phone.event("A01.answer", "Ya"))
        assert (answer.status_code, answer.json["error"]) == (403, "not_allowed")
        assert pull(client, visit).status_code == 403
        assert client.get("/").headers["Location"].endswith("/account/password")

    def test_needs_the_token(self, client_of: ClientOf, phone: Phone) -> None:
        answer = client_of("anggota1").post("/api/push", json={"events": [phone.event("A01.answer", "Ya")]})
        assert (answer.status_code, answer.json["error"], answer.json["proto"]) == (400, "csrf", "fieldsync/1")

    def test_needs_a_sign_in_and_never_redirects(self, client: FlaskClient, phone: Phone) -> None:
        answer = post_events(client, phone.event("A01.answer", "Ya"))
        assert (answer.status_code, answer.json["error"], answer.json["proto"]) == (401, "sign_in", "fieldsync/1")
        assert answer.headers["Cache-Control"] == "no-store"

    @pytest.mark.parametrize("username", ["kapolsek.senori", "kapolsek.jenu", "kapolres", "admin"])
    def test_does_not_exist_for_those_who_fill_nothing(self, client_of: ClientOf, phone: Phone, username: str) -> None:
        assert post_events(client_of(username), phone.event("A01.answer", "Ya")).status_code == 404

    def test_reads_json_by_its_content_type_only(self, client_of: ClientOf) -> None:
        client = client_of("anggota1")
        answer = client.post(
            "/api/push", data='{"events":[]}', content_type="text/plain", headers={"X-CSRFToken": csrf_of(client)}
        )
        assert (answer.status_code, answer.json["error"]) == (415, "content_type")
        assert answer.json["message"] == "Server hanya membaca JSON."

    @pytest.mark.parametrize(
        "sent", [b"", b"{", b"[]", b"null", b"{}", b'{"events": {}}', b'{"proto": "other/9", "events": []}', b"\xff"]
    )
    def test_refuses_an_envelope_that_makes_no_sense(self, client_of: ClientOf, sent: bytes) -> None:
        client = client_of("anggota1")
        headers = {"X-CSRFToken": csrf_of(client), "Content-Type": "application/json"}
        answer = client.post("/api/push", data=sent, headers=headers)
        assert (answer.status_code, answer.json["error"], answer.json["proto"]) == (400, "envelope", "fieldsync/1")

    def test_refuses_more_events_than_a_batch_holds(self, client_of: ClientOf) -> None:
        answer = post_events(client_of("anggota1"), *["{}"] * 201)
        assert (answer.status_code, answer.json["error"], answer.json["max"]) == (413, "too_many", 200)

    def test_refuses_a_body_that_is_too_large_before_reading_it(self, client_of: ClientOf) -> None:
        answer = post_events(client_of("anggota1"), "x" * 1_100_000)
        assert (answer.status_code, answer.json["error"]) == (413, "too_large")

    def test_a_late_answer_is_reported(self, client_of: ClientOf, db: Database, phone: Phone) -> None:
        set_state(db, phone.visit, "submitted")
        result = post_events(client_of("anggota1"), phone.event("A01.answer", "Ya")).json["results"][0]
        assert (result["st"], result["why"], result["seq"]) == ("ok", "late", 1)


class TestPull:
    def test_gives_the_events_as_they_came_in_pages(self, client_of: ClientOf, db: Database, phone: Phone) -> None:
        texts = [phone.event("A01.note", str(n)) for n in range(5)]
        phone.push(db, *texts)
        client = client_of("anggota2")
        first = pull(client, phone.visit, limit=3).json
        assert [(one["seq"], one["raw"]) for one in first["events"]] == list(enumerate(texts[:3], 1))
        assert (first["next"], first["more"], first["state"]) == (3, True, "open")
        rest = pull(client, phone.visit, since=3).json
        assert [one["raw"] for one in rest["events"]] == texts[3:]
        assert (rest["next"], rest["more"]) == (5, False)
        nothing = pull(client, phone.visit, since=5).json
        assert (nothing["events"], nothing["next"], nothing["more"]) == ([], 5, False)

    def test_tells_when_an_event_is_odd(self, client_of: ClientOf, db: Database, phone: Phone) -> None:
        phone.push(db, phone.event("A01.answer", "Ya"), phone.event("A01.answer", "x"))
        events = pull(client_of("ketua"), phone.visit).json["events"]
        assert [one["flag"] for one in events] == [None, "impossible value"]
        assert events[0]["recv_at"] == "2026-11-22T05:00:00.000Z"

    @pytest.mark.parametrize("query", [{"since": "x"}, {"since": "-1"}, {"limit": "0"}, {"limit": "9" * 30}])
    def test_odd_numbers_harm_nothing(self, client_of: ClientOf, phone: Phone, query: dict[str, str]) -> None:
        assert pull(client_of("ketua"), phone.visit, **query).status_code == 200

    @pytest.mark.parametrize(
        ("username", "while_open", "once_submitted"),
        [
            ("ketua", 200, 200),
            ("anggota1", 200, 200),
            ("bagren", 200, 200),
            ("kapolres", 200, 200),
            ("admin", 200, 200),
            ("kapolsek.senori", 404, 200),
            ("kapolsek.jenu", 404, 404),
            ("bagren.lamongan", 404, 404),
        ],
    )
    def test_is_for_those_who_may_see_the_visit(
        self, client_of: ClientOf, db: Database, phone: Phone, username: str, while_open: int, once_submitted: int
    ) -> None:
        phone.push(db, phone.event("A01.answer", "Ya"))
        client = client_of(username)
        assert pull(client, phone.visit).status_code == while_open
        set_state(db, phone.visit, "submitted")
        assert pull(client, phone.visit).status_code == once_submitted

    def test_tells_a_member_who_left_the_team(self, client_of: ClientOf, db: Database, phone: Phone) -> None:
        with db.conn:
            db.execute("DELETE FROM visit_members WHERE person_id = :id", {"id": phone.person.id})
        answer = pull(client_of("anggota1"), phone.visit)
        assert (answer.status_code, answer.json["error"]) == (403, "not_allowed")

    def test_a_visit_that_is_not_there_is_not_found(self, client_of: ClientOf) -> None:
        for uid in ("no-such-visit", ""):
            answer = pull(client_of("ketua"), TeamVisit(0, uid))
            assert (answer.status_code, answer.json["error"]) == (404, "not_found")
