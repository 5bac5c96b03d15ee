"""Filling with a thumb, large text, a screen reader, in the sun and in the dark."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PHONE, Watch
from tests.browser.filling import choose, item, open_part, open_visit
from tests.servers import Server

SMALL = """() => {
  const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length;
  const hit = (element) => (element.matches("[type=radio], [type=checkbox]") ? element.closest("label") : element);
  return [...document.querySelectorAll("a[href], button, input, textarea, select")]
    .filter((element) => shown(element) && !element.matches("[tabindex='-1'], .skip"))
    .map((element) => [hit(element), hit(element).getBoundingClientRect()])
    .filter(([element, box]) => (box.width < 47.5 || box.height < 47.5) && !element.closest("p"))
    .map(([element, box]) => `${element.outerHTML.slice(0, 90)} ${box.width}x${box.height}`);
}"""
NAMELESS = """() => [...document.querySelectorAll("button, a[href], input, textarea, select, [role=group], fieldset")]
  .filter((element) => element.checkVisibility())
  .filter((element) => {
    const label = element.labels?.[0]?.textContent ?? element.querySelector("legend")?.textContent ?? "";
    return !(element.getAttribute("aria-label") ?? "").trim() && !label.trim() && !element.textContent.trim();
  })
  .map((element) => element.outerHTML.slice(0, 120))"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def opened(used_phones: Callable[[str], BrowserContext], server: Server) -> tuple[Page, Watch]:
    """Part E on a phone, with an answer of each look, and what went wrong in it."""
    page, seen = used_phones("ketua").new_page(), Watch()
    seen.attach(page)
    open_part(page, server, open_visit(server), "E")
    choose(page, "E01", "Tidak")
    choose(page, "E04", "B")
    expect(item(page, "E04").locator(".scale__chosen")).to_be_visible()
    return page, seen


@pytest.fixture
def page(opened: tuple[Page, Watch]) -> Iterator[Page]:
    """That page at its usual size."""
    shown, seen = opened
    shown.set_viewport_size(PHONE["viewport"])
    yield shown
    assert not seen.left()


def test_every_target_is_large_enough_for_a_thumb(page: Page) -> None:
    assert page.evaluate(SMALL) == []
    item(page, "E01").locator("[data-raise]").click()
    page.locator("#finding-sheet summary").click()
    assert page.evaluate(SMALL) == page.evaluate(NAMELESS) == []
    assert page.locator("#finding-sheet").evaluate("sheet => sheet.scrollWidth - sheet.clientWidth") <= 0
    page.keyboard.press("Escape")


def test_every_control_has_a_name_and_every_item_is_a_named_group(page: Page) -> None:
    assert page.evaluate(NAMELESS) == []
    group = page.get_by_role("group", name="Larangan memberi imbalan terpasang di loket")
    expect(group.get_by_role("radio", name="Tidak berlaku")).to_be_attached()
    expect(page.get_by_role("article", name="Larangan memberi imbalan terpasang di loket")).to_be_attached()


@pytest.mark.parametrize("width", [320, 360, 180], ids=["320 px", "360 px", "200 % zoom"])
def test_nothing_scrolls_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 780})
    assert page.evaluate(SIDEWAYS) <= 0


def test_large_text_does_not_scroll_sideways(page: Page) -> None:
    page.evaluate("document.documentElement.style.setProperty('font-size', '212%')")
    assert page.evaluate(SIDEWAYS) <= 0
    page.evaluate("document.documentElement.style.removeProperty('font-size')")


def test_filling_works_with_the_keyboard_alone(page: Page) -> None:
    item(page, "E02").get_by_role("radio", name="Ya").focus()
    page.keyboard.press("Space")
    expect(item(page, "E02").get_by_role("radio", name="Ya")).to_be_checked()
    expect(item(page, "E02").locator("[data-history]")).to_have_text("Terkirim")


def test_what_was_done_is_announced_politely(page: Page) -> None:
    choose(page, "E02", "Tidak")
    expect(page.get_by_role("status").filter(has_text="Jawaban E02 ada di HP")).to_be_attached()


def test_sunlight_is_one_tap_away(page: Page) -> None:
    page.get_by_role("button", name="Mode terik").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "sun")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "sun")


def test_no_score_shows_while_filling(page: Page) -> None:
    assert "Nilai kesiapan" not in page.locator("body").inner_text()
