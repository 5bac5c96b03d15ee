"""What pages show of reminders: what is due on everybody's first page, what was sent and why, what did not arrive."""

import pytest
from flask import Flask
from sqlite_utils import Database

from app.clock import today
from app.services import findings, reminders
from app.store import audit, mails, meta, people
from app.store.transaction import writing
from tests.clients import ClientOf, statements
from tests.factories import NOON, TODAY, District
from tests.findings import issued_finding
from tests.mailing import reach
from tests.pages import open_page, submit

STEP = "0a1b2c3d-0000-4000-8000-00000000000{}"
MAIL = "0a1b2c3d-0000-4000-8000-0000000000aa"


@pytest.fixture
def three(db: Database, district: District) -> list[str]:
    """One overdue, one due soon, one that waits for the team; their uids."""
    uids = []
    for number, (day, condition) in enumerate([("2026-11-20", "Papan"), ("2026-11-21", "Loket"), (TODAY, "Map")]):
        finding = issued_finding(db, district, planned_on=day, condition=condition)
        due = "2000-01-03" if number == 0 else today()
        with writing(db):
            db.execute("UPDATE findings SET due_on = ? WHERE id = ?", [due, finding.id])
        uids.append(finding.uid)
    said = findings.Response("Map sudah disusun ulang di lemari arsip", without_photo="Kamera sedang rusak")
    findings.answer(db, uids[2], STEP.format(1), said, actor=district.kapolsek_senori, at=NOON, today=TODAY)
    return uids


@pytest.mark.parametrize("username", ["bagren", "kapolres", "admin"])
def test_the_district_reads_what_is_overdue_due_soon_and_waiting(
    client_of: ClientOf, three: list[str], username: str
) -> None:
    page = open_page(client_of(username), "/stations")
    links = {link["href"] for link in page.select(".only-desk .list a")}
    assert {f"/findings/{uid}" for uid in three} <= links
    assert [tile.get_text(" ", strip=True) for tile in page.select(".only-phone .stat")] == [
        "1 mendekati tenggat",
        "1 menunggu verifikasi",
    ]


def test_a_chief_reads_the_own_station_alone(client_of: ClientOf, three: list[str]) -> None:
    for username, counts in (("kapolsek.senori", ["1", "1", "1"]), ("kapolsek.jenu", ["0", "0", "0"])):
        page = open_page(client_of(username), "/findings")
        tiles = page.select('[aria-label="Tenggat temuan"] .stat__figure')
        assert [tile.get_text() for tile in tiles] == counts, username


def test_an_inspector_reads_what_waits_for_their_check_as_lead(client_of: ClientOf, three: list[str]) -> None:
    assert open_page(client_of("ketua"), "/").find("a", href=f"/findings/{three[2]}")
    other = open_page(client_of("anggota1"), "/")
    assert not other.find("a", href=f"/findings/{three[2]}")
    assert "Tidak ada tanggapan yang menunggu verifikasi." in other.get_text()


def test_a_day_without_anything_due_says_so(client_of: ClientOf, district: District) -> None:
    page = open_page(client_of("bagren"), "/stations").get_text(" ", strip=True)
    for sentence in ("Tidak ada yang lewat tenggat.", "Tidak ada tenggat dalam 3 hari kerja."):
        assert sentence in page


def test_ten_times_as_many_findings_take_as_many_statements(
    db: Database, district: District, client_of: ClientOf, three: list[str]
) -> None:
    tell(db, district)
    pages = {"bagren": "/stations", "kapolsek.senori": "/account/reminders"}
    before = {username: statements(client_of(username), path) for username, path in pages.items()}
    with writing(db):
        for number in range(30):
            db.execute(
                """
                INSERT INTO findings (uid, visit_id, org_id, item_code, area, number, state, severity, condition,
                                      due_on, raised_by, raised_at, issued_at)
                SELECT uid || ?1, visit_id, org_id, item_code, area, 100 + ?1, state, severity, condition,
                       due_on, raised_by, raised_at, issued_at FROM findings WHERE uid = ?2
                """,
                [number, three[0]],
            )
    tell(db, district)
    assert {username: statements(client_of(username), path) for username, path in pages.items()} == before


def tell(db: Database, district: District) -> None:
    """Write down, as if it had been sent, what is due."""
    reach(db, district.kapolsek_senori, district.bagren, district.ketua, org_id=district.bagren.assignments[0].org_id)
    for digests in reminders.planned(db, at=NOON):
        reminders.write(db, digests, at=NOON)


