"""Reminders over a country: 5,000 stations of 500 Polres, each with a chief who is told, over a real mail server."""

import os
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from app.config import Smtp
from app.services import installation, reminders
from app.store.connection import connect
from app.store.transaction import writing
from tools.bench.figures import Figure

POLRES, STATIONS = 500, 10  # of each
NOON = 1_795_323_600_000  # 22 November 2026, 12:00 WIB
LIMIT_S = 30.0


def measure(folder: Path) -> Iterator[Figure]:
    """A run that tells everybody, against the same mails handed over with nothing kept; and a run with nothing new."""
    with mail_server() as port:
        db = connect(folder / "reminders.db")
        installation.migrate(db, at=0)
        make_country(db)
        server = Smtp("127.0.0.1", port, "none", sender="siap@polri.example")
        began = time.perf_counter()
        outcome = reminders.run(db, server, "https://siap.example", at=NOON)
        whole = time.perf_counter() - began
        sent = sum(outcome.states.values())
        name = f"{POLRES * STATIONS:,} stations reminded, {sent:,} mails (baseline: SMTP)"
        yield Figure(name, whole, "s", _bare(port, sent), LIMIT_S)
        began = time.perf_counter()
        reminders.run(db, server, "https://siap.example", at=NOON + 1)
        yield Figure("  the same run once more: nothing is new", time.perf_counter() - began, "s", None, LIMIT_S)
        db.close()


def make_country(db: Database) -> None:
    """Two overdue findings and an answered one at each station; chiefs, Kapolres and planning staff with addresses."""
    with writing(db):
        _units(db)
        _people(db)
        db.execute("INSERT INTO settings (org_id, name, value) SELECT id, 'mail', '1' FROM orgs WHERE kind = 'mabes'")
        _findings(db)
    db.execute("ANALYZE")


def _units(db: Database) -> None:
    units = [(1, None, "mabes", "mabes"), (2, 1, "polda", "polda")]
    units += [(2 + n, 2, "polres", f"polres-{n}") for n in range(1, POLRES + 1)]
    first = 2 + POLRES
    units += [(first + n, 3 + (n - 1) // STATIONS, "polsek", f"polsek-{n}") for n in range(1, POLRES * STATIONS + 1)]
    db.conn.executemany("INSERT INTO orgs (id, parent_id, kind, code, name) VALUES (?1, ?2, ?3, ?4, ?4)", units)
    db.execute(
        """
        INSERT INTO org_closure (ancestor_id, org_id, depth)
          WITH RECURSIVE up (ancestor_id, org_id, depth) AS (
            SELECT id, id, 0 FROM orgs
             UNION ALL SELECT o.parent_id, up.org_id, up.depth + 1 FROM up JOIN orgs o ON o.id = up.ancestor_id
             WHERE o.parent_id IS NOT NULL)
          SELECT ancestor_id, org_id, depth FROM up
        """
    )


def _people(db: Database) -> None:
    db.execute(
        """
        INSERT INTO people (id, username, full_name, password_hash, created_at, email)
        SELECT id, 'chief.' || id, 'Kepala', 'x', 0, 'chief.' || id || '@polri.example'
          FROM orgs WHERE kind IN ('polsek', 'polres')
        """
    )
    db.execute(
        """
        INSERT INTO assignments (person_id, org_id, role, valid_from_on)
        SELECT id, id, CASE kind WHEN 'polsek' THEN 'station_chief' ELSE 'reader' END, '2020-01-01'
          FROM orgs WHERE kind IN ('polsek', 'polres')
        """
    )


def _findings(db: Database) -> None:
    db.execute(
        """
        INSERT INTO letters (id, uid, org_id, source, number, letter_on, entered_by, entered_at)
        SELECT id, 'letter-' || id, id, 'siwas', '1', '2026-10-01', 3, 0 FROM orgs WHERE kind = 'polres'
        """
    )
    db.execute(
        """
        INSERT INTO findings (uid, letter_id, org_id, item_code, area, number, state, severity, condition, due_on,
                              raised_by, raised_at, issued_at)
        SELECT 'finding-' || o.id || '-' || n.number, o.parent_id, o.id, '', '', n.number,
               CASE n.number WHEN 3 THEN 'answered' ELSE 'issued' END, 'minor', 'x', '2026-11-09', 3, 0, 0
          FROM orgs o CROSS JOIN (SELECT 1 AS number UNION SELECT 2 UNION SELECT 3) n
         WHERE o.kind = 'polsek'
        """
    )


@contextmanager
def mail_server() -> Iterator[int]:
    """A mail server in a process of its own that takes everything; its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Sink"]
    process = subprocess.Popen(program, env=os.environ)
    try:
        _await(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def _await(port: int) -> None:
    for _try in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the mail server does not answer")


def _bare(port: int, mails: int) -> float:
    """Seconds for as many mails of that size over one line, with nothing found out and nothing kept."""
    text = b"Subject: x\r\n\r\n" + b"x" * 70 * 12
    began = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as line:
        for number in range(mails):
            line.sendmail("siap@polri.example", f"chief.{number}@polri.example", text)
    return time.perf_counter() - began
