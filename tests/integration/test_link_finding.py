"""Links by which a station's chief answers one finding without an account: who makes them, what they open, what not."""

import uuid

import pytest
from sqlite_utils import Database

from app.domain.errors import Conflict, IllegalTransition, Invalid, NotAllowed, NotFound
from app.domain.findings import Finding
from app.domain.people import Person, Role
from app.services import finding_links as links
from app.services import findings as deeds
from app.services.findings import Response
from app.store import audit, finding_links, finding_steps, people
from app.store.transaction import writing
from tests.factories import NOON, TODAY, District, make_person
from tests.findings import issued_finding

DONE = Response("Papan maklumat dipasang di ruang tunggu", without_photo="Kamera HP dinas sedang rusak")
LATER = NOON + 5 * 60_000


@pytest.fixture
def finding(db: Database, district: District) -> Finding:
    return issued_finding(db, district)


def make(db: Database, finding: Finding, district: District, **changes: object) -> str:
    """A link to the finding for the station's chief; its token."""
    wanted = {"person_id": district.kapolsek_senori.id, "days": 7, "actor": district.bagren, **changes}
    return links.make(db, finding.uid, str(uuid.uuid4()), at=NOON, today=TODAY, **wanted)  # type: ignore[arg-type]


def opened(
    db: Database, token: str, *, at: int = LATER, today: str = TODAY, by: Person | None = None, address: str = "1.2.3.4"
) -> links.Opened:
    return links.open_link(db, token, address=address, signed_in=by, at=at, today=today, is_page=True)


def trail(db: Database, finding: Finding) -> list[tuple[str, dict[str, object]]]:
    """What the trail says of links, oldest first."""
    lines = audit.list_stream(db, audit.visit_stream(finding.visit_uid))
    return [(line.action, line.detail) for line in lines if line.action.startswith("finding_link.")]


class TestMaking:
    def test_it_opens_this_finding_for_the_chief_and_its_token_is_not_stored(
        self, db: Database, district: District, finding: Finding
    ) -> None:
        token = make(db, finding, district)
        found = opened(db, token)
        assert (found.finding.uid, found.person.id) == (finding.uid, district.kapolsek_senori.id)
        assert len(token) * 6 >= 128
        stored = "".join(db.conn.iterdump())
        assert token not in stored
        assert [action for action, _ in trail(db, finding)] == ["finding_link.made", "finding_link.opened"]

    @pytest.mark.parametrize("days", [0, 31, -1])
    def test_it_lasts_a_day_to_a_month(self, db: Database, district: District, finding: Finding, days: int) -> None:
        with pytest.raises(Invalid):
            make(db, finding, district, days=days)

    def test_it_is_for_who_holds_the_office_there(self, db: Database, district: District, finding: Finding) -> None:
        with pytest.raises(Invalid):
            make(db, finding, district, person_id=district.kapolsek_jenu.id)
        assert links.chiefs(db, finding, today=TODAY) == [district.kapolsek_senori]

    @pytest.mark.parametrize("who", ["ketua", "kapolsek_senori", "kapolres", "admin", "stranger"])
    def test_only_planning_staff_above_the_station_make_it(
        self, db: Database, district: District, finding: Finding, who: str
    ) -> None:
        with pytest.raises((NotAllowed, NotFound)):
            make(db, finding, district, actor=getattr(district, who))

    def test_none_is_made_for_a_finding_that_owes_nothing(
        self, db: Database, district: District, finding: Finding
    ) -> None:
        deeds.answer(db, finding.uid, str(uuid.uuid4()), DONE, actor=district.kapolsek_senori, at=NOON + 1, today=TODAY)
        with pytest.raises(IllegalTransition):
            make(db, finding, district)

    @pytest.mark.parametrize("uid", ["", "x", "a\x00", "A" * 32])
    def test_its_uid_is_one(self, db: Database, district: District, finding: Finding, uid: str) -> None:
        with pytest.raises(Invalid):
            links.make(
                db,
                finding.uid,
                uid,
                person_id=district.kapolsek_senori.id,
                days=7,
                actor=district.bagren,
                at=NOON,
                today=TODAY,
            )

    def test_a_uid_is_used_once(self, db: Database, district: District, finding: Finding) -> None:
        uid = str(uuid.uuid4())
        for expected in (None, Conflict):
            given = {"person_id": district.kapolsek_senori.id, "days": 1, "actor": district.bagren}
            if expected is None:
                links.make(db, finding.uid, uid, at=NOON, today=TODAY, **given)
                continue
            with pytest.raises(expected):
                links.make(db, finding.uid, uid, at=NOON, today=TODAY, **given)


