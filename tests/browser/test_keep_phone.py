"""What is on a phone stays there, and belongs to its person."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager

from playwright.sync_api import Page, expect

from app.clock import now
from app.services import people
from app.store import people as rows
from app.store import sessions
from app.store.connection import connect
from tests.browser.conftest import OpenPage, Watch, sign_in
from tests.browser.filling import choose, chosen, expect_state, open_part, open_visit
from tests.browser.steps import look, sign_in_by_hand
from tests.browser.steps import rows as stored_rows
from tests.factories import TODAY
from tests.servers import DAYS, Server

BAND = "[data-sign-in]"


def devtools(page: Page, command: str, **parameters: object) -> None:
    """One command of the browser's developer tools about where the page comes from."""
    origin = page.evaluate("location.origin")
    page.context.new_cdp_session(page).send(command, {"origin": origin, **parameters})


@contextmanager
def nothing_leaves(page: Page) -> Iterator[None]:
    """What the page writes stays on the phone."""
    page.route("**/api/push", lambda route: route.abort())
    yield
    page.unroute("**/api/push")


def revoke(server: Server, username: str) -> None:
    """The administrator takes the access of all the person's phones away."""
    with closing(connect(server.database)) as db:
        at = now() + DAYS * 86_400_000
        admin = rows.get_by_username(db, "admin", today=TODAY)
        person = rows.get_by_username(db, username, today=TODAY)
        for one in sessions.list_of(db, person.id, at=at):
            people.revoke_phone(db, username, one.ref, actor=admin, at=at, today=TODAY)


def later(page: Page, days: int) -> None:
    """Let so many days pass on the phone."""
    page.add_init_script(f"{{ const now = Date.now; Date.now = () => now() + {days} * 86400000; }}")


def stored(page: Page, person: str, store: str) -> int:
    """How many rows a store of somebody's database on this phone has."""
    return int(page.evaluate(COUNT, [f"siap-{person}", store]))


def press_sign_out(page: Page, server: Server) -> None:
    """Press 'Keluar' on the account page."""
    page.goto(f"{server.url}/account")
    page.get_by_role("button", name="Keluar", exact=True).click()


ASKING = """
  const done = (asked) => new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
"""
COUNT = f"""
async ([name, store]) => {{
  {ASKING}
  const database = await done(indexedDB.open(name));
  const count = await done(database.transaction(store).objectStore(store).count());
  database.close();
  return count;
}}
"""
HAS_BALLAST = """
async () => (await (await caches.open("twin-siap-anggota1")).keys("/twin/ballast")).length > 0
"""
FILL = f"""
async () => {{
  {ASKING}
  const database = await done(indexedDB.open("siap-anggota1"));
  const write = (size, key) => new Promise((resolve) => {{
    const transaction = database.transaction("bytes", "readwrite");
    const noise = new Uint8Array(size);
    for (let from = 0; from < size; from += 50000) crypto.getRandomValues(noise.subarray(from, from + 50000));
    transaction.objectStore("bytes").put(noise.buffer, key);
    transaction.oncomplete = () => resolve(true);
    transaction.onabort = () => resolve(false);
  }});
  let count = 0;
  for (let size = 1_000_000; size > 1000; size = Math.floor(size / 2)) {{
    while (await write(size, `junk/${{count}}`)) count += 1;
  }}
  database.close();
}}
"""


