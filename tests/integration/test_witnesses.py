"""An administrator who has the key rewrites history: the next phone notices, and only a superior clears it."""

import hashlib
import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from app.clock import now
from app.store import alarms, audit
from app.store.connection import sqlite3
from app.store.transaction import writing
from tests.factories import PASSWORD, District
from tests.pages import check_page, open_page, submit
from tests.phones import csrf_of, make_visit
from tests.sealing import signer_of
from tests.witnesses import Witness, grow, is_whole, rewrite

ClientOf = Callable[[str], FlaskClient]
WHY = "Server dipulihkan dari cadangan setelah disk rusak"


@pytest.fixture
def phone(db: Database, client_of: ClientOf) -> Witness:
    """The phone of anggota1, which has seen a log of six entries."""
    grow(db, signer_of(db), by=5)
    witness = Witness(client_of("anggota1"))
    assert witness.sync()
    return witness


def settle(client: FlaskClient, why: str = WHY, password: str = PASSWORD, **more: Any) -> Any:
    return submit(client, "/alarms", {"why": why, "password": password, **more}, action="/alarms/word")


def code_of(db: Database) -> str:
    return str(next(iter(db.query("SELECT code FROM alarm_words ORDER BY id DESC LIMIT 1")))["code"])


class TestTheLog:
    def test_a_phone_is_told_nothing_when_it_has_the_newest_checkpoint(self, phone: Witness) -> None:
        before = phone.note
        assert phone.sync() and phone.note == before

    def test_a_phone_follows_a_log_that_grows(self, db: Database, phone: Witness) -> None:
        for by in (1, 2, 7, 1):
            grow(db, signer_of(db), by)
            assert phone.sync()
        assert phone.kept and phone.kept.size == 17 and is_whole(db)

    def test_every_answer_to_a_phone_carries_it(self, db: Database, phone: Witness) -> None:
        grow(db, signer_of(db))
        known = {"X-Siap-Log": "0."}
        assert phone.client.get("/api/session", headers=known).json["seal"]["proof"] == []
        headers = {**known, "X-CSRFToken": csrf_of(phone.client)}
        pushed = phone.client.post("/api/push", json={"events": []}, headers=headers)
        assert pushed.json["seal"]["note"].split("\n")[1] == "7"

    def test_before_anything_was_sealed_there_is_none(self, client: FlaskClient) -> None:
        assert client.get("/api/session", headers={"X-Siap-Log": "0."}).json["seal"] is None

    def test_a_crooked_header_breaks_nothing(self, db: Database, client: FlaskClient) -> None:
        grow(db, signer_of(db))
        for known in ("", "x", "1", "-1.a", "9" * 17 + ".", "6.\xfc", "5.<script>", "900.", "0.A"):
            assert client.get("/api/session", headers={"X-Siap-Log": known}).status_code == 200


class TestTheRewrite:
    @pytest.mark.parametrize(("idx", "keep"), [(0, None), (5, None), (1, 4)])
    def test_it_is_noticed_by_the_next_phone(self, db: Database, phone: Witness, idx: int, keep: int | None) -> None:
        rewrite(db, signer_of(db), idx, keep=keep)
        assert is_whole(db), "the forger's log is in order by itself"
        assert not phone.sync()
        assert phone.alarm and phone.alarm["why"] == ("shrunk" if keep else "rewritten")

    def test_it_is_noticed_also_when_the_log_has_grown_since(self, db: Database, phone: Witness) -> None:
        rewrite(db, signer_of(db), 2)
        grow(db, signer_of(db), by=6)
        assert not phone.sync()

    def test_what_no_phone_has_seen_yet_is_noticed_by_none(self, db: Database, phone: Witness) -> None:
        grow(db, signer_of(db))
        rewrite(db, signer_of(db), 6)
        assert phone.sync(), "the limit of witnesses, told in docs/witnesses.md"

    def test_twelve_phones_notice_it_within_days(self, db: Database, client: FlaskClient) -> None:
        chance = random.Random(4)
        phones = [Witness(client) for _ in range(12)]
        signer = signer_of(db)
        noticed: list[int] = []
        for day in range(14):
            grow(db, signer, by=chance.randrange(1, 3))
            if day == 9:
                seen = max(phone.kept.size for phone in phones if phone.kept)
                rewrite(db, signer, chance.randrange(seen))
            for number, phone in enumerate(phones):
                if number not in noticed and chance.random() < 0.3 and not phone.sync():
                    assert day >= 9, "no false alarm"
                    noticed.append(number)
        assert len(noticed) >= 6


