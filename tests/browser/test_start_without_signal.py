"""Starting without signal, and new versions: what the phone keeps opens, is never mixed, and nothing locks it out."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.store.connection import connect
from tests.browser.conftest import HASTE, SIDEWAYS, Watch, sign_in
from tests.browser.faults import Handset
from tests.browser.filling import choose, expect_state, item, open_part, open_visit
from tests.browser.line import Line
from tests.factories import PASSWORD, make_district
from tests.phones import TeamVisit
from tests.servers import Server, serving

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


class Releases:
    """A server behind a line, which becomes another release from one request to the next."""

    def __init__(self, file: Path, server: Server) -> None:
        self._file = file
        self.line = Line(server.url)
        self.server = replace(server, url=self.line.url)

    def become(self, build: str, **faults: object) -> None:
        """Answer as the release `build`; `faults` says what goes wrong in it, by path."""
        draft = self._file.with_suffix(".draft")
        draft.write_text(json.dumps({"build": build, "faults": faults}))
        draft.replace(self._file)


@pytest.fixture
def releases(migrated: Path, tmp_path: Path) -> Iterator[Releases]:
    """A server of its own, as release `aaa`."""
    folder = tmp_path / "server"
    folder.mkdir()
    db = connect(shutil.copy(migrated, folder / "siap.db"))
    make_district(db)
    db.close()
    file = tmp_path / "release.json"
    file.write_text(json.dumps({"build": "aaa", "faults": {}}))
    with serving(folder, PASSWORD, SIAP_TEST_RELEASE=str(file)) as server:
        made = Releases(file, server)
        yield made
        made.line.close()


@pytest.fixture
def handset(chromium: Browser, tmp_path: Path, watch: Watch) -> Iterator[Handset]:
    """A phone whose browser keeps its profile when it is switched off."""

    def set_up(context: BrowserContext) -> None:
        for page in context.pages:
            watch.attach(page)
        context.add_init_script(SIDEWAYS)
        context.add_init_script(HASTE)

    watch.forgive("ERR_|Failed to load resource|Error while trying to use the following icon")
    watch.forgive("a mistake of this release|does not provide an export|error occurred when fetching the script")
    with Handset(chromium, tmp_path / "profile", set_up) as phone:
        yield phone


def keep_everything(handset: Handset, releases: Releases) -> tuple[Page, TeamVisit]:
    """A phone that was once at its front page with a signal, until its visit is ready without one."""
    visit = open_visit(releases.server, previous={"A01": "Ya"})
    page = handset.power_on()
    assert handset.context
    sign_in(handset.context, releases.server, "anggota1")
    page.goto(f"{releases.server.url}/phone")
    expect(page.get_by_text("Siap tanpa sinyal")).to_be_visible()
    return page, visit


def build_of(page: Page) -> str:
    """Which release made the page."""
    found = re.search(r"/assets/(\w+)/", page.locator("html").get_attribute("data-icons") or "")
    assert found
    return found[1]


def test_a_phone_that_was_switched_off_starts_without_signal_and_without_a_session(
    handset: Handset, releases: Releases
) -> None:
    page, visit = keep_everything(handset, releases)
    page.evaluate("localStorage.clear()")  # reaches the disk late, as cookies do: a killed browser loses both
    handset.power_off()
    releases.line.set(is_down=True)
    page = handset.power_on()
    assert handset.context
    handset.context.clear_cookies()
    url = releases.server.url
    page.goto(url)
    expect(page.get_by_role("heading", name="Polsek Senori")).to_be_visible()
    expect(page.get_by_text("Siap tanpa sinyal")).to_be_visible()
    open_part(page, releases.server, visit)
    choose(page, "A01", "Tidak")
    expect_state(page, "A01", "Di HP")
    page.goto(f"{url}/visits/{visit.uid}")
    expect(page.get_by_role("heading", name="Ringkasan kunjungan")).to_be_visible()
    page.goto(f"{url}/findings")
    expect(page.get_by_text("Halaman itu butuh sinyal")).to_be_visible()
    releases.line.set()
    page.goto(url)
    page.get_by_role("link", name="Lanjut mengisi tanpa masuk").click()
    expect(page.get_by_role("heading", name="Polsek Senori")).to_be_visible()
    releases.become("aaa", **{"*": "portal"})
    for path in ("/", f"/visits/{visit.uid}/parts/A", "/phone/outbox"):
        page.goto(url + path)
        expect(page.locator("[data-ready]")).to_be_attached()
        expect(page.get_by_text("WiFi warung")).to_have_count(0)


def test_a_new_version_waits_for_a_tap_and_is_never_mixed_with_the_old(handset: Handset, releases: Releases) -> None:
    page, visit = keep_everything(handset, releases)
    open_part(page, releases.server, visit)
    releases.become("bbb")
    assert page.evaluate(UPDATE) == "installed"
    expect(page.get_by_text("Versi baru siap.")).to_be_visible()
    page.reload()
    page.locator("[data-filling][data-ready]").wait_for()
    assert build_of(page) == "aaa"
    assert all("/assets/aaa/" in name for name in page.evaluate(LOADED))
    item(page, "A02").locator("[data-write]").click()
    item(page, "A02").locator("#note-A02").fill("sedang diketik")
    page.get_by_role("button", name="Pakai sekarang").click()
    # The new worker takes over once the old one has kept all it is at.
    expect(page.locator("html")).to_have_attribute("data-icons", re.compile("/assets/bbb/"), timeout=60_000)
    page.locator("[data-filling][data-ready]").wait_for()
    assert all("/assets/bbb/" in name for name in page.evaluate(LOADED))
    expect(item(page, "A02").locator("#note-A02")).to_have_value("sedang diketik")
    releases.line.set(is_down=True)
    open_part(page, releases.server, visit, "B")
    assert build_of(page) == "bbb"


def test_a_broken_release_changes_nothing_and_the_way_out_leads_back(handset: Handset, releases: Releases) -> None:
    page, visit = keep_everything(handset, releases)
    releases.become("bbb", **{"/phone/outbox": 404})
    assert page.evaluate(UPDATE) == "redundant"
    assert [name for name in page.evaluate("caches.keys()") if name.startswith("siap-")] == [
        f"siap-{page.locator('[data-device]').get_attribute('data-build')}"
    ]
    releases.become("bbb", **{"/sw.js": 500})
    assert page.evaluate(UPDATE) == "refused"
    releases.become("ccc", **{"/assets/ccc/js/core.js": "throws"})
    assert page.evaluate(UPDATE) == "installed"
    page.get_by_role("button", name="Pakai sekarang").click()
    page.get_by_role("link", name="Jalan keluar").first.click()
    releases.become("ddd")
    page.get_by_role("button", name="Ambil ulang aplikasi").click()
    page.locator("[data-home]").wait_for()
    open_part(page, releases.server, visit)
    assert build_of(page) == "ddd"
