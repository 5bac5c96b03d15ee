"""Photos of an item: taken in, sent by their hash, seen by the others."""

import hashlib
from contextlib import closing

from playwright.sync_api import Page, expect

from app.store.connection import connect
from tests.browser.conftest import OpenPage, Watch
from tests.browser.filling import item, open_part, open_visit
from tests.pictures import encode, phone_photo, scene
from tests.servers import Server


def pick(page: Page, code: str, source: str, *pictures: tuple[str, bytes]) -> None:
    with page.expect_file_chooser() as chooser:
        item(page, code).locator(f"[data-take={source}]").click()
    chooser.value.set_files([{"name": name, "mimeType": "image/jpeg", "buffer": data} for name, data in pictures])


def stored(server: Server) -> dict[str, int]:
    with closing(connect(server.database)) as db:
        return {row["sha256"]: row["size"] for row in db.query("SELECT sha256, size FROM blobs")}


def test_photos_arrive_byte_for_byte_and_the_other_phone_shows_them(phone: OpenPage, server: Server) -> None:
    visit = open_visit(server)
    pictures = [phone_photo(800, 600), encode(scene(600, 800))]
    mine = open_part(phone("anggota1"), server, visit)
    pick(mine, "A04", "gallery", ("image.jpg", pictures[0]), ("image.jpg", pictures[1]))
    expect(item(mine, "A04").locator(".photos li")).to_have_count(2)
    expect(item(mine, "A04").locator(".photos .status", has_text="Terkirim")).to_have_count(2)
    kept = stored(server)
    assert {hashlib.sha256(data).hexdigest(): len(data) for data in pictures}.items() <= kept.items()
    theirs = open_part(phone("anggota2"), server, visit)
    expect(item(theirs, "A04").locator(".photos .status", has_text="Terkirim")).to_have_count(2)
    thumb = item(theirs, "A04").locator(".photos img").first
    theirs.wait_for_function("image => image.naturalWidth > 0", arg=thumb.element_handle())


def test_a_photo_is_on_the_phone_before_it_is_sent(phone: OpenPage, server: Server, watch: Watch) -> None:
    watch.forgive("ERR_FAILED")
    page = open_part(phone("anggota1"), server, open_visit(server))
    page.route("**/api/photo/**", lambda route: route.abort())
    pick(page, "A04", "camera", ("image.jpg", phone_photo(900, 700)))
    expect(item(page, "A04").locator(".photos .status")).to_have_text("Di HP")
    page.reload()
    expect(item(page, "A04").locator(".photos .status")).to_have_text("Di HP")
    picture = item(page, "A04").locator(".photos img")
    page.wait_for_function("image => image.naturalWidth > 0", arg=picture.element_handle())


def test_a_photo_gets_a_caption_and_can_be_removed_and_brought_back(phone: OpenPage, server: Server) -> None:
    visit = open_visit(server)
    page = open_part(phone("anggota1"), server, visit)
    pick(page, "A04", "camera", ("image.jpg", phone_photo(700, 500)))
    expect(item(page, "A04").locator(".photos .status")).to_have_text("Terkirim")
    item(page, "A04").locator(".photo").click()
    page.get_by_label("Keterangan").fill("Spanduk di halaman")
    page.locator("#photo-sheet").get_by_role("button", name="Tutup").click()
    expect(item(page, "A04").locator(".photo")).to_have_accessible_name("Foto 1, Terkirim: Spanduk di halaman")
    item(page, "A04").locator(".photo").click()
    page.get_by_role("button", name="Hapus foto").click()
    expect(item(page, "A04").locator(".photos li")).to_have_count(0)
    page.get_by_role("button", name="Batalkan", exact=True).click()
    expect(item(page, "A04").locator(".photos .status")).to_have_text("Terkirim")


def test_what_is_no_picture_stays_on_the_phone_with_its_reason(phone: OpenPage, server: Server, watch: Watch) -> None:
    watch.forgive("415")
    page = open_part(phone("anggota1"), server, open_visit(server))
    pick(page, "A04", "gallery", ("image.jpg", b"%PDF-1.7 not a picture at all" * 40))
    expect(item(page, "A04").locator(".photos .status")).to_have_text("Gagal")
    page.locator("[data-sending]").click()
    expect(page.locator("#outgoing-sheet li")).to_contain_text("Tertahan")