class TestRefusing:
    def refused(self, db: Database, finding: Finding, token: str, **how: object) -> str:
        """Why the trail says that the link opened nothing; the one who came is told nothing."""
        with pytest.raises(NotFound) as caught:
            opened(db, token, **how)  # type: ignore[arg-type]
        assert caught.value.detail == "link", "the reason got out"
        action, detail = trail(db, finding)[-1]
        assert action == "finding_link.refused"
        return str(detail["why"])

    def test_after_it_expired(self, db: Database, district: District, finding: Finding) -> None:
        token = make(db, finding, district, days=1)
        opened(db, token, at=NOON + links.DAY_MS - 1)
        assert self.refused(db, finding, token, at=NOON + links.DAY_MS) == "expired"

    def test_after_it_was_taken_back(self, db: Database, district: District, finding: Finding) -> None:
        token = make(db, finding, district)
        uid = finding_links.list_of_finding(db, finding.id)[0].uid
        for _ in range(2):
            links.revoke(db, finding.uid, uid, actor=district.bagren, at=NOON + 1, today=TODAY)
        assert [action for action, _ in trail(db, finding)].count("finding_link.revoked") == 1
        assert self.refused(db, finding, token) == "revoked"

    def test_once_its_chief_is_chief_no_more(self, db: Database, district: District, finding: Finding) -> None:
        token = make(db, finding, district)
        with writing(db):
            people.end_assignment(
                db, district.kapolsek_senori.id, finding.org_id, Role.STATION_CHIEF, to_on="2026-11-21"
            )
        assert self.refused(db, finding, token) == "chief"

    @pytest.mark.parametrize("who", ["kapolsek_jenu", "bagren", "ketua"])
    def test_where_somebody_else_is_signed_in(
        self, db: Database, district: District, finding: Finding, who: str
    ) -> None:
        token = make(db, finding, district)
        assert self.refused(db, finding, token, by=getattr(district, who)) == "stranger"
        opened(db, token, by=district.kapolsek_senori)

    def test_once_the_finding_owes_nothing(self, db: Database, district: District, finding: Finding) -> None:
        token = make(db, finding, district)
        deeds.answer(db, finding.uid, str(uuid.uuid4()), DONE, actor=district.kapolsek_senori, at=NOON + 1, today=TODAY)
        assert self.refused(db, finding, token) == "settled"

    def test_a_minute_of_the_same_refusals_is_one_line(
        self, db: Database, district: District, finding: Finding
    ) -> None:
        token = make(db, finding, district, days=1)
        for second in range(100):
            with pytest.raises(NotFound):
                opened(db, token, at=NOON + links.DAY_MS + second * 500)
        assert [action for action, _ in trail(db, finding)].count("finding_link.refused") == 1

    def test_a_link_of_another_finding_is_not_taken_back_here(
        self, db: Database, district: District, finding: Finding
    ) -> None:
        other = issued_finding(db, district, planned_on="2026-11-23")
        make(db, other, district)
        uid = finding_links.list_of_finding(db, other.id)[0].uid
        with pytest.raises(NotFound):
            links.revoke(db, finding.uid, uid, actor=district.bagren, at=NOON, today=TODAY)


