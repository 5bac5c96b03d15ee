"""What makes a phone start without signal: the worker's file and list, the manifest, the visits to keep."""

import io
import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlite_utils import Database

from app.web.build import digest
from tests.clients import ClientOf, statements
from tests.factories import District, make_station
from tests.phones import TeamVisit, make_visit


@pytest.fixture
def visit(db: Database, district: District) -> TeamVisit:
    """A visit of today under way; anggota1 and anggota2 are in its team, ketua leads it."""
    return make_visit(db, district, state="open")


def plan_of(client: FlaskClient) -> dict[str, list[str]]:
    """What the worker is told to keep."""
    found = re.match(r"const SIAP = (\{.*?\});\n", client.get("/sw.js").text)
    assert found
    plan: dict[str, list[str]] = json.loads(found[1])
    return plan


def test_the_worker_is_asked_for_anew_each_time_and_costs_nothing_when_it_is_the_same(client: FlaskClient) -> None:
    answer = client.get("/sw.js")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers
    again = client.get("/sw.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_all_that_the_worker_keeps_is_there_and_carries_the_mark_of_the_build(client_of: ClientOf) -> None:
    client = client_of("anggota1")
    plan = plan_of(client)
    version = plan["files"][0].split("/")[2]
    for path in plan["files"] + plan["shells"]:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["X-Siap"] == (version if path in plan["files"] else plan["build"]), path


def test_the_pages_on_the_list_load_nothing_that_is_not_on_it(client_of: ClientOf) -> None:
    client = client_of("anggota1")
    plan = plan_of(client)
    for shell in plan["shells"]:
        named = re.findall(r'(?:src|href|data-[a-z]+)="(/assets/[^"#]+)', client.get(shell).text)
        left = {path for path in named if not path.endswith(("/icon-180.png", "/mark.svg"))} - set(plan["files"])
        assert left == set(), shell


def test_the_worker_is_built_anew_when_a_template_changes(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("satu")
    before = digest(tmp_path)
    assert digest(tmp_path) == before
    page.write_text("dua")
    assert digest(tmp_path) != before


def test_an_old_address_of_an_asset_says_which_version_really_came(client: FlaskClient) -> None:
    plan = plan_of(client)
    path = plan["files"][0]
    old = client.get(path.replace(path.split("/")[2], "0123456789ab"))
    assert old.status_code == 200
    assert old.headers["X-Siap"] == path.split("/")[2]


def test_without_a_session_the_kept_pages_cannot_be_collected(client: FlaskClient) -> None:
    assert [client.get(path).status_code for path in ("/phone", "/phone/outbox")] == [303, 303]
    assert client.get("/api/visits").status_code == 401


def test_the_manifest_begins_at_the_front_page_and_its_icons_are_as_large_as_it_says(
    client: FlaskClient, app: Flask
) -> None:
    answer = client.get("/manifest.webmanifest")
    told = answer.get_json(force=True)
    assert answer.mimetype == "application/manifest+json"
    assert (told["id"], told["start_url"], told["scope"], told["display"]) == ("/", "/", "/", "standalone")
    assert {icon.get("purpose", "any") for icon in told["icons"]} == {"any", "maskable"}
    for icon in told["icons"]:
        picture = Image.open(io.BytesIO(client.get(icon["src"]).data))
        assert "x".join(map(str, picture.size)) == icon["sizes"]
    assert [shortcut["url"] for shortcut in told["shortcuts"]] == ["/phone?open=today", "/phone/outbox"]


def test_a_phone_is_told_its_owners_visits_with_every_page_of_each(client_of: ClientOf, visit: TeamVisit) -> None:
    told = client_of("anggota1").get("/api/visits").json
    assert told is not None
    assert told["user"] == "anggota1"
    assert told["build"] == plan_of(client_of("anggota1"))["build"]
    (kept,) = told["visits"]
    assert kept["uid"] == visit.uid
    assert kept["pages"][-1] == f"/visits/{visit.uid}/summary"
    assert len(kept["pages"]) > 9
    for page in kept["pages"]:
        assert client_of("anggota1").get(page).headers["X-Siap"] == told["build"]


def test_visits_of_others_and_of_later_weeks_are_not_kept(
    client_of: ClientOf, db: Database, district: District, visit: TeamVisit
) -> None:
    make_visit(db, district, state="planned", on="2027-03-01")
    visits = {who: client_of(who).get("/api/visits").json["visits"] for who in ("anggota1", "bagren")}
    assert [one["uid"] for one in visits["anggota1"]] == [visit.uid]
    assert visits["bagren"] == []


def test_the_list_asks_as_much_of_the_database_for_five_visits_as_for_one(
    client_of: ClientOf, db: Database, district: District, visit: TeamVisit
) -> None:
    client = client_of("anggota1")
    one = statements(client, "/api/visits")
    for number in range(4):
        make_visit(db, district, state="open", org_id=make_station(db, f"polsek-{number}").id)
    assert len(client.get("/api/visits").json["visits"]) == 5
    assert statements(client, "/api/visits") == one


def test_the_key_of_a_visit_changes_with_what_its_pages_say(
    client_of: ClientOf, db: Database, visit: TeamVisit
) -> None:
    client = client_of("anggota1")
    before = client.get("/api/visits").json["visits"][0]["key"]
    assert client.get("/api/visits").json["visits"][0]["key"] == before
    client.post("/language", data={"language": "en"}, headers={"X-CSRFToken": client.get("/api/session").json["csrf"]})
    in_english = client.get("/api/visits").json
    assert in_english is not None and in_english["language"] == "en"
    assert in_english["visits"][0]["key"] != before
    with db.conn:
        db.execute("UPDATE visits SET switches = '' WHERE uid = ?", [visit.uid])
    assert client.get("/api/visits").json["visits"][0]["key"] not in (before, in_english["visits"][0]["key"])
