"""Photos of an item: taken in, sent by their hash, seen by the others."""

import hashlib
import re
from contextlib import closing

from PIL import Image
from PIL.ExifTags import IFD
from playwright.sync_api import expect

from app.store.connection import connect
from tests.browser.conftest import OpenPage, Watch
from tests.browser.filling import item, open_part, open_visit, pick
from tests.browser.steps import rows
from tests.documents import paper
from tests.pictures import TUBAN, Base, Gps, camera_photo, encode, jpeg_header, phone_photo, scene
from tests.servers import Server


def stored(server: Server) -> dict[str, int]:
    with closing(connect(server.database)) as db:
        return {row["sha256"]: row["size"] for row in db.query("SELECT sha256, size FROM blobs")}


def test_photos_arrive_byte_for_byte_and_the_other_phone_shows_them(phone: OpenPage, server: Server) -> None:
    visit = open_visit(server)
    pictures = [phone_photo(800, 600), encode(scene(600, 800))]
    mine = open_part(phone("anggota1", start=None), server, visit)
    pick(mine, "A04", "gallery", ("image.jpg", pictures[0]), ("image.jpg", pictures[1]))
    expect(item(mine, "A04").locator(".photos li")).to_have_count(2)
    expect(item(mine, "A04").locator(".photos .status", has_text="Terkirim")).to_have_count(2)
    kept = stored(server)
    assert {hashlib.sha256(data).hexdigest(): len(data) for data in pictures}.items() <= kept.items()
    theirs = open_part(phone("anggota2", start=None), server, visit)
    expect(item(theirs, "A04").locator(".photos .status", has_text="Terkirim")).to_have_count(2)
    thumb = item(theirs, "A04").locator(".photos img").first
    theirs.wait_for_function("image => image.naturalWidth > 0", arg=thumb.element_handle())


def test_a_document_goes_with_an_item_that_asks_for_one_and_everybody_sees_its_first_page(
    phone: OpenPage, server: Server
) -> None:
    page = open_part(phone("anggota1", start=None), server, open_visit(server))
    expect(item(page, "A04").get_by_role("button", name="Dokumen")).to_have_count(0)
    expect(item(page, "A01").get_by_role("button", name="Dokumen")).to_be_visible()
    pick(page, "A01", "document", ("foto.pdf", phone_photo(300, 200)), ("Sprin tim.pdf", paper(2)))
    expect(page.locator("[data-alert]")).to_contain_text("foto.pdf TIDAK disimpan: bukan PDF")
    expect(item(page, "A01").locator(".photos .status")).to_have_text("Terkirim")
    button = item(page, "A01").locator(".photo")
    expect(button).to_have_accessible_name("Foto 1, Terkirim: Sprin tim")
    button.click()
    large = page.locator("#photo-sheet .picture")
    page.wait_for_function("image => image.naturalWidth > 1000", arg=large.element_handle())


def test_a_photo_is_on_the_phone_before_it_is_sent_and_drawn_where_workers_cannot(
    phone: OpenPage, server: Server, watch: Watch
) -> None:
    watch.forgive("ERR_FAILED")
    page = phone("anggota1", start=None)
    page.add_init_script("delete window.OffscreenCanvas")
    open_part(page, server, open_visit(server))
    page.route("**/api/photo/**", lambda route: route.abort())
    pick(page, "A04", "camera", ("image.jpg", camera_photo(2200, 1650)))
    expect(item(page, "A04").locator(".photos .status")).to_have_text("Di HP")
    page.reload()
    expect(item(page, "A04").locator(".photos .status")).to_have_text("Di HP")
    picture = item(page, "A04").locator(".photos img")
    page.wait_for_function("image => image.naturalWidth === 240", arg=picture.element_handle())
    assert page.workers == []


def test_a_photo_gets_a_caption_and_can_be_removed_and_brought_back(phone: OpenPage, server: Server) -> None:
    visit = open_visit(server)
    page = open_part(phone("anggota1", start=None), server, visit)
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


def test_a_file_that_is_no_photo_is_named_and_a_broken_photo_stays_with_its_reason(
    phone: OpenPage, server: Server, watch: Watch
) -> None:
    watch.forgive("422|413")
    page = open_part(phone("anggota1", start=None), server, open_visit(server))
    broken = phone_photo(500, 400)[:4000]
    pick(page, "A04", "gallery", ("surat.jpg", b"%PDF-1.7 not a picture at all" * 40), ("rusak.jpg", broken))
    expect(page.locator("[data-alert]")).to_contain_text("surat.jpg TIDAK disimpan: bukan foto")
    expect(item(page, "A04").locator(".photos .status")).to_have_text("Gagal")
    page.locator("[data-sending]").click()
    expect(page.locator("#outgoing-sheet")).to_contain_text("Foto A04 (rusak.jpg)")
    expect(page.locator("#outgoing-sheet")).to_contain_text("Tertahan")
    page.get_by_role("button", name="Tutup").click()
    pick(page, "A05", "camera", ("image.jpg", jpeg_header(9000, 8000)))  # said at once, not when there is signal again
    expect(page.locator("[data-alert]")).to_contain_text("Foto A05 terlalu besar untuk server")
    expect(item(page, "A05").locator(".photos .status")).to_have_text("Gagal")


