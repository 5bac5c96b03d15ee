"""Starting without signal, and new versions: what the phone keeps opens, is never mixed, and nothing locks it out."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.store.connection import connect
from tests.browser.conftest import HASTE, SIDEWAYS, Watch, sign_in
from tests.browser.faults import Handset, MortalServer
from tests.browser.filling import choose, expect_state, item, open_part, open_visit
from tests.factories import PASSWORD, make_district
from tests.phones import TeamVisit

UPDATE = """async () => {
  const registration = await navigator.serviceWorker.ready;
  try {
    await registration.update();
  } catch (error) {
    return "refused";
  }
  const worker = registration.installing ?? registration.waiting;
  if (!worker) return "same";
  const isOver = () => worker.state !== "installing";
  return new Promise((resolve) => {
    if (isOver()) resolve(worker.state);
    worker.addEventListener("statechange", () => isOver() && resolve(worker.state));
  });
}"""
LOADED = "performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.includes('/assets/'))"


@pytest.fixture
def mortal(migrated: Path, tmp_path: Path) -> Iterator[MortalServer]:
    """A server of its own, as release `aaa`, that can be replaced by another release at the same address."""
    folder = tmp_path / "server"
    folder.mkdir()
    db = connect(shutil.copy(migrated, folder / "siap.db"))
    make_district(db)
    db.close()
    running = MortalServer(folder, PASSWORD)
    replace_by(running, SIAP_TEST_BUILD="aaa")
    yield running
    running.close()


@pytest.fixture
def handset(chromium: Browser, tmp_path: Path, watch: Watch) -> Iterator[Handset]:
    """A phone whose browser keeps its profile when it is switched off."""

    def set_up(context: BrowserContext) -> None:
        for page in context.pages:
            watch.attach(page)
        context.add_init_script(SIDEWAYS)
        context.add_init_script(HASTE)

    watch.forgive("ERR_|Failed to load resource|Error while trying to use the following icon")
    watch.forgive("a mistake of this release|does not provide an export")
    with Handset(chromium, tmp_path / "profile", set_up) as phone:
        yield phone


def replace_by(mortal: MortalServer, **settings: str) -> None:
    """Another release, or a broken one, answers at the same address."""
    mortal.kill()
    mortal.start(**settings)


def keep_everything(handset: Handset, mortal: MortalServer) -> tuple[Page, TeamVisit]:
    """A phone that was once at its front page with a signal, until its visit is ready without one."""
    visit = open_visit(mortal.server, previous={"A01": "Ya"})
    page = handset.power_on()
    assert handset.context
    sign_in(handset.context, mortal.server, "anggota1")
    page.goto(f"{mortal.server.url}/phone")
    expect(page.get_by_text("Siap tanpa sinyal")).to_be_visible()
    return page, visit


def build_of(page: Page) -> str:
    """Which release made the page."""
    found = re.search(r"/assets/(\w+)/", page.locator("html").get_attribute("data-icons") or "")
    assert found
    return found[1]


def test_a_phone_that_was_switched_off_starts_without_signal_and_without_a_session(
    handset: Handset, mortal: MortalServer
) -> None:
    _, visit = keep_everything(handset, mortal)
    handset.power_off()
    mortal.line.set(is_down=True)
    page = handset.power_on()
    assert handset.context
    handset.context.clear_cookies(name="siap")
    url = mortal.server.url
    page.goto(url)
    expect(page.get_by_role("heading", name="Polsek Senori")).to_be_visible()
    expect(page.get_by_text("Siap tanpa sinyal")).to_be_visible()
    open_part(page, mortal.server, visit)
    choose(page, "A01", "Tidak")
    expect_state(page, "A01", "Di HP")
    page.goto(f"{url}/visits/{visit.uid}")
    expect(page.get_by_role("heading", name="Ringkasan kunjungan")).to_be_visible()
    page.goto(f"{url}/findings")
    expect(page.get_by_text("Halaman itu butuh sinyal")).to_be_visible()
    mortal.line.set()
    replace_by(mortal, SIAP_TEST_FAULTS="*=portal")
    for path in ("/", f"/visits/{visit.uid}/parts/A", "/phone/outbox"):
        page.goto(url + path)
        expect(page.locator("[data-ready]")).to_be_attached()
        expect(page.get_by_text("WiFi warung")).to_have_count(0)


def test_a_new_version_waits_for_a_tap_and_is_never_mixed_with_the_old(handset: Handset, mortal: MortalServer) -> None:
    page, visit = keep_everything(handset, mortal)
    open_part(page, mortal.server, visit)
    replace_by(mortal, SIAP_TEST_BUILD="bbb")
    assert page.evaluate(UPDATE) == "installed"
    expect(page.get_by_text("Versi baru siap.")).to_be_visible()
    page.reload()
    page.locator("[data-filling][data-ready]").wait_for()
    assert build_of(page) == "aaa"
    assert all("/assets/aaa/" in name for name in page.evaluate(LOADED))
    item(page, "A02").locator("[data-write]").click()
    item(page, "A02").locator("#note-A02").fill("sedang diketik")
    page.get_by_role("button", name="Pakai sekarang").click()
    page.wait_for_function("document.documentElement.dataset.icons.includes('/assets/bbb/')")
    page.locator("[data-filling][data-ready]").wait_for()
    assert all("/assets/bbb/" in name for name in page.evaluate(LOADED))
    expect(item(page, "A02").locator("#note-A02")).to_have_value("sedang diketik")
    mortal.line.set(is_down=True)
    open_part(page, mortal.server, visit, "B")
    assert build_of(page) == "bbb"


def test_a_broken_release_changes_nothing_and_the_way_out_leads_back(handset: Handset, mortal: MortalServer) -> None:
    page, visit = keep_everything(handset, mortal)
    replace_by(mortal, SIAP_TEST_BUILD="bbb", SIAP_TEST_FAULTS="/phone/outbox=404")
    assert page.evaluate(UPDATE) == "redundant"
    assert [name for name in page.evaluate("caches.keys()") if name.startswith("siap-")] == [
        f"siap-{page.locator('[data-device]').get_attribute('data-build')}"
    ]
    replace_by(mortal, SIAP_TEST_BUILD="bbb", SIAP_TEST_FAULTS="/sw.js=500")
    assert page.evaluate(UPDATE) == "refused"
    replace_by(mortal, SIAP_TEST_BUILD="ccc", SIAP_TEST_FAULTS="/assets/ccc/js/core.js=throws")
    assert page.evaluate(UPDATE) == "installed"
    page.get_by_role("button", name="Pakai sekarang").click()
    page.get_by_role("link", name="Jalan keluar").first.click()
    replace_by(mortal, SIAP_TEST_BUILD="ddd")
    page.get_by_role("button", name="Ambil ulang aplikasi").click()
    page.locator("[data-home]").wait_for()
    open_part(page, mortal.server, visit)
    assert build_of(page) == "ddd"
