"""The main job from end to end: a visit becomes a score, a finding its chief answers, and a workbook."""

import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, Watch
from tests.browser.figures import csv_figures, overview, workbook_figures
from tests.browser.filling import choose, chosen, expect_state, item
from tests.browser.steps import (
    Row,
    confirm,
    downloaded,
    figure,
    look,
    photo_of,
    rows,
    sign_closing,
    sign_in_by_hand,
    visit_of_today,
)
from tests.papers import texts
from tests.servers import DEMO_PASSWORD, ROOT, Server, flask

INTAN, BAGUS = "Bripka Intan Permatasari", "Iptu Bagus Santoso"
CONDITION = "Kotak pengaduan rusak dan nomor WBS tidak terpasang"
DISSENT = "Kotak pengaduan sudah dipesan sejak Oktober."
ANSWER = "Kotak pengaduan diperbaiki dan poster WBS dipasang oleh Kanit Provos hari ini."


@dataclass
class Cast:
    """Everybody of the story with the screen in front of them, and the visit it is about."""

    server: Server
    visit: Row
    intan: Page
    bagus: Page
    lead: Page
    chief: Page
    planner: Page


@pytest.fixture
def cast(demo_server: Server, demo_phone: OpenPage, demo_desk: OpenPage) -> Cast:
    """Two members and the lead of today's visit at Senori, its chief, and Bagren."""
    return Cast(
        demo_server,
        visit_of_today(demo_server),
        demo_phone("anggota1"),
        demo_phone("anggota2"),
        demo_phone("ketua"),
        demo_phone(),
        demo_desk("bagren"),
    )


def test_a_visit_becomes_a_score_a_finding_and_a_workbook(cast: Cast, watch: Watch) -> None:
    watch.forgive("ERR_INTERNET_DISCONNECTED|status of (404|422)")
    a_member_fills_the_own_part(cast.intan)
    another_sees_it_arrive(cast)
    two_disagree(cast)
    the_lead_settles(cast)
    the_lead_submits(cast)
    lead_and_chief_close_the_visit(cast)
    the_chief_reads_and_answers(cast)
    the_team_and_planning_staff_see_the_answer(cast)
    the_downloads_say_what_the_screen_says(cast)


def a_member_fills_the_own_part(page: Page) -> None:
    """Every kind of answer, a note, a photo and a finding, from the card of today."""
    card = page.get_by_role("region", name="Polsek Senori")
    expect(card).to_contain_text("Bagian Anda: E, I")
    look(page, "team-1-today")
    card.get_by_role("link", name="Lanjutkan E06").click()
    page.locator("[data-filling][data-ready]").wait_for()
    expect(page.locator("[data-progress]")).to_have_text("E: 5 dari 11 terjawab")
    expect(item(page, "E06")).to_contain_text("Ada dan disosialisasikan")
    expect(item(page, "E06").locator("[data-previous]")).to_have_count(0)
    choose(page, "E06", "B")
    expect(item(page, "E06").locator(".choice[data-previous]")).to_have_count(1)
    choose(page, "E07", "C")
    take_photo(page, "E07", photo_of("Kotak pengaduan rusak", "#b7c4a8"))
    raise_finding(page, "E07", CONDITION)
    item(page, "E08").get_by_label("Pengaduan selesai", exact=True).fill("9")
    item(page, "E08").get_by_label("Pengaduan yang harus selesai", exact=True).fill("12")
    expect(item(page, "E08").locator("output")).to_have_text("75%")
    item(page, "E09").locator(".choice:has(input[data-na])").click()
    item(page, "E09").get_by_label("Mengapa tidak berlaku?").fill("Ruang layanan sedang dibangun ulang")
    item(page, "E09").get_by_label("Mengapa tidak berlaku?").blur()
    for code in ("E08", "E09"):
        expect(item(page, code).locator("[data-history]")).to_have_text("Terkirim")
    choose(page, "E10", "A")
    item(page, "E10").get_by_role("button", name="Catatan").click()
    page.keyboard.type("Buku pemeriksaan Provos ditunjukkan")
    for code in ("E06", "E07", "E08", "E09", "E10"):
        expect_state(page, code, "Terkirim")
    expect(page.locator("[data-progress]")).to_have_text("E: 10 dari 11 terjawab")
    expect(page.locator("[data-next]")).to_have_text("Lanjut E11")
    expect(page.locator("[data-sending]")).to_contain_text("Terkirim")
    assert "Nilai kesiapan" not in page.locator("body").inner_text()
    look(page, "team-2-part-E")


def take_photo(page: Page, code: str, picture: bytes) -> None:
    with page.expect_file_chooser() as chooser:
        item(page, code).locator("[data-take=camera]").click()
    chooser.value.set_files([{"name": "image.jpg", "mimeType": "image/jpeg", "buffer": picture}])
    expect(item(page, code).locator(".photos .status")).to_have_text("Terkirim")


