"""Findings that came with a letter: entering them, answering them with a photo, and who may."""

import io
import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from app.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from app.domain.finding_life import FindingState
from app.domain.findings import Finding
from app.services import advice, findings
from app.services.advice import Advice
from app.services.findings import Response
from app.store import audit, finding_photos, photo_records
from app.store import findings as rows
from tests.factories import NOON, TODAY, District
from tests.pages import open_page, submit
from tests.pictures import encode, scene
from tests.visits import publish

UID = "0d2f4c1e-7f6f-4a58-9b86-0a4d5d0f5b11"
ADVICE = Advice(
    station="polsek-senori",
    source="ombudsman",
    number="B/112/X/2026",
    letter_on="2026-11-02",
    condition="Tarif SKCK tidak terpasang di loket",
    severity="serious",
    service="skck",
    maladministration="M06",
)
Clients = Callable[[str], FlaskClient]


def enter(db: Database, district: District, given: Advice = ADVICE, uid: str = UID) -> Finding:
    advice.enter(db, uid, given, actor=district.bagren, at=NOON, today=TODAY)
    found = rows.find(db, uid)
    assert found is not None
    return found


def test_is_issued_to_the_station_with_its_letter_and_due_day(db: Database, district: District) -> None:
    found = enter(db, district)
    assert (found.state, found.visit_id, found.number) == (FindingState.ISSUED, None, 1)
    assert (found.source, found.letter_number, found.found_on) == ("ombudsman", "B/112/X/2026", "2026-11-02")
    assert (found.due_on, found.service, found.maladministration) == ("2026-12-04", "skck", "M06")
    line = audit.list_stream(db, audit.SYSTEM)[-1]
    assert (line.action, line.entity_id) == ("advice.entered", UID)


def test_an_item_gives_it_area_and_criticality(db: Database, district: District) -> None:
    publish(db)
    found = enter(db, district, replace(ADVICE, item_code="E02", severity="minor"))
    assert (found.item_code, found.area, found.is_critical) == ("E02", "V", True)
    assert found.due_on == "2026-12-04"


