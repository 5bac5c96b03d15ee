"""A chief answers a finding on a phone: few taps, no network, a browser that dies, somebody who was quicker."""

import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.clock import now
from app.domain.findings import Finding, Severity
from app.domain.people import Role
from app.services import evidence, finding_links
from app.services import findings as deeds
from app.store import findings, orgs, people, visits
from app.store.blobs import BlobStore
from app.store.connection import connect
from app.store.evidence import NewEvidence, put
from app.store.findings import NewFinding
from app.store.transaction import writing
from tests.browser.conftest import HASTE, PATIENCE_MS, PHONE, SIDEWAYS, OpenPage, Watch, sign_in
from tests.browser.faults import Handset, has_bytes
from tests.browser.filling import open_visit
from tests.browser.line import Line
from tests.browser.steps import look, rows
from tests.factories import NOON, TODAY, make_person
from tests.phones import set_state
from tests.pictures import phone_photo
from tests.servers import Server

MOST_TAPS = 5
TAPS = (
    "addEventListener('pointerdown', (event) => { if (event.isTrusted) window.taps = (window.taps ?? 0) + 1; }, true);"
)
KEPT = """async (person) => {
  if (!(await indexedDB.databases()).some(({ name }) => name === `siap-${person}`)) return false;
  const opened = indexedDB.open(`siap-${person}`);
  const database = await new Promise((resolve) => (opened.onsuccess = () => resolve(opened.result)));
  const asked = database.transaction(["meta"]).objectStore("meta").get("owed");
  const owed = await new Promise((resolve) => (asked.onsuccess = () => resolve(asked.result)));
  database.close();
  return owed?.isWhole ?? false;
}"""


@dataclass(frozen=True)
class Owed:
    """A finding that a station of its own owes an answer to, with a photo of the team, and its chief."""

    finding: Finding
    chief: str
    planner: Any

    @property
    def path(self) -> str:
        """Where its chief answers it."""
        return f"/findings/{self.finding.uid}/answer"


def owe(server: Server) -> Owed:
    """A new finding at a new station."""
    visit = open_visit(server)
    with closing(connect(server.database)) as db:
        lead = people.get_by_username(db, "ketua", today=TODAY)
        org = orgs.get_by_id(db, visits.get_by_id(db, visit.id).org_id)
        chief = make_person(db, f"kapolsek.{org.code[7:]}", Role.STATION_CHIEF, at=org.code)
        new = NewFinding(
            uid=str(uuid.uuid4()), visit_id=visit.id, org_id=org.id, item_code="A03", area="I",
            severity=Severity.MODERATE, condition="Papan maklumat belum dipasang", raised_by=lead.id, raised_at=NOON,
        )  # fmt: skip
        sha256 = evidence.receive(db, BlobStore(server.uploads), phone_photo(640, 480), actor=lead, at=NOON)
        with writing(db):
            finding_id = findings.insert_draft(db, new)
            findings.set_issued(db, finding_id, due_on="2026-12-04", repeat_of=None, at=NOON)
            seen = (str(uuid.uuid4()), sha256, visit.id, org.id, "A03", lead.id, NOON)
            put(db, [NewEvidence(*seen, finding_uid=new.uid)])
        set_state(db, visit, "submitted")  # now the station sees its photos
        finding = findings.get_by_id(db, finding_id)
        return Owed(finding, chief.username, people.get_by_username(db, "bagren", today=TODAY))


def answers(server: Server, owed: Owed) -> list[dict[str, Any]]:
    """The answers that the server has, each with the photo of it."""
    return rows(
        server,
        """
        SELECT s.uid, s.note, s.link_id, p.username, e.sha256
          FROM finding_steps s JOIN people p ON p.id = s.person_id LEFT JOIN evidence e ON e.step_uid = s.uid
         WHERE s.finding_id = :id AND s.action = 'answer'
        """,
        id=owed.finding.id,
    )  # type: ignore[return-value]  # a list it is


