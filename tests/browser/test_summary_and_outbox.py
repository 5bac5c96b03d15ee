"""The phone's summary of a visit and its outbox, without signal and with it."""

import re
from contextlib import closing

from playwright.sync_api import Page, expect

from app.domain import answers, scoring
from app.store.connection import connect
from tests.browser.conftest import OpenPage, Watch
from tests.browser.filling import choose, item, open_part, open_visit
from tests.browser.steps import look, photo_of
from tests.browser.test_fill_for_everyone import NAMELESS, SIDEWAYS, SMALL
from tests.instruments import published
from tests.phones import TeamVisit
from tests.servers import Server

GIVEN = {"A01": "Tidak", "A02": "B", "A03": "A", "A04": "A", "A05": "B", "A06": "A", "A07": "B", "A08": "A"}
SWITCHES = {"penyidikan", "melayani_skck"}


def for_everyone(page: Page) -> None:
    """A thumb, a screen reader and large text can use the page."""
    assert page.evaluate(SMALL) == []
    assert page.evaluate(NAMELESS) == []
    for width in (180, 320, 360):
        page.set_viewport_size({"width": width, "height": 780})
        assert page.evaluate(SIDEWAYS) <= 0, f"{width} px"


def open_summary(page: Page, server: Server, visit: TeamVisit) -> None:
    page.goto(f"{server.url}/visits/{visit.uid}/summary")
    page.locator("[data-summary-of][data-ready]").wait_for()


def test_the_last_items_without_signal_then_the_summary_and_the_outbox_until_all_is_sent(
    phone: OpenPage, server: Server, watch: Watch
) -> None:
    watch.forgive("Failed to load resource")
    visit = open_visit(server, {"A01": "Ya", "A01.note": "Sprin belum diperbarui"}, {"A01": photo_of("A01", "teal")})
    page = phone("anggota1")
    open_summary(page, server, visit)
    expect(page.locator("[data-score-note]")).to_have_text("Belum ada jawaban, jadi belum ada nilai.")
    page.context.route("**/api/**", lambda route: route.abort())

    open_part(page, server, visit)
    expect(item(page, "A01").locator("[data-last]")).to_be_hidden()
    for code, letter in GIVEN.items():
        choose(page, code, letter)
    before = item(page, "A01").locator("[data-last]")
    expect(before).to_contain_text("Catatan kunjungan lalu: Sprin belum diperbarui")
    before.locator("button").click()
    expect(page.locator("#photo-sheet img")).to_have_js_property("complete", True)
    expect(page.locator("#photo-sheet [data-remove]")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator("[data-next]")).to_have_text("Lanjut C01")  # nobody was given part C

    page.locator("[data-items]").click()
    page.get_by_role("link", name="Ringkasan kunjungan").click()
    page.locator("[data-summary-of][data-ready]").wait_for()
    checklist = published("kesiapan-polsek").applicable(SWITCHES)
    all_items = len(checklist.items)
    result = scoring.score(checklist, answers.parse_all(checklist, GIVEN))
    expect(page.locator(".summary__count")).to_have_text(f"8 dari {all_items} butir terisi")
    expect(page.locator("[data-figure]")).to_have_text(str(result.total.shown).replace(".", ","))
    expect(page.locator("[data-score-note]")).to_have_text(
        f"Sementara: {all_items - 8} belum diisi, dan butir kosong bernilai 0."
    )
    expect(page.locator("[data-areas] li").first).to_contain_text(str(result.area("I").percent_shown).replace(".", ","))
    expect(page.locator("[data-suggestions] a")).to_have_attribute("href", re.compile("#item-A01$"))
    expect(page.locator("[data-parts] a[href$='#item-B01']")).to_be_attached()
    expect(page.locator("[data-needs-signal]")).to_be_visible()
    assert "tercapai" not in page.locator("main").inner_text()
    look(page, "summary")
    for_everyone(page)

    page.locator("[data-sending]").click()
    page.locator("[data-outbox][data-state=offline]").wait_for()
    expect(page.locator("[data-groups] li")).to_have_count(8)
    expect(page.locator("[data-groups] li").first).to_contain_text(re.compile("^A01 .*Jawaban A01 · [0-9]+ B"))
    expect(page.locator("[data-groups] li").first).to_contain_text("tidak ada sinyal")
    expect(page.locator("[data-title]")).to_have_text("Tanpa sinyal: tetap di sini, terkirim otomatis")
    look(page, "outbox")
    for_everyone(page)

    page.context.unroute_all()
    page.get_by_role("button", name="Kirim sekarang").click()
    expect(page.locator("[data-title]")).to_have_text("Semua terkirim")
    expect(page.locator("[data-head] [data-contact]")).to_contain_text("Kontak terakhir")
    expect(page.locator("[data-groups] li")).to_have_count(0)

    open_summary(page, server, visit)
    page.locator("[data-stats] a").first.focus()
    page.locator("[data-stats] a").first.evaluate("(link) => (link.textContent = link.textContent + '!')")
    expect(page.locator("[data-needs-signal]")).to_be_hidden()
    page.locator("#parts").evaluate("() => new BroadcastChannel('siap-anggota1').postMessage('')")  # as another tab
    expect(page.locator("[data-stats] a").first).not_to_contain_text("!")
    expect(page.locator("[data-stats] a").first).to_be_focused()
    with closing(connect(server.database)) as db:
        stored = db.query("SELECT item_code FROM answers WHERE visit_id = :id AND value_json <> ''", {"id": visit.id})
        assert {row["item_code"] for row in stored} == set(GIVEN)


def test_held_ones_get_another_chance_and_what_is_half_typed_is_not_called_sent(
    phone: OpenPage, server: Server, watch: Watch
) -> None:
    watch.forgive("Failed to load resource")
    visit = open_visit(server)
    page = open_part(phone("anggota1", start=None), server, visit)
    page.context.route("**/api/push", lambda route: route.abort())
    choose(page, "A01", "Ya")
    choose(page, "A02", "B")
    expect(item(page, "A02").locator("[data-history]")).to_have_text("Di HP")
    page.evaluate(HOLD, "A01.answer")
    item(page, "A05").locator(".choice:has([data-na])").click()
    expect(item(page, "A05").locator("[data-history]")).to_have_text("Belum lengkap")
    page.goto(f"{server.url}/phone/outbox")
    held = page.locator("[data-held-list] li")
    expect(held).to_contain_text("sebelum ini sampai")
    expect(page.locator("[data-groups] li")).to_have_count(1)
    page.context.unroute_all()
    held.get_by_role("button", name="Coba lagi").click()
    expect(page.locator("[data-outbox]")).to_have_attribute("data-state", "drafts")
    expect(page.locator("[data-title]")).to_have_text("Semua terkirim, kecuali yang belum selesai")
    expect(page.locator("[data-draft-list] a")).to_have_attribute("href", re.compile("/parts/A#item-A05$"))
    expect(page.locator("[data-held]")).to_be_hidden()


HOLD = """
async (cell) => {
  const opened = indexedDB.open("siap-anggota1");
  const database = await new Promise((resolve) => (opened.onsuccess = () => resolve(opened.result)));
  const own = database.transaction(["own"], "readwrite").objectStore("own");
  const found = own.getAll();
  await new Promise((resolve) => (found.onsuccess = resolve));
  const put = own.put({ ...found.result.find((entry) => entry.cell === cell), state: "held", why: "late" });
  await new Promise((resolve) => (put.onsuccess = resolve));
  database.close();
}
"""
