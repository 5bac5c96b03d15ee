"""Desk pages over the demo district: milliseconds on the server, and SQL statements, page by page."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from app.web.database import get_db
from tools.bench.figures import Figure, in_turns

PAGE_LIMIT_MS = 100.0


def measure(app: Flask, client: FlaskClient) -> Iterator[Figure]:
    """Each kind of page that `client` can reach by links: its median, and how many statements it asks."""
    for address in one_of_each(app, client):
        median, bare = in_turns(partial(client.get, address), partial(client.get, "/healthz"))
        yield Figure(f"page {address}"[:52], median, "ms", bare, PAGE_LIMIT_MS)
        yield Figure("  SQL statements", statements(app, client, address), "")


def one_of_each(app: Flask, client: FlaskClient) -> list[str]:
    """The first address found of every kind of HTML page, walking the links from the front page."""
    found: dict[str, str] = {}
    seen, waiting = set(), ["/"]
    while waiting:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        endpoint = _endpoint(app, address)
        if endpoint is None or endpoint in found:
            continue
        answer = client.get(address)
        if answer.status_code in (302, 303):
            waiting.append(urlsplit(answer.location).path)
        elif answer.status_code == 200 and answer.mimetype == "text/html":
            found[endpoint] = address
            links = BeautifulSoup(answer.text, "html.parser").select("main a[href^='/'], nav a[href^='/']")
            waiting += [str(link["href"]).split("#")[0] for link in links]
    return list(found.values())


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


def _endpoint(app: Flask, address: str) -> str | None:
    try:
        endpoint, _values = app.url_map.bind("localhost").match(urlsplit(address).path, method="GET")
    except HTTPException:
        return None
    return str(endpoint)
