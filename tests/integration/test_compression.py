"""Answers are gzipped for browsers that ask, and only where it helps."""

import gzip
from collections.abc import Iterator

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from app.web import compression
from tests.clients import BufferedClient

LONG = "Polsek Senori " * 200
GZIP = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture
def client() -> FlaskClient:
    app = Flask(__name__)
    compression.init_app(app)

    @app.get("/long")
    def long() -> str:
        return LONG

    @app.get("/short")
    def short() -> str:
        return "ok"

    @app.get("/photo")
    def photo() -> Response:
        return Response(LONG, mimetype="image/jpeg")

    @app.get("/stream")
    def stream() -> Response:
        def lines() -> Iterator[str]:
            yield LONG

        return Response(lines(), mimetype="text/csv")

    @app.get("/packed")
    def packed() -> Response:
        return Response(gzip.compress(LONG.encode()), mimetype="text/css", headers={"Content-Encoding": "gzip"})

    app.test_client_class = BufferedClient
    return app.test_client()


def test_a_page_is_gzipped_and_says_that_it_varies(client: FlaskClient) -> None:
    answer = client.get("/long", headers=GZIP)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert gzip.decompress(answer.data).decode() == LONG
    assert answer.content_length == len(answer.data) < len(LONG) / 5


def test_the_length_of_a_page_does_not_tell_how_well_it_compressed(client: FlaskClient) -> None:
    assert len({client.get("/long", headers=GZIP).content_length for _ in range(40)}) > 5


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0"])
def test_a_browser_that_does_not_take_gzip_gets_plain_text(client: FlaskClient, accepted: str) -> None:
    answer = client.get("/long", headers={"Accept-Encoding": accepted})
    assert answer.text == LONG
    assert "Accept-Encoding" in answer.headers["Vary"]


@pytest.mark.parametrize("path", ["/short", "/photo", "/stream"])
def test_short_packed_and_streamed_answers_stay_as_they_are(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers=GZIP)
    assert "Content-Encoding" not in answer.headers
    assert answer.text in ("ok", LONG)


def test_what_is_compressed_already_is_not_compressed_again(client: FlaskClient) -> None:
    answer = client.get("/packed", headers=GZIP)
    assert gzip.decompress(answer.data).decode() == LONG


def test_head_says_the_same_as_get(client: FlaskClient) -> None:
    answer = client.head("/long", headers=GZIP)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.data == b""
