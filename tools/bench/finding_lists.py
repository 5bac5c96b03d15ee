"""Lists of findings among 200,000: pages of planning staff of a Polda and of a chief, filter by filter.

The district is invented: 663 stations, findings drawn by lot, with words as often as words are in a language. Beside
each page stands the same page for somebody who may see no finding.
"""

import random
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from itertools import accumulate
from pathlib import Path

from flask.testing import FlaskClient
from sqlite_utils import Database

from app import create_app
from app.config import Config
from app.domain.people import Role
from app.services import installation
from app.store import finding_search, orgs
from app.store.connection import connect
from app.store.transaction import writing
from app.web.findings.filters import key_text
from tests.clients import BufferedClient, sign_in
from tests.factories import make_person
from tests.phones import publish_checklist
from tools.bench.figures import Figure, in_turns

FINDINGS = 200_000
LIMIT_MS = 100.0
POLRES, STATIONS_EACH, OF_VISIT = 39, 17, 10
STATES = ("issued", "returned", "accepted", "answered", "followed_up", "draft", "closed")
SHARES = (8, 2, 3, 4, 3, 2, 78)
COMMON = ("belum", "papan", "petugas", "maklumat", "berkas", "register", "tarif", "piket", "kamera", "arsip", "tahanan")
NOON = 1_795_323_600_000
DAY_MS = 86_400_000

PAGES = {
    "open": "",
    "all": "?show=all",
    "closed": "?show=closed",
    "one state": "?state=returned",
    "overdue": "?overdue=1",
    "one station": "?station=polsek-7-3",
    "one Polres": "?station=polres-7",
    "area": "?area=III",
    "service": "?service=skck",
    "severity": "?severity=serious",
    "age": "?age=90",
    "found again": "?repeated=1",
    "official word": "?word=BS&show=all",
    "maladministration": "?kind=M06",
    "cause": "?cause=budget&show=all",
    "source": "?source=ombudsman",
    "three filters": "?area=III&service=skck&severity=serious",
    "nothing fits": "?service=patrol&area=VI&word=TDD&show=all",
    "words: in every third finding": "?q=papan",
    "words: two common ones": "?q=papan+petugas&show=all",
    "words: seldom": "?q=gugugu&show=all",
    "words: item and station": "?q=a07+polsek+7&show=all",
    "words and filter": "?q=papan&service=skck",
}


def measure(folder: Path, most: int = FINDINGS) -> Iterator[Figure]:
    """The median of each page, for planning staff of the Polda, for the chief of a station, and of turning pages."""
    path = folder / "findings.db"
    db = connect(path)
    installation.migrate(db, at=0)
    invent(db, most)
    app = create_app(Config(secret_key="bench", database=path, uploads=folder / "uploads"))
    app.test_client_class = BufferedClient
    planner, chief, nobody = (sign_in(app.test_client(), name) for name in ("bagren", "kapolsek", "bagren.lain"))
    empty = partial(_get, nobody, "/findings")
    for name, query in {**PAGES, "deep": f"?show=all&after={_deep(db)}"}.items():
        median, bare = in_turns(partial(_get, planner, f"/findings{query}"), empty, rounds=9)
        yield Figure(f"{most:,} findings, {name}"[:52], median, "ms", bare, LIMIT_MS)
    for name in ("open", "overdue", "words: in every third finding", "all"):
        median, bare = in_turns(partial(_get, chief, f"/findings{PAGES[name]}"), empty, rounds=9)
        yield Figure(f"  a chief's, {name}"[:52], median, "ms", bare, LIMIT_MS)
    db.close()


def _get(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status}")


def _deep(db: Database) -> str:
    row = db.execute("SELECT place, id FROM findings ORDER BY place, id LIMIT 1 OFFSET 120000").fetchone()
    return str(key_text(row and tuple(row)))


