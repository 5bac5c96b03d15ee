"""The visit's paper, gathered from the store and printed."""

import pytest

from app.domain.errors import NotFound
from app.domain.reports import VisitReport
from app.exports import pdf
from app.services import visit_report
from tests.factories import NOON, TODAY
from tests.integration.conftest import Demo
from tests.papers import texts


def uid_of(demo_district: Demo, state: str, station: str = "") -> str:
    rows = demo_district.db.query(
        """
        SELECT v.uid FROM visits v JOIN orgs o ON o.id = v.org_id
         WHERE v.state = :state AND (:station = '' OR o.code = :station) ORDER BY v.planned_on DESC LIMIT 1
        """,
        {"state": state, "station": station},
    )
    return str(next(iter(rows))["uid"])


def report_for(demo_district: Demo, uid: str, username: str = "bagren") -> VisitReport:
    return visit_report.visit_report(
        demo_district.db,
        uid,
        actor=demo_district.person(username),
        blobs=demo_district.blobs,
        at=NOON,
        today=TODAY,
    )


@pytest.mark.parametrize("state", ["submitted", "sealed"])
def test_its_figures_are_those_that_were_stored(demo_district: Demo, state: str) -> None:
    uid = uid_of(demo_district, state)
    report = report_for(demo_district, uid)
    stored = next(
        iter(
            demo_district.db.query(
                """
                SELECT s.value_exact, s.shown FROM visit_scores s JOIN visits v ON v.id = s.visit_id
                 WHERE v.uid = :uid
                """,
                {"uid": uid},
            )
        )
    )
    assert report.total is not None
    assert (report.total.value, report.total.shown) == (stored["value_exact"], stored["shown"])
    areas = {
        row["node_code"]: row["shown"]
        for row in demo_district.db.query(
            "SELECT node_code, shown FROM node_scores n JOIN visits v ON v.id = n.visit_id WHERE v.uid = :uid",
            {"uid": uid},
        )
    }
    assert {area.code: area.score.shown for area in report.areas if area.score}.items() <= areas.items()


def test_a_finding_brings_its_photos(demo_district: Demo) -> None:
    report = report_for(demo_district, uid_of(demo_district, "submitted"))
    assert report.findings
    assert all(finding.photos for finding in report.findings)
    assert report.findings[0].photos[0].data[:2] == b"\xff\xd8"


def test_a_visit_under_way_prints_as_a_draft(demo_district: Demo) -> None:
    report = report_for(demo_district, uid_of(demo_district, "open"))
    assert not report.is_final
    text = "".join(texts(pdf.visit_report(report)))
    assert "DRAF" in text


def test_a_sealed_visit_prints_its_seal(demo_district: Demo) -> None:
    report = report_for(demo_district, uid_of(demo_district, "sealed"))
    assert report.seal is not None
    text = "".join(texts(pdf.visit_report(report)))
    assert report.seal.code in text


def test_the_same_visit_prints_the_same_bytes(demo_district: Demo) -> None:
    uid = uid_of(demo_district, "sealed")
    first, second = (pdf.visit_report(report_for(demo_district, uid)) for _ in range(2))
    assert first == second


def test_a_chief_gets_the_own_submitted_visits_alone(demo_district: Demo) -> None:
    own = uid_of(demo_district, "sealed", "polsek-senori")
    assert report_for(demo_district, own, "kapolsek.senori").station == "Polsek Senori"
    foreign = uid_of(demo_district, "sealed", "polsek-jenu")
    running = uid_of(demo_district, "open", "polsek-senori")
    for uid in (foreign, running, "00000000-0000-4000-8000-000000000000"):
        with pytest.raises(NotFound):
            report_for(demo_district, uid, "kapolsek.senori")
