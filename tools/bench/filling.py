"""The filling page on a phone: what goes over the wire, when it can be used, how soon a tap is painted.

Measured in Chromium with its CPU slowed to a quarter; "usable" is when the page shows what the phone remembers and
takes answers; its baseline is a short plain page of the same server in the same moments.
`python -m tools.bench.filling URL USERNAME PASSWORD VISIT [PART]` measures a running server.
"""

import os
import statistics
import sys
from collections.abc import Iterator

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from tools.bench.figures import Figure

WIRE_LIMIT_KB = 60.0
USABLE_LIMIT_MS = 1500.0
PAINT_LIMIT_MS = 100.0
MOST_TAPS = 2.0  # from the item to a finding that is kept
SLOWDOWN = 4
LOADS = 5
KINDS = ("Document", "Stylesheet", "Script")
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PHONE = {"viewport": {"width": 360, "height": 780}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}

READY = """() => {
  window.usable = new Promise((resolve) => {
    const look = () => {
      if (document.querySelector("[data-filling][data-ready]")) resolve(performance.now());
      else requestAnimationFrame(look);
    };
    document.addEventListener("DOMContentLoaded", look);
  });
  window.taps = [];
  window.touched = 0;
  addEventListener("pointerdown", () => (window.touched += 1), true);
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.interactionId) window.taps.push(entry.duration);
  }).observe({ type: "event", durationThreshold: 16, buffered: true });
}"""


def measure(url: str, username: str, password: str, visit: str, part: str = "F") -> Iterator[Figure]:
    """The figures of one part, on a phone that knows nothing yet and on one that has been here."""
    address = f"{url}/visits/{visit}/parts/{part}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS
        )
        weights, first, again, bare, taps, raised = [], [], [], [], [], []
        for _ in range(LOADS):
            context = signed_in(browser, url, username, password)
            page, wire = slow_page(context)
            weight = weigh(wire)
            first.append(load(page, address))
            weights.append(sum(weight.values()) / 1024)
            bare.append(load_bare(page, f"{url}/account"))
            again.append(load(page, address))
            taps += tap(page)
            raised.append(raise_finding(page))
            context.close()
        browser.close()
    yield Figure("filling page over the wire: HTML, CSS, JS", max(weights), "KB", None, WIRE_LIMIT_KB)
    yield Figure(
        f"usable at {SLOWDOWN}x CPU, first visit",
        statistics.median(first),
        "ms",
        statistics.median(bare),
        USABLE_LIMIT_MS,
    )
    yield Figure(
        f"usable at {SLOWDOWN}x CPU, again", statistics.median(again), "ms", statistics.median(bare), USABLE_LIMIT_MS
    )
    yield Figure(f"a tap painted at {SLOWDOWN}x CPU, median", statistics.median(taps), "ms", None, PAINT_LIMIT_MS)
    yield Figure(f"a tap painted at {SLOWDOWN}x CPU, worst of {len(taps)}", max(taps), "ms")
    yield Figure("taps to raise a finding", max(touches for touches, _ in raised), "taps", None, MOST_TAPS)
    painted = statistics.median(paint for _, paint in raised)
    yield Figure(f"its sheet painted at {SLOWDOWN}x CPU, median", painted, "ms", statistics.median(taps))


def signed_in(browser: Browser, url: str, username: str, password: str) -> BrowserContext:
    """A phone with an empty cache in somebody's hand."""
    context = browser.new_context(**PHONE, locale="id-ID")
    token = context.request.get(f"{url}/api/session").json()["csrf"]
    form = {"name": username, "password": password, "csrf_token": token}
    context.request.post(f"{url}/sign-in", form=form, max_redirects=0)
    context.add_init_script(f"({READY})()")
    return context


def slow_page(context: BrowserContext) -> tuple[Page, CDPSession]:
    """A page whose processor is slowed down, with its wire."""
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    return page, wire


def weigh(wire: CDPSession) -> dict[str, float]:
    """Request to bytes over the wire with headers, for pages, styles and scripts; fills while the page loads."""
    kinds: dict[str, str] = {}
    bytes_of: dict[str, float] = {}
    wire.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))

    def finished(event: dict) -> None:
        if kinds.get(event["requestId"]) in KINDS:
            bytes_of[event["requestId"]] = event["encodedDataLength"]

    wire.on("Network.loadingFinished", finished)
    return bytes_of


def load(page: Page, address: str) -> float:
    """Milliseconds from the start of the navigation until the page takes answers."""
    page.goto(address)
    return float(page.evaluate("window.usable"))


def load_bare(page: Page, address: str) -> float:
    """The same for a short page without the client: what this machine needs for any page just now."""
    page.goto(address)
    return float(page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"))


def tap(page: Page) -> list[float]:
    """Milliseconds from each of some taps on answers to the next paint, as the browser itself counts them."""
    for item in page.locator("[data-item]:has(.scale, .yes-no)").all()[:6]:
        choice = item.locator(".choice").first
        choice.scroll_into_view_if_needed()
        choice.tap()
        page.wait_for_timeout(150)
    page.wait_for_timeout(300)
    return [float(duration) for duration in page.evaluate("window.taps")] or [16.0]


def raise_finding(page: Page) -> tuple[float, float]:
    """Raise a finding at an item and keep it: how often the screen was touched, and ms until its sheet was painted."""
    item = page.locator("[data-item]:has(.scale, .yes-no)").first
    item.locator("[data-raise]").scroll_into_view_if_needed()
    page.evaluate("window.taps.length = window.touched = 0")
    item.locator("[data-raise]").tap()
    page.wait_for_timeout(400)
    painted = max([float(duration) for duration in page.evaluate("window.taps")] or [16.0])
    page.locator("#finding-sheet .sheet__foot button").tap()
    item.locator("[data-findings] li").first.wait_for()
    return float(page.evaluate("window.touched")), painted


if __name__ == "__main__":
    for figure in measure(*sys.argv[1:]):
        print(figure)
