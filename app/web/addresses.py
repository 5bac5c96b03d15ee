"""Addresses of our own: where a page was asked for, and whether a wish to go somewhere may be granted."""

from urllib.parse import quote, urlsplit

from flask import Flask, current_app, request
from werkzeug.exceptions import HTTPException

FRONT = "/"


def safe_next(target: str) -> str:
    """`target` when it is a path of ours, else the front page."""
    odd = any(ord(letter) < 33 or letter == "\\" for letter in target)
    if odd or not target.startswith("/") or target.startswith("//"):
        return FRONT
    try:
        parts = urlsplit(target)
    except ValueError:
        return FRONT
    return FRONT if parts.scheme or parts.netloc else target


def this_page() -> str:
    """The address that shows this page again, query included.

    A page that answers a form nobody can open by itself leads back to where the form stood.
    """
    if request.method in ("GET", "HEAD") or _can_be_opened(request.path):
        return safe_next(_with_query(quote(request.path), request.query_string.decode("ascii", "replace")))
    before = urlsplit(request.referrer or "")
    if before.netloc == request.host and _can_be_opened(before.path):
        return safe_next(_with_query(before.path, before.query))
    return FRONT


def _can_be_opened(path: str) -> bool:
    try:
        current_app.create_url_adapter(request).match(path, method="GET")  # type: ignore[union-attr]  # a request has one
    except HTTPException:
        return False
    return True


def _with_query(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


def init_app(app: Flask) -> None:
    """Offer `this_page()` to forms that come back to where they stand."""
    app.jinja_env.globals["this_page"] = this_page