def wait_until_kept(page: Page, chief: str) -> None:
    """Until the phone keeps what its chief owes an answer to."""
    for _ in range(PATIENCE_MS // 200):
        if page.evaluate(KEPT, chief):
            return
        page.wait_for_timeout(200)
    raise AssertionError("the findings were not kept")


def shoot(page: Page) -> None:
    """Take a photo with the camera in the page."""
    page.locator("[data-camera]").tap()
    page.locator("[data-shutter]").tap()
    expect(page.get_by_alt_text("Foto Anda")).to_be_visible()


@pytest.fixture
def line(server: Server) -> Iterator[Line]:
    """The line between phones and the server."""
    made = Line(server.url)
    yield made
    made.close()


def test_an_answer_begun_without_a_network_outlives_the_browser_and_is_sent_once(
    chromium: Browser, server: Server, line: Line, tmp_path: Path, watch: Watch
) -> None:
    owed, reached = owe(server), replace(server, url=line.url)
    watch.forgive("ERR_|Failed to load resource")

    def set_up(context: BrowserContext) -> None:
        context.on("page", watch.attach)
        context.grant_permissions(["camera"], origin=line.url)
        for script in (SIDEWAYS, HASTE, TAPS):
            context.add_init_script(script)

    with Handset(chromium, tmp_path / "profile", set_up) as handset:
        page = handset.power_on()
        assert handset.context
        sign_in(handset.context, reached, owed.chief)
        page.goto(f"{line.url}/findings")
        wait_until_kept(page, owed.chief)

        line.set(is_down=True)
        page.goto(f"{line.url}{owed.path}")
        page.locator("[data-answer][data-ready]").wait_for()
        expect(page.get_by_alt_text("Foto tim")).to_have_js_property("naturalWidth", 640)
        shoot(page)
        expect(page.locator("[data-state]")).to_have_text("Ada di HP ini, belum dikirim")
        look(page, "chief-offline")
        handset.power_off()

        page = handset.power_on()
        assert handset.context
        page.goto(f"{line.url}{owed.path}")
        expect(page.get_by_alt_text("Foto Anda")).to_be_visible()
        page.get_by_role("button", name="Kirim").tap()
        expect(page.locator("[data-state]")).to_contain_text("tidak ada sinyal")
        assert answers(server, owed) == []
        page.goto(f"{line.url}/phone/outbox")
        expect(page.get_by_text("Jawaban temuan A03")).to_be_visible()
        look(page, "chief-outbox")

        line.set()
        sign_in(handset.context, reached, owed.chief)  # a killed browser may have lost its session
        page.goto(f"{line.url}{owed.path}")
        expect(page.locator("[data-state]")).to_have_text("Terkirim. Tim memeriksanya sekarang.")
        look(page, "chief-sent")
    [answer] = answers(server, owed)
    assert answer["username"] == owed.chief and has_bytes(server, answer["sha256"])


def test_it_takes_no_more_than_five_taps_and_what_somebody_did_first_is_said(
    open_screen: OpenPage, server: Server, watch: Watch, capsys: pytest.CaptureFixture[str]
) -> None:
    owed, watched = owe(server), {"permissions": ["camera"]}
    watch.forgive("status of 409")
    late = open_screen(server, PHONE, owed.chief, start=None)  # whose browser gives no camera
    late.goto(f"{server.url}{owed.path}")
    late.locator("summary").filter(has_text="Tambah keterangan").tap()
    late.get_by_label("Dengan kata-kata sendiri").fill("Sudah kami pasang kemarin")
    with late.expect_file_chooser() as chooser:
        late.locator("[data-camera]").tap()
    chooser.value.set_files([{"name": "image.jpg", "mimeType": "image/jpeg", "buffer": phone_photo()}])
    expect(late.get_by_alt_text("Foto Anda")).to_be_visible()

    with closing(connect(server.database)) as db:  # as the phone of a named deputy would
        said = deeds.Response("Dipasang oleh Wakapolsek", without_photo="Kamera HP dinas rusak")
        chief = people.get_by_username(db, owed.chief, today=TODAY)
        deeds.answer(db, owed.finding.uid, str(uuid.uuid4()), said, actor=chief, at=now(), today=TODAY)
    late.get_by_role("button", name="Kirim").tap()
    expect(late.locator("[data-refused-text]")).to_contain_text("lebih dulu menjawab temuan ini")
    expect(late.get_by_label("Dengan kata-kata sendiri")).to_have_value("Sudah kami pasang kemarin")
    expect(late.get_by_alt_text("Foto Anda")).to_be_visible()
    look(late, "chief-refused")
    late.reload()  # the finding waits for nothing any more, and what was not taken is still here
    expect(late.get_by_text("Sudah kami pasang kemarin")).to_be_visible()
    expect(late.get_by_alt_text("Foto Anda")).to_be_visible()

    quick = owe(server)
    with closing(connect(server.database)) as db:
        chief = people.get_by_username(db, quick.chief, today=TODAY)
        token = finding_links.make(
            db,
            quick.finding.uid,
            str(uuid.uuid4()),
            person_id=chief.id,
            days=7,
            actor=quick.planner,
            at=now(),
            today=TODAY,
        )
    guest = open_screen(server, PHONE, start=None, **watched)
    guest.context.add_init_script(TAPS)
    weight: list[int] = []
    guest.on("response", lambda response: weight.append(int(response.headers.get("content-length", 0))))
    guest.goto(f"{server.url}/t/{token}")
    guest.locator("[data-answer][data-ready]").wait_for()
    look(guest, "chief-link")
    assert sum(weight) <= 300_000, "the page of a link weighs too much"
    shoot(guest)
    guest.get_by_role("button", name="Kirim").tap()
    expect(guest.locator("[data-state]")).to_have_text("Terkirim. Tim memeriksanya sekarang.")
    taps = 1 + guest.evaluate("window.taps")  # the first opens the link in the chat
    [answer] = answers(server, quick)
    assert answer["link_id"] and has_bytes(server, answer["sha256"])
    assert taps <= MOST_TAPS
    with capsys.disabled():
        print(f"\n{taps} taps from the chat to an answer that was sent, {sum(weight) / 1000:.0f} KB")
