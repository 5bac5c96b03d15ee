"""Names, notes, findings and a whole checklist full of markup: every page and file shows them and obeys none."""

import json
import uuid
from collections.abc import Callable
from functools import cache

import pytest
import yaml
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlite_utils import Database

from app.domain.visits import Visit
from app.services import checklists, submission
from app.store.transaction import writing
from tests.factories import NOON, TODAY, District
from tests.phones import Phone
from tests.visits import checklist_text, fill, make_visit

MARKUP = """"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}${7*7}#panic()</script><!--"""
WORDS = frozenset({"title", "label", "criteria", "evidence", "references", "shown_by", "counts", "sources"})
FINDING = ("condition", "criterion", "cause", "effect", "recommendation")


@cache
def hostile_checklist() -> str:
    """The readiness instrument with markup in every text that its format lets be free."""

    def spoiled(value: object, free: bool = False) -> object:
        if isinstance(value, dict):
            return {key: spoiled(inner, free or key in WORDS) for key, inner in value.items()}
        if isinstance(value, list):
            return [spoiled(inner, free) for inner in value]
        return f"{value} {MARKUP}" if free else value

    document = yaml.load(checklist_text(), Loader=yaml.BaseLoader)  # noqa: S506  every scalar as text
    document["version"] = "99"
    return yaml.safe_dump(spoiled(document), allow_unicode=True, sort_keys=False, width=10_000)


@pytest.fixture
def visit(db: Database, district: District) -> Visit:
    """A submitted visit, every free text of it markup, one finding issued; and one planned like it."""
    version = checklists.publish(db, hostile_checklist(), actor=district.admin, at=NOON)
    with writing(db):
        db.execute("UPDATE orgs SET name = name || :markup WHERE kind IN ('polsek', 'polres')", {"markup": MARKUP})
        db.execute("UPDATE orgs SET letterhead = :markup", {"markup": MARKUP})
        db.execute(
            "UPDATE people SET full_name = full_name || :markup, rank = :markup, position = :markup",
            {"markup": MARKUP},
        )
    one = make_visit(db, district, order_number=MARKUP[:60], checklist_version_id=version.id)
    fill(db, one, district.ketua, A01="Tidak")
    phone = Phone(district.ketua, one)
    words = dict.fromkeys(FINDING, MARKUP) | {"severity": "serious"}
    phone.push(
        db,
        phone.event("A01.note", MARKUP),
        phone.event(f"A01.finding.{uuid.uuid4()}", words),
        phone.event(f"A01.photo.{uuid.uuid4()}", {"sha": "a" * 64, "caption": MARKUP}, op="attach"),
    )
    make_visit(db, district, planned_on="2026-11-29", order_number=MARKUP[:60], checklist_version_id=version.id)
    return submission.submit(db, one.uid, accept_gaps=True, actor=district.ketua, at=NOON, today=TODAY)


def addresses(db: Database, visit: Visit) -> list[str]:
    """Every kind of page that shows what people typed."""
    planned = db.execute("SELECT uid FROM visits WHERE state = 'planned'").fetchone()[0]
    finding = db.execute("SELECT uid FROM findings").fetchone()[0]
    own = [f"/visits/{uid}{rest}" for uid in (visit.uid, planned) for rest in ("", "/plan", "/fill", "/parts/A")]
    return [
        *("/", "/account", "/stations", "/stations/polsek-senori", "/schedule", "/findings?show=all", "/downloads"),
        *("/people", "/people/ketua", "/manage/stations", "/manage/stations/polsek-senori"),
        *("/checklists", "/checklists/kesiapan-polsek/99", f"/findings/{finding}", "/visits/new"),
        *own,
    ]


def assert_obeys_nothing(page: BeautifulSoup, where: str) -> None:
    assert not page.select("img[src=x]"), where
    assert [script for script in page.find_all("script") if not script.get("src")] in (
        [],
        page.select('script[type="application/json"]'),
    ), where
    assert not [tag for tag in page.find_all(True) if any(name.startswith("on") for name in tag.attrs)], where


@pytest.mark.parametrize("who", ["admin", "bagren", "ketua", "kapolsek.senori", "kapolres"])
def test_no_page_obeys_what_people_typed(
    who: str, db: Database, visit: Visit, client_of: Callable[[str], FlaskClient]
) -> None:
    client, shown = client_of(who), 0
    for address in addresses(db, visit):
        answer = client.get(address)
        assert answer.status_code in (200, 303, 404, 403, 409), f"{address}: {answer.status}"
        if answer.status_code == 200:
            page = BeautifulSoup(answer.text, "html.parser")
            assert_obeys_nothing(page, f"{who} {address}")
            shown += "{{7*7}}" in answer.text
    assert shown >= 3


def test_the_paper_and_the_files_hold_it_as_text(visit: Visit, client_of: Callable[[str], FlaskClient]) -> None:
    client = client_of("bagren")
    paper = client.get(f"/visits/{visit.uid}/report.pdf")
    assert (paper.status_code, paper.mimetype) == (200, "application/pdf")
    head = paper.headers["Content-Disposition"]
    assert head.count('"') == 2 and head.isascii() and "<" not in head
    assert client.get("/downloads/quarter.xlsx").status_code == 200
    for name in ("stations", "findings", "answers"):
        answer = client.get(f"/downloads/{name}.csv")
        assert answer.status_code == 200 and "alert(1)" in answer.text


def test_what_the_phone_gets_is_json(visit: Visit, client_of: Callable[[str], FlaskClient]) -> None:
    client = client_of("ketua")
    for path in (f"/api/visits/{visit.uid}/context", f"/api/pull?visit={visit.uid}"):
        answer = client.get(path)
        assert answer.mimetype == "application/json"
        assert "alert(1)" in json.dumps(answer.json)
