"""Drawing upon a photo: pulled with the finger, moved by keys, undone, kept; the picture itself stays."""

import json
import uuid
from contextlib import closing

from playwright.sync_api import Page, expect

from app.domain.people import Person
from app.services import evidence
from app.store import people
from app.store.blobs import BlobStore
from app.store.connection import connect
from tests.browser.conftest import OpenPage, Watch
from tests.browser.filling import open_visit
from tests.factories import NOON, TODAY
from tests.phones import Phone
from tests.pictures import bystander, encode, phone_photo
from tests.servers import Server


def photographed(server: Server, photo: bytes) -> str:
    """The address of a photo's page."""
    uid = str(uuid.uuid4())
    visit = open_visit(server)
    with closing(connect(server.database)) as db:
        who: Person = people.get_by_username(db, "anggota1", today=TODAY)
        sha256 = evidence.receive(db, BlobStore(server.uploads), photo, actor=who, at=NOON)
        phone = Phone(who, visit)
        claim = {"sha": sha256, "size": 5, "type": "image/jpeg"}
        phone.push(db, phone.event(f"A04.photo.{uid}", claim, op="attach"))
    return f"/evidence/{uid}"


def pull(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """From one point of the picture to another, in shares of its sides."""
    box = page.locator("[data-canvas]").bounding_box()
    assert box is not None
    for act, (x, y) in ((page.mouse.down, start), (page.mouse.up, end)):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=3)
        act()


def test_arrows_circles_and_blurs_are_drawn_by_finger_and_by_keys(
    phone: OpenPage, server: Server, watch: Watch
) -> None:
    watch.forgive("ERR_INTERNET_DISCONNECTED")
    page = phone("anggota1", start=photographed(server, phone_photo(840, 630)))
    page.get_by_role("link", name="Beri anotasi atau samarkan").click()
    board = page.locator("form[data-module=annotate]")
    drawn = board.locator("[data-list] > li")
    page.get_by_role("button", name="Samar", exact=True).click()
    pull(page, (0.1, 0.1), (0.4, 0.5))
    page.get_by_role("button", name="Panah", exact=True).click()
    pull(page, (0.6, 0.9), (0.8, 0.6))
    expect(drawn).to_have_count(2)
    pull(page, (0.7, 0.75), (0.6, 0.65))  # what is chosen goes along
    page.get_by_role("button", name="Tambah di tengah").click()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowDown")
    shapes = json.loads(page.locator("[name=shapes]").input_value())
    assert [(one["kind"], one["w"] > 0) for one in shapes] == [("blur", True), ("arrow", True), ("arrow", True)]
    assert abs(shapes[1]["x"] - 5000) < 100
    assert (shapes[2]["x"], shapes[2]["h"]) == (2900, 2100)
    page.keyboard.press("Delete")
    expect(drawn).to_have_count(2)
    page.keyboard.press("Control+z")
    expect(drawn).to_have_count(3)
    page.get_by_role("button", name="Hapus Panah 3").click()
    page.context.set_offline(True)
    page.get_by_role("button", name="Simpan anotasi").click()
    expect(page.locator(".toast")).to_contain_text("Anotasi Anda tetap di sini")
    page.context.set_offline(False)
    page.get_by_role("button", name="Simpan anotasi").click()
    expect(page.locator("svg.layer")).to_have_attribute("aria-label", "2 anotasi di atasnya")
    expect(page.get_by_text("Versi 1: 2 anotasi")).to_be_visible()


def test_what_a_detector_proposes_is_confirmed_or_discarded_by_keys(phone: OpenPage, server: Server) -> None:
    page = phone("anggota1", start=photographed(server, encode(bystander())))
    page.get_by_role("button", name="Usulkan yang disamarkan").press("Enter")
    expect(page.get_by_text("2 bagian diusulkan")).to_be_visible()
    waiting = page.locator("[data-proposed] > li")
    expect(waiting).to_have_count(2)
    expect(page.locator("[name=shapes]")).to_have_value("[]")
    page.get_by_role("button", name="Setujui usulan 1: samarkan bagian ini").press("Enter")
    expect(page.get_by_role("button", name="Setujui usulan 2: samarkan bagian ini")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # discards the second
    expect(waiting).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(waiting).to_have_count(1)
    before = json.loads(page.locator("[name=shapes]").input_value())
    page.get_by_role("button", name="1. Samar").press("ArrowRight")
    after = json.loads(page.locator("[name=shapes]").input_value())
    assert [one["x"] for one in after] == [one["x"] + 100 for one in before] and len(after) == 1
    page.get_by_role("button", name="Simpan anotasi").click()
    expect(page.get_by_text("1 usulan tidak disetujui")).to_be_visible()
    expect(page.locator("svg.layer > .layer__blur")).to_have_count(1)
