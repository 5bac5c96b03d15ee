"""The phone without a network and on a weak one: cold start, taps, requests, how soon a colleague sees an answer.

One phone with a browser profile of its own and a visit with the largest instrument (113 items); a proxy is its line.
"""

import os
import statistics
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from playwright.sync_api import BrowserContext, Page, sync_playwright

from app.clock import now
from app.services import checklists
from app.store import people
from app.store.checklists import parsed
from app.store.connection import connect
from app.web.assets import ALONE, PAGES, SHARED, Assets
from tests.browser.conftest import FLAGS, PHONE, sign_in
from tests.browser.faults import Handset
from tests.browser.filling import choose, item, open_part
from tests.browser.line import Line
from tests.factories import NOON, TODAY, make_station
from tests.instruments import best
from tests.phones import TeamVisit, make_visit
from tests.servers import DAYS, ROOT, Server
from tools.bench.figures import Figure
from tools.bench.filling import READY, load, load_bare, slow_page, tap

CODE_LIMIT_KB = 45.0
COLD_LIMIT_MS = 1000.0
TAP_LIMIT_MS = 100.0
REQUESTS_LIMIT = 3
COLLEAGUE_LIMIT_MS = 3000.0
FILLING = (SHARED, "js/phone.js", "js/photo-worker.js", "js/worker.js", "js/witness.js")
STARTS = 5
WEAK = {"rate": 90_000.0, "delay": 0.075}  # bytes a second and seconds each way: a usual 3G line
PART = "V"  # the largest: 22 items

NOTEBOOK = """async (identity) => {
  const { Database } = await import("/assets/any/js/phone/database.js");
  const { Notebook } = await import("/assets/any/js/phone/notebook.js");
  window.notebook = await Notebook.open(new Database(identity.person), identity);
}"""
WRITE = """async (answers) => {
  for (const [code, value] of answers) await window.notebook.write(`${code}.answer`, "set", value, []);
}"""
ALL_SENT = """async ([person, count]) => {
  const opened = indexedDB.open(`siap-${person}`);
  const database = await new Promise((resolve) => (opened.onsuccess = () => resolve(opened.result)));
  const asked = database.transaction("own").objectStore("own").getAll();
  const own = await new Promise((resolve) => (asked.onsuccess = () => resolve(asked.result)));
  database.close();
  return own.length >= count && own.every(({ state }) => state === "sent");
}"""
KEPT = "async () => Boolean(await caches.match(location.pathname, { ignoreVary: true }))"


def measure(server: Server, folder: Path) -> Iterator[Figure]:
    """All of it, over a server with the demo district; `folder` is for the phone's profile."""
    yield from weigh_code()
    visit, items = make_lke_visit(server)
    line = Line(server.url)
    reached = Server(line.url, server.database, server.uploads, server.password, server.process)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM"), args=FLAGS)
        with Handset(browser, folder / "profile", lambda context: prepare(context, server)) as phone:
            page = open_part(phone.power_on(), reached, visit, PART)
            foreign: list[str] = []
            page.on("request", lambda request: foreign.append(request.url) if "127.0.0.1" not in request.url else None)
            asked = count_requests(page, line, visit, items)
            yield Figure(f"requests for {len(items)} answers", asked, "", None, REQUESTS_LIMIT)
            context = browser.new_context(**PHONE, locale="id-ID")
            sign_in(context, server, "anggota2")
            yield from until_seen(page, open_part(context.new_page(), server, visit, PART), line)
            context.close()
            line.set()
            page.reload()
            wait_until(page, KEPT)
            yield Figure("requests to anybody else", len(foreign), "", None, 0)
            yield from start_cold(phone, reached, visit, line)
        browser.close()
    line.close()


def prepare(context: BrowserContext, server: Server) -> None:
    """A phone in anggota1's hand that says when its page can be used."""
    context.add_init_script(f"({READY})()")
    sign_in(context, server, "anggota1")


