"""The radar: a picture that is used again is found, judged by a planner who may see both, and what was judged stays."""

import io
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlite_utils import Database

from app.config import Config
from app.domain.errors import Invalid, NotAllowed, NotFound
from app.domain.people import Role
from app.media.alterations import alter
from app.media.drawings import drawing
from app.services import evidence, radar, work
from app.store import audit, jobs
from app.store import likeness as rows
from app.store.blobs import BlobStore
from app.store.likeness import Hit, Wanted
from app.store.transaction import writing
from tests.clients import ClientOf
from tests.factories import NOON, TODAY, District, make_org, make_person
from tests.pages import check_page, submit
from tests.phones import Phone, TeamVisit, make_visit, set_state

Use = Callable[..., str]


def small(motif: str, seed: int) -> bytes:
    """A drawing of few pixels: quicker to receive."""
    picture = Image.open(io.BytesIO(drawing(motif, seed)))
    picture.thumbnail((480, 480))
    out = io.BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()


BOARD, GARDEN = small("board", 1), small("garden", 2)
MIRRORED = alter(BOARD, "mirrored")
ALL = Wanted(show="all")


@pytest.fixture
def blobs(config: Config) -> BlobStore:
    return BlobStore(config.uploads)


@pytest.fixture
def senori(db: Database, district: District) -> TeamVisit:
    return make_visit(db, district)


@pytest.fixture
def jenu(db: Database, district: District) -> TeamVisit:
    return make_visit(db, district, org_id=district.jenu.id, on="2026-11-20")


@pytest.fixture
def use(db: Database, district: District, blobs: BlobStore) -> Use:
    """Attaches a picture to an item of a visit, later than all before; its uid."""
    at = NOON

    def attach(visit: TeamVisit, picture: bytes, item: str = "A02", **claims: Any) -> str:
        nonlocal at
        at += 60_000
        uid = str(uuid.uuid4())
        sha256 = evidence.receive(db, blobs, picture, actor=district.anggota1, at=at)
        claims = {"sha": sha256, "size": len(picture), "type": "image/jpeg", **claims}
        phone = Phone(district.anggota1, visit)
        phone.push(db, phone.event(f"{item}.photo.{uid}", claims, op="attach"), at=at)
        return uid

    return attach


@pytest.fixture
def look(db: Database, blobs: BlobStore, district: District) -> Callable[[], list[Hit]]:
    """Does the work that waits; what the planner sees then."""

    def done() -> list[Hit]:
        work.run_due(work.Hands(db, blobs, lambda: NOON + 3_600_000))
        return seen(db, district.bagren.id)

    return done


def seen(db: Database, person_id: int, wanted: Wanted = ALL) -> list[Hit]:
    return rows.list_seen(db, wanted, person_id=person_id, today=TODAY, limit=50)


Look = Callable[[], list[Hit]]


class TestHits:
    def test_the_same_file_at_another_station(self, use: Use, look: Look, senori: TeamVisit, jenu: TeamVisit) -> None:
        first, second = use(jenu, BOARD), use(senori, BOARD)
        (hit,) = look()
        assert hit.earlier is not None
        assert (hit.kind, hit.earlier.uid, hit.later.uid, hit.signs) == ("file", first, second, ())
        assert (hit.earlier.station_code, hit.later.station_code) == ("polsek-jenu", "polsek-senori")

    def test_the_same_picture_mirrored_under_another_item(self, use: Use, look: Look, senori: TeamVisit) -> None:
        first, second = use(senori, BOARD), use(senori, MIRRORED, "A03")
        use(senori, GARDEN, "A04")
        (hit,) = look()
        assert hit.earlier is not None
        assert (hit.kind, hit.earlier.uid, hit.later.uid) == ("alike", first, second)
        assert hit.signs == ("mirrored", "same_visit")
        assert hit.amount is not None and hit.amount > 0.9

    def test_a_place_that_is_not_the_stations(
        self, db: Database, use: Use, look: Look, senori: TeamVisit, district: District
    ) -> None:
        with writing(db):
            db.execute("UPDATE orgs SET lat = -6.9, lon = 112.05 WHERE id = :id", {"id": district.senori.id})
        use(senori, GARDEN, lat=-7.2, lon=112.7, acc=20)
        (hit,) = look()
        assert (hit.kind, hit.signs, hit.earlier) == ("place", ("phone",), None)
        assert hit.amount is not None and 75_000 < hit.amount < 85_000

    def test_the_same_item_of_a_visit_may_hold_it_twice(self, use: Use, look: Look, senori: TeamVisit) -> None:
        use(senori, BOARD)
        use(senori, BOARD)
        assert look() == []

    def test_are_written_down_in_the_visits_stream(
        self, db: Database, use: Use, look: Look, senori: TeamVisit, jenu: TeamVisit
    ) -> None:
        use(jenu, BOARD)
        use(senori, BOARD)
        look()
        assert audit.list_stream(db, audit.visit_stream(senori.uid))[-1].action == "likeness.found"

    def test_are_gone_from_the_open_ones_when_a_picture_is_taken_back(
        self, db: Database, district: District, use: Use, look: Look, senori: TeamVisit, jenu: TeamVisit
    ) -> None:
        use(jenu, BOARD)
        uid = use(senori, BOARD)
        assert len(look()) == 1
        with writing(db):
            db.execute("UPDATE evidence SET withdrawn_at = :at WHERE uid = :uid", {"at": NOON, "uid": uid})
        assert seen(db, district.bagren.id, Wanted()) == []