class TestAnswering:
    def test_the_step_carries_the_chief_and_the_link_and_the_sender_hears_that_it_arrived(
        self, db: Database, district: District, finding: Finding
    ) -> None:
        token, step = make(db, finding, district), str(uuid.uuid4())
        found = opened(db, token)
        for _ in range(2):
            deeds.answer(db, finding.uid, step, DONE, actor=found.person, at=LATER, today=TODAY, link_id=found.link.id)
        steps = [one for one in finding_steps.of(db, [finding.id])[finding.id] if one.action == "answer"]
        assert [(one.person_id, one.link_id) for one in steps] == [(district.kapolsek_senori.id, found.link.id)]
        assert opened(db, token, at=LATER + 1).is_answered

    def test_who_made_it_judges_no_answer_that_came_by_it(
        self, db: Database, district: District, finding: Finding
    ) -> None:
        found = opened(db, make(db, finding, district))
        step = str(uuid.uuid4())
        deeds.answer(db, finding.uid, step, DONE, actor=found.person, at=LATER, today=TODAY, link_id=found.link.id)
        with pytest.raises(NotAllowed):
            deeds.close(db, finding.uid, str(uuid.uuid4()), actor=district.bagren, at=LATER, today=TODAY)
        deeds.close(db, finding.uid, str(uuid.uuid4()), actor=district.ketua, at=LATER, today=TODAY)

    def test_an_answer_whose_link_was_taken_back_on_its_way_is_not_taken(
        self, db: Database, district: District, finding: Finding
    ) -> None:
        found = opened(db, make(db, finding, district))
        links.revoke(db, finding.uid, found.link.uid, actor=district.bagren, at=LATER, today=TODAY)
        with pytest.raises(NotFound):
            deeds.answer(
                db,
                finding.uid,
                str(uuid.uuid4()),
                DONE,
                actor=found.person,
                at=LATER,
                today=TODAY,
                link_id=found.link.id,
            )

    def test_once_returned_it_opens_the_finding_again(self, db: Database, district: District, finding: Finding) -> None:
        token = make(db, finding, district)
        found = opened(db, token)
        deeds.answer(
            db, finding.uid, str(uuid.uuid4()), DONE, actor=found.person, at=LATER, today=TODAY, link_id=found.link.id
        )
        deeds.send_back(
            db, finding.uid, str(uuid.uuid4()), reason="Foto belum jelas", actor=district.ketua, at=LATER, today=TODAY
        )
        assert not opened(db, token, at=LATER + 1).is_answered


class TestGuessing:
    def test_a_thousand_guesses_in_a_minute_learn_nothing_and_leave_four_lines(
        self, db: Database, district: District, finding: Finding
    ) -> None:
        token = make(db, finding, district)
        for number in range(1000):
            with pytest.raises(NotFound):
                opened(db, f"{number:032d}", at=NOON + number * 60, address="6.6.6.6")
        lines = [line for line in audit.list_stream(db, audit.SYSTEM) if line.action == "finding_link.guessed"]
        assert [line.detail["tries"] for line in lines] == [1, 10, 100, 1000]
        with pytest.raises(NotFound):
            opened(db, token, at=NOON + 61_000, address="6.6.6.6")
        assert opened(db, token, at=NOON + 61_000, address="1.2.3.4").finding.uid == finding.uid
        assert opened(db, token, at=NOON + 61_000 + links.QUIET_MS, address="6.6.6.6")

    def test_in_a_storm_one_guess_shuts_an_address_out(
        self, db: Database, district: District, finding: Finding
    ) -> None:
        token = make(db, finding, district)
        for number in range(links.GUESSES_OF_ALL):
            with pytest.raises(NotFound):
                opened(db, f"{number:032d}", at=NOON, address=f"10.0.{number // 250}.{number % 250}")
        with pytest.raises(NotFound):
            opened(db, token, at=NOON + 1, address="10.0.0.7")
        assert opened(db, token, at=NOON + 1, address="1.2.3.4")

    @pytest.mark.parametrize("token", ["", "x", "a" * 5000, "é" * 32, "../" * 11])
    def test_what_is_no_token_opens_nothing(self, db: Database, district: District, token: str) -> None:
        make_person(db, "pengamat")
        with pytest.raises(NotFound):
            opened(db, token)