class TestTheAlarm:
    def test_lead_planner_and_kapolres_are_told_at_once_and_others_are_not(
        self, db: Database, district: District, phone: Witness, client_of: ClientOf
    ) -> None:
        make_visit(db, district)
        rewrite(db, signer_of(db), 3)
        assert not phone.sync()
        assert phone.tell().json == {"proto": "fieldsync/1", "word": None}
        for who in ("bagren", "kapolres", "admin"):
            assert open_page(client_of(who), "/stations").select("[data-alarms]"), who
        assert open_page(client_of("ketua"), "/").select("[data-alarms]")
        for who, address in (("bagren.lamongan", "/stations"), ("kapolsek.senori", "/findings")):
            assert not open_page(client_of(who), address).select("[data-alarms]"), who
        text = open_page(client_of("kapolres"), "/alarms").get_text(" ", strip=True)
        assert "ditulis ulang" in text and "ini bukti" in text and "6 entri" in text

    def test_telling_twice_is_telling_once_and_both_notes_stay(self, db: Database, phone: Witness) -> None:
        rewrite(db, signer_of(db), 3)
        phone.sync()
        phone.tell()
        phone.tell()
        rows = list(db.query("SELECT kept_note, told_note, why FROM alarms"))
        assert [row["kept_note"] for row in rows] == [phone.note]
        for change in ("UPDATE alarms SET kept_note = ''", "DELETE FROM alarms", "UPDATE alarms SET why = 'gone'"):
            with pytest.raises(sqlite3.IntegrityError), writing(db):
                db.execute(change)
        trail = [entry for entry in audit.list_stream(db, audit.SYSTEM) if entry.action == "alarm.raised"]
        assert len(trail) == 1 and json.loads(trail[0].detail_json)["is_proof"] is True

    def test_only_the_superior_clears_it_with_the_own_password_and_a_code(
        self, db: Database, phone: Witness, client_of: ClientOf
    ) -> None:
        rewrite(db, signer_of(db), 3)
        phone.sync()
        phone.tell()
        kapolres = client_of("kapolres")
        assert not open_page(client_of("bagren"), "/alarms").select("form[action='/alarms/word']")
        refused = settle(kapolres, password="bukan ini")
        assert refused.status_code == 422 and "bukan kata sandi" in check_page(refused, kapolres.application).get_text()
        assert settle(kapolres, why="pendek").status_code == 422
        assert phone.tell().json["word"] is None
        assert settle(kapolres).status_code == 303
        word = phone.tell().json["word"]
        code = code_of(db)
        assert (word["by"], word["why"]) == ("AKBP Kapolres", WHY)
        assert word["check"] == hashlib.sha256(f"{phone.uid} {code}".encode()).hexdigest()
        assert code not in json.dumps(word)
        assert f"{code[:4]} {code[4:]}" in open_page(kapolres, "/alarms").get_text(" ", strip=True)
        assert f"{code[:4]} {code[4:]}" not in open_page(client_of("bagren"), "/alarms").get_text(" ", strip=True)
        assert phone.tell(cleared_at=now()).status_code == 200
        actions = [entry.action for entry in audit.list_stream(db, audit.SYSTEM)]
        assert actions[-1] == "alarm.cleared" and "alarm.settled" in actions
        assert not open_page(client_of("bagren"), "/stations").select("[data-alarms]")

    def test_a_word_holds_for_phones_that_come_later_and_not_for_another_rewrite(
        self, db: Database, district: District, phone: Witness, client_of: ClientOf
    ) -> None:
        later, third = Witness(client_of("anggota2")), Witness(client_of("ketua"))
        assert later.sync() and third.sync()
        rewrite(db, signer_of(db), 3)
        phone.sync()
        phone.tell()
        assert settle(client_of("kapolres")).status_code == 303
        later.sync()
        assert later.tell().json["word"]["why"] == WHY
        assert third.sync() is False
        rewrite(db, signer_of(db), 2)
        assert third.tell().json["word"] is None, "what it was shown is not the log as it stands now"

    def test_a_made_up_note_is_no_proof_and_a_flood_is_refused(
        self, db: Database, phone: Witness, client_of: ClientOf
    ) -> None:
        rewrite(db, signer_of(db), 3)
        phone.sync()
        assert phone.alarm
        phone.alarm["kept"]["note"] = phone.note.replace("\n6\n", "\n9\n")
        assert phone.tell().status_code == 200
        assert "tidak membuktikan" in open_page(client_of("kapolres"), "/alarms").get_text(" ", strip=True)
        answers = [phone.tell(uid=f"uid{number}").status_code for number in range(alarms.MOST_OF_ONE)]
        assert answers.count(422) == 1

    def test_a_crooked_report_is_refused(self, db: Database, phone: Witness) -> None:
        rewrite(db, signer_of(db), 3)
        phone.sync()
        crooked: list[dict[str, Any]] = [
            {"why": "x"},
            {"uid": ""},
            {"kept": []},
            {"kept": {"note": "", "key": "", "at": 0}},
            {"at": -1},
            {"at": True},
            {"told": {"note": "n" * 5000, "key": ""}},
            {"told": {"note": "", "key": "", "proof": [1]}},
            {"kept": {"note": "\ud800", "key": "", "at": 0}},
        ]
        assert {phone.tell(**more).status_code for more in crooked} == {422}
        assert next(iter(db.query("SELECT COUNT(*) AS n FROM alarms")))["n"] == 0

    def test_whoever_uses_the_phone_next_hears_of_its_alarm_and_reads_nobody_elses(
        self, db: Database, phone: Witness, client_of: ClientOf
    ) -> None:
        rewrite(db, signer_of(db), 3)
        phone.sync()
        phone.tell()
        assert settle(client_of("kapolres")).status_code == 303
        next_one = Witness(client_of("anggota2"), alarm=phone.alarm)
        assert next_one.tell().json["word"]["why"] == WHY
        assert next(iter(db.query("SELECT COUNT(*) AS n FROM alarms")))["n"] == 1
        assert phone.note not in open_page(client_of("anggota2"), "/alarms").get_text()
