"""`make figures`: the README's pictures, taken from a freshly seeded demo district."""

import io
import os
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from app.clock import today
from app.domain.finding_life import FindingState
from app.store import finding_lists, people
from app.store.connection import connect
from app.store.finding_lists import Wanted
from tests.browser.conftest import DESK, FLAGS, PHONE, sign_in
from tests.servers import DEMO_PASSWORD, Server, flask, serving
from tools.bench.answers import open_visit

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"


def take(browser: Browser, server: Server, username: str, size: dict[str, Any], path: str, name: str) -> None:
    """One page as somebody sees it, as a small PNG in docs/pictures/."""
    context = browser.new_context(**size, locale="id-ID", timezone_id="Asia/Jakarta")
    sign_in(context, server, username)
    page = context.new_page()
    page.goto(server.url + path, wait_until="networkidle")
    picture = Image.open(io.BytesIO(page.screenshot()))
    context.close()
    picture.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)


def owed_by(server: Server, username: str) -> str:
    """The finding to which somebody's station owes an answer first."""
    with closing(connect(server.database)) as db:
        chief = people.get_by_username(db, username, today=today())
        wanted = Wanted(states=frozenset({FindingState.ISSUED}))
        return finding_lists.list_seen(db, wanted, seen_by=chief.id, today=today(), limit=1)[0].uid


def main() -> None:
    """Take them all."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        flask(Path(folder), "db", "migrate")
        flask(Path(folder), "demo", "seed")
        flask(Path(folder), "work", "--once")  # what waits in the background is told on pages
        with serving(Path(folder), DEMO_PASSWORD) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=FLAGS)
            username, visit, _form = open_visit(server.database)
            take(browser, server, "bagren", DESK, "/stations", "stations")
            take(browser, server, username, PHONE, f"/visits/{visit}/parts/A", "filling")
            take(browser, server, "kapolsek.senori", PHONE, "/stations/polsek-senori", "station")
            chief = "kapolsek.senori"
            take(browser, server, chief, PHONE, f"/findings/{owed_by(server, chief)}/answer", "answer")
            browser.close()


if __name__ == "__main__":
    main()
