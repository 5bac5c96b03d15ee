"""The store of evidence bytes of this application, and pages that may receive whole photos."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.config import Config
from app.store.blobs import BlobStore

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
KEY = "siap-blobs"


def get_blobs() -> BlobStore:
    """The evidence bytes of this installation."""
    store: BlobStore = current_app.extensions[KEY]
    return store


def takes_photos(view: View) -> View:
    """Let the form of this view be as large as its photos; every other body stays small."""
    view.takes_photos = True  # type: ignore[attr-defined]
    return view


def _raise_limit() -> None:
    """Before anything reads the body; only for people who are signed in."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method == "POST" and getattr(view, "takes_photos", False) and current_user.is_authenticated:
        config: Config = current_app.config["SIAP"]
        request.max_content_length = config.max_form_photos * config.max_photo_bytes + config.max_body_bytes


def init_app(app: Flask) -> None:
    """Open the store. To be called before the CSRF guard is attached, which reads the body of forms."""
    config: Config = app.config["SIAP"]
    app.extensions[KEY] = BlobStore(config.uploads)
    app.before_request(_raise_limit)
