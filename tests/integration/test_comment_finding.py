"""Comments between team and station on a finding: who writes, who reads, what is new to whom."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from app.domain.errors import Conflict, IllegalTransition, Invalid, NotAllowed, NotFound
from app.domain.finding_comments import LONGEST, MOST, Side
from app.domain.findings import Finding
from app.domain.people import Person
from app.services import finding_comments as deeds
from app.services import findings
from app.store import audit, finding_comments
from app.store.transaction import writing
from tests.factories import NOON, TODAY, District
from tests.findings import issued_finding
from tests.pages import check_page, open_page, submit

TEXT = "Papan sudah dipesan, datang hari Kamis."
Clients = Callable[[str], FlaskClient]


@pytest.fixture
def finding(db: Database, district: District) -> Finding:
    return issued_finding(db, district)


def write(db: Database, finding: Finding, actor: Person, text: str = TEXT, uid: str = "") -> None:
    deeds.comment(db, finding.uid, uid or str(uuid.uuid4()), text, actor=actor, at=NOON + 5, today=TODAY)


def close(db: Database, finding: Finding, actor: Person) -> None:
    reason = "Kantor pindah, papan lama tidak dipakai"
    findings.set_aside(db, finding.uid, str(uuid.uuid4()), reason=reason, actor=actor, at=NOON + 9, today=TODAY)


class TestWriting:
    @pytest.mark.parametrize(
        ("who", "side"),
        [("kapolsek_senori", Side.STATION), ("ketua", Side.TEAM), ("anggota1", Side.TEAM), ("bagren", Side.TEAM)],
    )
    def test_both_sides_write(self, db: Database, district: District, finding: Finding, who: str, side: Side) -> None:
        actor = getattr(district, who)
        write(db, finding, actor, f"  {TEXT}\n")
        (one,) = finding_comments.of_finding(db, finding.id)
        assert (one.side, one.text, one.person_id, one.at) == (side, TEXT, actor.id, NOON + 5)
        line = audit.list_stream(db, audit.visit_stream(finding.visit_uid))[-1]
        assert (line.action, line.entity_id, line.person_id) == ("finding.commented", finding.uid, actor.id)

    @pytest.mark.parametrize(
        ("who", "refusal"),
        [("kapolres", NotAllowed), ("admin", NotAllowed), ("kapolsek_jenu", NotFound), ("stranger", NotFound)],
    )
    def test_others_do_not(
        self, db: Database, district: District, finding: Finding, who: str, refusal: type[Exception]
    ) -> None:
        with pytest.raises(refusal):
            write(db, finding, getattr(district, who))
        assert finding_comments.of_finding(db, finding.id) == []

    def test_twice_is_once(self, db: Database, district: District, finding: Finding) -> None:
        uid = str(uuid.uuid4())
        write(db, finding, district.ketua, uid=uid)
        write(db, finding, district.ketua, uid=uid)
        assert finding_comments.count(db, finding.id) == 1

    def test_the_uid_of_somebody_elses_is_refused(self, db: Database, district: District, finding: Finding) -> None:
        uid = str(uuid.uuid4())
        write(db, finding, district.ketua, uid=uid)
        with pytest.raises(Conflict):
            write(db, finding, district.bagren, uid=uid)

    @pytest.mark.parametrize(("text", "uid"), [("  \n", ""), ("x" * (LONGEST + 1), ""), (TEXT, "x")])
    def test_what_cannot_be_taken_is_named(
        self, db: Database, district: District, finding: Finding, text: str, uid: str
    ) -> None:
        with pytest.raises(Invalid):
            write(db, finding, district.ketua, text, uid)

    def test_a_finding_holds_so_many(self, db: Database, district: District, finding: Finding) -> None:
        with writing(db):
            for number in range(MOST):
                finding_comments.insert(
                    db, finding, uid=str(number), side=Side.TEAM, text=TEXT, person_id=district.ketua.id, at=NOON
                )
        with pytest.raises(Invalid, match="too_many_comments"):
            write(db, finding, district.ketua)

    def test_what_is_closed_takes_none(self, db: Database, district: District, finding: Finding) -> None:
        write(db, finding, district.ketua)
        close(db, finding, district.bagren)
        with pytest.raises(IllegalTransition):
            write(db, finding, district.ketua)
        assert finding_comments.count(db, finding.id) == 1

    @pytest.mark.parametrize("statement", ["DELETE FROM finding_comments", "UPDATE finding_comments SET text = 'x'"])
    def test_nobody_takes_it_back(self, db: Database, district: District, finding: Finding, statement: str) -> None:
        write(db, finding, district.ketua)
        with pytest.raises(Exception, match="append-only"):
            db.execute(statement)


class TestReading:
    def unread(self, db: Database, finding: Finding, person: Person) -> tuple[Side, int] | None:
        """By the badge of the list, which the list's own mention must bear out."""
        found = finding_comments.unread_of(db, [finding.id], seen_by=person.id, today=TODAY).get(finding.id)
        talks = finding_comments.list_unread(db, seen_by=person.id, today=TODAY, since=0)
        assert [(talk.uid, talk.side, talk.number) for talk in talks] == ([(finding.uid, *found)] if found else [])
        return found

    def test_what_is_new_is_new_to_the_other_side_alone(
        self, db: Database, district: District, finding: Finding
    ) -> None:
        write(db, finding, district.kapolsek_senori)
        write(db, finding, district.kapolsek_senori)
        for who in ("ketua", "anggota1", "bagren"):
            assert self.unread(db, finding, getattr(district, who)) == (Side.STATION, 2), who
        for who in ("kapolsek_senori", "kapolsek_jenu", "kapolres", "admin", "stranger"):
            assert self.unread(db, finding, getattr(district, who)) is None, who
        write(db, finding, district.bagren)
        assert self.unread(db, finding, district.kapolsek_senori) == (Side.TEAM, 1)
        assert self.unread(db, finding, district.ketua) == (Side.STATION, 2), "one's own side is no news"

    def test_reading_is_each_persons_own_and_never_goes_back(
        self, db: Database, district: District, finding: Finding
    ) -> None:
        write(db, finding, district.kapolsek_senori)
        write(db, finding, district.kapolsek_senori)
        first, second = (one.id for one in finding_comments.of_finding(db, finding.id))
        deeds.see(db, finding, second, actor=district.ketua)
        deeds.see(db, finding, first, actor=district.ketua)
        assert self.unread(db, finding, district.ketua) is None
        assert self.unread(db, finding, district.bagren) == (Side.STATION, 2)

    def test_old_ones_and_those_on_closed_findings_are_mentioned_no_more(
        self, db: Database, district: District, finding: Finding
    ) -> None:
        write(db, finding, district.kapolsek_senori)
        ask = {"seen_by": district.ketua.id, "today": TODAY}
        assert finding_comments.list_unread(db, **ask, since=NOON + 6) == []
        close(db, finding, district.bagren)
        assert finding_comments.list_unread(db, **ask, since=0) == []


