"""What goes wrong between a phone and its server, and inside the phone, costs nothing and doubles nothing."""

import random
import shutil
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.clock import now
from app.services import backup
from app.store import people
from app.store.connection import connect
from tests.browser.conftest import PHONE, OpenPage, Watch, sign_in
from tests.browser.faults import MortalServer, has_bytes, holdings, stored_events
from tests.browser.filling import choose, chosen, expect_state, item, open_part, open_visit, pick
from tests.browser.steps import look
from tests.factories import NOON, PASSWORD, TODAY, make_district
from tests.phones import Phone, TeamVisit
from tests.pictures import encode, phone_photo, scene
from tests.servers import DAYS, Server
from tests.soak import rounds
from tests.soak.ward import Ward

# Lets a test close the app's database behind its back, or make its disk fail at the last moment; damages the first
# piece of a photo on its way.
SABOTAGE = """(() => {
  const open = IDBFactory.prototype.open;
  window.opened = [];
  IDBFactory.prototype.open = function (...names) {
    const asked = open.apply(this, names);
    asked.addEventListener("success", () => window.opened.push(asked.result));
    return asked;
  };
  const add = IDBObjectStore.prototype.add;
  IDBObjectStore.prototype.add = function (...given) {
    const asked = add.apply(this, given);
    asked.addEventListener("success", () => window.isDiskBroken && this.transaction.abort());
    return asked;
  };
  const send = window.fetch;
  window.damaged = 0;
  window.fetch = (address, options) => {
    if (options?.method !== "PATCH" || window.damaged++) return send(address, options);
    const body = new Uint8Array(options.body.slice(0));
    body[100] ^= 1;
    return send(address, { ...options, body });
  };
})()"""
CHANGE = """async ([person, store, change]) => {
  const asked = indexedDB.open(`siap-${person}`);
  const database = await new Promise((resolve) => (asked.onsuccess = () => resolve(asked.result)));
  const transaction = database.transaction(store, "readwrite");
  const done = new Promise((resolve) => (transaction.oncomplete = resolve));
  const at = transaction.objectStore(store);
  const all = (made) => new Promise((resolve) => (made.onsuccess = () => resolve(made.result)));
  if (change === "spoil new") for (const entry of await all(at.getAll())) {
    if (entry.state === "new" && entry.raw.includes("A02.answer")) at.put({ ...entry, raw: entry.raw.slice(0, -9) });
  } else at.delete(IDBKeyRange.bound(`${change}/`, `${change}/z`));
  await done;
  database.close();
}"""
SPOIL_TWIN = """async () => {
  const twin = await caches.open("twin-siap-anggota1");
  await twin.put("/twin/own/%22unreadable%22?a", new Response('{"eid":', { headers: { "X-Written": "9e12" } }));
}"""
CLOCK = """(() => {
  const Real = Date;
  const shifted = (given) => (given.length ? given : [Real.now() + %d]);
  window.Date = class extends Real {
    constructor(...given) { super(...shifted(given)); }
    static now() { return Real.now() + %d; }
  };
})()"""
DAY, HOUR = 86_400_000, 3_600_000


ODD: list[tuple[str, object]] = [  # what a faulty phone of a member can send; the server keeps all of it
    ("answer", {"n": "x", "d": None}),
    ("answer", ["B", {"na": 5}]),
    ("answer", 12),
    ("answer", None),
    ("note", {"text": "no text"}),
    ("photo.{}", None),
    ("photo.{}", {"sha": 5}),
    ("finding.{}", "rusak"),
    ("finding.{}", {"condition": 5, "severity": "?"}),
    ("unknown", "x"),
]