def weigh_code() -> Iterator[Figure]:
    """What the scripts of the phone's client weigh, as they are sent (Brotli)."""
    files = Assets.read(ROOT / "app" / "static").files
    sizes = {name: len(files[name].pressed) / 1024 for name in (SHARED, *PAGES, *ALONE)}
    filling = sum(sizes[name] for name in FILLING)
    yield Figure("client code that filling loads, workers included", filling, "KB", None, CODE_LIMIT_KB)
    yield Figure("with all the other pages of the phone", sum(sizes.values()), "KB")


def make_lke_visit(server: Server) -> tuple[TeamVisit, list[tuple[str, Any]]]:
    """A visit under way with the 113 items of the LKE, and a first answer for each."""
    with closing(connect(server.database)) as db:
        text = (ROOT / "checklists" / "lke-2021.yaml").read_text(encoding="utf-8")
        version = checklists.publish(db, text, actor=None, at=NOON)
        names = ("ketua", "anggota1", "anggota2", "bagren")
        team: Any = {name: people.get_by_username(db, name, today=TODAY) for name in names}
        district: Any = SimpleNamespace(senori=make_station(db, "polsek-bench", "Polsek Bench"), **team)
        at = now() + DAYS * 86_400_000
        visit = make_visit(db, district, version=version.id, state="open", on=TODAY, at=at, switches="")
        checklist = parsed(db, version)
    return visit, [(item.code, best(item)) for item in checklist.items]


def count_requests(page: Page, line: Line, visit: TeamVisit, items: list[tuple[str, Any]]) -> int:
    """Write all answers without a network, then count what is asked of the server until all are sent."""
    form = page.locator("meta[name=visit]").get_attribute("data-form")
    page.evaluate(NOTEBOOK, {"person": "anggota1", "visit": visit.uid, "form": form})
    line.set(is_down=True)
    page.evaluate(WRITE, items)
    before = len(line.asked)
    line.set()
    page.evaluate("dispatchEvent(new Event('online'))")
    wait_until(page, ALL_SENT, ("anggota1", len(items)))
    return sum(" /api/" in request and " /api/photo/" not in request for request in line.asked[before:])


def wait_until(page: Page, script: str, argument: object = None) -> None:
    """Until a question about the phone's stores is answered with yes."""
    while not page.evaluate(script, argument):
        page.wait_for_timeout(50)


def until_seen(mine: Page, theirs: Page, line: Line) -> Iterator[Figure]:
    """Milliseconds from a tap until a colleague's screen shows it, over a weak line."""
    line.set(**WEAK)
    code = mine.locator("[data-item]:has(.scale)").first.get_attribute("data-item") or ""
    times = []
    for letter in "CBCBCBCB":
        began = time.perf_counter()
        choose(mine, code, letter)
        item(theirs, code).locator(f'input[value="{letter}"]:checked').wait_for(state="attached")
        times.append((time.perf_counter() - began) * 1000)
    yield Figure("until a colleague sees it, 3G, median", statistics.median(times), "ms", None, COLLEAGUE_LIMIT_MS)
    yield Figure(f"until a colleague sees it, 3G, worst of {len(times)}", max(times), "ms")


def start_cold(phone: Handset, server: Server, visit: TeamVisit, line: Line) -> Iterator[Figure]:
    """The browser just started, no network: milliseconds to the first item that can be tapped, and taps."""
    cold, plain, taps = [], [], []
    for _ in range(STARTS):
        phone.power_off()
        page, wire = slow_page(phone.power_on().context)
        line.set(is_down=True)
        cold.append(load(page, f"{server.url}/visits/{visit.uid}/parts/{PART}"))
        wire.send("Emulation.setCPUThrottlingRate", {"rate": 6})
        taps += tap(page)
        wire.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        line.set()
        plain.append(load_bare(page, f"{server.url}/account"))
    name = "cold start without network at 4x CPU (baseline: plain page)"
    yield Figure(name, statistics.median(cold), "ms", statistics.median(plain), COLD_LIMIT_MS)
    yield Figure("a tap painted at 6x CPU, median", statistics.median(taps), "ms", None, TAP_LIMIT_MS)
    yield Figure(f"a tap painted at 6x CPU, worst of {len(taps)}", max(taps), "ms")