def test_a_full_phone_still_takes_answers_and_says_what_it_does_not_keep(
    phone: OpenPage, server: Server, watch: Watch
) -> None:
    watch.forgive("QuotaExceeded|ERR_FAILED")
    page = phone()
    devtools(page, "Storage.overrideQuotaForOrigin", quotaSize=6_000_000)
    sign_in(page.context, server, "anggota1")
    with nothing_leaves(page):
        open_part(page, server, open_visit(server))
        expect(page.locator("[data-filling]")).to_have_attribute("data-settled", "")
        tried = re.compile("sent|offline")  # the first round is over: from now on nothing but answers is written
        expect(page.locator("[data-sending]")).to_have_attribute("data-state", tried)
        assert page.evaluate(HAS_BALLAST)
        page.evaluate(FILL)
        used = page.evaluate("navigator.storage.estimate().then(({ usage }) => usage)")
        devtools(page, "Storage.overrideQuotaForOrigin", quotaSize=used - 50_000)  # full, but for the reserve
        choose(page, "A01", "Ya")
        expect_state(page, "A01", "Di HP")
        expect(page.locator("[data-alert]")).to_be_empty()
        assert not page.evaluate(HAS_BALLAST)
        devtools(page, "Storage.overrideQuotaForOrigin", quotaSize=1)
        page.evaluate(FILL)  # makes the browser look again
        choose(page, "A02", "B")
        expect(page.get_by_role("alert")).to_contain_text("HP penuh: Jawaban A02 TIDAK tersimpan di HP")
        expect(chosen(page, "A02")).to_have_count(0)
        look(page, "full-phone")


def test_what_waits_on_a_shared_phone_stays_with_its_owner_and_signing_out_says_so(
    phone: OpenPage, server: Server, watch: Watch
) -> None:
    watch.forgive("ERR_FAILED|40[01]")
    visit = open_visit(server)
    page = phone("anggota1")
    with nothing_leaves(page):
        open_part(page, server, visit)
        choose(page, "A01", "Ya")
        choose(page, "A02", "B")
        expect_state(page, "A02", "Di HP")
        press_sign_out(page, server)
        question = page.get_by_role("dialog")
        expect(question).to_contain_text("2 jawaban Anda belum dikirim")
        look(page, "sign-out")
        question.get_by_role("button", name="Keluar").click()
        page.wait_for_url("**/sign-in")
    assert stored(page, "anggota1", "own") == 2

    sign_in_by_hand(page, "anggota2", server.password)
    expect(page.locator("[data-others]")).to_have_text("Di HP ini ada 2 jawaban Aipda Anggota1 yang belum dikirim.")
    look(page, "others-wait")
    open_part(page, server, visit)
    expect(page.locator("[data-sending]")).to_have_attribute("data-state", "sent")
    expect_state(page, "A01", "Belum dijawab")
    press_sign_out(page, server)
    page.wait_for_url("**/sign-in")
    names = page.evaluate("indexedDB.databases().then((all) => all.map(({ name }) => name).sort())")
    assert names == ["siap-", "siap-anggota1"]
    twins = page.evaluate("caches.keys().then((all) => all.filter((name) => name.startsWith('twin-')).sort())")
    assert twins == ["twin-siap-", "twin-siap-anggota1"]

    sign_in_by_hand(page, "anggota1", server.password)
    open_part(page, server, visit)
    expect_state(page, "A01", "Terkirim")
    expect_state(page, "A02", "Terkirim")


def test_a_revoked_phone_locks_what_it_holds_until_its_owner_signs_in_anew(
    phone: OpenPage, server: Server, watch: Watch
) -> None:
    watch.forgive("ERR_FAILED|40[01]")
    visit = open_visit(server)
    page = phone("anggota1")
    open_part(page, server, visit)
    expect(page.locator("[data-sending]")).to_have_attribute("data-state", "sent")
    shell = page.request.get(page.url).text()
    choose(page, "A01", "Ya")
    expect_state(page, "A01", "Terkirim")
    with nothing_leaves(page):
        choose(page, "A02", "B")
        choose(page, "A03", "C")
        expect_state(page, "A02", "Di HP")
        expect_state(page, "A03", "Di HP")
        page.route(f"**{visit.uid}/parts/A", lambda route: route.fulfill(body=shell, content_type="text/html"))
        revoke(server, "anggota1")
    locked = page.locator("[data-locked-store=revoked]")
    expect(locked).to_contain_text("Menunggu di sini: 2 perubahan.")
    expect(page.locator("[data-item]")).to_have_count(0)
    look(page, "revoked")
    page.reload()
    expect(locked).to_be_visible()
    assert stored(page, "anggota1", "own") == 3
    locked.get_by_role("link", name="Masuk").click()
    expect(page.get_by_text("Akses HP ini sudah dicabut")).to_be_visible()
    sign_in_by_hand(page, "anggota1", server.password)
    for code in ("A01", "A02", "A03"):
        expect_state(page, code, "Terkirim")