class TestTheWholeStore:
    def test_is_looked_at_once_and_goes_on_where_it_was_stopped(
        self, db: Database, blobs: BlobStore, use: Use, senori: TeamVisit, jenu: TeamVisit
    ) -> None:
        for visit, picture in ((jenu, BOARD), (senori, BOARD), (senori, GARDEN)):
            use(visit, picture, "A02" if picture is BOARD else "A03")
        said: list[tuple[int, int]] = []

        def stop(looked: int, waiting: int) -> None:
            said.append((looked, waiting))
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            radar.run(db, blobs, clock=lambda: NOON, say=stop)
        run = radar.run(db, blobs, clock=lambda: NOON, say=lambda *far: said.append(far))
        assert said == [(1, 2), (1, 1)]
        assert run.looked == 1
        assert radar.run(db, blobs, clock=lambda: NOON, say=lambda *_: None) == radar.Run(0, 0, 0)

    def test_a_photo_whose_bytes_are_gone_stops_nothing(
        self, db: Database, blobs: BlobStore, use: Use, senori: TeamVisit
    ) -> None:
        use(senori, GARDEN)
        for path in blobs.root.rglob("*"):
            if path.is_file():
                path.unlink()
        assert radar.run(db, blobs, clock=lambda: NOON, say=lambda *_: None) == radar.Run(1, 0, 1)
        assert jobs.list_failed(db) == []


class TestJudging:
    @pytest.fixture
    def hit(self, use: Use, look: Look, senori: TeamVisit, jenu: TeamVisit) -> Hit:
        use(jenu, BOARD)
        use(senori, MIRRORED)
        (found,) = look()
        return found

    def judge(
        self, db: Database, district: District, hit: Hit, verdict: str = "false_alarm", reason: str = "Lain"
    ) -> Hit:
        return radar.judge(db, hit.uid, verdict=verdict, reason=reason, actor=district.bagren, at=NOON, today=TODAY)

    def test_is_kept_with_its_reason_and_may_be_taken_back(self, db: Database, district: District, hit: Hit) -> None:
        judged = self.judge(db, district, hit, "reused", " Foto lama ")
        assert (judged.verdict, judged.reason, judged.judge_name) == ("reused", "Foto lama", "Kompol Bagren")
        assert rows.count_seen(db, ALL, person_id=district.bagren.id, today=TODAY) == {"reused": 1}
        again = radar.undo(db, hit.uid, actor=district.bagren, at=NOON, today=TODAY)
        assert (again.verdict, again.reason, again.judged_at) == ("open", "", None)
        trail = [entry.action for entry in audit.list_stream(db, audit.visit_stream(hit.later.visit_uid))]
        assert trail[-2:] == ["likeness.judged", "likeness.judgement_taken_back"]

    def test_a_false_alarm_is_remembered_for_both_pictures_after_a_new_run(
        self, db: Database, district: District, blobs: BlobStore, use: Use, hit: Hit, senori: TeamVisit
    ) -> None:
        self.judge(db, district, hit)
        use(senori, BOARD, "A05")
        run = radar.run(db, blobs, clock=lambda: NOON, say=lambda *_: None, anew=True)
        assert run.looked == 2
        shown = seen(db, district.bagren.id, Wanted())
        assert [found.kind for found in shown] == ["file"], "the mirrored one is no news, the same file elsewhere is"

    @pytest.mark.parametrize(
        ("verdict", "reason"), [("", "x"), ("perhaps", "x"), ("reused", " "), ("reused", "x" * 501)]
    )
    def test_needs_a_verdict_and_a_reason(
        self, db: Database, district: District, hit: Hit, verdict: str, reason: str
    ) -> None:
        with pytest.raises(Invalid):
            self.judge(db, district, hit, verdict, reason)

    def test_is_the_planners_of_both_stations_alone(self, db: Database, district: District, hit: Hit) -> None:
        for person in (district.kapolsek_senori, district.ketua, district.kapolres):
            with pytest.raises(NotAllowed):
                radar.judge(db, hit.uid, verdict="reused", reason="x", actor=person, at=NOON, today=TODAY)
        with pytest.raises(NotFound):
            radar.judge(db, hit.uid, verdict="reused", reason="x", actor=district.stranger, at=NOON, today=TODAY)
        assert seen(db, district.stranger.id) == []

    def test_of_two_districts_is_for_a_planner_above_both(
        self, db: Database, district: District, use: Use, look: Look, senori: TeamVisit
    ) -> None:
        babat = make_org(db, "polsek", "polsek-babat", "Polsek Babat", "polres-lamongan")
        above = make_person(db, "bagren.jatim", Role.PLANNER, "polda-jatim")
        use(make_visit(db, district, org_id=babat.id, on="2026-11-19"), BOARD)
        use(senori, BOARD)
        assert look() == []
        assert [hit.kind for hit in seen(db, above.id)] == ["file"]


