"""Several phones fill one visit."""

import json
import re
from collections.abc import Callable
from contextlib import closing
from typing import Any

from playwright.sync_api import Page, Route, expect

from app.clock import now
from app.services import submission
from app.store import people
from app.store.connection import connect
from tests.browser.conftest import PATIENCE_MS, OpenPage, Watch, sign_in
from tests.browser.filling import choose, chosen, expect_state, item, open_part, open_visit
from tests.browser.test_fill_photos import pick
from tests.factories import TODAY
from tests.phones import Phone
from tests.pictures import phone_photo
from tests.servers import DAYS, Server

FETCHED = """async ([person, visit, raw]) => {
  const asked = indexedDB.open(`siap-${person}`);
  const database = await new Promise((resolve) => (asked.onsuccess = () => resolve(asked.result)));
  const transaction = database.transaction(["log", "visits"], "readwrite");
  const done = new Promise((resolve) => (transaction.oncomplete = resolve));
  const visits = transaction.objectStore("visits");
  const kept = await new Promise((resolve) => (visits.get(visit).onsuccess = (event) => resolve(event.target.result)));
  transaction.objectStore("log").put({ visit, seq: 1, raw });
  visits.put({ ...kept, cursor: 1 }, visit);
  await done;
  database.close();
}"""  # as the worker does when it keeps a visit

HOLD_COPIES = """() => {
  const { put } = Cache.prototype;
  const held = new Promise((resolve) => (window.goOn = resolve));
  Cache.prototype.put = async function (...given) {
    await held;
    return put.apply(this, given);
  };
}"""  # an answer is on the phone once its second copy is, too