def raise_finding(page: Page, code: str, condition: str) -> None:
    item(page, code).get_by_role("button", name="Temuan").click()
    sheet = page.locator("#finding-sheet")
    expect(sheet.get_by_label("Yang ditemukan")).not_to_have_value("")
    sheet.get_by_label("Yang ditemukan").fill(condition)
    look(page, "team-3-finding")
    sheet.get_by_role("button", name="Simpan temuan").click()
    expect(item(page, code).locator("[data-findings]")).to_contain_text(condition)


def open_part(page: Page, cast: Cast, part: str) -> None:
    page.goto(f"{cast.server.url}/visits/{cast.visit['uid']}/parts/{part}")
    page.locator("[data-filling][data-ready]").wait_for()


def another_sees_it_arrive(cast: Cast) -> None:
    """What was answered stands on the other phone with its author; what is answered now comes by itself."""
    open_part(cast.bagus, cast, "E")
    expect(chosen(cast.bagus, "E06")).to_have_value("B")
    expect(item(cast.bagus, "E06").locator("[data-author]")).to_contain_text(INTAN)
    expect(item(cast.bagus, "E10").get_by_label("Catatan")).to_have_value("Buku pemeriksaan Provos ditunjukkan")
    expect(item(cast.bagus, "E07").locator(".photos li")).to_have_count(1)
    cast.bagus.locator(".strip").get_by_role("link", name="Bagian K").click()
    cast.bagus.locator("[data-filling][data-ready][data-part=K]").wait_for()
    choose(cast.bagus, "K04", "A")
    open_part(cast.intan, cast, "G")
    open_part(cast.bagus, cast, "G")
    choose(cast.bagus, "G05", "B")
    expect(chosen(cast.intan, "G05")).to_have_value("B")
    expect(item(cast.intan, "G05").locator("[data-author]")).to_contain_text(BAGUS)


def two_disagree(cast: Cast) -> None:
    """The same item, answered by two people who could not see each other, keeps both answers."""
    for page, letter in ((cast.intan, "A"), (cast.bagus, "C")):
        open_part(page, cast, "A")
        page.context.set_offline(True)
        choose(page, "A07", letter)
        expect_state(page, "A07", "Di HP")
    for page in (cast.intan, cast.bagus):
        page.context.set_offline(False)
    for page in (cast.intan, cast.bagus):
        expect_state(page, "A07", "Bentrok")
        expect(item(page, "A07").locator("[data-conflict]").get_by_role("button")).to_have_count(2)
    look(cast.intan, "team-4-disagreement")


def the_lead_settles(cast: Cast) -> None:
    """The summary shows both answers with their names; the lead's choice reaches the phones."""
    page = cast.lead
    page.get_by_role("link", name="Periksa ringkasan").click()
    look(page, "lead-1-summary")
    both = page.locator("section.card", has_text="A07").filter(has=page.get_by_role("button", name="Pilih ini"))
    expect(both.locator("form")).to_have_count(2)
    expect(both.locator("form").filter(has_text=BAGUS)).to_contain_text("C")
    both.locator("form").filter(has_text=INTAN).get_by_role("button", name="Pilih ini").click()
    expect(page.get_by_role("heading", name="Jawaban bentrok")).to_have_count(0)
    for other in (cast.intan, cast.bagus):
        expect(chosen(other, "A07")).to_have_value("A")
        expect_state(other, "A07", "Terkirim")


def the_lead_submits(cast: Cast) -> None:
    """Each gap is one tap away; what stays blank must be accepted; then the score is there."""
    page = cast.lead
    gaps = page.locator(".section-head:has(#gaps) ~ details")
    blank = gaps.get_by_role("listitem").count()
    gaps.get_by_role("link", name="G04").click()
    page.locator("[data-filling][data-ready][data-part=G]").wait_for()
    expect(item(page, "G04")).to_be_focused()
    choose(page, "G04", "Ya")
    expect_state(page, "G04", "Terkirim")
    page.goto(f"{cast.server.url}/visits/{cast.visit['uid']}")
    expect(gaps.get_by_role("listitem")).to_have_count(blank - 1)
    confirm(page, page.get_by_role("button", name="Serahkan kunjungan"))
    expect(page.get_by_role("alert")).to_contain_text("Masih ada butir kosong")
    look(page, "lead-2-refused")
    page.get_by_label("Butir kosong dinilai 0").check()
    confirm(page, page.get_by_role("button", name="Serahkan kunjungan"))
    expect(page.get_by_text("Kunjungan diserahkan.")).to_be_visible()
    look(page, "lead-3-submitted")
    stored = rows(cast.server, "SELECT * FROM visit_scores WHERE visit_id = :id", id=cast.visit["id"])[0]
    assert figure(page.locator(".card--strong .figure").inner_text()) == Decimal(stored["shown"])
    assert recomputed(cast)["total"] == {
        "value": stored["value_exact"],
        "shown": stored["shown"],
        "max": stored["max_exact"],
    }


