"""An administrator rewrites the log of seals: a phone notices, says so in red, and is cleared by the Kapolres alone."""

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.domain.seal import canonical
from app.store.connection import connect
from tests.browser.conftest import DESK, PHONE, OpenPage, Watch
from tests.browser.filling import choose, expect_state, open_part, open_visit
from tests.browser.steps import look
from tests.factories import PASSWORD, make_district
from tests.sealing import signer_of
from tests.servers import ROOT, Server, serving
from tests.witnesses import grow, rewrite

CASES = json.loads((ROOT / "tests/shared/seal_cases.json").read_text())
ALARM = "[data-seal-alarm]"


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[Server]:
    """A server of its own: what happens to its log is no other test's business."""
    folder = tmp_path_factory.mktemp("rewritten")
    with closing(connect(shutil.copy(migrated, folder / "siap.db"))) as db:
        make_district(db)
        grow(db, signer_of(db), by=4)
    with serving(folder, PASSWORD) as running:
        yield running


def settle(desk: Page) -> str:
    """The Kapolres follows the red line on the first page, and decides; the code."""
    desk.locator("[data-alarms] a").click()
    expect(desk.get_by_text("ini bukti")).to_be_visible()
    look(desk, "alarm-desk")
    desk.get_by_label("Apa yang Anda temukan").fill("Admin menulis ulang entri; diperiksa Propam.")
    desk.get_by_label("Kata sandi Anda").fill(PASSWORD)
    desk.get_by_role("button", name="Putuskan").click()
    return desk.locator("b.figure").inner_text()


def test_a_phone_notices_and_only_the_kapolres_clears_it(own_server: Server, open_screen: OpenPage) -> None:
    visit = open_visit(own_server)
    phone = open_screen(own_server, PHONE, "anggota1", start=None)
    open_part(phone, own_server, visit)
    choose(phone, "A01", "Ya")
    expect_state(phone, "A01", "Terkirim")
    with closing(connect(own_server.database)) as db:
        rewrite(db, signer_of(db), 2)
    expect(phone.locator(ALARM)).to_contain_text("Log segel bertentangan")
    look(phone, "alarm-filling")
    choose(phone, "A02", "B")
    expect_state(phone, "A02", "Terkirim")  # filling goes on
    phone.locator(f"{ALARM} a").click()
    expect(phone.locator("[data-state]")).to_contain_text("Dilaporkan")
    expect(phone.locator("[data-kept]")).to_contain_text("\n5\n")
    look(phone, "alarm-phone")
    code = settle(open_screen(own_server, DESK, "kapolres", start="/stations"))
    phone.reload()
    look(phone, "alarm-word")
    phone.get_by_label("Kode, 8 angka").fill("0000 0001")
    phone.get_by_role("button", name="Buka peringatan").click()
    expect(phone.locator("[data-wrong]")).to_be_visible()
    phone.get_by_label("Kode, 8 angka").fill(code)
    phone.get_by_role("button", name="Buka peringatan").click()
    expect(phone.locator("[data-alarm]")).to_be_hidden()
    expect(phone.locator("[data-past-list] summary")).to_contain_text("ditulis ulang")
    open_part(phone, own_server, visit)
    expect(phone.locator(ALARM)).to_have_count(0)


def test_the_page_that_verifies_works_as_a_file(
    own_server: Server, chromium: Browser, watch: Watch, tmp_path: Path
) -> None:
    context = chromium.new_context(**DESK, locale="id-ID", offline=False)
    (tmp_path / "periksa.html").write_bytes(context.request.get(f"{own_server.url}/verify/file").body())
    whole = CASES["bundles"]["whole"]
    (tmp_path / "v.siap.json").write_bytes(canonical(whole))
    whole["items"][0]["value"]["value"] = "Tidak"
    (tmp_path / "w.siap.json").write_bytes(canonical(whole))
    context.set_offline(True)
    page = context.new_page()
    watch.attach(page)
    page.goto(f"file://{tmp_path}/periksa.html")
    title = page.locator(".verdict__title")
    page.set_input_files("#files", tmp_path / "v.siap.json")
    expect(title).to_have_text("Tidak asli: ada yang diubah")  # signed with a key that the page does not know
    page.get_by_label("Kunci publik lain").fill(CASES["bundles"]["cases"][0]["keys"][0])
    expect(title).to_have_text("Asli")
    page.locator(".contents summary").click()
    expect(page.locator(".contents table").first).to_contain_text("value: 87.5")
    page.set_input_files("#files", tmp_path / "w.siap.json")
    expect(page.locator(".check--bad li")).to_have_text("Jawaban A01: diubah")
    page.get_by_role("button", name="English").click()
    expect(page.locator(".check--bad li")).to_have_text("Answer A01: was altered")
    page.set_input_files("#files", [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": b"x"} for n in range(5)])
    expect(page.locator("[data-files]")).to_have_text("w.siap.json, 0.jpg, 1.jpg, 2.jpg and 2 more")
    context.close()
