"""The causes of 40,000 findings of one Polda, each in words of its own: far more different texts than people write.

Beside the page stands the same page for somebody who oversees nothing, and the start page with what was found again.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from flask.testing import FlaskClient

from app import create_app
from app.config import Config
from app.services import installation
from app.store.connection import connect
from app.store.transaction import writing
from tests.clients import BufferedClient, sign_in
from tools.bench.figures import Figure, in_turns
from tools.bench.finding_lists import invent

FINDINGS = 40_000


def measure(folder: Path) -> Iterator[Figure]:
    """The median of the page of causes, and of the start page, for planning staff of the Polda."""
    path = folder / "causes.db"
    db = connect(path)
    installation.migrate(db, at=0)
    invent(db, FINDINGS)
    with writing(db):
        db.execute("UPDATE findings SET first_of = id WHERE issued_at IS NOT NULL")
        db.execute(
            "UPDATE findings SET first_of = 1, repeats = 1 WHERE repeat_of IS NOT NULL AND issued_at IS NOT NULL"
        )
    db.close()
    app = create_app(Config(secret_key="bench", database=path, uploads=folder / "uploads"))
    app.test_client_class = BufferedClient
    planner, nobody = (sign_in(app.test_client(), name) for name in ("bagren", "bagren.lain"))
    for name, address, limit in (("causes", "/findings/causes", 4000.0), ("start page", "/stations", 1000.0)):
        median, bare = in_turns(partial(_get, planner, address), partial(_get, nobody, address), rounds=3)
        yield Figure(f"{FINDINGS:,} findings, {name}", median, "ms", bare, limit)


def _get(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status}")
