"""Visits to fill, and the few gestures that every journey of filling makes."""

import uuid
from contextlib import closing
from types import SimpleNamespace
from typing import Any

from playwright.sync_api import Locator, Page, expect

from app.clock import now
from app.services import evidence
from app.store import people
from app.store.blobs import BlobStore
from app.store.connection import connect
from tests.factories import NOON, TODAY, make_station
from tests.phones import Phone, TeamVisit, make_visit, set_state
from tests.servers import DAYS, Server


def open_visit(
    server: Server, previous: dict[str, Any] | None = None, photos: dict[str, bytes] | None = None
) -> TeamVisit:
    """A visit of today under way at a station of its own: anggota1 fills part A, anggota2 part B, ketua leads.

    `previous` are the answers of the station's visit before, by item or cell ('A01.note', 'A01.finding.…'), `photos`
    those of its items.
    """
    with closing(connect(server.database)) as db:
        names = ("ketua", "anggota1", "anggota2", "bagren")
        team = {name: people.get_by_username(db, name, today=TODAY) for name in names}
        station = make_station(db, f"polsek-{uuid.uuid4().hex[:8]}", "Polsek Senori")
        district: Any = SimpleNamespace(senori=station, **team)
        if previous is not None:
            before = make_visit(db, district, state="open", on="2026-01-05", at=NOON)
            lead = Phone(district.ketua, before)
            cells = {name if "." in name else f"{name}.answer": val for name, val in previous.items()}
            lead.push(db, *(lead.event(cell, val) for cell, val in cells.items()))
            for code, data in (photos or {}).items():
                sha = evidence.receive(db, BlobStore(server.uploads), data, actor=district.ketua, at=NOON)
                claims = {"sha": sha, "size": len(data), "type": "image/jpeg"}
                lead.push(db, lead.event(f"{code}.photo.{uuid.uuid4()}", claims, op="attach"))
            set_state(db, before, "submitted")
        return make_visit(db, district, state="open", on=TODAY, at=now() + DAYS * 86_400_000)


def open_part(page: Page, server: Server, visit: TeamVisit, part: str = "A") -> Page:
    """The page of a part, once it shows what the phone remembers."""
    page.goto(f"{server.url}/visits/{visit.uid}/parts/{part}")
    page.locator("[data-filling][data-ready]").wait_for()
    return page


def item(page: Page, code: str) -> Locator:
    """One item on the page."""
    return page.locator(f'[data-item="{code}"]')


def choose(page: Page, code: str, letter: str) -> None:
    """Tap a choice of an item."""
    item(page, code).locator(f'.choice:has(input[value="{letter}"])').click()


def chosen(page: Page, code: str) -> Locator:
    """The letter that stands."""
    return item(page, code).locator("input:checked")


def expect_state(page: Page, code: str, text: str) -> None:
    """Wait until the item says how it stands: 'Di HP', 'Terkirim' …"""
    expect(item(page, code).locator("[data-history]")).to_have_text(text)


def pick(page: Page, code: str, source: str, *pictures: tuple[str, bytes]) -> None:
    """Take pictures, each a name and its bytes, for an item: source is camera or gallery."""
    with page.expect_file_chooser() as chooser:
        item(page, code).locator(f"[data-take={source}]").click()
    chooser.value.set_files([{"name": name, "mimeType": "image/jpeg", "buffer": data} for name, data in pictures])
