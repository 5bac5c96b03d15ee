"""Desk pages over the demo district: milliseconds on the server, and SQL statements, page by page."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from flask import Flask
from flask.testing import FlaskClient

from app.web.database import get_db
from tests.walk import one_of_each
from tools.bench.figures import Figure, in_turns

PAGE_LIMIT_MS = 100.0


def measure(app: Flask, client: FlaskClient) -> Iterator[Figure]:
    """Each kind of page that `client` can reach by links: its median, and how many statements it asks."""
    for address, answer in one_of_each(client):
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status}")
        median, bare = in_turns(partial(client.get, address), partial(client.get, "/healthz"))
        yield Figure(f"page {address}"[:52], median, "ms", bare, PAGE_LIMIT_MS)
        yield Figure("  SQL statements", statements(app, client, address), "")


def statements(app: Flask, client: FlaskClient, address: str) -> int:
    """How many SQL statements one request of `address` runs."""
    with counting(app) as asked:
        client.get(address)
    return len(asked)


@contextmanager
def counting(app: Flask) -> Iterator[list[str]]:
    """Collects the statements that this thread's connection runs inside the block, savepoints left out."""
    asked: list[str] = []

    def note(statement: str) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "--")):
            asked.append(statement)

    with app.app_context():
        connection = get_db().conn
    connection.set_trace_callback(note)
    try:
        yield asked
    finally:
        connection.set_trace_callback(None)
