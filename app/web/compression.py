"""Gzip over the wire, because `make run` has no proxy in front that would do it.

A random file name in the gzip header blurs the length of pages, so that a secret in them can't be guessed from how
well a guess compresses (BREACH). Assets come compressed already, once for all (assets.py).
"""

import gzip
import secrets
from io import BytesIO

from flask import Flask, Response, request

SMALLEST = 500  # bytes; below this the gzip header costs more than it saves
COMPRESSIBLE = frozenset(
    {
        "application/javascript",
        "application/json",
        "application/manifest+json",
        "image/svg+xml",
        "text/css",
        "text/csv",
        "text/html",
        "text/javascript",
        "text/plain",
    }
)


def init_app(app: Flask) -> None:
    """Compress every answer that gains by it."""
    app.after_request(compress)


def compress(response: Response) -> Response:
    """The same answer, gzipped where its kind allows and the browser asks for it."""
    if response.mimetype not in COMPRESSIBLE:
        return response
    response.vary.add("Accept-Encoding")
    if not _wanted(response):
        return response
    response.set_data(gzip_blurred(response.get_data()))
    response.headers["Content-Encoding"] = "gzip"
    return response


def gzip_blurred(data: bytes) -> bytes:
    """`data` gzipped, 1 to 64 bytes longer than it need be, by chance."""
    out = BytesIO()
    name = "x" * (secrets.randbelow(64) + 1)
    with gzip.GzipFile(filename=name, mode="wb", compresslevel=6, fileobj=out, mtime=0) as packed:
        packed.write(data)
    return out.getvalue()


def _wanted(response: Response) -> bool:
    return (
        response.status_code in (200, 404, 422)
        and request.accept_encodings["gzip"] > 0
        and "Content-Encoding" not in response.headers
        and response.is_sequence  # never hold up what a view streams
        and (response.content_length is None or response.content_length >= SMALLEST)
    )
