"""A phone and a server that can end without a word, and what each of them holds."""

import contextlib
import hashlib
import json
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page

from app.store.connection import connect
from tests.browser.conftest import FLAGS, PATIENCE_MS, PHONE
from tests.browser.line import Line
from tests.phones import TeamVisit, eid_of
from tests.servers import Server, serving

STORE = """async (person) => {
  const opened = indexedDB.open(`siap-${person}`);
  const database = await new Promise((resolve, reject) => {
    opened.onsuccess = () => resolve(opened.result);
    opened.onerror = () => reject(opened.error);
  });
  const names = ["meta", "own", "log", "photos", "bytes", "drafts"];
  const transaction = database.transaction(names);
  const all = (made) => new Promise((resolve) => (made.onsuccess = () => resolve(made.result)));
  const [own, log, photos, drafts, bytes] = await Promise.all([
    ...["own", "log", "photos", "drafts"].map((name) => all(transaction.objectStore(name).getAll())),
    all(transaction.objectStore("bytes").getAllKeys()),
  ]);
  database.close();
  return { own, log, photos, drafts, bytes };
}"""


@dataclass
class Holdings:
    """What a phone's disk holds of one person's work."""

    own: dict[str, dict[str, Any]]  # eid to entry
    log: dict[str, str]  # eid to raw, as pulled
    photos: dict[str, dict[str, Any]]  # uid to record
    bytes: list[str]  # the keys of pictures
    drafts: list[dict[str, Any]]


def holdings(page: Page, person: str, visit: str) -> Holdings:
    """What the phone's disk holds of a person's work, read behind the app's back; the log is that of one visit."""
    kept = page.evaluate(STORE, person)
    return Holdings(
        {entry["eid"]: entry for entry in kept["own"]},
        {json.loads(entry["raw"])["eid"]: entry["raw"] for entry in kept["log"] if entry["visit"] == visit},
        {photo["uid"]: photo for photo in kept["photos"]},
        kept["bytes"],
        kept["drafts"],
    )


def stored_events(server: Server, visit: TeamVisit) -> dict[str, str]:
    """Every event the server has of a visit: eid to the exact text; fails when one is there twice."""
    with closing(connect(server.database)) as db:
        texts = [row["raw"] for row in db.query("SELECT raw FROM events WHERE visit_id = :id", {"id": visit.id})]
    found = {eid_of(text): text for text in texts}
    assert len(found) == len(texts), "an event is stored twice"
    return found


def has_bytes(server: Server, sha256: str) -> bool:
    """Whether the server holds a photo whole: its row, and the very bytes on disk."""
    with closing(connect(server.database)) as db:
        rows = list(db.query("SELECT size FROM blobs WHERE sha256 = :sha256", {"sha256": sha256}))
    path = server.uploads / sha256[:2] / sha256
    return len(rows) == 1 and path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


class MortalServer:
    """SIAP over a folder, behind a line whose address stays the same while the server dies and comes back."""

    def __init__(self, folder: Path, password: str) -> None:
        self._folder, self._password = folder, password
        self._changing = threading.Lock()
        self.line = Line("")
        self.start()

    def start(self) -> None:
        """Serve what the folder holds."""
        with self._changing:
            self._serving = serving(self._folder, self._password)
            self._running = self._serving.__enter__()
            self.line.target = self._running.url

    def kill(self) -> None:
        """End it, workers and all, in the middle of whatever it does. May be called from another thread."""
        with self._changing:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._running.process.pid, signal.SIGKILL)
            self._running.process.wait(timeout=30)
            self._serving.__exit__(None, None, None)

    def close(self) -> None:
        """End it and the line."""
        self.line.close()
        self.kill()

    @property
    def direct(self) -> Server:
        """The server beside the line."""
        return self._running

    @property
    def server(self) -> Server:
        """The server as a phone reaches it: through the line."""
        return replace(self._running, url=self.line.url)


class Handset:
    """A phone with a browser profile of its own that can be switched off without a word."""

    def __init__(self, chromium: Browser, folder: Path, setup: Callable[[BrowserContext], None]) -> None:
        """`setup` is called with each new browser before it shows a page."""
        self._chromium, self._profile, self._setup = chromium, folder, setup
        self.context: BrowserContext | None = None
        self._browser = 0  # its first process

    def __enter__(self) -> "Handset":
        return self

    def __exit__(self, *_why: object) -> None:
        self.power_off()

    def power_on(self) -> Page:
        """Start the browser over what its disk holds; its one page."""
        self.context = self._chromium.browser_type.launch_persistent_context(
            self._profile,
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=FLAGS,
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            **PHONE,
        )
        self._browser = _browser_of(self._profile)
        self.context.set_default_timeout(PATIENCE_MS)
        self._setup(self.context)
        return self.context.pages[0]

    def kill(self) -> None:
        """SIGKILL for the browser and every process it started. May be called from another thread."""
        for process in _tree(self._browser) if self._browser else []:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    def power_off(self) -> None:
        """Switch it off, and let the test forget the dead browser."""
        self.kill()
        if self.context:
            with contextlib.suppress(Error):
                self.context.close()
        self.context, self._browser = None, 0


def _processes() -> Iterator[tuple[int, int, bytes]]:
    """(process, its parent, its command line) of everything that runs."""
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            yield int(folder.name), int(parent), (folder / "cmdline").read_bytes()


def _browser_of(profile: Path) -> int:
    """The process of the browser over a profile."""
    mark = f"--user-data-dir={profile}".encode()
    found = [
        number for number, _, command in _processes() if mark in command.split(b"\0") and b"--type=" not in command
    ]
    assert len(found) == 1, found
    return found[0]


def _tree(root: int) -> list[int]:
    """A process and all that descend from it, the root first so that nothing is started again."""
    children: dict[int, list[int]] = {}
    for number, parent, _ in _processes():
        children.setdefault(parent, []).append(number)
    tree = [root]
    for number in tree:
        tree += children.get(number, [])
    return tree
