"""The administrator: stations, people, roles, passwords, checklist versions."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, Watch
from tests.browser.steps import confirm, look, sign_in_by_hand
from tests.servers import ROOT, Server

INSTRUMENT = ROOT / "checklists/kesiapan-polsek.yaml"
OWN_PASSWORD = "empat kata mudah diingat"


def test_a_station_gets_its_chief_who_signs_in_with_a_password_of_their_own(
    demo_desk: OpenPage, demo_phone: OpenPage, demo_server: Server, watch: Watch
) -> None:
    watch.forgive("status of (422|403)")
    page = demo_desk("admin")
    add_station(page)
    first = add_chief(page)
    own = demo_phone()
    sign_in_by_hand(own, "kapolsek.jatirejo", first)
    expect(own.get_by_role("heading", level=1, name="Ganti kata sandi")).to_be_visible()
    own.goto(f"{demo_server.url}/findings")
    expect(own.get_by_role("heading", level=1, name="Ganti kata sandi")).to_be_visible()
    look(own, "admin-3-must-change")
    own.get_by_label("Kata sandi sekarang").fill(first)
    own.get_by_label("Kata sandi baru").fill(OWN_PASSWORD)
    own.get_by_role("button", name="Ganti kata sandi").click()
    own.get_by_role("link", name="Kesiapan").click()
    expect(own.get_by_role("heading", level=1, name="Polsek Jatirejo")).to_be_visible()
    give_and_end_a_role(page, demo_server)
    second = reset_password(page)
    own.reload()
    sign_in_by_hand(own, "kapolsek.jatirejo", OWN_PASSWORD)
    expect(own.get_by_text("Nama atau kata sandi salah.")).to_be_visible()
    sign_in_by_hand(own, "kapolsek.jatirejo", second)
    expect(own.get_by_role("heading", level=1, name="Ganti kata sandi")).to_be_visible()
    end_account(page, demo_server)
    own.reload()
    expect(own.get_by_role("button", name="Masuk")).to_be_visible()


def add_station(page: Page) -> None:
    """A mistake is explained at its field and what was typed stays; then the station is in the list."""
    page.get_by_role("link", name="Daftar Polsek").click()
    page.get_by_role("link", name="Tambah Polsek").click()
    page.get_by_label("Nama", exact=True).fill("Polsek Jatirejo")
    page.get_by_label("Kode").fill("Polsek Jatirejo")
    page.get_by_role("button", name="Simpan Polsek").click()
    expect(page.locator(".field--invalid")).to_contain_text("polsek-senori")
    expect(page.get_by_label("Nama", exact=True)).to_have_value("Polsek Jatirejo")
    look(page, "admin-1-station-refused")
    page.get_by_label("Kode").fill("polsek-jatirejo")
    page.get_by_role("button", name="Simpan Polsek").click()
    expect(page.get_by_text("Polsek sudah ditambahkan.")).to_be_visible()
    expect(page.get_by_role("link", name="Polsek Jatirejo")).to_be_visible()


def add_chief(page: Page) -> str:
    """The first password of a new person, as the page shows it once."""
    page.get_by_role("link", name="Pengguna").click()
    page.get_by_role("link", name="Tambah pengguna").click()
    page.get_by_label("Nama lengkap").fill("Wawan Hendarto")
    page.get_by_label("Nama pengguna").fill("kapolsek.jatirejo")
    page.get_by_label("Pangkat").fill("Iptu")
    page.get_by_label("Peran").select_option("station_chief")
    page.get_by_label("Satuan").select_option("polsek-jatirejo")
    page.get_by_role("button", name="Tambah dan tampilkan kata sandi pertama").click()
    return shown_password(page)


def shown_password(page: Page) -> str:
    expect(page.get_by_role("heading", level=1, name="Kata sandi pertama")).to_be_visible()
    look(page, "admin-2-first-password")
    return page.locator("p.figure").inner_text()


def give_and_end_a_role(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/people/kapolsek.jatirejo")
    page.get_by_label("Peran").select_option("inspector")
    page.get_by_label("Satuan").select_option("polres-tuban")
    page.get_by_role("button", name="Beri peran ini").click()
    expect(page.get_by_text("Peran sudah diberikan.")).to_be_visible()
    look(page, "admin-4-person")
    held = page.get_by_role("listitem").filter(has_text="Polres Tuban")
    confirm(page, held.get_by_role("button", name="Akhiri peran"))
    expect(page.get_by_text("Peran sudah diakhiri.")).to_be_visible()
    expect(held).to_have_count(0)


def reset_password(page: Page) -> str:
    confirm(page, page.get_by_role("button", name="Buat kata sandi baru"))
    return shown_password(page)


def end_account(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/people/kapolsek.jatirejo")
    confirm(page, page.get_by_role("button", name="Akhiri akun"))
    expect(page.get_by_text("Akun sudah diakhiri.")).to_be_visible()


def test_a_broken_checklist_shows_every_mistake_and_a_good_one_is_published(
    demo_desk: OpenPage, tmp_path: Path, watch: Watch
) -> None:
    watch.forgive("status of 422")
    good = INSTRUMENT.read_text().replace("version: 1\n", "version: 2\n", 1)
    broken = good.replace("kind: readiness", "kind: lain", 1).replace("weight: 60.00", "weight: 61.00", 1)
    page = demo_desk("admin")
    page.get_by_role("link", name="Lembar periksa", exact=True).click()
    page.get_by_role("link", name="Terbitkan berkas").click()
    publish(page, tmp_path / "broken.yaml", broken)
    mistakes = page.get_by_role("table", name="Kesalahan dalam berkas").locator("tbody tr")
    expect(mistakes).to_have_count(2)
    expect(mistakes.filter(has_text="kind: lain")).to_have_count(1)
    expect(mistakes.filter(has_text="weight: 61.00")).to_have_count(1)
    look(page, "admin-5-broken-file")
    publish(page, tmp_path / "good.yaml", good)
    expect(page.get_by_text("sudah terbit")).to_be_visible()
    look(page, "admin-6-published")
    page.get_by_role("link", name="Lembar periksa", exact=True).click()
    expect(page.get_by_role("link", name="Kesiapan Polsek mendukung Zona Integritas, versi 2")).to_be_visible()


def publish(page: Page, file: Path, text: str) -> None:
    file.write_text(text)
    page.get_by_label("Berkas lembar periksa (YAML)").set_input_files(file)
    page.get_by_role("button", name="Periksa dan terbitkan").click()