class TestPages:
    def send(self, client: FlaskClient, finding: Finding, text: str) -> Any:
        address = f"/findings/{finding.uid}"
        return submit(client, address, {"text": text}, action=f"{address}/comments")

    def test_the_other_sides_new_ones_are_told_until_they_are_read(self, finding: Finding, client_of: Clients) -> None:
        chief, lead, address = client_of("kapolsek.senori"), client_of("ketua"), f"/findings/{finding.uid}"
        for text in (TEXT, "Fotonya menyusul."):
            assert self.send(chief, finding, text).status_code == 303
        row = open_page(lead, "/findings").get_text()
        assert "2 komentar baru dari Polsek" in row and "Komentar baru:" in row
        page = open_page(lead, address)
        notice = page.select_one("main .notice a[href^='#comment-']")
        assert notice is not None and notice.get_text() == "2 komentar baru dari Polsek"
        assert page.select_one(f"main li{notice['href']}") is not None, "the link leads to the first of them"
        assert "komentar baru" not in open_page(lead, address).get_text()
        assert "komentar baru" not in open_page(lead, "/findings").get_text()
        assert self.send(lead, finding, "Baik, kami tunggu.").status_code == 303
        assert "1 komentar baru dari tim" in open_page(chief, "/findings").get_text()

    def test_readers_read(self, finding: Finding, client_of: Clients) -> None:
        assert self.send(client_of("kapolsek.senori"), finding, TEXT).status_code == 303
        page = open_page(client_of("kapolres"), f"/findings/{finding.uid}")
        assert TEXT in page.get_text() and not page.select("#comment")
        assert "komentar baru" not in page.get_text()

    def test_an_empty_one_comes_back(self, finding: Finding, client_of: Clients) -> None:
        client = client_of("ketua")
        answer = self.send(client, finding, "  ")
        assert answer.status_code == 422
        page = check_page(answer, client.application)
        assert page.select_one(".error-summary a[href='#comment']") is not None

    def test_one_on_a_finding_that_was_closed_meanwhile_keeps_its_text(
        self, db: Database, district: District, finding: Finding, client_of: Clients
    ) -> None:
        chief, address = client_of("kapolsek.senori"), f"/findings/{finding.uid}"
        form = open_page(chief, address).select_one("form[action$='/comments']")
        assert form is not None
        hidden = {str(field["name"]): str(field["value"]) for field in form.select("input[type=hidden]")}
        close(db, finding, district.bagren)
        answer = chief.post(f"{address}/comments", data={**hidden, "text": TEXT})
        assert answer.status_code == 409
        page = check_page(answer, chief.application)
        kept = page.select_one(".error-summary textarea")
        assert kept is not None and kept.get_text().strip() == TEXT
        assert "Kompol Bagren sudah menutup temuan ini" in page.get_text()
        assert "komentar ditutup" in page.get_text()
