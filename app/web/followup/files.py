"""Files that this area hands out."""

from collections.abc import Iterable

from flask import Response


def file_of(body: bytes | Iterable[bytes], mime: str, name: str) -> Response:
    """A file to keep; a paper opens in the browser."""
    response = Response(body, mimetype=mime.partition(";")[0], content_type=mime)
    how = "inline" if mime == "application/pdf" else "attachment"
    response.headers["Content-Disposition"] = f'{how}; filename="{name}"'
    return response
