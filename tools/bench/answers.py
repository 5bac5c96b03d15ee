"""Saving one answer: a round trip to the real server, durable before it is acknowledged."""

import json
import urllib.request
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sqlite_utils import Database

from app.store.connection import connect
from tests.servers import Server
from tools.bench.figures import Figure, in_turns

SAVE_LIMIT_MS = 20.0


class Phone:
    """A team member's phone, as far as saving goes."""

    def __init__(self, server: Server, username: str, visit: str, form: str) -> None:
        """Signs in at once; `form` is the SHA-256 of the instrument."""
        self.server, self.username, self.visit, self.form = server, username, visit, form
        self.dev, self.n = str(uuid.uuid4()), 0
        self.seen: list[str] = []
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        token = self._get("/api/session")["csrf"]
        sign_in = {"name": username, "password": server.password, "csrf_token": token, "next": "/healthz"}
        self.browser.open(f"{server.url}/sign-in", urlencode(sign_in).encode())
        self.token = self._get("/api/session")["csrf"]

    def save(self, cell: str, value: object) -> None:
        """Push one event that replaces the last one, and see its receipt."""
        self.n += 1
        eid = str(uuid.uuid4())
        event = {
            "eid": eid,
            "dev": self.dev,
            "n": self.n,
            "visit": self.visit,
            "cell": cell,
            "op": "set",
            "val": value,
            "base": self.seen,
            "at": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),  # noqa: TID251  a real phone
            "tz": 420,
            "by": self.username,
            "form": self.form,
        }
        body = json.dumps({"proto": "fieldsync/1", "events": [json.dumps(event)]}).encode()
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.token}
        request = urllib.request.Request(f"{self.server.url}/api/push", body, headers)  # noqa: S310  our own address
        with self.browser.open(request) as answer:
            receipt = json.load(answer)["results"][0]
        if receipt["st"] != "ok":
            raise RuntimeError(f"the answer was not taken in: {receipt}")
        self.seen = [eid]

    def _get(self, path: str) -> Any:
        with self.browser.open(f"{self.server.url}{path}") as answer:
            return json.load(answer)


def measure(server: Server, folder: Path) -> Iterator[Figure]:
    """Saving an answer beside an empty round trip, and beside a bare durable commit of one row."""
    username, visit, form = open_visit(server.database)
    phone = Phone(server, username, visit, form)
    values = iter(["Ya", "Tidak"] * 1000)
    saved, empty = in_turns(lambda: phone.save("A01.answer", next(values)), lambda: phone._get("/healthz"), rounds=100)
    yield Figure("one answer saved, round trip (baseline: empty one)", saved, "ms", empty, SAVE_LIMIT_MS)
    bare = connect(folder / "bare.db")
    bare.execute("CREATE TABLE answers (n INTEGER PRIMARY KEY, value TEXT) STRICT")
    saved, commit = in_turns(lambda: phone.save("A01.answer", next(values)), lambda: commit_one(bare), rounds=100)
    yield Figure("one answer saved, round trip (baseline: bare commit)", saved, "ms", commit, SAVE_LIMIT_MS)
    bare.close()


def commit_one(db: Database) -> None:
    """One row, durable."""
    db.conn.execute("BEGIN IMMEDIATE")
    db.conn.execute("INSERT INTO answers (value) VALUES ('Ya')")
    db.conn.execute("COMMIT")


def open_visit(database: Path) -> tuple[str, str, str]:
    """(a member's username, the visit's uid, its instrument's SHA-256) of a visit that is under way."""
    db = connect(database)
    rows = db.query(
        """
        SELECT p.username, v.uid, c.sha256
          FROM visits v
          JOIN checklist_versions c ON c.id = v.checklist_version_id
          JOIN visit_members m ON m.visit_id = v.id
          JOIN people p ON p.id = m.person_id
         WHERE v.state = 'open' AND p.username = 'anggota1'
         ORDER BY v.id DESC
        """
    )
    row = next(iter(rows))
    db.close()
    return row["username"], row["uid"], row["sha256"]
