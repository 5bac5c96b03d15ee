"""The browser that tests without a browser use."""

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.web.database import get_db
from tests.factories import PASSWORD

ClientOf = Callable[[str], FlaskClient]  # the fixture client_of: to each username a client, signed in


class BufferedClient(FlaskClient):
    """A client that reads each answer to its end and closes it, as a browser would."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        kwargs.setdefault("buffered", True)
        return super().open(*args, **kwargs)


def sign_in(client: FlaskClient, username: str, password: str = PASSWORD) -> FlaskClient:
    """The client, signed in with name and password like anybody."""
    token = client.get("/api/session").json["csrf"]
    answer = client.post("/sign-in", data={"name": username, "password": password, "csrf_token": token})
    assert answer.status_code == 303, answer.text[:500]
    return client


def statements(client: FlaskClient, path: str) -> int:
    """How many SQL statements a page runs, once what is read only once has been read."""
    assert client.get(path).status_code == 200, path
    with client.application.app_context():
        connection = get_db().conn  # the one of this thread, which the page uses too
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    client.get(path)
    connection.set_trace_callback(None)
    return len(asked)
