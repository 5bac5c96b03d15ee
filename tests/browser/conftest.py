"""A real server and a real Chromium: phones and desks that fail a test when anything goes wrong in them."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, expect, sync_playwright

from app.store.connection import connect
from tests.factories import PASSWORD, make_district
from tests.once import made_once
from tests.servers import DEMO_PASSWORD, ROOT, Server, flask, serving

FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
]
PHONE = {"viewport": {"width": 360, "height": 780}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
DESK = {"viewport": {"width": 1280, "height": 800}}

SIDEWAYS = """
addEventListener("load", () => {
  const root = document.documentElement;
  const check = () => {
    const isShown = root.clientWidth > 1;
    if (isShown && root.scrollWidth > root.clientWidth) console.error(`scrolls sideways, ${root.scrollWidth} px wide`);
  };
  new ResizeObserver(check).observe(document.body);
});
"""

POLLS = re.findall(r"^const POLL\w* = ([\d.]+);", (ROOT / "app/static/js/phone/sync.js").read_text(), re.MULTILINE)
assert POLLS
HASTE = f"""
  const later = window.setTimeout;
  const polls = [{", ".join(f"{seconds} * 1000" for seconds in POLLS)}];
  const soon = 500;  // phones ask for news more often than they would in the field
  window.setTimeout = (work, wait, ...rest) => later(work, polls.includes(wait) ? soon : wait, ...rest);
"""

PATIENCE_MS = 15_000  # how long a busy machine may take; nothing waits longer than it must
expect.set_options(timeout=PATIENCE_MS)

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, started once."""
    found = subprocess.run(
        ["sh", ROOT / "tools/chromium.sh"], capture_output=True, text=True, check=False, env=os.environ
    )
    assert found.returncode == 0, found.stderr
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found.stdout.strip(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[Server]:
    """SIAP serving the small district of the tests."""
    folder = tmp_path_factory.mktemp("server")
    db = connect(shutil.copy(migrated, folder / "siap.db"))
    make_district(db)
    db.close()
    with serving(folder, PASSWORD) as running:
        yield running


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with the demo district, seeded once for all test processes; servers work on copies."""

    def seed(folder: Path) -> None:
        flask(folder, "db", "migrate")
        flask(folder, "demo", "seed")

    return made_once(tmp_path_factory, "seeded", seed)


@pytest.fixture(scope="module")
def demo_server(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """SIAP serving the demo district as `make run` shows it, fresh for each file of tests."""
    folder = Path(shutil.copytree(seeded, tmp_path_factory.mktemp("demo") / "copy"))
    with serving(folder, DEMO_PASSWORD) as running:
        yield running


class Watch:
    """What went wrong in the pages of one test."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.forgiven: list[str] = []

    def forgive(self, pattern: str) -> None:
        """Expect problems whose text matches `pattern`, for instance the failed requests of a phone without signal."""
        self.forgiven.append(pattern)

    def attach(self, page: Page) -> None:
        """Collect errors, warnings about the content policy, and crashes of a page."""
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.problems.append(f"exception: {error}"))
        page.on("crash", lambda _page: self.problems.append("the page crashed"))
        page.on("response", self._answered)

    def left(self) -> list[str]:
        """The problems nobody expected."""
        return [what for what in self.problems if not any(re.search(each, what) for each in self.forgiven)]

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.problems.append(f"answered with {response.status} ({response.url})")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" or "Content Security Policy" in message.text:
            self.problems.append(f"{message.text} ({message.location.get('url', '')})")


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Fails the test at its end when a console was not empty."""
    watching = Watch()
    yield watching
    assert not watching.left()


def sign_in(context: BrowserContext, server: Server, username: str) -> None:
    """Sign somebody in without drawing a page for it; test_sign_in.py types into the form."""
    token = context.request.get(f"{server.url}/api/session").json()["csrf"]
    form = {"name": username, "password": server.password, "csrf_token": token}
    answer = context.request.post(f"{server.url}/sign-in", form=form, max_redirects=0)
    assert answer.status == 303, answer.text()[:500]


def switch_on(chromium: Browser, server: Server, size: dict, username: str | None, **options: object) -> BrowserContext:
    """A browser profile of its own, with nobody or somebody signed in."""
    usual = {"locale": "id-ID", "timezone_id": "Asia/Jakarta", "service_workers": "block"}
    context = chromium.new_context(**{**usual, **size, **options})
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(SIDEWAYS)
    context.add_init_script(HASTE)
    if username:
        sign_in(context, server, username)
    return context


@pytest.fixture
def open_screen(chromium: Browser, watch: Watch) -> Iterator[Callable[..., Page]]:
    """open_screen(server, PHONE, username=None, start="/", **context options): a page in a browser profile of its own.

    With a username somebody is signed in and it shows the front page; without one it shows the sign-in page. With
    `start` None it shows nothing yet, for tests that go elsewhere at once.
    Pages come from the server: what the service worker does is shown in test_start_without_signal.py.
    """
    contexts: list[BrowserContext] = []

    def open_one(
        server: Server,
        size: dict,
        username: str | None = None,
        start: str | None = "/",
        **options: object,
    ) -> Page:
        context = switch_on(chromium, server, size, username, **options)
        contexts.append(context)
        context.on("page", watch.attach)
        page = context.new_page()
        if start:
            page.goto(f"{server.url}{start}")
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def used_phones(chromium: Browser, server: Server) -> Iterator[Callable[[str], BrowserContext]]:
    """used_phones("anggota1") is that person's phone, the same one for a whole file of tests."""
    contexts: dict[str, BrowserContext] = {}

    def phone_of(username: str) -> BrowserContext:
        if username not in contexts:
            contexts[username] = switch_on(chromium, server, PHONE, username)
        return contexts[username]

    yield phone_of
    for context in contexts.values():
        context.close()


@pytest.fixture
def used_phone(used_phones: Callable[[str], BrowserContext], watch: Watch) -> Iterator[OpenPage]:
    """used_phone("anggota1") is an empty page on the phone that this person has had for a while.

    For tests that need no fresh phone: each works on a visit of its own.
    """
    pages: list[Page] = []

    def open_one(username: str) -> Page:
        page = used_phones(username).new_page()
        watch.attach(page)
        pages.append(page)
        return page

    yield open_one
    for page in pages:
        page.context.set_offline(False)
        page.close()


@pytest.fixture
def phone(open_screen: OpenPage, server: Server) -> OpenPage:
    """phone("anggota1") is a phone in that person's hand; phone() shows the sign-in page."""
    return lambda username=None, **options: open_screen(server, PHONE, username, **options)


@pytest.fixture
def desk(open_screen: OpenPage, server: Server) -> OpenPage:
    """desk("bagren") is a desk computer where that person is signed in; desk() shows the sign-in page."""
    return lambda username=None, **options: open_screen(server, DESK, username, **options)


@pytest.fixture
def demo_phone(open_screen: OpenPage, demo_server: Server) -> OpenPage:
    """demo_phone("ketua") is a phone in that person's hand in the demo district."""
    return lambda username=None, **options: open_screen(demo_server, PHONE, username, **options)


@pytest.fixture
def demo_desk(open_screen: OpenPage, demo_server: Server) -> OpenPage:
    """demo_desk("bagren") is a desk computer where that person is signed in to the demo district."""
    return lambda username=None, **options: open_screen(demo_server, DESK, username, **options)
