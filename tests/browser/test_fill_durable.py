"""What a phone says it holds survives its sudden end."""

import os
import signal
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.conftest import FLAGS, PHONE, sign_in
from tests.browser.filling import choose, chosen, expect_state, item, open_part, open_visit
from tests.servers import Server

PROCESSES = Path("/proc")


def power_on(chromium: Browser, profile: Path) -> BrowserContext:
    """A browser of its own over a profile folder."""
    return chromium.browser_type.launch_persistent_context(
        profile,
        executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
        args=FLAGS,
        locale="id-ID",
        timezone_id="Asia/Jakarta",
        **PHONE,
    )


def power_off(profile: Path) -> None:
    """Kill the browser of that profile without a word."""
    for folder in PROCESSES.iterdir():
        if not folder.name.isdigit():
            continue
        try:
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if f"--user-data-dir={profile}".encode() in command and b"--type=" not in command:
            os.kill(int(folder.name), signal.SIGKILL)


def test_nothing_that_was_shown_as_on_the_phone_is_lost_when_the_phone_dies(
    chromium: Browser, server: Server, tmp_path: Path
) -> None:
    visit = open_visit(server)
    context = power_on(chromium, tmp_path / "profile")
    page = context.new_page()
    sign_in(context, server, "anggota1")
    open_part(page, server, visit)
    page.route("**/api/push", lambda route: route.abort())  # nothing leaves: the phone is the only copy
    letters = {"A01": "Ya", "A02": "B", "A03": "C", "A05": "A", "A06": "B"}
    for code, letter in letters.items():
        choose(page, code, letter)
    expect_state(page, "A06", "Di HP")
    shown = [code for code in letters if item(page, code).locator("[data-history]").text_content() == "Di HP"]
    assert shown == list(letters)
    item(page, "A07").get_by_role("button", name="Catatan").click()
    page.keyboard.type("Apel hanya hari Senin")
    page.wait_for_timeout(150)
    power_off(tmp_path / "profile")

    context = power_on(chromium, tmp_path / "profile")
    page = context.new_page()
    context.clear_cookies()  # a browser that dies may or may not have kept its session; here it has not
    sign_in(context, server, "anggota1")
    open_part(page, server, visit)
    for code, letter in letters.items():
        expect(chosen(page, code)).to_have_value(letter)
        expect_state(page, code, "Terkirim")
    expect(item(page, "A07").get_by_label("Catatan")).to_have_value("Apel hanya hari Senin")
    context.close()
