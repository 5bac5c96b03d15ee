"""What is only on one phone, carried to another in a file."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, Watch
from tests.browser.filling import choose, expect_state, item, open_part, open_visit
from tests.browser.steps import downloaded, look, photo_of, rows
from tests.servers import Server


def section(page: Page, server: Server) -> Page:
    """The phone's own page, once it shows what waits."""
    page.goto(f"{server.url}/phone")
    page.locator("[data-device][data-ready]").wait_for()
    return page


def take_in(page: Page, file: Path) -> None:
    page.locator("[data-rescue] input[type=file]").set_input_files(file)


def test_unsent_work_goes_over_in_a_file_once_however_often_it_is_taken_in(
    phone: OpenPage, server: Server, watch: Watch, tmp_path: Path
) -> None:
    watch.forgive("ERR_FAILED|Unreadable|damaged")
    visit = open_visit(server)
    lost = phone("anggota1")
    for address in ("push", "photo/**", "preview/**"):
        lost.route(f"**/api/{address}", lambda route: route.abort())
    open_part(lost, server, visit)
    choose(lost, "A01", "Ya")
    choose(lost, "A02", "B")
    picture = {"name": "papan.jpg", "mimeType": "image/jpeg", "buffer": photo_of("A02", "navy")}
    with lost.expect_file_chooser() as chooser:
        item(lost, "A02").get_by_role("button", name="Galeri").click()
    chooser.value.set_files([picture])
    expect(lost.locator("[data-sending]")).to_contain_text("4 di HP")  # with the photo's own event
    section(lost, server)
    name, made = downloaded(lost, lost.get_by_role("button", name="Buat berkas penyelamat"))
    assert name.startswith("siap-anggota1-") and name.endswith(".html")
    expect(lost.locator("[data-told]")).to_contain_text("Tersimpan di Unduhan")
    look(lost, "rescue")
    file = tmp_path / name
    file.write_bytes(made)

    reader = lost.context.new_page()  # any browser shows it
    reader.goto(file.as_uri())
    expect(reader.locator("article").first).to_contain_text("Jawaban A01: Ya")
    expect(reader.get_by_role("heading", name="Polsek Senori")).to_be_visible()
    assert reader.evaluate("document.images[0].decode().then(() => document.images[0].naturalWidth)") == 1024
    look(reader, "rescue-file")

    damaged = tmp_path / "damaged.html"
    damaged.write_bytes(made[: len(made) // 2])
    other = section(phone("anggota1"), server)
    take_in(other, damaged)
    expect(other.locator("[data-told]")).to_contain_text("rusak atau tidak lengkap")
    take_in(other, file)
    expect(other.locator("[data-told]")).to_contain_text("Diimpor: 3 perubahan, 1 foto")
    open_part(other, server, visit)
    for code in ("A01", "A02"):
        expect_state(other, code, "Terkirim")
    expect(item(other, "A02").locator(".photo + .status")).to_have_text("Terkirim")
    stored = "SELECT dev, n FROM events WHERE visit_id = :visit ORDER BY n"
    events = rows(server, stored, visit=visit.id)
    assert [event["n"] for event in events] == [1, 2, 3]
    section(other, server)
    take_in(other, file)
    expect(other.locator("[data-told]")).to_contain_text("Sudah ada di sini: 4")

    lost.unroute_all()
    open_part(lost, server, visit)
    for code in ("A01", "A02"):
        expect_state(lost, code, "Terkirim")
    assert rows(server, stored, visit=visit.id) == events
    assert rows(server, "SELECT COUNT(*) AS n FROM evidence WHERE visit_id = :visit", visit=visit.id)[0]["n"] == 1

    stranger = section(phone("anggota2"), server)
    take_in(stranger, file)
    expect(stranger.locator("[data-told]")).to_contain_text("Berkas ini milik Aipda Anggota1. 3 perubahan")
    section(stranger, server)
    expect(stranger.locator("[data-others]")).to_contain_text("3 jawaban dan 1 foto Aipda Anggota1")
    look(stranger, "rescue-of-another")