def test_a_large_photo_is_previewed_and_arrives_small_with_what_the_camera_wrote(
    phone: OpenPage, server: Server, watch: Watch
) -> None:
    watch.forgive("ERR_FAILED")
    watch.forgive(r"404.*/preview")  # one that overtakes its event is answered so, and sent again
    visit, data = open_visit(server), camera_photo()
    place = {"latitude": -6.8976, "longitude": 112.0492, "accuracy": 8}
    mine = open_part(phone("anggota1", start=None, geolocation=place, permissions=["geolocation"]), server, visit)
    mine.route("**/api/photo/*", lambda route: route.abort())  # pictures cannot go; previews are small enough
    pick(mine, "A04", "camera", ("image.jpg", data))
    with mine.expect_file_chooser() as chooser:
        mine.get_by_role("button", name="Foto lagi").click()
    chooser.value.set_files([{"name": "image.jpg", "mimeType": "image/jpeg", "buffer": camera_photo(1000, 800)}])
    expect(mine.locator(".toast")).to_contain_text("2 foto A04 ada di HP ini")
    theirs = open_part(phone("anggota2", start=None), server, visit)
    expect(item(theirs, "A04").locator(".photos .status").first).to_have_text("Pratinjau")
    picture = item(theirs, "A04").locator(".photos img").first
    theirs.wait_for_function("image => image.naturalWidth === 240", arg=picture.element_handle())
    item(theirs, "A04").locator(".photo").first.click()
    expect(theirs.locator("#photo-sheet")).to_contain_text("pratinjau, foto asli masih di HP")
    expect(theirs.locator("[data-capture]")).to_have_text(re.compile(r"^09\.30 · .*8 m.* · kamera$"))
    theirs.get_by_role("button", name="Tutup").click()

    mine.unroute("**/api/photo/*")
    mine.evaluate("dispatchEvent(new Event('online'))")
    expect(item(mine, "A04").locator(".photos .status", has_text="Terkirim")).to_have_count(2)
    expect(item(theirs, "A04").locator(".photos .status", has_text="Terkirim")).to_have_count(2)
    row = rows(
        server,
        """
        SELECT e.sha256, b.size, e.original_size, e.taken_from, e.source
          FROM evidence e JOIN blobs b ON b.sha256 = e.sha256 WHERE e.original_sha256 = :sha256
        """,
        sha256=hashlib.sha256(data).hexdigest(),
    )[0]
    assert (row["original_size"], row["taken_from"], row["source"]) == (len(data), "exif", "camera")
    assert row["size"] < len(data) / 2
    with Image.open(server.uploads / row["sha256"][:2] / row["sha256"]) as stored:
        tags = stored.getexif()
        inner, gps = tags.get_ifd(IFD.Exif), tags.get_ifd(IFD.GPSInfo)
        assert (stored.format, stored.size, tags[Base.Orientation]) == ("JPEG", (1536, 2048), 1)
        assert (inner[Base.ExifImageWidth], inner[Base.ExifImageHeight]) == stored.size
        assert (inner[Base.DateTimeOriginal], inner[Base.OffsetTimeOriginal]) == ("2026:11:22 09:30:05", "+07:00")
        assert (gps[Gps.GPSLatitude], gps[Gps.GPSImgDirection]) == (TUBAN[Gps.GPSLatitude], 123.5)
        assert inner[Base.MakerNote] == b"maju" * 4000
        red, green, blue = stored.convert("RGB").resize((64, 64)).getpixel((60, 4))  # red stood at the left before
        assert red > green + 60 and red > blue + 60


def test_an_original_waits_for_wifi_and_goes_as_it_is_all_the_same_when_told(phone: OpenPage, server: Server) -> None:
    data = camera_photo(2200, 1800)
    page = open_part(phone("anggota1", start=None), server, open_visit(server))
    page.locator("[data-sending]").click()
    page.get_by_label("Foto hanya lewat Wi-Fi").check()
    page.get_by_role("button", name="Tutup").click()
    item(page, "A04").evaluate("card => (card.dataset.original = '')")  # the instrument asks for the camera's own file
    pick(page, "A04", "gallery", ("image.jpg", data))
    bar = page.locator("[data-sending]")
    expect(bar).to_contain_text("Tunggu Wi-Fi")
    expect(bar).to_contain_text("1 di HP")
    bar.click()
    expect(page.locator("#outgoing-sheet")).to_contain_text(re.compile(r"1 foto \(1,\d MB\) menunggu di HP ini"))
    page.get_by_role("button", name="Kirim sekarang").click()
    expect(bar).to_contain_text("Terkirim")
    expect(item(page, "A04").locator(".photos .status")).to_have_text("Terkirim")
    assert stored(server)[hashlib.sha256(data).hexdigest()] == len(data)
