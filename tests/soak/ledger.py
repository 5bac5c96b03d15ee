"""What the screen showed, and whether it was true."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from app.domain import events
from app.store import events as log
from app.store.connection import connect
from tests.browser.faults import Holdings, has_bytes, stored_events
from tests.phones import TeamVisit
from tests.servers import Server

# Tells the ledger of each choice a person makes, and of each state that an answer or a photo comes to show.
WATCH = """(() => {
  const told = new Map();
  const tell = (key, fact) => {
    const text = JSON.stringify(fact);
    if (told.get(key) !== text) window.shown(fact);
    told.set(key, text);
  };
  const look = (item) => {
    const code = item.dataset.item;
    const { state } = item.querySelector("[data-history]").dataset;
    const value = item.querySelector("input[type=radio]:checked:not([data-na])")?.value;
    if (state && value) tell(code, { kind: "answer", item: code, value, state });
    for (const row of item.querySelectorAll(".photos li[data-uid]")) {
      const { uid } = row.dataset;
      tell(uid, { kind: "photo", uid, item: code, text: row.querySelector(".status").textContent });
    }
  };
  addEventListener("change", ({ target }) => {
    if (target.type !== "radio" || target.matches("[data-na]")) return;
    window.shown({ kind: "tap", item: target.closest("[data-item]").dataset.item, value: target.value });
  }, true);
  new MutationObserver((changes) => {
    const items = changes.map(({ target }) => (target.closest ? target : target.parentElement)?.closest("[data-item]"));
    for (const item of new Set(items)) if (item) look(item);
  }).observe(document, { subtree: true, childList: true, characterData: true, attributeFilter: ["data-state"] });
})();"""


class Lost(AssertionError):
    """Something that a person was told is safe is nowhere."""


@dataclass
class Tap:
    """One choice, and the state in which the screen showed it last."""

    item: str
    value: str
    state: str = ""


@dataclass
class Ledger:
    """Everything that one person was shown at one visit, and everything seen on the phone's disk."""

    server: Server
    visit: TeamVisit
    person: str
    taps: list[Tap] = field(default_factory=list)
    photos: dict[str, str] = field(default_factory=dict)  # uid to the text beside it
    on_disk: dict[str, str] = field(default_factory=dict)  # eid to raw

    def note(self, fact: dict[str, Any]) -> None:
        """Take in what WATCH tells."""
        if fact["kind"] == "tap":
            self.taps.append(Tap(fact["item"], fact["value"]))
        elif fact["kind"] == "photo":
            self.photos[fact["uid"]] = fact["text"]
        elif fact["state"] in ("new", "sent"):
            last = next((tap for tap in reversed(self.taps) if tap.item == fact["item"]), None)
            if last and last.value == fact["value"]:
                last.state = fact["state"]

    def check(self, phone: Holdings) -> None:
        """After any fault: what was shown as saved is on the phone, what was shown as sent is at the server."""
        stored = stored_events(self.server, self.visit)
        for eid, raw in self.on_disk.items():
            if phone.own.get(eid, {}).get("raw") != raw:
                raise Lost(f"an event left the phone: {raw}")
        self.on_disk = {eid: entry["raw"] for eid, entry in phone.own.items()}
        self._check_answers(Counter(_choices(self.on_disk)), {"new", "sent"}, "the phone")
        self._check_answers(Counter(_choices(stored)), {"sent"}, "the server")
        self._check_photos(phone, stored)
        for entry in phone.own.values():
            if entry["state"] == "sent" and stored.get(entry["eid"]) != entry["raw"]:
                raise Lost(f"marked as sent, and not at the server: {entry}")

    def _check_answers(self, found: "Counter[tuple[str, str]]", states: set[str], where: str) -> None:
        shown = Counter((tap.item, tap.value) for tap in self.taps if tap.state in states)
        if missing := shown - found:
            raise Lost(f"answers shown as {states} that {where} does not have: {missing}")

    def _check_photos(self, phone: Holdings, stored: dict[str, str]) -> None:
        attached = {events.read(raw).cell.rpartition(".")[2]: events.read(raw) for raw in stored.values()}
        for uid, text in self.photos.items():
            record = phone.photos.get(uid)
            if record is None:
                raise Lost(f"photo {uid}, shown as {text}, left the phone")
            if text == "Terkirim" and not (uid in attached and has_bytes(self.server, attached[uid].val["sha"])):
                raise Lost(f"photo {uid} was shown as sent, and the server does not have it")
            if record["state"] != "done" and not any(key.startswith(f"{uid}/") for key in phone.bytes):
                raise Lost(f"the bytes of photo {uid} are nowhere")

    def settle(self, phone: Holdings) -> None:
        """Once the line is good and nothing waits: everything is at the server, exactly once, and both agree."""
        self.check(phone)
        stored = stored_events(self.server, self.visit)
        mine = {eid: raw for eid, raw in stored.items() if events.read(raw).by == self.person}
        if mine != self.on_disk:
            raise Lost(f"the phone wrote {len(self.on_disk)} events, the server has {len(mine)} of them")
        counters = sorted((events.read(entry["raw"]).dev, entry["n"]) for entry in phone.own.values())
        devices = Counter(dev for dev, _ in counters)  # a store that the browser lost and that was made anew is another
        if counters != [(dev, n + 1) for dev in sorted(devices) for n in range(devices[dev])]:
            raise Lost("the phone's counter has holes")
        if len(list(_choices(mine))) > len(self.taps):
            raise Lost(f"{len(self.taps)} taps became {len(list(_choices(mine)))} answers")
        for uid, record in phone.photos.items():
            if record["state"] != "done" or not has_bytes(self.server, record["sha"]):
                raise Lost(f"photo {uid} is not at the server: {record}")
        if set(phone.log) != set(stored):
            raise Lost(f"the phone pulled {len(phone.log)} of {len(stored)} events")

    def summary(self) -> str:
        """How much there was to lose."""
        shown = sum(tap.state != "" for tap in self.taps)
        return (
            f"{shown} answers and {len(self.photos)} photos were shown as saved, {len(self.on_disk)} events are stored"
        )

    def heads(self) -> dict[str, set[str]]:
        """Cell to the ids of its heads, as the server sees it."""
        db = connect(self.server.database)
        found = {cell: {head.event.eid for head in heads} for cell, heads in log.heads(db, self.visit.id).items()}
        db.close()
        return found


def _choices(texts: dict[str, str]) -> list[tuple[str, str]]:
    """(item, letter) of every event that answers with a letter."""
    read = (events.read(text) for text in texts.values())
    return [(event.cell[:3], event.val) for event in read if event.cell.endswith(".answer") and type(event.val) is str]
