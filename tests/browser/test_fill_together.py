"""Several phones fill one visit."""

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, Watch, sign_in
from tests.browser.filling import choose, chosen, expect_state, item, open_part, open_visit
from tests.servers import Server


def test_two_phones_see_each_others_answers_arrive(phone: OpenPage, server: Server) -> None:
    visit = open_visit(server)
    mine = open_part(phone("anggota1", start=None), server, visit)
    theirs = open_part(phone("anggota2", start=None), server, visit)
    choose(mine, "A01", "Ya")
    choose(theirs, "A02", "B")
    expect(chosen(theirs, "A01")).to_have_value("Ya")
    expect(item(theirs, "A01").locator("[data-author]")).to_contain_text("Aipda Anggota1")
    expect(chosen(mine, "A02")).to_have_value("B")
    expect(mine.locator("[data-progress]")).to_have_text("A: 2 dari 8 terjawab")


def test_a_correction_of_what_one_saw_is_no_conflict(phone: OpenPage, server: Server) -> None:
    visit = open_visit(server)
    mine = open_part(phone("anggota1", start=None), server, visit)
    theirs = open_part(phone("anggota2", start=None), server, visit)
    choose(mine, "A01", "Ya")
    expect(chosen(theirs, "A01")).to_have_value("Ya")
    choose(theirs, "A01", "Tidak")
    expect(chosen(mine, "A01")).to_have_value("Tidak")
    expect(item(mine, "A01").locator("[data-conflict]")).to_be_hidden()


def test_answers_given_apart_stand_beside_each_other_until_somebody_chooses(
    phone: OpenPage, server: Server, watch: Watch
) -> None:
    watch.forgive("ERR_INTERNET_DISCONNECTED")
    visit = open_visit(server)
    phones = [open_part(phone(name, start=None), server, visit) for name in ("anggota1", "anggota2")]
    for page, letter in zip(phones, ("Ya", "Tidak"), strict=True):
        page.context.set_offline(True)
        choose(page, "A01", letter)
        expect_state(page, "A01", "Di HP")
    for page in phones:
        page.context.set_offline(False)
    for page in phones:
        expect_state(page, "A01", "Bentrok")
        box = item(page, "A01").locator("[data-conflict]")
        expect(box.get_by_role("button")).to_have_count(2)
        expect(page.locator("[data-progress]")).to_have_text("A: 0 dari 8 terjawab")
    mine, theirs = phones
    expect(item(mine, "A01").get_by_role("button", name="Tidak Bripka Anggota2")).to_be_visible()
    expect(item(theirs, "A01").get_by_role("button", name="Ya Aipda Anggota1")).to_be_visible()
    item(theirs, "A01").get_by_role("button", name="Ya Aipda Anggota1").click()
    for page in phones:
        expect(chosen(page, "A01")).to_have_value("Ya")
        expect_state(page, "A01", "Terkirim")


def test_a_session_that_ends_stops_sending_and_nothing_else(phone: OpenPage, server: Server, watch: Watch) -> None:
    watch.forgive("40[01]")
    page = open_part(phone("anggota1", start=None), server, open_visit(server))
    expect(page.locator("[data-sending]")).to_contain_text("Terkirim")
    page.context.clear_cookies(name="siap")
    choose(page, "A01", "Ya")
    expect(page.locator("[data-sign-in]")).to_contain_text("Masuk lagi untuk mengirim 1")
    choose(page, "A02", "B")
    expect_state(page, "A02", "Di HP")
    page.locator("[data-sign-in] a").click()
    page.fill("[name=name]", "anggota1")
    page.fill("[name=password]", server.password)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/parts/A#item-A02")  # back at the item they were at
    expect_state(page, "A01", "Terkirim")
    expect_state(page, "A02", "Terkirim")
    expect(page.locator("[data-sign-in]")).to_be_hidden()


def test_what_somebody_left_on_a_shared_phone_goes_out_under_their_own_name_only(
    phone: OpenPage, server: Server, watch: Watch
) -> None:
    watch.forgive("ERR_FAILED|400")
    visit = open_visit(server)
    first = phone("anggota1", start=None)
    shared = first.context
    first.route("**/api/push", lambda route: route.abort())
    open_part(first, server, visit)
    choose(first, "A01", "Ya")
    expect_state(first, "A01", "Di HP")
    shared.clear_cookies()  # before the page closes, which would rightly try once more to send
    first.close()

    sign_in(shared, server, "anggota2")
    second = open_part(shared.new_page(), server, visit)
    expect(second.locator("[data-sending]")).to_have_attribute("data-state", "sent")
    expect_state(second, "A01", "Belum dijawab")
    second.close()

    shared.clear_cookies()
    sign_in(shared, server, "anggota1")
    third = open_part(shared.new_page(), server, visit)
    expect_state(third, "A01", "Terkirim")
    expect(item(third, "A01").locator("[data-author]")).to_contain_text("Anda")
