"""Walking the site as a person does: from page to page, by the links that stand there."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

START = ("/", "/account")
ONE_FILE = {"witness.verify", "witness.verify_file"}  # whole in itself, by rules of its own: tested where it is made


def one_of_each(client: FlaskClient) -> Iterator[tuple[str, TestResponse]]:
    """(address, answer) of the first page found of every kind that this client can reach by links."""
    found: set[str] = set()
    waiting = list(START)
    while waiting:
        address = waiting.pop(0)
        endpoint = _endpoint(client.application, address)
        if endpoint is None or endpoint in found | ONE_FILE:
            continue
        answer = client.get(address)
        if answer.status_code == 303:
            waiting.insert(0, answer.location)
            continue
        found.add(endpoint)
        if answer.mimetype == "text/html":
            yield address, answer
            waiting += links(answer)


def links(answer: TestResponse) -> list[str]:
    """The addresses within the site that a page links to."""
    return [unescape(address) for address in re.findall(r'<a\s[^>]*?href="(/[^"#]*)', answer.text)]


def _endpoint(app: Flask, address: str) -> str | None:
    try:
        endpoint, _values = app.url_map.bind("localhost").match(urlsplit(address).path, method="GET")
    except HTTPException:
        return None
    return str(endpoint)
