"""The audit trail is told in sentences to those whom it concerns, and to nobody else."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlite_utils import Database

from app.services import people as managing
from app.store import audit, audit_pages
from app.store.audit_pages import Wanted
from app.store.transaction import writing
from app.web.audit.sentences import doer, told
from tests.clients import ClientOf
from tests.factories import CHEAP, NOON, TODAY, District
from tests.integration.conftest import Demo
from tests.pages import open_page
from tests.phones import Phone, TeamVisit, set_state


def lines(client: FlaskClient, url: str, status: int = 200) -> list[str]:
    return [row.get_text(" ", strip=True) for row in open_page(client, url, status).select(".timeline li")]


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_deed_of_the_demo_district_is_told_without_a_gap(demo_district: Demo, app: Flask, language: str) -> None:
    db = demo_district.db
    found = [audit.list_stream(db, row["stream"]) for row in db.query("SELECT stream FROM audit_heads LIMIT 40")]
    entries = [entry for stream in found for entry in stream]
    with app.test_request_context(), force_locale(language):
        names = audit_pages.names_of(db, entries)
        said = {entry.action: f"{doer(entry, names)} {told(entry, names)}" for entry in entries}
    assert len(said) > 8
    assert [(action, text) for action, text in said.items() if "?" in text or "None" in text or action in text] == []


class TestHistoryOfAVisit:
    @pytest.fixture(autouse=True)
    def deeds(self, db: Database, district: District, visit: TeamVisit) -> None:
        phone = Phone(district.anggota1, visit)
        phone.push(db, phone.event("A01.answer", "Ya"), phone.event("A02.answer", "Ya"))

    def test_is_told_to_lead_and_planner_newest_first(self, visit: TeamVisit, client_of: ClientOf) -> None:
        for username in ("ketua", "bagren", "kapolres"):
            said = lines(client_of(username), f"/visits/{visit.uid}/history")
            assert [line.split(" 22 November")[0] for line in said] == [
                "Aipda Anggota1 mengirim 2 perubahan",
                "Aipda Anggota1 memulai kunjungan",
            ]

    def test_is_the_chiefs_once_the_visit_is_sealed(self, db: Database, visit: TeamVisit, client_of: ClientOf) -> None:
        chief, url = client_of("kapolsek.senori"), f"/visits/{visit.uid}/history"
        for state, status in (("open", 404), ("submitted", 404), ("sealed", 200)):
            set_state(db, visit, state)
            assert chief.get(url).status_code == status
        assert client_of("kapolsek.jenu").get(url).status_code == 404

    def test_says_where_its_chain_is_broken(self, db: Database, visit: TeamVisit, client_of: ClientOf) -> None:
        bagren, url = client_of("bagren"), f"/visits/{visit.uid}/history"
        assert "Rantai riwayat ini utuh" in open_page(bagren, url).get_text()
        db.execute("DROP TRIGGER audit_log_no_update")
        with writing(db):
            db.execute("UPDATE audit_log SET person_id = 1 WHERE stream <> 'system' AND seq = 2")
        assert "Rantai putus pada no. 2" in open_page(bagren, url).get_text()


class TestTrailOfTheInstallation:
    def test_is_narrowed_by_kind_person_and_day_and_paged_without_a_gap(
        self, db: Database, district: District, client_of: ClientOf
    ) -> None:
        with writing(db):
            for number in range(150):
                audit.record(
                    db, "photo.received", "blob", f"{number:064}", actor_id=district.anggota1.id, at=NOON, size=400_000
                )
        admin = client_of("admin")
        seen, url = [], "/audit?about=photos"
        while url:
            page = open_page(admin, url)
            seen += [row.get_text() for row in page.select(".timeline li")]
            older = page.select_one(".pagination a[rel=next]")
            url = str(older["href"]) if older else ""
        assert len(seen) == len(set(seen)) == 150
        assert "mengirim foto 000000000000, 400 KB" in seen[0]
        assert all("masuk dari" in line for line in lines(admin, "/audit?about=access"))
        assert lines(admin, f"/audit?person={district.ketua.id}") == []
        assert len(lines(admin, "/audit?about=photos&from=2026-11-22&to=2026-11-22")) == 60
        assert lines(admin, "/audit?about=photos&from=2026-11-23") == []
        assert lines(admin, "/audit?before=x&from=2026-99-99&person=-1&about=..") != []

    def test_keeps_another_districts_deeds_to_itself(
        self, db: Database, district: District, client_of: ClientOf
    ) -> None:
        client_of("ketua")
        stranger = client_of("bagren.lamongan")
        with writing(db):
            audit.record(db, "account.sign_in_failed", "person", "ketua", actor_id=None, at=NOON, address="10.0.0.9")
            audit.record(
                db, "account.sign_in_failed", "person", "Rahasia123", actor_id=None, at=NOON, address="10.0.0.8"
            )
        theirs = " ".join(lines(stranger, "/audit"))
        assert "Bagren Lamongan masuk dari" in theirs and "Ketua" not in theirs and "10.0.0" not in theirs
        said = " ".join(lines(client_of("bagren"), "/audit"))
        assert "sebagai Ketua dengan kata sandi yang salah dari 10.0.0.9" in said
        assert "Rahasia123" not in said and "10.0.0.8" not in said, "what was typed as a name may be a password"

    def test_is_read_with_a_constant_number_of_queries(self, demo_district: Demo) -> None:
        reader = demo_district.person("admin")
        asked: list[str] = []
        db = demo_district.db
        for most in (5, 60):
            asked.clear()
            with db.tracer(lambda sql, _values: asked.append(sql)):
                found = audit_pages.of_system(db, Wanted(), seen_by=reader.id, today=TODAY, most=most)
                audit_pages.names_of(db, found)
            assert found and len(asked) <= 8


def test_everybody_reads_the_own_deeds_and_what_others_did_to_the_account(
    db: Database, district: District, visit: TeamVisit, client_of: ClientOf
) -> None:
    phone = Phone(district.anggota1, visit)
    phone.push(db, phone.event("A01.answer", "Ya"))
    managing.reset_password(db, "anggota1", actor=district.admin, passwords=CHEAP, at=NOON + 5, today=TODAY)
    said = " | ".join(lines(client_of("anggota2"), "/account/deeds"))
    assert "Anggota2 masuk dari 127.0.0.1" in said and "Anggota1" not in said
    rows = audit_pages.of_person(db, district.anggota1.id, "anggota1", most=50)
    assert [row.action for row in rows] == ["person.password_reset", "answers.received", "visit.begun"]
    again = audit_pages.of_person(
        db, district.anggota1.id, "anggota1", before=(rows[0].at, rows[0].stream, rows[0].seq), most=50
    )
    assert again == rows[1:]
