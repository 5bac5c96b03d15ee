"""Closing a visit without a chief and without a pointer, setting something right, and taking it all away."""

import io
import zipfile
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from app.store import orgs, people
from app.store.connection import connect
from tests.browser.conftest import DESK, PHONE, OpenPage, Watch
from tests.browser.steps import confirm, downloaded, look
from tests.factories import PASSWORD, TODAY, District
from tests.servers import Server
from tests.visits import submitted_visit

NAMES = ("admin", "bagren", "ketua", "anggota1", "anggota2", "kapolsek.senori", "kapolsek.jenu", "kapolres",
         "bagren.lamongan")  # fmt: skip


NOVEMBER = iter((20, 18))


@pytest.fixture
def submitted(server: Server) -> str:
    """The address of a submitted visit at Senori, on a day of its own: today the team is booked by others."""
    with closing(connect(server.database)) as db:
        senori, jenu = orgs.find(db, "polsek-senori"), orgs.find(db, "polsek-jenu")
        assert senori is not None and jenu is not None
        district = District(senori, jenu, *(people.get_by_username(db, name, today=TODAY) for name in NAMES))
        visit = submitted_visit(db, district, planned_on=f"2026-11-{next(NOVEMBER)}")
    return f"{server.url}/visits/{visit.uid}"


def type_name(page: Page, deed: str, name: str) -> None:
    """Sign with the keyboard alone: open the fold, type the name and the password."""
    fold = page.get_by_text("Tidak dapat menggambar? Ketik nama")
    fold.focus()
    page.keyboard.press("Enter")
    page.get_by_label("Nama lengkap sebagai tanda tangan").fill(name)
    page.locator("#sign input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name=deed).press("Enter")


def test_a_visit_is_closed_without_its_chief_amended_and_taken_away(
    server: Server, submitted: str, open_screen: OpenPage, watch: Watch
) -> None:
    watch.forgive("status of 422")
    lead = open_screen(server, PHONE, "ketua", start=None)
    lead.goto(f"{submitted}/closing")
    the_lead_states_that_the_chief_is_not_here(lead)
    the_second_member_signs_on_an_own_screen(open_screen(server, DESK, "anggota1", start=None), submitted)
    confirm(lead, lead.get_by_role("button", name="Segel kunjungan"))
    expect(lead.get_by_role("list", name="Segel dalam enam kata").get_by_role("listitem")).to_have_count(6)
    look(lead, "closing-2-sealed")
    an_answer_is_set_right(lead, submitted)
    name, data = downloaded(lead, lead.get_by_role("button", name="Unduh paket (ZIP)"))
    assert name.startswith("paket-segel-polsek-senori-")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert {one.rpartition(".")[2] for one in package.namelist()} >= {"json", "pdf", "txt"}


def test_a_page_that_was_begun_is_not_taken_away_by_what_is_signed_elsewhere(
    server: Server, submitted: str, open_screen: OpenPage, watch: Watch
) -> None:
    watch.forgive("status of 422")
    begun = [open_screen(server, size, "ketua", start=None) for size in (PHONE, DESK)]
    for page in begun:
        page.goto(f"{submitted}/closing")
        page.get_by_label("Kapolsek tidak di tempat").check()
        page.get_by_label("Alasan").fill("Kapolsek sedang dinas luar")
    lead = open_screen(server, PHONE, "ketua", start=None)
    lead.goto(f"{submitted}/closing")
    the_lead_states_that_the_chief_is_not_here(lead)
    for name, page in zip(("phone", "desk"), begun, strict=True):
        expect(page.get_by_text("Ada perubahan di layar lain.")).to_be_visible()
        expect(page.get_by_label("Alasan")).to_have_value("Kapolsek sedang dinas luar")
        look(page, f"closing-changed-{name}")
        page.get_by_role("link", name="Lihat lagi").click()
        expect(page.get_by_text("Ada perubahan di layar lain.")).to_be_hidden()


def the_lead_states_that_the_chief_is_not_here(page: Page) -> None:
    """Nothing is sent while the field is empty; the reason is asked for only where one is needed."""
    page.get_by_role("button", name="Tandatangani sebagai ketua tim").click()
    expect(page.locator("[data-said]")).to_have_class("small muted field__error")
    expect(page.get_by_label("Alasan")).to_be_hidden()
    page.get_by_label("Kapolsek tidak di tempat").check()
    page.get_by_label("Alasan").fill("Dinas luar di Polda")
    type_name(page, "Tandatangani sebagai ketua tim", "Bukan Ketua")
    expect(page.get_by_role("alert").first).to_contain_text("persis seperti di akun")
    type_name_again(page, "Tandatangani sebagai ketua tim", "Ketua")
    expect(page.get_by_role("heading", name="Tanda tangan anggota kedua")).to_be_visible()
    look(page, "closing-1-second")


def type_name_again(page: Page, deed: str, name: str) -> None:
    """After a refusal the fold stands open."""
    page.get_by_label("Nama lengkap sebagai tanda tangan").fill(name)
    page.locator("#sign input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name=deed).press("Enter")


def the_second_member_signs_on_an_own_screen(page: Page, submitted: str) -> None:
    page.goto(f"{submitted}/closing")
    type_name(page, "Tandatangani sebagai anggota kedua", "Anggota1")
    expect(page.get_by_text("Semua sudah menandatangani.")).to_be_visible()


def an_answer_is_set_right(page: Page, submitted: str) -> None:
    page.get_by_role("link", name="Betulkan sesuatu").click()
    page.get_by_label("Cari butir atau kata").fill("A02")
    expect(page.locator("#targets a").first).to_be_hidden()
    page.locator("#targets a:visible").first.click()
    page.locator("input[name=letter][value=B]").check()
    page.get_by_label("Alasan perubahan").fill("Salah baca papan")
    page.get_by_label("Kata sandi Anda").fill(PASSWORD)
    page.get_by_role("button", name="Segel perubahan").click()
    expect(page.locator(".amended ins")).to_contain_text("B")
