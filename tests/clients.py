"""The browser that tests without a browser use."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories import PASSWORD


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
