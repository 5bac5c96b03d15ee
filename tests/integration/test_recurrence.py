"""What is found again is linked when it is issued, and its chain says how often it was promised and broken."""

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from flask.testing import FlaskClient
from sqlite_utils import Database

import app.store.migrations
from app.config import Config
from app.domain.findings import Finding, Severity
from app.domain.recurrence import recurrences
from app.services import findings as deeds
from app.services import quarter_report, recurrence, submission
from app.services.findings import Response
from app.store import findings
from app.store.connection import connect
from app.store.findings import NewFinding
from app.store.transaction import writing
from tests.clients import ClientOf
from tests.factories import NOON, TODAY, District
from tests.findings import issued_finding
from tests.pages import open_page
from tests.recurring import DAY, STILL, seed
from tests.visits import fill, make_visit

FEBRUARY, MAY, AUGUST = "2026-02-02", "2026-05-04", "2026-08-03"
BEFORE_0018 = ("first_of", "repeats", "promised", "broken")


def issued(db: Database, org_id: int) -> list[Finding]:
    return findings.list_issued_at(db, org_id)


def test_seeded_histories_are_linked_as_they_truly_are(db: Database, district: District) -> None:
    truth = seed(db, district, seed=7)
    made = {
        (one.id, one.repeat_of)
        for org in (district.senori, district.jenu)
        for one in issued(db, org.id)
        if one.repeat_of
    }
    right = len(made & truth.links)
    precision, recall = right / len(made), right / len(truth.links)
    print(f"recurrence: precision {precision:.3f}, recall {recall:.3f} of {len(truth.links)} true links")
    assert precision >= 0.95
    assert recall >= 0.95
    assert {link for link in made if link[0] in truth.on_items} == {
        link for link in truth.links if link[0] in truth.on_items
    }, "findings on items are never mistaken, renamed or not"


def test_what_was_promised_and_broken_is_counted_as_it_truly_was(db: Database, district: District) -> None:
    truth = seed(db, district, seed=11)
    known = recurrences(issued(db, district.senori.id) + issued(db, district.jenu.id))
    for thing in truth.things:
        if not thing.code or not thing.times:
            continue
        chain = known[thing.times[0].id]
        told = (chain.found, chain.promised, chain.broken)
        true = [{time.occasion for time in thing.times if counts(time)} for counts in (bool, _promised, _broken)]
        assert told == tuple(len(times) for times in true), thing.code
        assert [one.id for one in chain.findings] == [time.id for time in thing.times]


def _promised(time: object) -> bool:
    return bool(getattr(time, "promised"))  # noqa: B009


def _broken(time: object) -> bool:
    return bool(getattr(time, "promised") and getattr(time, "broken"))  # noqa: B009


def test_rows_from_before_are_linked_alike(db: Database, district: District) -> None:
    seed(db, district, seed=5)
    every = issued(db, district.senori.id)
    known = {one.id: tuple(getattr(one, name) for name in BEFORE_0018) for one in every if one.item_code in STILL}
    with writing(db):
        db.execute("UPDATE findings SET first_of = NULL, repeats = 0, promised = 0, broken = 0")
    step = Path(app.store.migrations.__file__).parent / "0018_recurrence.sql"
    db.executescript(step.read_text(encoding="utf-8").partition("-- what was issued before")[2].partition("\n")[2])
    again = issued(db, district.senori.id)
    assert {one.id: tuple(getattr(one, n) for n in BEFORE_0018) for one in again if one.item_code in STILL} == known
    assert all(one.first_of for one in again)


def test_a_finding_that_comes_back_a_third_time_tells_its_whole_story(db: Database, district: District) -> None:
    first = issued_finding(db, district, planned_on=FEBRUARY)
    _answer(db, district, first)
    second = issued_finding(db, district, planned_on=MAY)
    assert (second.repeat_of, second.first_of, second.repeats) == (first.id, first.id, 1)
    assert findings.get_by_id(db, first.id).broken, "it was promised, and its day was over"
    third = issued_finding(db, district, planned_on=AUGUST)
    story = recurrence.of(db, [third])[third.id]
    assert (story.first_on, story.found, story.promised, story.broken) == (FEBRUARY, 3, 1, 1)
    assert [one.id for one in story.findings] == [first.id, second.id, third.id]


def test_what_is_set_aside_is_no_promise_and_was_not_broken(db: Database, district: District) -> None:
    first = issued_finding(db, district, planned_on=FEBRUARY)
    _answer(db, district, first)
    with writing(db):
        findings.set_broken(db, [first.id])
    deeds.set_aside(
        db, first.uid, "5f0c6f4e-7f6a-4a51-9f0e-0d5b8a1f6c02", reason="Tanah milik desa, bukan milik Polsek",
        actor=district.ketua, at=NOON, today=MAY,
    )  # fmt: skip
    stands = findings.get_by_id(db, first.id)
    assert (stands.promised, stands.broken) == (False, False)


