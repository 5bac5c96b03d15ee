"""The browser that tests without a browser use."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories import PASSWORD
from tests.pages import submit


class BufferedClient(FlaskClient):
    """A client that reads each answer to its end and closes it, as a browser would."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        kwargs.setdefault("buffered", True)
        return super().open(*args, **kwargs)


def sign_in(client: FlaskClient, username: str, password: str = PASSWORD) -> FlaskClient:
    """The client, signed in through the form like anybody."""
    answer = submit(client, "/sign-in", {"name": username, "password": password}, action="/sign-in")
    assert answer.status_code == 303, answer.text[:500]
    return client


def csrf_token(client: FlaskClient, url: str = "/account") -> str:
    """A token for JSON writes, read from a page as the phone's client does."""
    from tests.pages import open_page

    field = open_page(client, url).find("input", {"name": "csrf_token"})
    assert field is not None
    return str(field["value"])