def test_everybody_reads_what_was_sent_to_them_and_why(
    db: Database, district: District, client_of: ClientOf, three: list[str]
) -> None:
    assert "Belum ada yang dikirim" in open_page(client_of("kapolsek.senori"), "/account/reminders").get_text()
    tell(db, district)
    page = open_page(client_of("kapolsek.senori"), "/account/reminders")
    said = page.get_text(" ", strip=True)
    assert "Temuan 1 kunjungan 20 November 2026, Polsek Senori lewat tenggat, sebagai Kapolsek" in said
    assert "menunggu dikirim" in said
    assert not page.find("a", href=f"/findings/{three[2]}"), "what waits is told to the team"
    team = open_page(client_of("ketua"), "/account/reminders")
    assert team.find("a", href=f"/findings/{three[2]}")
    assert "menunggu verifikasi, sebagai ketua tim atau Bagren" in team.get_text()


def test_somebody_gives_an_address_or_declines_mail_and_the_first_page_stays(
    db: Database, district: District, client_of: ClientOf, three: list[str]
) -> None:
    client = client_of("kapolsek.senori")
    assert submit(client, "/account/reminders", {"email": "Budi <a@b.id>", "wants_mail": "y"}).status_code == 422
    assert submit(client, "/account/reminders", {"email": "senori@polri.example", "wants_mail": "y"}).status_code == 303
    person = people.get(db, district.kapolsek_senori.id, today=TODAY)
    assert (person.email, person.wants_mail) == ("senori@polri.example", True)
    assert submit(client, "/account/reminders", {"email": "senori@polri.example"}).status_code == 303
    assert not people.get(db, district.kapolsek_senori.id, today=TODAY).wants_mail
    assert "tidak mengirim pengingat lewat surel" in open_page(client, "/account/reminders").get_text()
    assert open_page(client, "/findings").select_one(".stat__figure").get_text() == "1"
    assert "senori@polri.example" not in str([line.detail_json for line in audit.list_stream(db, "system")])


def test_an_administrator_sets_somebodys_address(db: Database, district: District, client_of: ClientOf) -> None:
    client, action = client_of("admin"), "/people/ketua/email"
    wrong = submit(client, "/people/ketua", {"email": "ketua"}, action=action)
    assert wrong.status_code == 422 and 'id="email-error"' in wrong.text
    assert submit(client, "/people/ketua", {"email": " ketua@polri.example "}, action=action).status_code == 303
    assert people.get(db, district.ketua.id, today=TODAY).email == "ketua@polri.example"


@pytest.fixture
def undelivered(db: Database, district: District, three: list[str]) -> str:
    """A mail to the chief that the server refused; its uid."""
    tell(db, district)
    with writing(db):
        db.execute(
            "UPDATE mails SET state = 'refused', settled_at = ?, address = 'a@b.id', error = '550 <no> mailbox' "
            "WHERE person_id = ?",
            [NOON, district.kapolsek_senori.id],
        )
    return next(iter(db.query("SELECT uid FROM mails WHERE state = 'refused'")))["uid"]


def test_what_did_not_arrive_is_shown_to_those_who_look_after_it_and_decided(
    db: Database, client_of: ClientOf, undelivered: str
) -> None:
    client = client_of("bagren")
    assert "1 pengingat tidak terkirim." in open_page(client, "/stations").get_text()
    page = open_page(client, "/care").get_text(" ", strip=True)
    assert "Iptu Kapolsek Senori a@b.id" in page and "550 <no> mailbox" in page
    assert "a@b.id" not in open_page(client_of("bagren.lamongan"), "/care").get_text()
    form = {"mail": undelivered, "what": "again"}
    assert submit(client, "/care", form, action="/care/reminders").status_code == 303
    assert mails.count_troubles(db) == 0
    told = {digest.recipient for batch in reminders.planned(db, at=NOON) for digest in batch}
    assert any(recipient.startswith("person:") for recipient in told), "what still holds is told anew"
    again = client.post("/care/reminders", data={**form, "csrf_token": client.get("/api/session").json["csrf"]})
    assert "Orang lain sudah memutuskannya." in open_page(client, again.location).get_text()


def test_a_mail_server_that_takes_nothing_is_shown(db: Database, client_of: ClientOf) -> None:
    with writing(db):
        meta.put(db, reminders.FAULT, "ConnectionRefusedError: [Errno 111]")
    client = client_of("admin")
    assert "Server surel tidak menerima pengingat" in open_page(client, "/stations").get_text()
    assert "ConnectionRefusedError" in open_page(client, "/care").get_text()


def test_the_pages_read_well_in_english(db: Database, client_of: ClientOf, undelivered: str, app: Flask) -> None:
    client = client_of("bagren")
    client.post("/language", data={"language": "en", "csrf_token": client.get("/api/session").json["csrf"]})
    for path, words in (
        ("/settings/polres-tuban", "Working days to answer a finding"),
        ("/account/reminders", "What was sent to you, and why"),
        ("/care", "Reminders that were not delivered"),
        ("/stations", "Waiting for the team"),
    ):
        assert words in open_page(client, path).get_text()