def invent(db: Database, most: int) -> None:
    """The district, three people, and the findings."""
    version = publish_checklist(db)
    lot = random.Random(5)  # noqa: S311  the same findings every time
    with writing(db):
        top = orgs.insert(db, parent_id=None, kind="mabes", code="mabes", name="Mabes Polri")
        polda = orgs.insert(db, parent_id=top, kind="polda", code="polda", name="Polda")
        other = orgs.insert(db, parent_id=top, kind="polda", code="polda-lain", name="Polda Lain")
        orgs.insert(db, parent_id=other, kind="polres", code="polres-lain", name="Polres Lain")
        stations = []
        for one in range(POLRES):
            polres = orgs.insert(db, parent_id=polda, kind="polres", code=f"polres-{one}", name=f"Polres {one}")
            for two in range(STATIONS_EACH):
                code, name = f"polsek-{one}-{two}", f"Polsek {one} {two}"
                stations.append(orgs.insert(db, parent_id=polres, kind="polsek", code=code, name=name))
    make_person(db, "bagren", Role.PLANNER, "polda")
    make_person(db, "kapolsek", Role.STATION_CHIEF, "polsek-7-3")
    make_person(db, "bagren.lain", Role.PLANNER, "polda-lain")
    db.execute("PRAGMA foreign_keys=OFF")  # no instrument stands behind these visits
    words = _Words(lot)
    with writing(db):
        visits = [(n + 1, uuid.UUID(int=n), stations[n % len(stations)]) for n in range(most // OF_VISIT)]
        db.conn.executemany(
            """
            INSERT INTO visits (id, uid, org_id, checklist_version_id, period, state, lead_id, planned_on, planned_by,
                                created_at, submitted_at)
            VALUES (?, ?, ?, ?, '2026Q3', 'submitted', 1, ?, 1, 0, 0)
            """,
            (
                (n, str(uid), org, version, f"{date(2024, 1, 1) + timedelta(days=n // len(stations))}")
                for n, uid, org in visits
            ),
        )
        db.conn.executemany(
            """
            INSERT INTO findings (uid, visit_id, org_id, item_code, area, number, state, severity, condition, criterion,
                                  cause, effect, recommendation, service, maladministration, cause_kind, verdict,
                                  due_on, raised_by, raised_at, issued_at, closed_at, repeat_of)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?)
            """,
            (_finding(lot, words, n, visits[n // OF_VISIT]) for n in range(most)),
        )
        finding_search.build(db)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _day(number: int) -> str:
    return (date(2024, 1, 1) + timedelta(days=number)).isoformat()


class _Words:
    """Texts whose words are as often as in a language: the second word half as often as the first."""

    def __init__(self, lot: random.Random) -> None:
        syllables = ("ka", "wa", "ri", "to", "me", "lu", "si", "bo", "na", "gu")
        made = [a + b + c for a in syllables for b in syllables for c in syllables]
        self._words = [*COMMON, *made]
        self._shares = list(accumulate(1 / (rank + 21) for rank in range(len(self._words))))
        self._lot = lot

    def __call__(self, number: int) -> str:
        return " ".join(self._lot.choices(self._words, cum_weights=self._shares, k=number))


def _finding(lot: random.Random, words: _Words, n: int, visit: tuple[int, uuid.UUID, int]) -> tuple[object, ...]:
    state = lot.choices(STATES, SHARES)[0]
    issued = None if state == "draft" else NOON - lot.randrange(700) * DAY_MS
    return (
        str(uuid.UUID(int=10**12 + n)),
        visit[0],
        visit[2],
        f"A{lot.randrange(1, 10):02d}",
        lot.choice(("I", "II", "III", "IV", "V", "VI")),
        n % OF_VISIT + 1,
        state,
        lot.choice(("minor", "moderate", "moderate", "serious")),
        words(9),
        words(8),
        words(5),
        words(4),
        words(8),
        lot.choice(("", "", "spkt", "skck", "sim", "traffic", "detention")),
        lot.choice(("", "", "", "M01", "M05", "M06")),
        lot.choice(("", "knowledge", "people", "facilities", "budget")),
        lot.choice(("", "", "S", "BS", "BD")),
        f"2026-{lot.randrange(1, 13):02d}-{lot.randrange(1, 29):02d}",
        NOON - lot.randrange(700) * DAY_MS,
        issued,
        NOON if state == "closed" else None,
        1 if n % 12 == 3 else None,
    )
