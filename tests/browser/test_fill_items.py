"""One person fills a part: every kind of answer, notes, findings, taking back."""

import uuid
from contextlib import closing
from dataclasses import asdict

from playwright.sync_api import Page, expect

from app.clock import now
from app.domain.finding_life import FindingState
from app.domain.finding_proposals import proposed
from app.domain.findings import Finding
from app.domain.workdays import workdays_after
from app.services.recurrence import Chains
from app.store import findings
from app.store.connection import connect
from app.store.transaction import writing
from tests.browser.conftest import OpenPage, Watch
from tests.browser.filling import choose, chosen, expect_state, item, open_part, open_visit, pick
from tests.browser.steps import look
from tests.factories import TODAY
from tests.instruments import published
from tests.phones import TeamVisit
from tests.pictures import encode, scene
from tests.servers import Server

PICTURE = encode(scene(640, 480))
READINESS = published("kesiapan-polsek")


def test_each_answer_saves_itself_and_says_where_it_is(used_phone: OpenPage, server: Server) -> None:
    visit = open_visit(server)
    page = open_part(used_phone("anggota1"), server, visit)
    expect_state(page, "A01", "Belum dijawab")
    choose(page, "A01", "Ya")
    expect_state(page, "A01", "Terkirim")
    expect(page.locator("[data-progress]")).to_have_text("A: 1 dari 8 terjawab")
    expect(page.locator("[data-sending]")).to_contain_text("Terkirim")
    page.reload()
    expect(chosen(page, "A01")).to_have_value("Ya")


def test_without_signal_an_answer_is_on_the_phone_and_leaves_by_itself(
    used_phone: OpenPage, server: Server, watch: Watch
) -> None:
    watch.forgive("ERR_INTERNET_DISCONNECTED")
    visit = open_visit(server)
    page = open_part(used_phone("anggota1"), server, visit)
    page.context.set_offline(True)
    choose(page, "A01", "Ya")
    expect_state(page, "A01", "Di HP")
    expect(page.locator("[data-sending]")).to_contain_text("Tanpa sinyal")
    expect(page.locator("[data-sending]")).to_contain_text("1 di HP")
    page.context.set_offline(False)
    expect_state(page, "A01", "Terkirim")


def test_the_criteria_fold_to_letters_and_are_still_read_out(used_phone: OpenPage, server: Server) -> None:
    page = open_part(used_phone("anggota1"), server, open_visit(server))
    choose(page, "A02", "B")
    expect(item(page, "A02").locator(".scale__chosen")).to_have_text("Sebagian area")
    expect(item(page, "A02").get_by_role("radio", name="C Tidak ada")).to_be_attached()
    height = item(page, "A02").locator('.choice:has(input[value="C"])').bounding_box()
    assert height and height["height"] < 60
    item(page, "A02").get_by_role("button", name="Lihat semua kriteria").click()
    choose(page, "A02", "C")
    expect(item(page, "A02").locator(".scale__chosen")).to_have_text("Tidak ada")


def test_what_does_not_apply_counts_once_there_is_a_reason(used_phone: OpenPage, server: Server) -> None:
    page = open_part(used_phone("anggota1"), server, open_visit(server))
    choose(page, "A01", "Ya")
    expect_state(page, "A01", "Terkirim")
    item(page, "A01").locator(".choice--na").click()
    expect(item(page, "A01").locator("[data-problem]")).to_contain_text("Tulis alasannya")
    expect_state(page, "A01", "Belum lengkap")
    item(page, "A01").get_by_label("Mengapa tidak berlaku?").fill("Polsek ini tidak punya tim sendiri")
    item(page, "A01").get_by_label("Mengapa tidak berlaku?").blur()
    expect_state(page, "A01", "Terkirim")
    page.reload()
    expect(item(page, "A01").get_by_label("Mengapa tidak berlaku?")).to_have_value("Polsek ini tidak punya tim sendiri")


def test_a_percentage_comes_from_two_counts(used_phone: OpenPage, server: Server) -> None:
    page = open_part(used_phone("ketua"), server, open_visit(server), "E")
    counts = item(page, "E08")
    counts.get_by_label("Pengaduan yang harus selesai", exact=True).fill("20")
    expect_state(page, "E08", "Belum lengkap")
    for _ in range(3):
        counts.get_by_role("button", name="Tambah satu: pengaduan selesai").click()
    expect(counts.locator("output")).to_have_text("15%")
    expect_state(page, "E08", "Terkirim")
    page.reload()
    expect(counts.locator("output")).to_have_text("15%")


