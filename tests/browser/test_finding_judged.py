"""Chief and team on two phones and planning staff at a desk: comments, and two who judge one answer."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, Watch
from tests.browser.steps import look, rows
from tests.servers import Server

ANSWERED = """
    SELECT f.uid, f.condition FROM findings f JOIN orgs o ON o.id = f.org_id
     WHERE o.code = 'polsek-senori' AND f.state = 'answered' AND EXISTS
           (SELECT 1 FROM finding_comments c WHERE c.finding_id = f.id)
"""
WORD = "Anggota jaga, setiap apel pagi."
REASON = "Foto belum menunjukkan seluruh ruang tunggu."


def test_the_second_who_judges_is_told_of_the_first_and_keeps_the_words(
    demo_phone: OpenPage, demo_desk: OpenPage, demo_server: Server, watch: Watch
) -> None:
    watch.forgive("status of 4(09|00)")
    (finding,) = rows(demo_server, ANSWERED)
    address = f"/findings/{finding['uid']}"
    the_chief_writes_back(demo_phone("kapolsek.senori", start="/findings"), finding["condition"])
    lead = demo_phone("ketua", start=address, permissions=["clipboard-read", "clipboard-write"])
    expect(lead.locator("main .notice a", has_text="1 komentar baru dari Polsek")).to_be_visible()
    expect(lead.locator(".comment").last).to_contain_text(WORD)
    look(lead, "judge-1-lead")
    lead.get_by_label("Catatan atau alasan").fill(REASON)
    planner = demo_desk("bagren", start=address)
    planner.get_by_role("button", name="Sesuai (S) – tutup", exact=True).click()
    expect(planner.locator(".badge", has_text="Sesuai (S)").first).to_be_visible()
    look(planner, "judge-2-planner-closed")
    the_lead_comes_too_late(lead)


def the_chief_writes_back(page: Page, condition: str) -> None:
    """What the team asked stands on top of the list, and is answered beside the finding."""
    look(page, "comment-1-list")
    page.locator("main .notice a", has_text=condition[:40]).click()
    page.get_by_role("link", name="1 komentar baru dari tim").click()
    expect(page.locator(".comment", has_text="Baru")).to_be_in_viewport()
    look(page, "comment-2-new")
    page.get_by_label("Komentar", exact=True).fill(WORD)
    page.get_by_role("button", name="Kirim komentar").click()
    expect(page.locator(".comment").last).to_contain_text(WORD)
    expect(page.locator(".comment").last).to_be_in_viewport()
    look(page, "comment-3-sent")


def the_lead_comes_too_late(page: Page) -> None:
    """A form of an earlier session keeps its words; sent again it meets what happened, and the words can be copied."""
    page.locator("main form:has([name=note]) [name=csrf_token]").first.evaluate("field => field.value = 'stale'")
    page.get_by_role("button", name=re.compile("Belum sesuai")).click()
    told = page.get_by_role("alert").filter(has_text="Langkah Anda tidak dijalankan")
    expect(told).to_be_focused()
    expect(told).to_contain_text("Kompol Ratna Kusumawati sudah menutup temuan ini (S) pada")
    expect(told.get_by_role("textbox")).to_have_value(REASON)
    look(page, "judge-3-too-late")
    told.get_by_role("button", name="Salin tulisan").click()
    expect(told.get_by_role("button", name="Tersalin")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == REASON
