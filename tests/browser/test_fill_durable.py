"""What a phone says it holds survives its sudden end, also while the camera is open."""

from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.conftest import sign_in
from tests.browser.faults import Handset
from tests.browser.filling import choose, chosen, expect_state, item, open_part, open_visit
from tests.browser.test_fill_photos import pick
from tests.pictures import phone_photo
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
        letters = {"A01": "Ya", "A02": "B", "A03": "C", "A05": "A", "A06": "B"}
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
        expect(item(page, "A04").locator(".photos .status")).to_have_text("Terkirim")
