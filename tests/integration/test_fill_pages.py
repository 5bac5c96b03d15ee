"""The pages of filling: the instrument is in them, the answers are not."""

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from sqlite_utils import Database

from app.domain.finding_kinds import Maladministration
from app.services import checklists
from app.store import checklists as stored
from app.web.assets import PAGES, SHARED, assets
from tests.clients import ClientOf
from tests.factories import NOON, District
from tests.pages import open_page
from tests.phones import Phone, TeamVisit, make_visit

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def visit(db: Database, district: District) -> TeamVisit:
    """A visit to Senori of today; anggota1 fills part A."""
    return make_visit(db, district, state="open")


def test_every_part_of_the_strip_shows_its_items_with_a_control_for_each(client_of: ClientOf, visit: TeamVisit) -> None:
    client = client_of("anggota1")
    parts = open_page(client, f"/visits/{visit.uid}/parts/A").select(".strip__part")
    assert len(parts) > 9
    for part in parts:
        items = open_page(client, str(part["href"])).select("[data-item]")
        assert len(items) == int(str(part["data-all"]))
        for item in items:
            assert item.select("input[type=radio], [data-field]"), item["data-item"]
            assert item.fieldset and item.fieldset.legend and item.fieldset.legend.get_text(strip=True)


@pytest.mark.parametrize("name", ["lke-2021", "lke-2019", "lke-2014"])
def test_the_worksheets_can_be_filled_too(client_of: ClientOf, db: Database, district: District, name: str) -> None:
    text = (ROOT / "checklists" / f"{name}.yaml").read_text()
    version = checklists.publish(db, text, actor=None, at=NOON)
    visit = make_visit(db, district, state="open", version=version.id, switches="")
    checklist = stored.parsed(db, version)
    client = client_of("anggota1")
    for part in checklist.parts:
        page = open_page(client, f"/visits/{visit.uid}/parts/{part.code}")
        assert [item["data-item"] for item in page.select("[data-item]")] == [item.code for item in part.items]
        for item in part.items:
            card = page.find("article", id=f"item-{item.code}")
            assert card is not None
            letters = [str(radio["value"]) for radio in card.select("input[type=radio]:not([data-na])")]
            assert letters == list(item.letters)
            assert bool(card.select("[data-na]")) == item.na_allowed


def test_criteria_stand_under_their_letters(client_of: ClientOf, visit: TeamVisit) -> None:
    page = open_page(client_of("anggota1"), f"/visits/{visit.uid}/parts/A")
    rows = page.select('[data-item="A04"] .scale .choice')
    assert [row.get_text(" ", strip=True) for row in rows] == [
        "A Terlihat dari ruang layanan dan halaman, keadaan baik",
        "B Hanya satu tempat atau rusak",
        "C Tidak ada",
        "TB Tidak berlaku",
    ]
    assert [row.get("data-tone") for row in rows[:3]] == ["good", "middle", "bad"]


def test_each_item_says_what_a_finding_there_begins_with(
    client_of: ClientOf, db: Database, district: District, visit: TeamVisit
) -> None:
    client = client_of("anggota1")
    page = open_page(client, f"/visits/{visit.uid}/parts/G")
    filling = page.find(attrs={"data-filling": True})
    assert isinstance(filling, Tag)
    assert (filling["data-service"], filling["data-host"]) == ("spkt", "Ka SPKT")
    first = page.select_one('[data-item="G01"]')
    assert first is not None and (first["data-mal"], first.get("data-heavy")) == ("M02", None)
    assert [row["data-points"] for row in first.select("[data-points]")] == ["1.00", "0.50", "0.00"]
    assert len(open_page(client, f"/visits/{visit.uid}/parts/D").select("[data-item][data-heavy]")) == 4
    kinds = BeautifulSoup(page.select_one("#finding-sheet template").decode_contents(), "html.parser")
    assert len(kinds.select("[name=maladministration] option")) == 1 + len(Maladministration)


def test_the_page_is_the_same_whatever_was_answered(
    client_of: ClientOf, db: Database, district: District, visit: TeamVisit
) -> None:
    client = client_of("anggota1")
    before = open_page(client, f"/visits/{visit.uid}/parts/A").find(attrs={"data-filling": True})
    phone = Phone(district.anggota1, visit)
    phone.push(db, phone.event("A01.answer", "Ya"), phone.event("A01.note", "rahasia"))
    after = open_page(client, f"/visits/{visit.uid}/parts/A").find(attrs={"data-filling": True})
    assert str(after) == str(before)


@pytest.mark.parametrize(
    ("address", "bundle"),
    [
        ("/visits/{}/parts/A", "js/phone.js"),
        ("/visits/{}/summary", "js/summary.js"),
        ("/phone", "js/device.js"),
        ("/phone/outbox", "js/outbox.js"),
        ("/", "js/home.js"),
    ],
)
def test_every_word_a_script_asks_for_is_in_its_page(
    client_of: ClientOf, visit: TeamVisit, address: str, bundle: str
) -> None:
    client = client_of("anggota1")
    words = words_of(client, address.format(visit.uid))
    script = script_of(client, bundle)
    assert set(re.findall(r'say\("(\w+)"', script)) <= set(words)
    assert words["sent"] == "Terkirim"


def test_the_page_of_a_part_carries_no_word_that_no_script_asks_for(client_of: ClientOf, visit: TeamVisit) -> None:
    client = client_of("anggota1")
    script = "".join(script_of(client, name) for name in PAGES)
    quoted = set(re.findall(r'"([a-z0-9_]+)"', script))
    computed = {f"{stem}_" for stem in re.findall(r"`([a-z]+)_\$\{", script)}
    words = words_of(client, f"/visits/{visit.uid}/parts/A")
    assert {name for name in words if name not in quoted and not name.startswith(tuple(computed))} == set()


def words_of(client: FlaskClient, address: str) -> dict[str, str]:
    block = open_page(client, address).find("script", id="words")
    assert block is not None
    words: dict[str, str] = json.loads(str(block.string))
    return words


def script_of(client: FlaskClient, name: str) -> str:
    """What the page runs, the shared script included."""
    with client.application.test_request_context():
        return "".join(assets().files[each].body.decode() for each in (SHARED, name))


def test_parts_that_do_not_apply_and_visits_of_others_are_not_there(client_of: ClientOf, visit: TeamVisit) -> None:
    open_page(client_of("anggota1"), f"/visits/{visit.uid}/parts/Z", status=404)
    open_page(client_of("bagren.lamongan"), f"/visits/{visit.uid}/parts/A", status=404)
    open_page(client_of("kapolsek.senori"), f"/visits/{visit.uid}/parts/A", status=404)


def test_planning_staff_outside_the_team_may_not_fill(client_of: ClientOf, visit: TeamVisit) -> None:
    open_page(client_of("bagren"), f"/visits/{visit.uid}/parts/A", status=403)
