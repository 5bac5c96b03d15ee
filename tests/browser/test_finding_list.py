"""Somebody looks for findings: on a phone in a fold, at a desk with everything in sight, always by the address."""

from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, OpenPage
from tests.browser.steps import look
from tests.servers import Server


def test_a_list_is_narrowed_and_the_back_button_brings_each_step_back(
    open_screen: OpenPage, demo_server: Server
) -> None:
    page = open_screen(demo_server, PHONE, "bagren")
    page.goto(demo_server.url + "/findings")
    level = page.get_by_label("Tingkat")
    expect(level).to_be_hidden()
    page.locator(".finder__fold > summary").click()
    level.select_option("serious")
    page.get_by_label("Hanya yang lewat tenggat").check()
    look(page, "list-1-fold")
    page.get_by_role("button", name="Terapkan").click()
    expect(page).to_have_url(f"{demo_server.url}/findings?severity=serious&overdue=1")
    expect(page.locator(".finding").first).to_contain_text("Berat")
    page.get_by_role("link", name="Lepas saringan: Berat").click()
    expect(page).to_have_url(f"{demo_server.url}/findings?overdue=1")
    page.go_back()
    expect(page.get_by_role("link", name="Lepas saringan: Berat")).to_be_visible()
    look(page, "list-2-phone")

    desk = open_screen(demo_server, DESK, "bagren")
    desk.goto(demo_server.url + "/findings")
    expect(desk.get_by_label("Tingkat")).to_be_visible()
    expect(desk.locator(".finder__fold > summary")).to_be_hidden()
    desk.get_by_placeholder("Kata, butir, Polsek").fill("tidak ada temuan begini")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Tidak ada temuan yang cocok")).to_be_visible()
    look(desk, "list-3-nothing")
    desk.locator(".empty").get_by_role("link", name="Hapus saringan").click()
    expect(desk).to_have_url(f"{demo_server.url}/findings")