def recomputed(cast: Cast) -> dict[str, Any]:
    """What the command line makes of the stored answers."""
    folder = cast.server.database.parent
    found = rows(
        cast.server,
        "SELECT item_code, value_json FROM answers WHERE visit_id = :id AND value_json IS NOT NULL",
        id=cast.visit["id"],
    )
    answers = Path(folder / "ANSWERS.json")
    answers.write_text(json.dumps({row["item_code"]: json.loads(row["value_json"]) for row in found}))
    switches = cast.visit["switches"].replace(" ", ",")
    file = ROOT / "checklists/kesiapan-polsek.yaml"
    result: dict[str, Any] = json.loads(
        flask(folder, "checklists", "score", str(file), str(answers), "--switches", switches)
    )
    return result


def lead_and_chief_close_the_visit(cast: Cast) -> None:
    """Both sign on the lead's phone, each with the own password; then the lead seals."""
    page = cast.lead
    page.get_by_role("link", name="Tutup kunjungan").click()
    sign_closing(page, "Tandatangani sebagai ketua tim", DEMO_PASSWORD)
    expect(page.get_by_role("heading", name="Tanda tangan Kapolsek")).to_be_visible()
    page.get_by_label("Saya tidak setuju, karena …").check()
    page.get_by_label("Alasan").fill(DISSENT)
    sign_closing(page, "Tandatangani sebagai Kapolsek", DEMO_PASSWORD)
    expect(page.locator(".signed .ink")).to_have_count(2)
    look(page, "lead-4-signed")
    confirm(page, page.get_by_role("button", name="Segel kunjungan"))
    expect(page.get_by_text("Kunjungan tersegel.")).to_be_visible()
    expect(page.locator("#main").get_by_text("Tersegel").first).to_be_visible()
    expect(page.locator("#main")).to_contain_text(DISSENT)
    look(page, "lead-5-sealed")
    page.goto(f"{cast.server.url}/visits/{cast.visit['uid']}")


def the_chief_reads_and_answers(cast: Cast) -> None:
    """The chief signs in, finds only the own station, and answers the new finding with text and a photo."""
    page = cast.chief
    sign_in_by_hand(page, "kapolsek.senori", DEMO_PASSWORD)
    expect(page.get_by_role("heading", level=1, name="Temuan")).to_be_visible()
    look(page, "chief-1-findings")
    page.get_by_role("link", name=CONDITION).click()
    expect(page.get_by_role("heading", name=CONDITION)).to_be_visible()
    expect(page.locator(".pair img")).to_have_count(1)
    page.get_by_text("Jawab lewat halaman ini").click()
    page.get_by_label("Yang sudah dilakukan").fill(ANSWER)
    after = {"name": "after.jpg", "mimeType": "image/jpeg", "buffer": photo_of("Sudah diperbaiki", "#9fc5e8")}
    page.get_by_label("Foto sesudah").set_input_files([after])
    look(page, "chief-2-answering")
    page.get_by_role("button", name="Kirim jawaban").click()
    expect(page.get_by_text("Jawaban Anda terkirim.")).to_be_visible()
    expect_before_and_after(page)
    look(page, "chief-3-answered")
    page.get_by_role("link", name="Kesiapan").click()
    expect(page.locator(".card--strong .figure")).to_have_text(cast.lead.locator(".card--strong .figure").inner_text())
    look(page, "chief-4-readiness")


def expect_before_and_after(page: Page) -> None:
    """Both photos are there, loaded, and different."""
    pair = page.locator(".pair img")
    expect(pair).to_have_count(2)
    for picture in pair.all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("image => image.naturalWidth") > 0
    assert pair.first.get_attribute("src") != pair.last.get_attribute("src")
    expect(page.locator("#main")).to_contain_text(ANSWER)


def the_team_and_planning_staff_see_the_answer(cast: Cast) -> None:
    """Both photos and the words reach the member who raised the finding, and Bagren."""
    for page, name in ((cast.intan, "team-5-answer"), (cast.planner, "planner-1-answer")):
        page.goto(f"{cast.server.url}/findings")
        page.get_by_role("link", name="Menunggu verifikasi").click()
        page.get_by_role("link", name=CONDITION).click()
        expect_before_and_after(page)
        look(page, name)


def the_downloads_say_what_the_screen_says(cast: Cast) -> None:
    """Overview, workbook, CSV and paper carry the same figures."""
    page = cast.planner
    page.get_by_role("link", name="Polsek", exact=True).click()
    expect(page.locator("table tbody tr")).to_have_count(20)
    shown = overview(page)
    look(page, "planner-2-overview")
    total = cast.lead.locator(".card--strong .figure").inner_text()
    assert shown["Polsek Senori"][0] == figure(total)
    page.get_by_role("link", name="Unduh", exact=True).click()
    look(page, "planner-3-downloads")
    name, book = downloaded(page, page.get_by_role("link", name="Unduh XLSX"))
    assert name.endswith(".xlsx")
    assert workbook_figures(book) == shown
    name, text = downloaded(page, page.locator("a[href*='stations.csv']"))
    assert name.endswith(".csv")
    assert csv_figures(text) == shown
    paper = page.locator("a[href$='.pdf']", has_text="Polsek Senori").get_attribute("href")
    answer = page.request.get(f"{cast.server.url}{paper}")
    words = " ".join(" ".join(texts(answer.body())).split())
    for expected in ("Polsek Senori", cast.visit["order_number"], total, CONDITION):
        assert expected in words, expected