def test_a_finding_knows_what_the_total_would_have_gained(db: Database, district: District) -> None:
    finding = issued_finding(db, district)
    effect = deeds.effect_of(db, finding)
    assert effect is not None and finding.at_stake and abs(float(effect.adds) - float(finding.at_stake)) < 1e-9


def test_visits_submitted_in_one_moment_write_one_chain(config: Config, db: Database, district: District) -> None:
    days = [f"2026-11-{day}" for day in (16, 17, 18, 19)]
    visits = [fill(db, make_visit(db, district, planned_on=day), district.ketua) for day in days]
    with writing(db):
        for place, visit in enumerate(visits):
            new = NewFinding(
                uid=f"00000000-0000-4000-8000-00000000000{place}",
                visit_id=visit.id,
                org_id=visit.org_id,
                item_code="A01",
                area="I",
                severity=Severity.MODERATE,
                condition="Papan maklumat belum dipasang",
                raised_by=district.ketua.id,
                raised_at=NOON,
            )
            findings.insert_draft(db, new)

    def submit(uid: str) -> None:
        own = connect(config.database)
        try:
            submission.submit(own, uid, accept_gaps=True, actor=district.ketua, at=NOON, today="2026-11-20")
        finally:
            own.close()

    with ThreadPoolExecutor(len(visits)) as threads:
        list(threads.map(submit, [visit.uid for visit in visits for _ in range(2)]))
    chain = sorted(issued(db, district.senori.id), key=lambda one: one.repeats)
    assert [one.repeats for one in chain] == [0, 1, 2, 3]
    assert {one.first_of for one in chain} == {chain[0].id}
    assert [one.repeat_of for one in chain] == [None, *(one.id for one in chain[:-1])]


def test_it_stands_on_top_for_chief_and_planner(db: Database, district: District, client_of: ClientOf) -> None:
    first = issued_finding(db, district, planned_on=FEBRUARY)
    _answer(db, district, first)
    again = issued_finding(db, district, planned_on=AUGUST)
    told = "pertama 2 Feb 2026, 2 kali ditemukan, 1 kali dijanjikan, 1 kali tidak ditepati"
    for who, path in (
        ("bagren", "/stations"),
        ("bagren", "/stations/polsek-senori"),
        ("bagren", f"/findings/{again.uid}"),
        ("kapolsek.senori", "/findings"),
        ("kapolsek.senori", "/stations/polsek-senori"),
        ("kapolsek.senori", f"/findings/{again.uid}"),
        ("kapolsek.senori", f"/findings/{first.uid}"),
        ("kapolsek.senori", f"/findings/{again.uid}/answer"),
    ):
        page = open_page(client_of(who), path)
        assert told in " ".join(page.get_text(" ", strip=True).split()), (who, path)
        if not path.endswith("answer") and str(first.uid) not in path:
            assert page.find("a", href=f"/findings/{first.uid}") is not None, (who, path)
    assert told not in open_page(client_of("kapolsek.jenu"), "/findings").get_text(" ", strip=True)


def test_the_quarter_counts_it_on_its_page_and_in_its_files(
    db: Database, district: District, client_of: ClientOf
) -> None:
    _answer(db, district, issued_finding(db, district, planned_on=FEBRUARY))
    issued_finding(db, district, planned_on=AUGUST)
    for period, counted in (("2026Q1", (0, 0)), ("2026Q3", (1, 1)), ("2026Q4", (0, 0))):
        report = quarter_report.overview(db, period, actor=district.bagren, at=NOON, today=TODAY)
        row = next(row for row in report.stations if row.code == "polsek-senori")
        assert (row.repeated_findings, row.broken_promises) == counted, period
    client = client_of("bagren")
    rows = read_csv(client, "/downloads/stations.csv?period=2026Q3")
    row = next(row for row in rows if row["Kode"] == "polsek-senori")
    assert (row["Temuan berulang triwulan ini"], row["Janji tidak ditepati"]) == ("1", "1")
    found = [row for row in read_csv(client, "/downloads/findings.csv?period=2026Q3") if row["Ditemukan (kali)"] == "2"]
    assert [(row["Pertama ditemukan"], row["Dijanjikan (kali)"], row["Tidak ditepati (kali)"]) for row in found] == [
        (FEBRUARY, "1", "1")
    ]


def read_csv(client: FlaskClient, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(path).data.decode("utf-8-sig"))))


def _answer(db: Database, district: District, finding: Finding) -> None:
    response = Response("Sudah dipasang di ruang layanan.", without_photo="Kamera rusak, foto menyusul")
    at = NOON - 60 * DAY
    deeds.answer(
        db, finding.uid, f"{finding.uid[:-1]}0", response, actor=district.kapolsek_senori, at=at, today=finding.found_on
    )