def test_a_phone_without_a_word_from_the_server_warns_then_locks_then_opens_with_the_first_contact(
    phone: OpenPage, server: Server, watch: Watch
) -> None:
    watch.forgive("ERR_FAILED|ERR_INTERNET")
    visit = open_visit(server)
    page = phone("anggota1")
    page.route("**/api/push", lambda route: route.abort())
    open_part(page, server, visit)
    choose(page, "A01", "Ya")
    expect_state(page, "A01", "Di HP")
    page.route("**/api/**", lambda route: route.abort())
    later(page, days=12)
    page.reload()
    expect(page.locator("[data-warnings]")).to_contain_text("Dalam 1 hari HP ini terkunci")
    expect(chosen(page, "A01")).to_have_value("Ya")
    later(page, days=15)
    page.reload()
    locked = page.locator("[data-locked-store=limit]")
    expect(locked).to_contain_text("Menunggu di sini: 1 perubahan.")
    page.context.set_offline(True)
    page.unroute_all()
    page.context.set_offline(False)
    expect_state(page, "A01", "Terkirim")


def test_a_phone_whose_browser_deleted_the_data_says_so_and_names_itself_anew(
    phone: OpenPage, server: Server, watch: Watch
) -> None:
    visit = open_visit(server)
    page = phone("anggota1")
    open_part(page, server, visit)
    choose(page, "A01", "Ya")
    expect_state(page, "A01", "Terkirim")
    page.goto(f"{server.url}/account")  # browsers delete what no page has open
    devtools(page, "Storage.clearDataForOrigin", storageTypes="indexeddb,cache_storage,service_workers")
    open_part(page, server, visit)
    warning = page.locator("[data-warnings]")
    expect(warning).to_contain_text("Peramban menghapus data di HP ini")
    expect(warning).to_contain_text("1 jawaban kunjungan ini")
    look(page, "evicted")
    choose(page, "A02", "B")
    expect_state(page, "A02", "Terkirim")
    devices = "SELECT COUNT(DISTINCT dev) AS n FROM events WHERE visit_id = :visit"
    assert stored_rows(server, devices, visit=visit.id)[0]["n"] == 2
    warning.get_by_role("button", name="Mengerti").click()
    expect(warning).to_be_empty()


CONNECTIONS = """
const open = IDBFactory.prototype.open;
window.connections = [];
IDBFactory.prototype.open = function (...words) {
  const asked = open.apply(this, words);
  asked.addEventListener("success", () => connections.push(asked.result));
  return asked;
};
"""
UPGRADE = """
() => new Promise((resolve, reject) => {
  const asked = indexedDB.open("siap-anggota1", 99);
  asked.onupgradeneeded = () => asked.result.createObjectStore("later");
  asked.onsuccess = () => { asked.result.close(); resolve(); };
  asked.onerror = () => reject(asked.error);
})
"""


def test_a_database_that_was_closed_opens_again_and_a_newer_one_keeps_what_is_unsent(
    phone: OpenPage, server: Server, watch: Watch
) -> None:
    watch.forgive("ERR_FAILED|VersionError")
    visit = open_visit(server)
    page = phone("anggota1")
    page.add_init_script(CONNECTIONS)
    page.add_init_script("navigator.storage.estimate = async () => ({ usage: 81, quota: 100 })")
    page.route("**/api/push", lambda route: route.abort())
    open_part(page, server, visit)
    page.evaluate("connections.forEach((one) => one.close())")  # as phones do to pages that sleep
    choose(page, "A01", "Ya")
    expect_state(page, "A01", "Di HP")
    expect(page.locator("[data-alert]")).to_be_empty()
    expect(page.locator("[data-warnings]")).to_contain_text("HP hampir penuh")
    page.evaluate(UPGRADE)  # as another tab with a newer SIAP does
    expect(page.get_by_role("alert")).to_contain_text("Muat ulang halaman ini")
    assert stored(page, "anggota1", "own") == 1
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("Muat ulang halaman ini")
    assert stored(page, "anggota1", "own") == 1