def test_an_answer_can_be_taken_back_for_a_while(used_phone: OpenPage, server: Server) -> None:
    page = open_part(used_phone("anggota1"), server, open_visit(server))
    choose(page, "A02", "A")
    expect_state(page, "A02", "Terkirim")
    choose(page, "A02", "C")
    page.get_by_role("button", name="Batalkan", exact=True).click()
    expect(chosen(page, "A02")).to_have_value("A")
    item(page, "A02").locator("[data-history]").click()
    expect(page.locator("#history-sheet li")).to_have_count(3)
    page.get_by_role("button", name="Kosongkan jawaban ini").click()
    expect_state(page, "A02", "Belum dijawab")


def test_a_note_that_is_being_typed_survives_a_reload(used_phone: OpenPage, server: Server) -> None:
    page = open_part(used_phone("anggota1"), server, open_visit(server))
    item(page, "A03").get_by_role("button", name="Catatan").click()
    page.keyboard.type("Pakta integritas belum ditandatangani dua orang")
    page.wait_for_timeout(100)  # less than the rest after which it becomes an event
    page.reload()
    note = item(page, "A03").get_by_label("Catatan")
    expect(note).to_have_value("Pakta integritas belum ditandatangani dua orang")
    item(page, "A03").locator("[data-write]").focus()
    expect(page.locator("[data-sending]")).to_have_attribute("data-state", "sent")
    expect_state(page, "A03", "Belum dijawab")


def test_a_finding_takes_two_taps_and_a_photo(used_phone: OpenPage, server: Server) -> None:
    """Tapped, saved: everything a finding says is proposed by answer and item, and what is asked is the server's."""
    visit = open_visit(server)
    page = open_part(used_phone("anggota1"), server, visit)
    choose(page, "A05", "C")
    pick(page, "A05", "camera", ("ruang.jpg", PICTURE))  # goes with the finding, though its event is not written yet
    page.evaluate("addEventListener('pointerdown', () => { window.taps = (window.taps ?? 0) + 1; }, true)")
    item(page, "A05").get_by_role("button", name="Temuan").click()
    sheet = page.locator("#finding-sheet")
    expect(sheet.locator("[data-sheet-photos] li")).to_have_count(1)
    look(page, "finding-sheet")
    page.get_by_role("button", name="Simpan temuan").click()
    assert page.evaluate("window.taps") == 2
    expect(item(page, "A05").locator("[data-findings]")).to_contain_text("20 hari kerja sejak terbit")
    expect(item(page, "A05").locator(".photos .status")).to_have_text("Terkirim")
    expect_state(page, "A05", "Terkirim")
    found = drafted(page, server, visit)
    asked = proposed(READINESS, rule := READINESS.item("A05"))
    said = {name: getattr(found, name) for name in asdict(asked)}
    assert said == asdict(asked) and said["maladministration"] == "M03" and said["owner_name"] == "Kapolsek"
    assert found.condition == f"{rule.title}: {rule.criteria['C']}"
    assert (found.severity, found.severity_reason, found.due_on) == ("moderate", "", None)


def test_what_is_proposed_can_be_changed_and_nothing_typed_is_lost(used_phone: OpenPage, server: Server) -> None:
    """Another severity asks for its reason, a day that is over is refused, a photo of the sheet survives a reload."""
    visit = open_visit(server)
    page = open_part(used_phone("anggota1"), server, visit)
    choose(page, "A06", "B")
    item(page, "A06").get_by_role("button", name="Temuan").click()
    sheet = page.locator("#finding-sheet")
    expect(sheet.locator("input[name=severity][value=minor]")).to_be_checked()
    with page.expect_file_chooser() as chooser:
        sheet.get_by_role("button", name="Foto").click()
    chooser.value.set_files([{"name": "ruang.jpg", "mimeType": "image/jpeg", "buffer": PICTURE}])
    expect(sheet.locator("[data-sheet-photos] .status")).to_have_text("Terkirim")
    page.reload()
    page.locator("[data-filling][data-ready]").wait_for()
    item(page, "A06").get_by_role("button", name="Temuan").click()
    expect(sheet.locator("[data-sheet-photos] li")).to_have_count(1)
    sheet.locator(".choice", has_text="Berat").click()
    page.get_by_role("button", name="Simpan temuan").click()
    expect(sheet.get_by_text("Tulis alasannya dengan singkat.")).to_be_visible()
    sheet.get_by_label("Mengapa bukan").fill("Dijanjikan dua kali")
    sheet.get_by_label("Tenggat").fill("2020-01-02")
    page.get_by_role("button", name="Simpan temuan").click()
    expect(sheet.get_by_text("Hari itu sudah lewat")).to_be_visible()
    look(page, "finding-refused")
    sheet.locator(".choice", has_text="20 hari kerja").click()
    sheet.get_by_text("Lengkapi").click()
    sheet.get_by_label("Jenis sebab").select_option("people")
    sheet.get_by_label("Sebab", exact=True).fill("Belum ditugasi")
    look(page, "finding-in-full")
    page.keyboard.press("Escape")
    item(page, "A06").get_by_role("button", name="Temuan").click()
    expect(sheet.get_by_label("Sebab", exact=True)).to_have_value("Belum ditugasi")
    page.get_by_role("button", name="Simpan temuan").click()
    expect(item(page, "A06").locator("[data-findings]")).to_contain_text("Berat")
    expect_state(page, "A06", "Terkirim")
    found = drafted(page, server, visit)
    assert (found.severity, found.severity_reason, found.cause_kind) == ("serious", "Dijanjikan dua kali", "people")
    assert found.due_on == workdays_after(TODAY, 20)


