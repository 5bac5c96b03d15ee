"""What a phone says it holds survives its sudden end, also while the camera is open."""

import hashlib
import re
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Request, Route, expect

from tests.browser.conftest import sign_in
from tests.browser.faults import Handset
from tests.browser.filling import choose, chosen, expect_state, item, open_part, open_visit, pick
from tests.browser.steps import rows
from tests.pictures import camera_photo, phone_photo
from tests.servers import Server


def test_nothing_that_was_shown_as_on_the_phone_is_lost_when_the_phone_dies(
    chromium: Browser, server: Server, tmp_path: Path
) -> None:
    def lose_the_session(context: BrowserContext) -> None:
        context.clear_cookies()  # a browser that dies may or may not have kept its session; here it has not
        sign_in(context, server, "anggota1")

    visit = open_visit(server)
    with Handset(chromium, tmp_path / "profile", lose_the_session) as handset:
        page = open_part(handset.power_on(), server, visit)
        page.context.route("**/api/p*/**", lambda route: route.abort())
        page.context.route("**/api/push", lambda route: route.abort())  # nothing leaves: the phone is the only copy
        item(page, "A01").locator(".choice--na").click()  # without a reason it stays a draft
        expect_state(page, "A01", "Belum lengkap")
        letters = {"A02": "B", "A03": "C", "A05": "A", "A06": "B"}
        for code, letter in letters.items():
            choose(page, code, letter)
        expect_state(page, "A06", "Di HP")
        shown = [code for code in letters if item(page, code).locator("[data-history]").text_content() == "Di HP"]
        assert shown == list(letters)
        pick(page, "A04", "camera", ("image.jpg", phone_photo(640, 480)))
        expect(item(page, "A04").locator(".photos .status")).to_have_text("Di HP")
        item(page, "A07").get_by_role("button", name="Catatan").click()
        page.keyboard.type("Apel hanya hari Senin")
        with page.expect_file_chooser():  # the camera is open, and the system needs the browser's memory
            item(page, "A07").locator("[data-take=camera]").click()
        handset.power_off()

        page = open_part(handset.power_on(), server, visit)
        for code, letter in letters.items():
            expect(chosen(page, code)).to_have_value(letter)
            expect_state(page, code, "Terkirim")
        expect(item(page, "A07").get_by_label("Catatan")).to_have_value("Apel hanya hari Senin")
        expect_state(page, "A01", "Belum lengkap")
        expect(item(page, "A04").locator(".photos .status")).to_have_text("Terkirim")


PIECE = 262_144  # bytes of a photo that travel at first


def piece_at(request: Request) -> int:
    """Where the piece of a photo begins that a request carries; -1 when it carries none."""
    return int(request.headers["upload-offset"]) if request.method == "PATCH" else -1


def one_piece_only(route: Route) -> None:
    """Let the first piece of a photo pass; the second never arrives."""
    if piece_at(route.request) < PIECE:
        route.continue_()


def test_a_photo_survives_a_death_in_mid_shrink_and_one_in_mid_upload(
    chromium: Browser, server: Server, tmp_path: Path
) -> None:
    visit, data = open_visit(server), camera_photo(3200, 2400)
    with Handset(chromium, tmp_path / "profile", lambda context: sign_in(context, server, "anggota1")) as handset:
        page = handset.power_on()
        page.add_init_script("window.Worker = class { postMessage() {} terminate() {} }")  # it never comes to an end
        open_part(page, server, visit)
        pick(page, "A04", "camera", ("image.jpg", data))
        expect(item(page, "A04").locator(".photos .status")).to_have_text("Di HP")
        handset.power_off()

        page = handset.power_on()
        page.route("**/api/photo/*", one_piece_only)
        with page.expect_request(lambda request: piece_at(request) == PIECE):
            open_part(page, server, visit)
        expect(item(page, "A04").locator(".photos .status")).to_have_text(re.compile(r"^[1-9]\d*%$"))
        handset.power_off()

        page = handset.power_on()
        pieces: list[int] = []
        page.on("request", lambda request: pieces.append(piece_at(request)))
        open_part(page, server, visit)
        expect(item(page, "A04").locator(".photos .status")).to_have_text("Terkirim")
        assert next(at for at in pieces if at >= 0) == PIECE
    kept = rows(
        server,
        """
        SELECT e.original_sha256, b.width, b.height
          FROM evidence e JOIN blobs b ON b.sha256 = e.sha256 WHERE e.visit_id = :visit
        """,
        visit=visit.id,
    )
    assert [tuple(row.values()) for row in kept] == [(hashlib.sha256(data).hexdigest(), 1536, 2048)]
