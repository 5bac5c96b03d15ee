"""Every component in every theme and size: nothing scrolls sideways, nothing is too small to hit, nothing is cut."""

import threading
from collections.abc import Iterator
from itertools import product

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from werkzeug.serving import make_server

from tests.browser.conftest import Watch
from tools.styleguide.__main__ import PAGES, styleguide_app
from tools.tokens import CSS_FILE

THEMES = ("light", "sun", "dark")
MARK = CSS_FILE.parents[1] / "img" / "mark.svg"
SIZES = ((320, 640), (360, 780), (768, 1024), (1280, 900))

TOO_SMALL = """
() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, label.choice, label.check")]
  .filter((one) => !one.closest(".skip") && !(one.matches("a") && one.closest("p, .breadcrumb, td, tbody th, thead")))
  .filter((one) => !(one.matches("input") && one.closest("label.choice, label.check")))
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && box.height > 1 && (box.height < 47.5 || box.width < 47.5))
  .map(([one, box]) => `${one.outerHTML.slice(0, 120)} ${box.width.toFixed()}x${box.height.toFixed()}`)
"""
CUT = """
() => [...document.querySelectorAll(".button, .badge, .choice, .chip, .stat__figure, .heat, .nav__link, .list__title")]
  .filter((one) => one.getClientRects().length && one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0)
  .map((one) => `${one.outerHTML.slice(0, 120)} ${one.scrollWidth}>${one.clientWidth}`)
"""


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the style guide, served by the real app."""
    server = make_server("127.0.0.1", 0, styleguide_app(tmp_path_factory.mktemp("guide")), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/style-guide"
    server.shutdown()
    thread.join()


@pytest.fixture
def page(chromium: Browser, watch: Watch) -> Iterator[Page]:
    context = chromium.new_context(locale="id-ID", device_scale_factor=1)
    opened = context.new_page()
    watch.attach(opened)
    yield opened
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_every_size_in_every_theme(guide: str, page: Page, name: str) -> None:
    page.goto(f"{guide}/{name}")
    for (width, height), theme in product(SIZES, THEMES):
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        where = f"{theme}, {width}px"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{where} scrolls sideways"
        assert page.evaluate(CUT) == [], f"{where} cuts"
        if width < 1024:
            assert page.evaluate(TOO_SMALL) == [], f"{where} is hard to hit"


def test_larger_type_of_the_reader_still_fits(guide: str, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 780})
    for name in PAGES:
        page.goto(f"{guide}/{name}")
        page.evaluate("document.documentElement.style.fontSize = '140%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, name


def test_the_sunlight_switch_works_at_once_and_is_remembered(guide: str, page: Page) -> None:
    page.goto(f"{guide}/charts")
    switch = page.get_by_role("button", name="Mode terik")
    switch.click()
    expect(page.locator("html")).to_have_attribute("data-theme", "sun")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "sun")
    expect(switch).to_have_attribute("aria-pressed", "true")
    assert [cookie["value"] for cookie in page.context.cookies() if cookie.get("name") == "theme"] == ["sun"]


def test_more_contrast_of_the_device_gives_sunlight_without_asking(guide: str, page: Page) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    page.goto(f"{guide}/charts")
    assert page.evaluate(paper) != "rgb(255, 255, 255)"
    page.emulate_media(contrast="more")
    assert page.evaluate(paper) == "rgb(255, 255, 255)"
    page.goto(f"{guide}/charts?theme=dark")
    assert page.evaluate(paper) != "rgb(255, 255, 255)", "an explicit choice wins"


def test_a_dialog_opens_takes_the_focus_to_its_heading_and_closes(guide: str, page: Page) -> None:
    page.goto(f"{guide}/desk", wait_until="networkidle")  # the module that opens it is loaded after the page
    page.get_by_role("button", name="Buka lembar").click()
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    assert page.evaluate("document.activeElement.tagName") == "H2"
    dialog.get_by_role("button", name="Tutup").click()
    assert not dialog.is_visible()


def test_icons_and_the_mark_are_really_drawn(guide: str, page: Page) -> None:
    page.goto(f"{guide}/desk")
    empty = page.evaluate(
        "[...document.querySelectorAll('svg.icon, svg.mark')].filter((one) => one.getClientRects().length)"
        ".filter((one) => !one.getBBox().width && !one.getBBox().height).length"
    )
    assert empty == 0


def test_paper_is_light_and_shows_all_but_the_navigation(guide: str, page: Page) -> None:
    page.goto(f"{guide}/desk?theme=dark")
    page.set_viewport_size({"width": 680, "height": 960})  # A4 between its margins
    page.emulate_media(media="print")
    for hidden in (".nav", ".app-bar__tools", ".chips", ".pagination"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.get_by_role("table").is_visible()
    for part in ("body", ".card"):
        assert page.evaluate("one => getComputedStyle(document.querySelector(one)).backgroundColor", part) == (
            "rgb(255, 255, 255)"
        )


def test_a_deed_that_cannot_be_undone_is_asked_about_first(guide: str, page: Page) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.goto(f"{guide}/desk")
    page.get_by_role("button", name="Batalkan kunjungan").click()
    dialog = page.get_by_role("dialog")
    assert "Kunjungan ini dibatalkan" in dialog.inner_text()
    dialog.get_by_role("button", name="Batal", exact=True).click()
    assert "POST" not in sent
    page.get_by_role("button", name="Batalkan kunjungan").click()
    with page.expect_request("**/deed") as request:
        dialog.get_by_role("button", name="Batalkan kunjungan").click()
    assert request.value.method == "POST"


def test_a_form_sent_before_its_script_is_there_still_asks(guide: str, page: Page) -> None:
    held: list[Route] = []
    page.route("**/js/pages/confirm.js", lambda route: held.append(route))
    with page.expect_request("**/js/pages/confirm.js"):
        page.goto(f"{guide}/desk")
    page.get_by_role("button", name="Batalkan kunjungan").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    held[0].continue_()
    expect(page.get_by_role("dialog").get_by_role("button", name="Batalkan kunjungan")).to_be_visible()


def test_a_search_narrows_the_list_while_one_types(guide: str, page: Page) -> None:
    page.goto(f"{guide}/desk", wait_until="networkidle")  # the module is loaded after the page
    page.get_by_label("Cari kunjungan").fill("  PARENGAN sprin ")
    expect(page.locator("#upcoming > li:visible")).to_have_count(1)
    page.get_by_label("Cari kunjungan").fill("")
    expect(page.locator("#upcoming > li:visible")).to_have_count(3)


def test_a_password_can_be_looked_at(guide: str, page: Page) -> None:
    page.goto(f"{guide}/entrance")
    field, look = page.locator("#p"), page.get_by_role("button", name="Lihat kata sandi")
    field.fill("rahasia")
    look.click()
    assert (field.get_attribute("type"), look.get_attribute("aria-pressed")) == ("text", "true")
    look.click()
    assert field.get_attribute("type") == "password"


def test_chosen_pictures_are_shown_before_they_are_sent(guide: str, page: Page) -> None:
    page.goto(f"{guide}/desk", wait_until="networkidle")
    page.locator("#f5").set_input_files(MARK)
    _is_drawn(page)


def test_what_a_person_did_before_a_script_was_there_counts_all_the_same(guide: str, page: Page) -> None:
    held: list[Route] = []
    for name in ("photo-preview", "filter"):
        page.route(f"**/js/pages/{name}.js", lambda route: held.append(route))
    with page.expect_request("**/js/pages/photo-preview.js"), page.expect_request("**/js/pages/filter.js"):
        page.goto(f"{guide}/desk")
    page.locator("#f5").set_input_files(MARK)
    page.get_by_label("Cari kunjungan").fill("parengan")
    for route in held:
        route.continue_()
    _is_drawn(page)
    expect(page.locator("#upcoming > li:visible")).to_have_count(1)


def _is_drawn(page: Page) -> None:
    shown = page.locator("#f5 + .photos img")
    shown.wait_for()
    assert page.evaluate("one => one.decode().then(() => one.naturalWidth > 0)", shown.element_handle())