def test_before_the_server_has_spoken_the_due_day_is_left_to_the_rule(
    used_phone: OpenPage, server: Server, watch: Watch
) -> None:
    watch.forgive("ERR_FAILED")
    page = used_phone("anggota1")
    page.route("**/context", lambda route: route.abort())
    open_part(page, server, open_visit(server))
    item(page, "A06").get_by_role("button", name="Temuan").click()
    sheet = page.locator("#finding-sheet")
    expect(sheet.get_by_text("Kosong: menurut aturan Polres, sejak hari terbit.")).to_be_visible()
    expect(sheet.locator("[name=days]")).to_have_count(0)
    page.get_by_role("button", name="Simpan temuan").click()
    expect(item(page, "A06").locator("[data-findings]")).to_contain_text("Agen perubahan")


def drafted(page: Page, server: Server, visit: TeamVisit) -> Finding:
    """The one finding of a visit as the server has it, once its photo is its own."""
    own = "SELECT 1 FROM evidence e JOIN findings f ON f.id = e.finding_id WHERE f.visit_id = :id"
    with closing(connect(server.database)) as db:
        for _ in range(100):
            if list(db.query(own, {"id": visit.id})):
                break
            page.wait_for_timeout(100)
        assert len(list(db.query(own, {"id": visit.id}))) == 1
        (found,) = findings.list_of_visit(db, visit.id)
        return found


def test_next_leads_to_what_is_unanswered_and_the_list_to_any_item(used_phone: OpenPage, server: Server) -> None:
    page = open_part(used_phone("anggota1"), server, open_visit(server))
    expect(page.locator("[data-next]")).to_have_text("Lanjut A01")
    choose(page, "A01", "Ya")
    expect(page.locator("[data-next]")).to_have_text("Lanjut A02")
    page.locator("[data-next]").click()
    expect(item(page, "A02")).to_be_focused()
    page.locator("[data-items]").click()
    page.get_by_label("Cari di lembar periksa").fill("gratifikasi")
    page.locator("#items-sheet a", has_text="E04").click()
    page.locator("[data-filling][data-ready][data-part=E]").wait_for()
    expect(item(page, "E04")).to_be_focused()


def settle_findings(server: Server, uids: list[str], *, closed: str) -> None:
    """Issue these drafts; the one on the item `closed` is put right."""
    with closing(connect(server.database)) as db, writing(db):
        for uid in uids:
            draft = findings.find(db, uid)
            assert draft is not None
            Chains(db, draft.org_id).issue(draft, due_on="2026-02-05", at=now())
            if draft.item_code == closed:
                findings.set_state(db, draft.id, was=FindingState.ISSUED, now=FindingState.CLOSED, at=now())


def test_last_visits_answer_shows_only_once_this_one_is_given(used_phone: OpenPage, server: Server) -> None:
    found = {
        f"{code}.finding.{uuid.uuid4()}": {"condition": "Belum ada", "severity": "minor"} for code in ("A01", "A03")
    }
    visit = open_visit(server, previous={"A01": "Tidak", "A02": "B", **found})
    settle_findings(server, [cell.rpartition(".")[2] for cell in found], closed="A01")
    page = open_part(used_phone("anggota1"), server, visit)
    expect(page.locator("[data-progress]")).to_have_text("A: 0 dari 8 terjawab")
    expect(page.locator(".choice[data-previous]")).to_have_count(0)
    told = "Pernah ditemukan: pertama 5 Jan 2026, 1 kali, 0 kali dijanjikan, 0 kali tidak ditepati"
    expect(item(page, "A03").get_by_text(told)).to_be_visible()  # beside the finding that is open still
    expect(item(page, "A01").get_by_text(told)).to_have_count(0)
    choose(page, "A01", "Ya")
    expect(item(page, "A01").get_by_text(told)).to_be_visible()
    expect(item(page, "A01").locator('.choice:has(input[value="Tidak"])')).to_have_attribute("data-previous", "lalu")
    expect(page.locator(".choice[data-previous]")).to_have_count(1)