@pytest.fixture(scope="module")
def mortal(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[MortalServer]:
    """A server of this file's own, to kill."""
    folder = tmp_path_factory.mktemp("mortal")
    db = connect(shutil.copy(migrated, folder / "siap.db"))
    make_district(db)
    db.close()
    running = MortalServer(folder, PASSWORD)
    yield running
    running.close()


def signal(page: Page) -> None:
    """There may be a network again, as the system would say."""
    page.evaluate("dispatchEvent(new Event('online'))")


def push_oddities(server: Server, visit: TeamVisit) -> int:
    """A member's phone that has gone mad; how many of its events the server stored."""
    with closing(connect(server.database)) as db:
        mad = Phone(people.get_by_username(db, "anggota2", today=TODAY), visit)
        cells = [(f"{code}.{name}".format(uuid.uuid4()), value) for code in ("A01", "A08") for name, value in ODD]
        texts = [mad.event(cell, value) for cell, value in cells] + [mad.event("lone", "x", op="dance")]
        receipts = mad.push(db, *texts, at=now() + DAYS * DAY)
    return sum(receipt.st == "ok" for receipt in receipts)


def expect_same(page: Page, server: Server, visit: TeamVisit, person: str) -> None:
    """Phone and server hold the same events, each exactly once."""
    kept = holdings(page, person, visit.uid)
    assert {eid: entry["raw"] for eid, entry in kept.own.items()} == stored_events(server, visit)
    assert {photo["state"] for photo in kept.photos.values()} <= {"done"}
    assert all(has_bytes(server, photo["sha"]) for photo in kept.photos.values())


def test_a_lost_receipt_and_a_server_that_dies_in_mid_batch_lose_and_double_nothing(
    open_screen: OpenPage, mortal: MortalServer, watch: Watch
) -> None:
    watch.forgive("ERR_|409")
    line = mortal.line
    visit = open_visit(mortal.server)
    page = open_part(open_screen(mortal.server, PHONE, "anggota1", start=None), mortal.server, visit)

    expect(page.locator("[data-sending]")).to_have_attribute("data-state", "sent")
    line.set(swallow="POST /api/push")
    choose(page, "A01", "Ya")
    expect(page.locator("[data-sending]")).to_contain_text("Tanpa sinyal")
    assert line.swallowed
    assert [text for text in stored_events(mortal.server, visit).values() if "A01.answer" in text]
    expect_state(page, "A01", "Di HP")  # the server has it, but the phone was not told
    line.set(is_down=True)
    for code in ("A02", "A03", "A05", "A06"):
        for letter in "ABC":
            choose(page, code, letter)
    line.on_request = lambda request: mortal.kill() if request.startswith("POST /api/push") else None
    line.set()
    signal(page)
    expect(page.locator("[data-sending]")).to_contain_text("Tanpa sinyal")
    expect_state(page, "A06", "Di HP")
    line.on_request = lambda _request: None
    mortal.start()
    line.set(swallow="PATCH /api/photo")
    before = line.swallowed
    pick(page, "A04", "camera", ("image.jpg", phone_photo(800, 600)))
    signal(page)
    page.wait_for_function("() => document.querySelector('[data-item=A06] [data-history]').dataset.state === 'sent'")
    while line.swallowed == before:
        page.wait_for_timeout(20)
    line.set()
    signal(page)
    expect(item(page, "A04").locator(".photos .status")).to_have_text("Terkirim")
    expect_same(page, mortal.server, visit, "anggota1")
    with page.expect_request("**/api/pull?*") as asked:
        page.reload()
    assert "since=0" not in asked.value.url, "what was read is not asked for again"


def test_a_damaged_phone_keeps_what_is_whole_says_what_is_not_and_goes_on(
    phone: OpenPage, server: Server, watch: Watch
) -> None:
    watch.forgive("ERR_FAILED|400|AbortError")
    visit = open_visit(server)
    odd = push_oddities(server, visit)
    assert odd > 10
    page = phone("anggota1", start=None)
    page.context.add_init_script(SABOTAGE)
    open_part(page, server, visit)
    expect_state(page, "A01", "Bentrok")  # the colleague's nonsense has come: what follows settles it

    page.evaluate("opened.forEach((database) => database.close())")  # as systems do to sleeping pages
    choose(page, "A01", "Ya")
    expect_state(page, "A01", "Terkirim")
    page.evaluate("window.isDiskBroken = true")
    choose(page, "A02", "A")
    expect(page.locator("[data-alert]")).to_contain_text("TIDAK")
    expect_state(page, "A02", "Belum dijawab")
    page.evaluate("window.isDiskBroken = false")
    pick(page, "A04", "gallery", ("image.jpg", phone_photo(816, 612)))
    expect(item(page, "A04").locator(".photos .status")).to_have_text("Terkirim")
    assert page.evaluate("damaged") > 1
    expect(item(page, "A08").get_by_role("button", name="Catatan")).to_be_visible()
    page.locator("[data-items]").click()
    page.keyboard.press("Escape")
    for code in ("A01", "A08"):
        item(page, code).locator("[data-history]").click()
        page.keyboard.press("Escape")

    page.context.route("**/api/p*/**", lambda route: route.abort())
    page.context.route("**/api/push", lambda route: route.abort())
    choose(page, "A02", "B")
    choose(page, "A03", "C")
    pick(page, "A05", "gallery", ("image.jpg", encode(scene(500, 400))), ("image.jpg", encode(scene(400, 500))))
    expect(item(page, "A05").locator(".photos .status", has_text="Di HP")).to_have_count(2)
    first = item(page, "A05").locator(".photos li").first.get_attribute("data-uid")
    page.evaluate(CHANGE, ["anggota1", "own", "spoil new"])
    page.evaluate(CHANGE, ["anggota1", "bytes", first])
    page.context.unroute_all()
    page.reload()
    page.locator("[data-filling][data-ready]").wait_for()
    expect_state(page, "A03", "Terkirim")
    expect(item(page, "A05").locator(".photos .status", has_text="Terkirim")).to_have_count(1)
    expect(item(page, "A05").locator(".photos .status", has_text="Gagal")).to_have_count(1)
    expect(page.locator("[data-sending]")).to_contain_text("2 tertahan")

    second = open_part(page.context.new_page(), server, visit)
    choose(second, "A06", "A")
    choose(page, "A07", "B")
    choose(second, "A06", "B")
    for tab in (page, second):
        expect_state(tab, "A06", "Terkirim")
        expect_state(tab, "A07", "Terkirim")
        expect(chosen(tab, "A06")).to_have_value("B")
    kept = holdings(page, "anggota1", visit.uid)
    assert sorted(entry["state"] for entry in kept.own.values() if entry["state"] != "sent") == ["held"]
    assert len(stored_events(server, visit)) == len(kept.own) - 1 + odd
    assert sorted(entry["n"] for entry in kept.own.values()) == list(range(1, len(kept.own) + 1))


def test_wrong_clocks_change_neither_order_nor_value(phone: OpenPage, server: Server) -> None:
    visit = open_visit(server)
    pages = []
    for name, shift in (("anggota1", 3 * DAY), ("anggota2", -2 * HOUR)):
        page = phone(name, start=None)
        page.context.add_init_script(CLOCK % (shift, shift))
        pages.append(open_part(page, server, visit))
    ahead, behind = pages
    choose(ahead, "A01", "Ya")
    expect(chosen(behind, "A01")).to_have_value("Ya")
    choose(behind, "A01", "Tidak")
    expect(chosen(ahead, "A01")).to_have_value("Tidak")
    choose(ahead, "A01", "Ya")
    for page in (behind, ahead):
        expect(chosen(page, "A01")).to_have_value("Ya")
        expect_state(page, "A01", "Terkirim")


def test_a_server_that_comes_back_from_a_backup_gets_again_what_phones_still_hold(
    open_screen: OpenPage, mortal: MortalServer, watch: Watch, tmp_path: Path
) -> None:
    watch.forgive("ERR_|40[01]")
    visit = open_visit(mortal.server)
    page = open_part(open_screen(mortal.server, PHONE, "anggota1", start=None), mortal.server, visit)
    choose(page, "A01", "Ya")
    expect_state(page, "A01", "Terkirim")
    database, uploads = mortal.server.database, mortal.server.uploads
    folder, _ = backup.take(database, uploads, tmp_path, at=NOON)
    choose(page, "A01", "Tidak")
    choose(page, "A02", "B")
    pick(page, "A04", "camera", ("image.jpg", phone_photo(640, 480)))
    expect(item(page, "A04").locator(".photos .status")).to_have_text("Terkirim")
    expect_state(page, "A02", "Terkirim")

    mortal.kill()
    for path in database.parent.glob("siap.db*"):
        path.unlink()
    shutil.rmtree(uploads)
    backup.restore(folder, database, uploads, at=NOON + DAY)
    assert len(stored_events(mortal.server, visit)) == 1
    mortal.start()
    signal(page)
    expect(page.locator("[data-sign-in]")).to_be_visible()
    sign_in(page.context, mortal.server, "anggota1")
    page.reload()
    page.locator("[data-filling][data-ready]").wait_for()
    page.wait_for_function("() => document.querySelector('[data-sending]').dataset.state === 'sent'")
    expect(chosen(page, "A01")).to_have_value("Tidak")
    expect(item(page, "A04").locator(".photos .status")).to_have_text("Terkirim")
    expect_same(page, mortal.server, visit, "anggota1")


def tear(profile: Path) -> None:
    """Leave the browser's database as a death in the middle of a write leaves it: with half a record at its end."""
    (log,) = (profile / "Default" / "IndexedDB").glob("*.leveldb/*.log")
    checksum, length, kind = b"\x01\x02\x03\x04", (400).to_bytes(2, "little"), b"\x01"
    with log.open("ab") as file:
        file.write(checksum + length + kind)


def test_a_database_that_the_browser_takes_away_comes_back_from_its_twin(
    chromium: Browser, mortal: MortalServer, tmp_path: Path
) -> None:
    """Chromium writes on behind half a record, and at the start after that deletes the whole database."""
    ward = Ward(chromium, mortal, tmp_path / "profile")
    try:
        choose(ward.page, "A03", "B")
        expect_state(ward.page, "A03", "Terkirim")
        mortal.line.set(is_down=True)
        choose(ward.page, "A01", "Ya")
        pick(ward.page, "A02", "camera", ("photo.jpg", encode(scene(640, 480))))
        expect(item(ward.page, "A02").locator(".photos .status")).to_have_text("Di HP")
        expect_state(ward.page, "A01", "Di HP")
        ward.page.evaluate(SPOIL_TWIN)
        ward.phone.power_off()
        tear(tmp_path / "profile")

        ward.revive_phone(has_signal=False)
        expect(ward.page.locator("[data-warnings]")).to_be_empty()
        choose(ward.page, "A05", "B")
        expect_state(ward.page, "A05", "Di HP")
        ward.check()
        ward.revive_phone(has_signal=False)
        expect(ward.page.locator("[data-warnings]")).to_contain_text("salinan kedua di HP ini: 4 jawaban dan 1 foto")
        look(ward.page, "restored")
        ward.check()
        expect(chosen(ward.page, "A01")).to_have_value("Ya")
        expect(item(ward.page, "A02").locator(".photos .status")).to_have_text("Di HP")
        choose(ward.page, "A06", "A")
        expect_state(ward.page, "A06", "Di HP")
        ward.recover()
        ward.settle()
        expect(item(ward.page, "A02").locator(".photos .status")).to_have_text("Terkirim")
    finally:
        ward.recover()
        ward.close()


def test_six_kills_at_random_moments_lose_nothing(chromium: Browser, mortal: MortalServer, tmp_path: Path) -> None:
    """The short form of `make soak`."""
    ward = Ward(chromium, mortal, tmp_path / "profile")
    happens = [
        rounds.killed_in_mid_answer,
        rounds.killed_in_mid_photo,
        rounds.server_killed_in_mid_batch,
        rounds.killed_in_mid_upload,
        rounds.receipts_lost,
        rounds.line_cut,
    ]
    try:
        chosen = [rounds.Round(each, random.Random(seed)) for seed, each in enumerate(happens)]
        assert len(list(rounds.play(ward, chosen))) == len(happens)
    finally:
        ward.close()
