"""Whoever holds roles in two offices does in each only what that role carries there."""

import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from app.domain.errors import Invalid, NotAllowed, NotFound
from app.domain.people import Person, Role
from app.services import findings, people, quarter_report, stations, visits
from app.services.findings import Response
from app.services.stations import StationDetails
from app.store import orgs
from app.store import people as stored
from app.store.people import NewPerson
from app.store.transaction import writing
from tests.factories import CHEAP, LONG_AGO, NOON, TODAY, District, make_org, make_person
from tests.findings import issued_finding
from tests.pages import open_page
from tests.visits import a_plan, fill, make_visit, submitted_visit

YESTERDAY = "2026-11-21"


def also(db: Database, person: Person, role: Role, code: str) -> Person:
    """The person, holding one more role."""
    unit = orgs.find(db, code)
    assert unit is not None
    with writing(db):
        stored.assign(db, person.id, unit.id, role, from_on=LONG_AGO)
    return stored.get(db, person.id, today=TODAY)


@pytest.fixture
def neighbour(db: Database, district: District) -> Person:
    """Administrator of Lamongan, who reads at Mabes and so sees the whole tree."""
    return also(db, make_person(db, "admin.lamongan", Role.ADMIN, "polres-lamongan"), Role.READER, "mabes-polri")


def test_seeing_a_unit_does_not_administer_its_people(db: Database, district: District, neighbour: Person) -> None:
    with pytest.raises(NotFound):
        people.reset_password(db, "bagren", actor=neighbour, passwords=CHEAP, at=NOON, today=TODAY)
    with pytest.raises(NotFound):
        people.end(db, "bagren", actor=neighbour, at=NOON, today=TODAY)
    with pytest.raises(NotFound):
        people.assign(db, "bagren", role=Role.READER, org_code="polres-lamongan", actor=neighbour, at=NOON, today=TODAY)
    assert "bagren" not in {person.username for person in people.list_managed(db, actor=neighbour, today=TODAY)}


def test_nobody_makes_an_administrator_above_their_own_unit(
    db: Database, district: District, neighbour: Person
) -> None:
    for code in ("mabes-polri", "polda-jatim", "polres-tuban"):
        with pytest.raises(Invalid) as refused:
            people.assign(db, neighbour.username, role=Role.ADMIN, org_code=code, actor=neighbour, at=NOON, today=TODAY)
        assert refused.value.problems == {"org": "unknown_org"}
        with pytest.raises(Invalid):
            people.add(
                db,
                NewPerson("kawan", "Kawan"),
                role=Role.ADMIN,
                org_code=code,
                actor=neighbour,
                passwords=CHEAP,
                at=NOON,
                today=TODAY,
            )


def test_an_account_that_also_serves_above_is_not_the_districts_to_take_over(db: Database, district: District) -> None:
    make_person(db, "pusat", Role.ADMIN, "mabes-polri")
    also(db, stored.get_by_username(db, "pusat", today=TODAY), Role.INSPECTOR, "polres-tuban")
    with pytest.raises(NotAllowed):
        people.reset_password(db, "pusat", actor=district.admin, passwords=CHEAP, at=NOON, today=TODAY)
    with pytest.raises(NotAllowed):
        people.end(db, "pusat", actor=district.admin, at=NOON, today=TODAY)
    with pytest.raises(NotFound):
        people.end_assignment(
            db,
            "pusat",
            role=Role.ADMIN,
            org_code="mabes-polri",
            actor=district.admin,
            at=NOON,
            today=TODAY,
            yesterday=YESTERDAY,
        )
    people.end_assignment(
        db,
        "pusat",
        role=Role.INSPECTOR,
        org_code="polres-tuban",
        actor=district.admin,
        at=NOON,
        today=TODAY,
        yesterday=YESTERDAY,
    )
    assert stored.get_by_username(db, "pusat", today=TODAY).roles == {Role.ADMIN}


def test_seeing_a_station_does_not_change_it(db: Database, district: District, neighbour: Person) -> None:
    details = StationDetails("Polsek Senori")
    with pytest.raises(NotFound):
        stations.change(db, "polsek-senori", details, actor=neighbour, at=NOON, today=TODAY)
    with pytest.raises(NotFound):
        stations.set_active(db, "polsek-senori", active=False, actor=neighbour, at=NOON, today=TODAY)
    with pytest.raises(NotFound):
        stations.add(db, details, code="polsek-baru", parent_code="polres-tuban", actor=neighbour, at=NOON, today=TODAY)


