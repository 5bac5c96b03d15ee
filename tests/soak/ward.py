"""A phone, its server, a colleague, and the ledger of what was promised."""

import random
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Error, Page

from app.store import people
from app.store.connection import connect
from tests.browser.conftest import PATIENCE_MS, sign_in
from tests.browser.faults import Handset, MortalServer, holdings
from tests.browser.filling import open_part, open_visit
from tests.factories import TODAY
from tests.phones import Phone
from tests.soak.ledger import WATCH, Ledger, Lost

PERSON = "anggota1"
ITEMS = ["A01", "A02", "A03", "A05", "A06", "A07"]  # all with letters

KEPT = "async () => Boolean(await caches.match(location.pathname, { ignoreVary: true }))"
COUNT = """async (person) => {
  const opened = indexedDB.open(`siap-${person}`);
  const database = await new Promise((resolve) => (opened.onsuccess = () => resolve(opened.result)));
  const transaction = database.transaction(["own", "photos", "drafts"]);
  const all = (name) => new Promise((resolve) => {
    transaction.objectStore(name).getAll().onsuccess = ({ target }) => resolve(target.result);
  });
  const [own, photos, drafts] = [await all("own"), await all("photos"), await all("drafts")];
  database.close();
  return {
    waiting: [...own.filter(({ state }) => state !== "sent"), ...photos.filter(({ state }) => state !== "done")],
    held: [...own, ...photos].filter(({ state }) => state === "held"),
    text: JSON.stringify([own.map(({ raw }) => raw), drafts]),
  };
}"""


class Ward:
    """Everything that a round needs. Close it when done."""

    def __init__(self, chromium: Browser, server: MortalServer, profile: Path) -> None:
        self.server = server
        self.visit = open_visit(server.server)
        self.ledger = Ledger(server.server, self.visit, PERSON)
        self.phone = Handset(chromium, profile, self._prepare)
        self.kept_session: list[dict] = []
        with closing(connect(server.server.database)) as db:
            colleague = people.get_by_username(db, "anggota2", today=TODAY)
        self.colleague = Phone(colleague, self.visit)
        self.page: Page = self.phone.power_on()
        self._open()
        while not self.page.evaluate(KEPT):
            self.page.wait_for_timeout(50)

    def _prepare(self, context: BrowserContext) -> None:
        context.expose_binding("shown", lambda _source, fact: self.ledger.note(fact))
        context.add_init_script(WATCH)
        sign_in(context, self.server.direct, PERSON)

    def _open(self) -> None:
        open_part(self.page, self.server.server, self.visit)

    def revive_phone(self, has_signal: bool) -> None:
        """Switch the dead phone on again; without signal its page comes from the phone itself."""
        self.phone.power_off()
        self.server.line.set(is_down=not has_signal)
        self.page = self.phone.power_on()
        self._open()

    def signal(self) -> None:
        """Tell the page that there may be a network again, as the system does."""
        self.page.evaluate("dispatchEvent(new Event('online'))")

    def wait(self, is_so: Callable[[], bool], at_most: float = 10.0) -> None:
        """Until something is so; the page's events go on meanwhile. Gives up silently."""
        deadline = time.monotonic() + at_most
        while not is_so() and time.monotonic() < deadline:
            self.page.wait_for_timeout(20)

    def await_text(self, text: str) -> None:
        """Until the phone's disk holds a text, as a draft or an event."""
        deadline = time.monotonic() + PATIENCE_MS / 1000
        while text not in self.page.evaluate(COUNT, PERSON)["text"]:
            if time.monotonic() > deadline:
                raise Lost(f"'{text}' is not on the phone")
            self.page.wait_for_timeout(10)

    def colleague_writes(self, chance: random.Random) -> None:
        """A colleague answers some items too, without having seen this phone's answers."""
        with closing(connect(self.server.server.database)) as db:
            for code in chance.sample(ITEMS, 2):
                value = {"na": f"alasan {chance.randrange(10**6)}"}
                self.colleague.push(db, self.colleague.event(f"{code}.answer", value))

    def recover(self) -> None:
        """Everything works again."""
        self.server.line.on_request = lambda _request: None
        self.server.line.set()

    def check(self) -> None:
        """Whatever was shown is true."""
        self.ledger.check(holdings(self.page, PERSON, self.visit.uid))

    def settle(self, by_itself: bool = False, at_most: float = 60.0) -> None:
        """Wait until the phone says that nothing waits, then compare both sides wholly.

        `by_itself` lets the phone find out alone that there is a network again.
        """
        deadline, nudge = time.monotonic() + at_most, 0.0
        while True:
            if not by_itself and time.monotonic() > nudge:
                self.signal()
                nudge = time.monotonic() + 4
            left = self.page.evaluate(COUNT, PERSON)
            if left["held"]:
                raise Lost(f"held back on the phone: {left['held']}")
            if not left["waiting"] and not self._unpulled():
                break
            if time.monotonic() > deadline:
                lately = "\n".join(self.server.line.answered[-10:])
                reasons = f"{left['waiting']}; {self.status()}; not pulled: {self._unpulled()}"
                raise Lost(f"waits for {at_most:.0f} s: {reasons}; lately\n{lately}")
            self.page.wait_for_timeout(200)
        self.page.locator("[data-sending][data-state=sent]").wait_for()
        self.ledger.settle(holdings(self.page, PERSON, self.visit.uid))
        if (mine := self.heads_on_the_phone()) != self.ledger.heads():
            raise Lost(f"other heads on the phone: {mine}, at the server: {self.ledger.heads()}")

    def _unpulled(self) -> list[int]:
        """The numbers of the server's events that this phone has not in its log."""
        log = holdings(self.page, PERSON, self.visit.uid).log
        with closing(connect(self.server.server.database)) as db:
            stored = db.execute("SELECT rev, eid FROM events WHERE visit_id = :id", {"id": self.visit.id}).fetchall()
        return sorted(rev for rev, eid in stored if eid not in log)

    def status(self) -> str:
        """What the bar says about sending."""
        try:
            return self.page.locator("[data-sending]").inner_text()
        except Error:
            return "no page"

    def heads_on_the_phone(self) -> dict[str, set[str]]:
        """Cell to the ids of its heads, as the phone's own code works them out of what its disk holds."""
        kept = holdings(self.page, PERSON, self.visit.uid)
        texts = [*kept.log.values(), *(entry["raw"] for entry in kept.own.values())]
        found = self.page.evaluate(
            """async ({ texts, module }) => {
              const { History } = await import(module);
              const history = new History();
              const events = texts.map((text) => JSON.parse(text));
              for (const event of events) history.add(event);
              return Object.fromEntries(events.map(({ cell }) => [cell, history.seen(cell)]));
            }""",
            {"texts": texts, "module": f"{self.server.server.url}/assets/any/js/phone/merge.js"},
        )
        return {cell: set(eids) for cell, eids in found.items()}

    def close(self) -> None:
        """Switch the phone off."""
        self.phone.power_off()