def wait_until(page: Page, is_so: Callable[[], bool]) -> None:
    """Let the page go on until something outside of it has come about."""
    for _ in range(PATIENCE_MS // 20):
        if is_so():
            return
        page.wait_for_timeout(20)
    raise AssertionError("it did not come about")


def test_two_phones_see_each_others_answers_arrive(phone: OpenPage, server: Server) -> None:
    visit = open_visit(server)
    mine = open_part(phone("anggota1", start=None), server, visit)
    theirs = open_part(phone("anggota2", start=None), server, visit)
    choose(mine, "A01", "Ya")
    choose(theirs, "A02", "B")
    expect(chosen(theirs, "A01")).to_have_value("Ya")
    expect(item(theirs, "A01").locator("[data-author]")).to_contain_text("Aipda Anggota1")
    expect(chosen(mine, "A02")).to_have_value("B")
    expect(mine.locator("[data-progress]")).to_have_text("A: 2 dari 8 terjawab")


def test_nothing_that_comes_meanwhile_says_that_an_answer_is_on_the_phone_before_it_is(
    phone: OpenPage, server: Server
) -> None:
    visit = open_visit(server)
    mine = open_part(phone("anggota1", start=None), server, visit)
    choose(mine, "A01", "Ya")
    expect_state(mine, "A01", "Terkirim")
    pulls: list[Route] = []
    mine.route("**/api/pull**", lambda route: pulls.append(route))
    with closing(connect(server.database)) as db:
        colleague = Phone(people.get_by_username(db, "anggota2", today=TODAY), visit)
        colleague.push(db, colleague.event("A01.note", "Papan nama ada di dalam"), at=now() + DAYS * 86_400_000)
    mine.evaluate("dispatchEvent(new Event('online'))")
    wait_until(mine, lambda: bool(pulls))
    mine.evaluate(HOLD_COPIES)
    choose(mine, "A01", "Tidak")
    expect_state(mine, "A01", "…")
    pulls.pop().continue_()
    expect(item(mine, "A01").locator("[data-note] textarea")).to_have_value("Papan nama ada di dalam")
    expect(chosen(mine, "A01")).to_have_value("Tidak")
    expect_state(mine, "A01", "…")
    mine.unroute("**/api/pull**")
    mine.evaluate("window.goOn()")
    expect_state(mine, "A01", "Terkirim")
    expect(chosen(mine, "A01")).to_have_value("Tidak")


def test_a_correction_of_what_one_saw_is_no_conflict(phone: OpenPage, server: Server) -> None:
    visit = open_visit(server)
    mine = open_part(phone("anggota1", start=None), server, visit)
    theirs = open_part(phone("anggota2", start=None), server, visit)
    choose(mine, "A01", "Ya")
    expect(chosen(theirs, "A01")).to_have_value("Ya")
    choose(theirs, "A01", "Tidak")
    expect(chosen(mine, "A01")).to_have_value("Tidak")
    expect(item(mine, "A01").locator("[data-conflict]")).to_be_hidden()


def test_answers_given_apart_stand_beside_each_other_until_somebody_chooses(
    phone: OpenPage, server: Server, watch: Watch
) -> None:
    watch.forgive("ERR_INTERNET_DISCONNECTED")
    visit = open_visit(server)
    phones = [open_part(phone(name, start=None), server, visit) for name in ("anggota1", "anggota2")]
    for page, letter in zip(phones, ("Ya", "Tidak"), strict=True):
        page.context.set_offline(True)
        choose(page, "A01", letter)
        expect_state(page, "A01", "Di HP")
    for page in phones:
        page.context.set_offline(False)
    for page in phones:
        expect_state(page, "A01", "Bentrok")
        box = item(page, "A01").locator("[data-conflict]")
        expect(box.get_by_role("button")).to_have_count(2)
        expect(page.locator("[data-progress]")).to_have_text("A: 0 dari 8 terjawab")
    mine, theirs = phones
    expect(item(mine, "A01").get_by_role("button", name="Tidak Bripka Anggota2")).to_be_visible()
    expect(item(theirs, "A01").get_by_role("button", name="Ya Aipda Anggota1")).to_be_visible()
    item(theirs, "A01").get_by_role("button", name="Ya Aipda Anggota1").click()
    for page in phones:
        expect(chosen(page, "A01")).to_have_value("Ya")
        expect_state(page, "A01", "Terkirim")


def test_a_session_that_ends_stops_sending_and_nothing_else(phone: OpenPage, server: Server, watch: Watch) -> None:
    watch.forgive("40[01]")
    page = open_part(phone("anggota1", start=None), server, open_visit(server))
    expect(page.locator("[data-sending]")).to_contain_text("Terkirim")
    page.context.clear_cookies(name="siap")
    choose(page, "A01", "Ya")
    expect(page.locator("[data-sign-in]")).to_contain_text("Masuk lagi untuk mengirim 1")
    choose(page, "A02", "B")
    expect_state(page, "A02", "Di HP")
    page.locator("[data-sign-in] a").click()
    page.fill("[name=name]", "anggota1")
    page.fill("[name=password]", server.password)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/parts/A#item-A02")  # back at the item they were at
    expect_state(page, "A01", "Terkirim")
    expect_state(page, "A02", "Terkirim")
    expect(page.locator("[data-sign-in]")).to_be_hidden()


def test_what_somebody_left_on_a_shared_phone_goes_out_under_their_own_name_only(
    phone: OpenPage, server: Server, watch: Watch
) -> None:
    watch.forgive("ERR_FAILED|400")
    visit = open_visit(server)
    first = phone("anggota1", start=None)
    shared = first.context
    first.route("**/api/push", lambda route: route.abort())
    open_part(first, server, visit)
    choose(first, "A01", "Ya")
    expect_state(first, "A01", "Di HP")
    shared.clear_cookies()  # before the page closes, which would rightly try once more to send
    first.close()

    sign_in(shared, server, "anggota2")
    second = open_part(shared.new_page(), server, visit)
    expect(second.locator("[data-sending]")).to_have_attribute("data-state", "sent")
    expect_state(second, "A01", "Belum dijawab")
    second.close()

    shared.clear_cookies()
    sign_in(shared, server, "anggota1")
    third = open_part(shared.new_page(), server, visit)
    expect_state(third, "A01", "Terkirim")
    expect(item(third, "A01").locator("[data-author]")).to_contain_text("Anda")


def test_everybody_hears_whose_phone_still_holds_something_and_what_comes_late_is_kept(
    phone: OpenPage, desk: OpenPage, server: Server, watch: Watch
) -> None:
    watch.forgive("ERR_")
    visit = open_visit(server)
    mine = open_part(phone("anggota1", start=None), server, visit)
    mine.context.route("**/api/photo/**", lambda route: route.abort())
    item(mine, "A05").locator("[data-raise]").click()
    mine.get_by_role("button", name="Simpan temuan").click()
    pick(mine, "A04", "gallery", ("image.jpg", phone_photo(832, 624)))
    left = "Aipda Anggota1: 1 foto masih di HP, terakhir terhubung"
    lead = desk("ketua")
    theirs = open_part(phone("anggota2", start=None), server, visit)
    choose(theirs, "A02", "B")
    expect_state(theirs, "A02", "Terkirim")
    theirs.locator("[data-sending]").click()
    expect(theirs.locator("[data-team]")).to_contain_text(left)
    mine.context.set_offline(True)
    choose(mine, "A01", "Ya")
    expect_state(mine, "A01", "Di HP")
    lead.goto(f"{server.url}/visits/{visit.uid}")
    expect(lead.locator("#waiting")).to_contain_text(left)
    expect(lead.get_by_label("Serahkan tanpa menunggu HP ini")).to_be_visible()

    with closing(connect(server.database)) as db:
        ketua, at = people.get_by_username(db, "ketua", today=TODAY), now() + DAYS * 86_400_000
        team = ("anggota1", "anggota2")
        submission.submit(db, visit.uid, accept_gaps=True, actor=ketua, at=at, today=TODAY, without=team)
    item(mine, "A04").locator("[data-raise]").click()
    mine.context.set_offline(False)
    expect(mine.locator("[data-locked]:not([hidden])")).to_be_attached()
    mine.get_by_role("button", name="Simpan temuan").click()
    expect(mine.locator("#finding-sheet")).to_contain_text("Kunjungan ini sudah diserahkan")
    mine.keyboard.press("Escape")
    lead.goto(f"{server.url}/visits/{visit.uid}")
    expect(lead.locator("main")).to_contain_text("Datang kemudian")
    expect(lead.locator("main")).to_contain_text("A01: Ya")
    expect_state(mine, "A01", "Belum dijawab")
    item(mine, "A01").locator("[data-history]").click()
    expect(mine.locator("#history-sheet")).to_contain_text("Datang setelah kunjungan diserahkan")
    mine.keyboard.press("Escape")
    item(mine, "A05").locator("[data-findings] button").click()  # the station's now: its page, not its sheet
    expect(mine).to_have_url(re.compile("/findings/"))


def test_whatever_answers_in_the_servers_place_every_answer_waits_and_then_arrives(
    phone: OpenPage, server: Server, watch: Watch
) -> None:
    watch.forgive("ERR_|answered with|status of")
    page = open_part(phone("anggota1", start=None), server, open_visit(server))
    expect(page.locator("[data-sending]")).to_have_attribute("data-state", "sent")
    mark = '{"proto": "fieldsync/1", '
    forged = mark + '"results": [{"eid": "%s", "st": "ok", "seq": 1, "h": "' + "0" * 64 + '"}]}'
    faults: list[tuple[str, dict[str, Any]]] = [
        ("Tanpa server", {"body": "<h1>Selamat datang di WiFi</h1>", "content_type": "text/html"}),
        ("Tanpa sinyal", {"status": 302, "headers": {"Location": "/sign-in"}}),
        ("Mencoba lagi", {"status": 500, "body": "<h1>Internal error</h1>"}),
        ("Mencoba lagi", {"status": 503, "headers": {"Retry-After": "90"}, "body": mark + '"error": "busy"}'}),
        ("Mencoba lagi", {"status": 429, "body": "slow down"}),
        ("Tanpa server", {"body": mark + '"results": [{"eid"', "content_type": "application/json"}),
        ("Mencoba lagi", {"body": mark + '"results": []}', "content_type": "application/json"}),
        ("Mencoba lagi", {"body": forged, "content_type": "application/json"}),
    ]
    now: dict[str, Any] = {}
    asked: list[str] = []

    def push(route: Route) -> None:
        eid = json.loads(json.loads(route.request.post_data or "{}")["events"][0])["eid"]
        asked.append(eid)
        route.fulfill(**{**now, "body": now.get("body", "").replace("%s", eid)})

    page.context.route("**/api/push", push)
    for number, (said, fault) in enumerate(faults):
        now.clear()
        now.update(fault)
        before = len(asked)
        choose(page, "A02", "ABC"[number % 3])
        page.evaluate("dispatchEvent(new Event('online'))")
        wait_until(page, lambda: len(asked) > before)  # noqa: B023 - it is waited for in this very turn
        expect(page.locator("[data-sending]")).to_contain_text(said)
        expect_state(page, "A02", "Di HP")
    page.context.unroute_all()

    page.context.route("**/api/**", lambda _route: None)  # a network that takes everything and never answers
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_function("() => document.querySelector('[data-sending]').textContent.includes('di HP')")
    choose(page, "A03", "B")
    expect_state(page, "A03", "Di HP")
    page.context.unroute_all(behavior="ignoreErrors")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect_state(page, "A02", "Terkirim")
    expect_state(page, "A03", "Terkirim")
    expect(chosen(page, "A02")).to_have_value("ABC"[(len(faults) - 1) % 3])


def test_the_browser_wakes_the_worker_to_send_when_no_page_is_open(
    phone: OpenPage, server: Server, watch: Watch
) -> None:
    watch.forgive("ERR_")
    visit = open_visit(server)
    page = phone("anggota1", service_workers="allow")
    open_part(page, server, visit)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    devtools = page.context.new_cdp_session(page)
    registrations: list[dict[str, Any]] = []
    devtools.on("ServiceWorker.workerRegistrationUpdated", lambda told: registrations.extend(told["registrations"]))
    devtools.send("ServiceWorker.enable")
    page.context.set_offline(True)
    choose(page, "A01", "Ya")
    expect_state(page, "A01", "Di HP")
    page.goto("about:blank")
    page.context.set_offline(False)
    wanted = {"origin": server.url, "registrationId": registrations[0]["registrationId"]}
    stored = "SELECT 1 FROM events WHERE visit_id = :id"
    with closing(connect(server.database)) as db:
        for _ in range(PATIENCE_MS // 500):
            devtools.send("ServiceWorker.dispatchSyncEvent", {**wanted, "tag": "siap-send", "lastChance": True})
            page.wait_for_timeout(500)  # a browser, too, wakes it again when something still waits
            if list(db.query(stored, {"id": visit.id})):
                break
    open_part(page, server, visit)
    expect_state(page, "A01", "Terkirim")


def test_what_the_worker_fetched_shows_on_a_page_that_is_open(phone: OpenPage, server: Server, watch: Watch) -> None:
    watch.forgive("ERR_")
    visit = open_visit(server)
    page = open_part(phone("anggota1", start=None), server, visit)
    expect(page.locator("[data-sending]")).to_have_attribute("data-state", "sent")
    page.route("**/api/pull*", lambda route: route.abort())
    with closing(connect(server.database)) as db:
        other = people.get_by_username(db, "anggota2", today=TODAY)
        text = Phone(other, visit).event("A01.answer", "Ya")
        Phone(other, visit).push(db, text)
    page.evaluate(FETCHED, ["anggota1", visit.uid, text])
    page.unroute_all()
    expect(chosen(page, "A01")).to_have_value("Ya")
