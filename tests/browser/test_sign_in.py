"""Signing in, at both sizes."""

from typing import Any

import pytest

from tests.browser.conftest import DESK, PHONE, OpenPage, Watch
from tests.factories import PASSWORD
from tests.servers import Server

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


@SIZES
def test_the_sign_in_page_is_indonesian_and_fits_its_screen(
    open_screen: OpenPage, server: Server, size: dict[str, Any]
) -> None:
    page = open_screen(server, size)
    assert page.get_by_role("heading", level=1).count() == 1
    assert page.evaluate("document.documentElement.lang") == "id"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@SIZES
def test_a_wrong_password_is_said_and_the_name_is_kept(
    open_screen: OpenPage, server: Server, size: dict[str, Any], watch: Watch
) -> None:
    watch.forgive("status of 422")
    page = open_screen(server, size)
    page.fill("[name=name]", "anggota2")
    page.fill("[name=password]", "bukan kata sandinya")
    page.press("[name=password]", "Enter")
    page.get_by_text("Nama atau kata sandi salah").wait_for()
    assert page.input_value("[name=name]") == "anggota2"
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)


@SIZES
def test_signing_out_closes_the_account_also_for_the_back_button(
    open_screen: OpenPage, server: Server, size: dict[str, Any]
) -> None:
    page = open_screen(server, size, "anggota1")
    page.goto(f"{server.url}/account")
    page.locator("form[action='/sign-out'] button").first.click()
    page.wait_for_url("**/sign-in")
    page.go_back()
    page.wait_for_url("**/sign-in**")
