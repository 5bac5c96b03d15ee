"""Bagren at a desk: plans visits, is told who is taken, compares stations."""

from datetime import date, timedelta

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, Watch
from tests.browser.steps import figure, look, rows
from tests.servers import Server

ORDER = "Sprin/912/XI/REN.2.3./2026"


def free_day(server: Server) -> str:
    """The next day for which nobody has a visit yet."""
    taken = {row["planned_on"] for row in rows(server, "SELECT DISTINCT planned_on FROM visits")}
    today = date.fromisoformat(visit_day(server))
    return next(day for day in (str(today + timedelta(days=n)) for n in range(1, 60)) if day not in taken)


def visit_day(server: Server) -> str:
    """The day of the visit that is under way, which is today."""
    return str(rows(server, "SELECT planned_on FROM visits WHERE state = 'open'")[0]["planned_on"])


def fill_in(page: Page, station: str, day: str) -> None:
    """Where, when and under which order; the team is suggested."""
    page.get_by_label("Polsek").select_option(station)
    page.get_by_label("Tanggal").fill(day)
    page.get_by_label("Jam").fill("08:30")
    page.get_by_label("Nomor surat perintah").fill(ORDER)


def test_a_team_of_eight_is_planned_once_its_members_are_free(
    demo_desk: OpenPage, demo_server: Server, watch: Watch
) -> None:
    watch.forgive("status of 422")
    page = demo_desk("bagren")
    page.get_by_role("link", name="Jadwal", exact=True).click()
    look(page, "plan-1-schedule")
    page.locator(".app-bar").get_by_role("link", name="Jadwalkan kunjungan").click()
    fill_in(page, "Polsek Kerek", visit_day(demo_server))
    expect(page.get_by_label("Ketua tim", exact=True)).to_have_value(person_id(demo_server, "ketua"))
    expect(page.get_by_label("Lembar periksa")).to_contain_text("Kesiapan Polsek mendukung Zona Integritas")
    page.get_by_role("button", name="Simpan rencana").click()
    clashes = page.locator("#team .field__error")
    expect(clashes).to_have_count(8)
    said = "Bripka Intan Permatasari sudah masuk tim di Polsek Senori pukul 09.00"
    expect(clashes.filter(has_text=said)).to_have_count(1)
    expect(page.get_by_label("Nomor surat perintah")).to_have_value(ORDER)
    look(page, "plan-2-clash")
    page.get_by_label("Tanggal").fill(free_day(demo_server))
    page.get_by_role("button", name="Simpan rencana").click()
    expect(page.get_by_text("Kunjungan ke Polsek Kerek direncanakan untuk")).to_be_visible()
    expect(page.get_by_role("heading", name="Tim", exact=True).locator("xpath=following::ul[1]/li")).to_have_count(8)
    look(page, "plan-3-planned")
    page.get_by_role("link", name="Kembali ke jadwal").click()
    line = page.get_by_role("link").filter(has_text="Polsek Kerek").filter(has_text=ORDER)
    expect(page.get_by_role("listitem").filter(has=line)).to_contain_text("Terjadwal")


def test_a_visit_of_today_is_planned_with_whoever_is_free(demo_desk: OpenPage, demo_server: Server) -> None:
    page = demo_desk("bagren")
    page.goto(f"{demo_server.url}/visits/new?station=polsek-montong")
    fill_in(page, "Polsek Montong", visit_day(demo_server))
    page.get_by_label("Ketua tim", exact=True).select_option("Kompol Ratna Kusumawati")
    for n in range(1, 8):
        page.get_by_label(f"Anggota {n}", exact=True).select_option("Belum ada")
    for tick in page.locator("input[name=parts-0]").all():
        tick.check()
    page.get_by_role("button", name="Simpan rencana").click()
    expect(page.get_by_text("Kunjungan ke Polsek Montong direncanakan untuk")).to_be_visible()
    expect(page.locator("#main").get_by_text("Terjadwal").first).to_be_visible()
    look(page, "plan-4-today")


def person_id(server: Server, username: str) -> str:
    return str(rows(server, "SELECT id FROM people WHERE username = :name", name=username)[0]["id"])


def test_a_station_says_what_raises_its_readiness_and_leads_to_its_visit(
    demo_desk: OpenPage, demo_server: Server
) -> None:
    page = demo_desk("bagren")
    expect(page.get_by_role("heading", level=1, name="Kesiapan Polsek")).to_be_visible()
    expect(page.locator("table tbody tr")).to_have_count(20)
    expect(page.locator("table td.heat")).to_have_count(120)
    line = page.locator("table tbody tr").filter(has_text="Kenduruan")
    total = line.locator("td").first.inner_text()
    look(page, "overview-1")
    line.get_by_role("link").click()
    expect(page.locator(".card--strong .figure")).to_have_text(total)
    expect(page.get_by_role("heading", name="Yang paling menaikkan nilai")).to_be_visible()
    gains = page.locator("details.fold").filter(has_text="butir yang belum bernilai penuh")
    gains.locator("summary").click()
    steps = [figure(text.lstrip("+")) for text in gains.locator("tbody td:nth-child(2)").all_inner_texts()]
    assert steps == sorted((step for step in steps if step), reverse=True)
    look(page, "overview-2-station")
    page.get_by_role("heading", name="Kunjungan", exact=True).locator("xpath=following::ul[1]").get_by_role(
        "link"
    ).first.click()
    expect(page.get_by_role("heading", level=1, name="Ringkasan kunjungan")).to_be_visible()
    expect(page.locator(".card--strong .figure")).to_have_text(total)
    look(page, "overview-3-visit")


def test_a_photo_that_was_used_again_is_judged_beside_the_first_and_the_judgement_taken_back(
    demo_desk: OpenPage, demo_server: Server, watch: Watch
) -> None:
    page = demo_desk("bagren")
    page.goto(f"{demo_server.url}/evidence/alike")
    same_picture = page.locator(".alike").filter(has_text="dicerminkan, dipotong atau diberi bingkai")
    expect(same_picture).to_have_count(1)
    same_picture.click()
    expect(page.get_by_role("img", name="Foto butir")).to_have_count(2)
    look(page, "radar-1-pair")
    page.get_by_label("Dipakai ulang").check()
    page.get_by_label("Alasan").fill("Buku yang sama, dicerminkan")
    page.get_by_role("button", name="Catat penilaian").click()
    expect(same_picture).to_have_count(0)
    page.get_by_role("link", name="Dipakai ulang").click()
    same_picture.click()
    expect(page.get_by_text("Buku yang sama, dicerminkan")).to_be_visible()
    look(page, "radar-2-judged")
    page.get_by_role("button", name="Tarik kembali penilaian").click()
    expect(page.get_by_role("button", name="Catat penilaian")).to_be_visible()
    page.goto(f"{demo_server.url}/evidence/alike")
    expect(same_picture).to_have_count(1)
