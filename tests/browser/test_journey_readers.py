"""Those who read: a chief only the own station, the Kapolres everything, and neither changes what is not theirs."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, Watch
from tests.browser.steps import look, rows
from tests.servers import Server

OWN_SETTINGS = re.compile(r"/(theme|language|account/\S+|sign-out)$")
AREAS = 6


def test_a_chief_sees_the_own_station_and_no_other(demo_phone: OpenPage, demo_server: Server, watch: Watch) -> None:
    watch.forgive("status of 404")
    page = demo_phone("kapolsek.senori")
    page.get_by_role("link", name="Kesiapan").click()
    expect(page.get_by_role("heading", level=1, name="Polsek Senori")).to_be_visible()
    expect(page.get_by_text("tanda WBK").first).to_be_visible()
    expect(page.get_by_text("tanda WBBM").first).to_be_visible()
    bars = page.locator(".areas > li")
    expect(bars).to_have_count(AREAS)
    expect(bars.first.get_by_role("img")).to_have_accessible_name(re.compile("Tanda WBK 60, tanda WBBM 75"))
    look(page, "reader-1-own-station")
    for address in ("/stations/polsek-jenu", foreign_visit(demo_server), foreign_finding(demo_server)):
        answer = page.goto(f"{demo_server.url}{address}")
        assert answer and answer.status == 404, address
        expect(page.get_by_text("Halaman ini tidak ada, atau bukan untuk Anda.")).to_be_visible()
    look(page, "reader-2-not-yours")


def foreign_visit(server: Server) -> str:
    statement = "SELECT v.uid FROM visits v JOIN orgs o ON o.id = v.org_id WHERE o.code = 'polsek-jenu'"
    return f"/visits/{rows(server, statement)[0]['uid']}"


def foreign_finding(server: Server) -> str:
    statement = """
        SELECT f.uid FROM findings f JOIN visits v ON v.id = f.visit_id JOIN orgs o ON o.id = v.org_id
         WHERE o.code = 'polsek-jenu'
    """
    return f"/findings/{rows(server, statement)[0]['uid']}"


def test_the_kapolres_reads_everything_and_finds_nothing_to_change(
    demo_desk: OpenPage, demo_server: Server, watch: Watch
) -> None:
    watch.forgive("status of 404")
    page = demo_desk("kapolres")
    for name in ("Polsek", "Temuan", "Unduhan", "Akun"):
        page.get_by_role("navigation", name="Utama").get_by_role("link", name=name, exact=True).click()
        expect_nothing_to_change(page)
    page.goto(f"{demo_server.url}/stations")
    page.get_by_role("link", name="Senori").click()
    expect_nothing_to_change(page)
    page.get_by_role("link", name="Semua temuan").click()
    page.locator(".finding").first.click()
    expect_nothing_to_change(page)
    look(page, "reader-3-kapolres-finding")
    page.get_by_role("term").filter(has_text="Kunjungan").locator("xpath=following::a[1]").click()
    expect(page.get_by_role("heading", level=1, name="Ringkasan kunjungan")).to_be_visible()
    expect_nothing_to_change(page)
    look(page, "reader-4-kapolres-visit")
    for address in ("/visits/new", "/people", "/manage/stations", "/checklists"):
        answer = page.goto(f"{demo_server.url}{address}")
        assert answer and answer.status == 404, address


def expect_nothing_to_change(page: Page) -> None:
    """Every form on the page either asks (GET) or sets something of one's own account."""
    forms = page.locator("form[method=post]").evaluate_all("forms => forms.map((form) => form.getAttribute('action'))")
    assert [action for action in forms if not OWN_SETTINGS.search(action)] == [], page.url