def test_planning_staff_of_one_district_plan_nothing_in_another_that_they_see(db: Database, district: District) -> None:
    stranger = also(db, district.stranger, Role.READER, "polda-jatim")
    visit = make_visit(db, district)
    wanted = a_plan(db, district)
    with pytest.raises(NotFound):
        visits.cancel(db, visit.uid, reason="tidak perlu", actor=stranger, at=NOON, today=TODAY)
    with pytest.raises(NotFound):
        visits.change(db, visit.uid, wanted, actor=stranger, at=NOON, today=TODAY)
    with pytest.raises(NotFound):
        visits.plan(
            db, str(uuid.uuid4()), replace(wanted, planned_on="2026-11-29"), actor=stranger, at=NOON, today=TODAY
        )


def test_planning_staff_of_one_district_judge_no_answer_of_another(db: Database, district: District) -> None:
    stranger = also(db, district.stranger, Role.READER, "polda-jatim")
    finding = issued_finding(db, district)
    response = Response("Papan maklumat sudah dipasang", (), "Foto menyusul besok pagi")
    findings.answer(db, finding.uid, str(uuid.uuid4()), response, actor=district.kapolsek_senori, at=NOON, today=TODAY)
    with pytest.raises(NotAllowed):
        findings.close(db, finding.uid, str(uuid.uuid4()), actor=stranger, at=NOON, today=TODAY)
    findings.close(db, finding.uid, str(uuid.uuid4()), actor=district.bagren, at=NOON, today=TODAY)


def test_a_page_offers_in_another_district_no_step_that_would_be_refused(
    db: Database, district: District, client_of: Callable[[str], FlaskClient]
) -> None:
    also(db, district.stranger, Role.READER, "polda-jatim")
    finding = issued_finding(db, district)
    response = Response("Papan maklumat sudah dipasang", (), "Foto menyusul besok pagi")
    findings.answer(db, finding.uid, str(uuid.uuid4()), response, actor=district.kapolsek_senori, at=NOON, today=TODAY)
    planned = make_visit(db, district, planned_on="2026-11-29")
    for who, offered in (("bagren", True), (district.stranger.username, False)):
        client = client_of(who)
        page = open_page(client, f"/findings/{finding.uid}")
        assert bool(page.select_one("#judge")) is offered
        assert bool(open_page(client, f"/visits/{planned.uid}").select_one("a[href$='/plan']")) is offered
        assert bool(open_page(client, "/stations/polsek-jenu").select_one("a[href^='/visits/new']")) is offered
        for step in ("plan", "cancellation"):
            assert client.get(f"/visits/{planned.uid}/{step}").status_code == (200 if offered else 404)
        stations = open_page(client, "/schedule").select(".list a[href*='polsek-jenu']")
        assert [each["href"].startswith("/visits/new") for each in stations] == [offered]


def test_planning_staff_of_one_district_do_not_look_into_an_unfinished_visit_of_another(
    db: Database, district: District, client_of: Callable[[str], FlaskClient]
) -> None:
    also(db, district.stranger, Role.READER, "polda-jatim")
    visit = fill(db, make_visit(db, district), district.ketua)
    inside = {
        who: bool(open_page(client_of(who), f"/visits/{visit.uid}").select_one("#findings"))
        for who in ("bagren", district.stranger.username)
    }
    assert inside == {"bagren": True, district.stranger.username: False}


def test_an_export_holds_the_units_that_are_overseen_not_those_inspected(db: Database, district: District) -> None:
    make_org(db, "polsek", "polsek-babat", "Polsek Babat", "polres-lamongan")
    stranger = also(db, district.stranger, Role.INSPECTOR, "polres-tuban")
    submitted_visit(db, district)
    report = quarter_report.quarter(db, "2026Q4", actor=stranger, at=NOON, today=TODAY)
    assert [row.code for row in report.stations] == ["polsek-babat"]
    assert (list(report.answers), report.findings) == ([], ())
