"""The store of evidence bytes of this application, and pages that may receive whole photos."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.store.blobs import BlobStore
from app.web.database import config

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def get_blobs() -> BlobStore:
    """The evidence bytes of this installation."""
    return _opened(config().uploads)


@cache
def _opened(folder: Path) -> BlobStore:
    return BlobStore(folder)


def takes_photos(view: View) -> View:
    """Let the form of this view be as large as its photos; every other body stays small."""
    view.takes_photos = True  # type: ignore[attr-defined]  # functions take notes; types do not know
    return view


def takes_photos_if(may_send: Callable[[], bool]) -> Callable[[View], View]:
    """The same for a view that is open without signing in: only where `may_send` says so."""

    def mark(view: View) -> View:
        view.takes_photos = may_send  # type: ignore[attr-defined]  # functions take notes; types do not know
        return view

    return mark


def _raise_limit() -> None:
    """Before anything reads the body; only for people who are signed in, or whom the view itself knows."""
    takes = getattr(current_app.view_functions.get(request.endpoint or ""), "takes_photos", False)
    if request.method == "POST" and takes and (takes() if callable(takes) else current_user.is_authenticated):
        limits = config()
        request.max_content_length = limits.max_form_photos * limits.max_photo_bytes + limits.max_body_bytes


def init_app(app: Flask) -> None:
    """To be called before the CSRF guard is attached, which reads the body of forms."""
    app.before_request(_raise_limit)
