"""Eight phones push at once, and a server that is killed: no hole, no loss, nothing half done."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlite_utils import Database

from app.config import Config
from app.store import answers, audit
from app.store import events as log
from app.store.connection import connect
from tests.factories import NOON, District
from tests.phones import Phone, TeamVisit, eid_of, sha256

ROOT = Path(__file__).parent.parent.parent
PUSHING = """
import sys
from pathlib import Path
from app.store import people
from app.store.connection import connect
from tests.factories import TODAY
from tests.phones import Phone, TeamVisit, eid_of

db = connect(Path(sys.argv[1]))
phone = Phone(people.get_by_username(db, "anggota1", today=TODAY), TeamVisit(int(sys.argv[2]), sys.argv[3]))
while True:
    texts = [phone.event("A01.note", str(phone.n)) for _ in range(3)]
    receipts = phone.push(db, *texts)
    for text, receipt in zip(texts, receipts):
        print(eid_of(text), receipt.rev, flush=True)
"""


def test_eight_phones_at_once_get_numbers_without_holes(
    db: Database, config: Config, district: District, visit: TeamVisit
) -> None:
    people = (district.ketua, district.anggota1, district.anggota2)

    def fill(number: int) -> list[tuple[str, int]]:
        mine = connect(config.database)
        phone = Phone(people[number % 3], visit)
        told = []
        for step in range(6):
            texts = [phone.event(f"A0{number + 1}.note", str(step)), phone.event("A01.answer", "Ya")]
            receipts = phone.push(mine, *texts)
            assert [one.st for one in receipts] == ["ok", "ok"]
            assert [one.sha256 for one in receipts] == [sha256(text) for text in texts]
            told += [(eid_of(text), one.rev) for text, one in zip(texts, receipts, strict=True)]
        mine.close()
        return told

    with ThreadPoolExecutor(8) as pool:
        told = [pair for pairs in pool.map(fill, range(8)) for pair in pairs]
    assert sorted(rev for _, rev in told) == list(range(1, 8 * 6 * 2 + 1))
    stored = {eid_of(one.raw): one.rev for one in log.pull(db, visit.id, since=0, limit=1000)}
    assert stored == dict(told)
    assert len(log.heads(db, visit.id)["A01.answer"]) == 48
    assert answers.list_of(db, visit.id)["A01"].value == "Ya"
    assert audit.first_broken(db) is None


def test_a_receipt_outlives_the_server(db: Database, config: Config, visit: TeamVisit) -> None:
    command = [sys.executable, "-c", PUSHING, str(config.database), str(visit.id), visit.uid]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as server:
        assert server.stdout is not None
        lines = [server.stdout.readline() for _ in range(30)]
        time.sleep(0.05)
        os.kill(server.pid, signal.SIGKILL)
        lines += server.stdout.readlines()
    told = dict(line.split() for line in lines if line.endswith("\n"))
    assert len(told) >= 30
    stored = {eid_of(one.raw): str(one.rev) for one in log.pull(db, visit.id, since=0, limit=100_000)}
    assert told.items() <= stored.items()
    assert sorted(map(int, stored.values())) == list(range(1, len(stored) + 1))
    assert len(stored) % 3 == 0, "half a batch was kept"
    assert audit.first_broken(db) is None
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_what_is_kept_aside_takes_no_number(db: Database, district: District, visit: TeamVisit) -> None:
    phone, stranger = Phone(district.anggota1, visit), Phone(district.stranger, visit)
    phone.push(db, phone.event("A01.answer", "Ya"))
    stranger.push(db, stranger.event("A01.answer", "Tidak"), at=NOON)
    phone.push(db, "{")
    assert [one.rev for one in phone.push(db, phone.event("A02.answer", "A"))] == [2]