class TestMarks:
    def test_stand_at_both_pictures_until_they_are_judged(
        self, db: Database, district: District, use: Use, look: Look, senori: TeamVisit, jenu: TeamVisit
    ) -> None:
        first, second = use(jenu, BOARD), use(senori, BOARD)
        (hit,) = look()
        assert rows.marks_of_visit(db, senori.id) == {second: ["file"]}
        assert rows.marks_of_visit(db, jenu.id) == {first: ["file"]}
        radar.judge(db, hit.uid, verdict="allowed", reason="x", actor=district.bagren, at=NOON, today=TODAY)
        assert rows.marks_of_visit(db, senori.id) == {}
        radar.judge(db, hit.uid, verdict="reused", reason="x", actor=district.bagren, at=NOON, today=TODAY)
        assert rows.marks_of_visit(db, senori.id) == {second: ["reused"]}


class TestPages:
    def test_the_planner_compares_judges_and_takes_back(
        self,
        app: Flask,
        client_of: ClientOf,
        use: Use,
        look: Look,
        senori: TeamVisit,
        jenu: TeamVisit,
    ) -> None:
        bagren = client_of("bagren")

        def shown(address: str) -> str:
            answer = bagren.get(address)
            check_page(answer, app)
            return answer.text

        assert "Tidak ada yang perlu dinilai" in shown("/evidence/alike")
        use(jenu, BOARD)
        use(senori, MIRRORED)
        (hit,) = look()
        assert "dicerminkan" in shown("/evidence/alike?kind=alike&station=polsek-jenu")
        address = f"/evidence/alike/{hit.uid}"
        refused = submit(bagren, address, {"verdict": "", "reason": ""})
        errors = check_page(refused, app).select(".field__error")
        assert [error.get_text(strip=True) for error in errors] == [
            "Pilih salah satu dari tiga.",
            "Tulis alasannya, supaya orang lain bisa mengikuti.",
        ]
        submit(bagren, address, {"verdict": "reused", "reason": "Foto tahun lalu"})
        assert "Foto tahun lalu" in shown(address)
        assert "Polsek Senori" in shown("/evidence/alike?show=reused")
        submit(bagren, address, {})
        assert "Catat penilaian" in shown(address)

    def test_the_lead_sees_a_mark_at_the_photo_and_a_chief_nothing(
        self, client_of: ClientOf, use: Use, look: Look, senori: TeamVisit, jenu: TeamVisit, db: Database
    ) -> None:
        use(jenu, BOARD)
        use(senori, BOARD)
        (hit,) = look()
        set_state(db, senori, "open")
        said = "1 foto kunjungan ini perlu diperiksa."
        assert said in client_of("ketua").get(f"/visits/{senori.uid}").text
        chief = client_of("kapolsek.senori")
        assert said not in chief.get(f"/visits/{senori.uid}").text
        for client in (chief, client_of("ketua"), client_of("bagren.lamongan")):
            assert client.get(f"/evidence/alike/{hit.uid}").status_code == 404