def test_entering_twice_enters_once_and_another_of_the_letter_joins_it(db: Database, district: District) -> None:
    first = enter(db, district)
    assert enter(db, district) == first
    second = enter(db, district, replace(ADVICE, station="polsek-jenu"), str(uuid.uuid4()))
    assert (second.number, second.letter_id) == (2, first.letter_id)


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("condition", "kurang", "condition_length"),
        ("station", "", "choice"),
        ("number", " ", "number_length"),
        ("letter_on", "2026-11-23", "letter_day"),
        ("letter_on", "kemarin", "letter_day"),
        ("letter_on", "1999-12-31", "letter_day"),
        ("due_on", "2026-11-21", "due_day"),
        ("source", "tetangga", "choice"),
        ("severity", "", "choice"),
        ("service", "bank", "choice"),
        ("maladministration", "M11", "choice"),
        ("cause_kind", "nasib", "choice"),
        ("item_code", "Z99", "choice"),
        ("criterion", "x" * 4001, "too_long"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(
    db: Database, district: District, field: str, value: str, problem: str
) -> None:
    with pytest.raises(Invalid) as refused:
        enter(db, district, replace(ADVICE, **{field: value}))
    assert refused.value.problems == {field: problem}
    assert rows.find(db, UID) is None


def test_all_that_is_wrong_is_named_at_once_the_station_too(db: Database, district: District) -> None:
    with pytest.raises(Invalid) as refused:
        enter(db, district, replace(ADVICE, station="", number="", condition="", letter_on=""))
    assert set(refused.value.problems) == {"station", "number", "condition", "letter_on"}


def test_a_letter_has_one_day(db: Database, district: District) -> None:
    enter(db, district)
    with pytest.raises(Invalid) as refused:
        enter(db, district, replace(ADVICE, letter_on="2026-11-03"), str(uuid.uuid4()))
    assert refused.value.problems == {"letter_on": "other_day"}


def test_only_planning_staff_of_the_station_enter_it(db: Database, district: District) -> None:
    for person in (district.ketua, district.kapolsek_senori):
        with pytest.raises(NotAllowed):
            advice.enter(db, UID, ADVICE, actor=person, at=NOON, today=TODAY)
    with pytest.raises(NotFound):
        advice.enter(db, UID, ADVICE, actor=district.stranger, at=NOON, today=TODAY)


def test_a_uid_of_another_finding_is_refused(db: Database, district: District) -> None:
    enter(db, district)
    with pytest.raises(Conflict):
        enter(db, district, replace(ADVICE, station="polsek-jenu"))


def test_the_chief_answers_with_a_photo_that_the_planner_sees_and_verifies(
    db: Database, district: District, client_of: Clients
) -> None:
    found = enter(db, district)
    chief = client_of("kapolsek.senori")
    form = {"text": "Tarif dipasang di loket", "photos": [(io.BytesIO(encode(scene(320, 240))), "loket.jpg")]}
    address = f"/findings/{found.uid}"
    sent = submit(chief, address, form, action=f"{address}/answers", content_type="multipart/form-data")
    assert sent.status_code == 303
    photos = finding_photos.of_findings(db, [found.id])[found.id]
    (record,) = photo_records.of_uids(db, [photos[0].uid], person_id=district.bagren.id, today=TODAY)
    assert record.finding_uid == found.uid
    bagren = client_of("bagren")
    for address in (f"/findings/{found.uid}", f"/evidence/{photos[0].uid}", f"/evidence/{photos[0].uid}/screen"):
        assert bagren.get(address).status_code == 200, address
        assert chief.get(address).status_code == 200, address
        assert client_of("kapolsek.jenu").get(address).status_code == 404, address
    page = open_page(bagren, f"/findings/{found.uid}").get_text()
    assert "Ombudsman RI" in page and "B/112/X/2026" in page
    findings.close(db, found.uid, str(uuid.uuid4()), actor=district.bagren, at=NOON, today=TODAY)
    closed = rows.get_by_id(db, found.id)
    assert (closed.state, closed.verdict) == (FindingState.CLOSED, "S")


def test_an_objection_needs_no_photo(db: Database, district: District) -> None:
    found = enter(db, district)
    objection = Response("Tarif sudah terpasang sejak Mei, foto terlampir di surat", stance="object")
    findings.answer(db, found.uid, str(uuid.uuid4()), objection, actor=district.kapolsek_senori, at=NOON, today=TODAY)
    assert rows.get_by_id(db, found.id).state is FindingState.ANSWERED


def test_the_page_keeps_what_was_typed_and_goes_on_with_the_letter(
    db: Database, district: District, client_of: Clients
) -> None:
    bagren = client_of("bagren")
    open_page(bagren, "/findings/new")
    form = {**{name: getattr(ADVICE, name) for name in Advice.__slots__}, "letter_on": "besok"}
    refused = submit(bagren, "/findings/new", form)
    assert refused.status_code == 422
    assert ADVICE.condition in refused.text and "Hari surat" in refused.text
    entered = submit(bagren, "/findings/new", {**form, "letter_on": ADVICE.letter_on, "again": "1"})
    assert entered.status_code == 303
    assert "B%2F112%2FX%2F2026" in entered.location
    assert ADVICE.number in bagren.get(entered.location).text


@pytest.mark.parametrize("uid", ["", "x"])
def test_a_form_without_its_uid_comes_back_with_what_was_typed(
    db: Database, district: District, client_of: Clients, uid: str
) -> None:
    form = {**{name: getattr(ADVICE, name) for name in Advice.__slots__}, "uid": uid}
    refused = submit(client_of("bagren"), "/findings/new", form)
    assert refused.status_code == 422 and ADVICE.condition in refused.text
    assert db.execute("SELECT COUNT(*) FROM findings").fetchone()[0] == 0


def test_counts_among_what_is_open_at_its_station(db: Database, district: District) -> None:
    enter(db, district)
    assert [found.uid for found in rows.list_open_at(db, district.senori.id)] == [UID]
    assert [found.uid for found in rows.list_open_at(db, district.senori.id, before_visit=1)] == [UID]
