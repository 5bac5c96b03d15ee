"""The demo district: what a newcomer meets after `make run`."""

from pathlib import Path

import pytest
from sqlite_utils import Database

from app.config import Config
from app.domain.errors import Conflict
from app.services import accounts, causes, demo, seal_check
from app.services.demo import calendar
from app.services.demo.people import STATIONS
from app.store import audit, meta, people
from app.store.blobs import BlobStore
from tests.factories import CHEAP, NOON, TODAY
from tests.integration.conftest import Demo


@pytest.fixture
def seeded(demo_district: Demo) -> Database:
    return demo_district.db


def count(db: Database, statement: str) -> int:
    return int(db.execute(statement).fetchone()[0])


def test_every_station_was_visited_in_each_of_the_five_quarters_before(seeded: Database) -> None:
    rows = seeded.query("SELECT period, COUNT(DISTINCT org_id) AS stations FROM visit_scores GROUP BY period")
    visited = {row["period"]: row["stations"] for row in rows}
    assert [visited[period] for period in calendar.periods_until(TODAY)[:-1]] == [20] * 5
    assert 0 < visited["2026Q4"] < 20


def test_the_visit_of_today_is_under_way_at_senori_with_a_team_of_eight(seeded: Database) -> None:
    rows = list(
        seeded.query(
            """
            SELECT o.code, v.planned_on, (SELECT COUNT(*) FROM visit_members m WHERE m.visit_id = v.id) AS team
              FROM visits v JOIN orgs o ON o.id = v.org_id WHERE v.state = 'open'
            """
        )
    )
    assert rows == [{"code": "polsek-senori", "planned_on": TODAY, "team": 8}]


def test_visits_stand_in_every_state_a_quarter_shows(seeded: Database) -> None:
    states = {row["state"] for row in seeded.query("SELECT DISTINCT state FROM visits")}
    assert states == {"planned", "open", "submitted", "sealed"}
    assert count(seeded, f"SELECT COUNT(*) FROM visits WHERE state = 'planned' AND planned_on < '{TODAY}'") == 1


def test_something_is_found_a_third_time_at_senori_and_one_cause_stands_at_several_stations(seeded: Database) -> None:
    again = "SELECT COUNT(*) FROM findings f JOIN orgs o ON o.id = f.org_id WHERE o.code = 'polsek-senori'"
    assert count(seeded, f"{again} AND f.repeats >= 2 AND f.state <> 'closed'") > 0
    bagren = people.get_by_username(seeded, "bagren", today=TODAY)
    known = causes.overview(seeded, actor=bagren, today=TODAY).kinds
    assert any(len(cause.tally.stations) > 1 and len(cause.group.texts) > 1 for kind in known for cause in kind.causes)


def test_some_stations_rise_and_some_slip(seeded: Database) -> None:
    def percent(name: str, period: str) -> float:
        found = seeded.query(
            """
            SELECT s.percent FROM visit_scores s JOIN orgs o ON o.id = s.org_id
             WHERE o.name = :name AND s.period = :period
            """,
            {"name": name, "period": period},
        )
        return float(next(iter(found))["percent"])

    first, last = "2025Q3", "2026Q3"
    changes = [percent(f"Polsek {s.name}", last) - percent(f"Polsek {s.name}", first) for s in STATIONS]
    assert max(changes) > 10
    assert min(changes) < 0
    assert len({round(change, 1) for change in changes}) > 10


def test_findings_stand_in_every_state(seeded: Database) -> None:
    states = {row["state"] for row in seeded.query("SELECT DISTINCT state FROM findings")}
    assert states == {"draft", "issued", "answered", "returned", "accepted", "followed_up", "closed", "void"}
    late = f"SELECT COUNT(*) FROM findings WHERE state = 'issued' AND due_on < '{TODAY}'"
    assert count(seeded, late) > 0


def test_every_picture_has_its_bytes_and_only_the_planted_one_is_used_twice(seeded: Database) -> None:
    pictures = count(seeded, "SELECT COUNT(*) FROM evidence")
    assert pictures > 60
    assert count(seeded, "SELECT COUNT(*) FROM blobs") == pictures - 1
    assert count(seeded, "SELECT COUNT(*) FROM likeness_hits WHERE verdict = ''") == 2
    missing = "SELECT COUNT(*) FROM evidence WHERE sha256 NOT IN (SELECT sha256 FROM blobs)"
    assert count(seeded, missing) == 0


def test_nothing_was_kept_aside_and_the_audit_trail_is_whole(seeded: Database) -> None:
    assert count(seeded, "SELECT COUNT(*) FROM events_aside") == 0
    assert count(seeded, "SELECT COUNT(*) FROM events WHERE flag <> ''") == 0
    assert audit.first_broken(seeded) is None


@pytest.mark.parametrize("username", demo.USERNAMES)
def test_every_demo_account_signs_in(seeded: Database, username: str) -> None:
    assert accounts.sign_in(
        seeded, name=username, password=demo.PASSWORD, address="", device=accounts.Device(), passwords=CHEAP, at=NOON
    )
    assert meta.find(seeded, "demo") == "1"


def test_a_used_installation_is_left_alone(seeded: Database, tmp_path: Path) -> None:
    before = count(seeded, "SELECT COUNT(*) FROM visits")
    with pytest.raises(Conflict):
        demo.seed(
            seeded,
            BlobStore(tmp_path),
            Config.checklists,
            seal_key=tmp_path / "seal-key",
            passwords=CHEAP,
            at=NOON,
            today=TODAY,
        )
    assert count(seeded, "SELECT COUNT(*) FROM visits") == before


def test_the_days_of_a_quarter_are_weekdays_and_each_is_given_once() -> None:
    days = calendar.visiting_days("2026Q4", 20, but=TODAY)
    assert len(set(days)) == 20
    assert all(calendar.periods.period_of(day) == "2026Q4" for day in days)
    assert not [day for day in days if calendar.date.fromisoformat(day).weekday() > 4]


def test_every_seal_of_the_demo_district_holds(seeded: Database) -> None:
    assert count(seeded, "SELECT COUNT(*) FROM seal_entries WHERE kind = 'visit.seal'") > 90
    assert seal_check.faults(seeded) == []


def test_the_lead_has_drawn_on_photos_of_this_quarter(seeded: Database) -> None:
    drawn = "SELECT COUNT(*) FROM annotations a JOIN evidence e ON e.id = a.evidence_id"
    assert count(seeded, drawn) > 3
    assert 0 < count(seeded, f"{drawn} WHERE a.shapes_json LIKE '%blur%'") < count(seeded, drawn)
