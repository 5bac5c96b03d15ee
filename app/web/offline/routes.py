"""The service worker and the manifest, both written by the server."""

import json

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.web.access import public
from app.web.assets import asset, assets, kept_assets
from app.web.build import build
from app.web.language import current_language
from app.web.theme import BAR_COLORS

bp = Blueprint("offline", __name__)

WORKER = "js/worker.js"
PAGE_COLOR = "#f3f4f7"  # what shows while an installed app starts


def shells() -> list[str]:
    """What every phone keeps besides assets, whatever visits it holds."""
    return [
        url_for(name) for name in ("filling.phone", "filling.outbox", "filling.recovery", "witness.phone", ".manifest")
    ]


@bp.get("/sw.js")
@public
def worker() -> ResponseReturnValue:
    """The service worker, with its build and everything it keeps; asked for anew each time."""
    plan = {"build": build(), "files": kept_assets(), "shells": shells()}
    response = Response(f"const SIAP = {json.dumps(plan)};\n{assets().files[WORKER].body.decode()}")
    response.content_type = "text/javascript; charset=utf-8"
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(build(), weak=True)
    return response.make_conditional(request)


@bp.get("/manifest.webmanifest")
@public
def manifest() -> ResponseReturnValue:
    """How the app looks among the phone's own, and where it begins."""
    response = Response(json.dumps(_manifest(), ensure_ascii=False))
    response.content_type = "application/manifest+json"
    response.headers["Cache-Control"] = "no-cache"
    return response


def _manifest() -> dict[str, object]:
    return {
        "id": "/",
        "name": _("SIAP, supervision of integrity zones"),
        "short_name": "SIAP",
        "description": _("Fill a visit's checklist on the phone, with or without a signal."),
        "lang": current_language(),
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": BAR_COLORS["light"],
        "background_color": PAGE_COLOR,
        "icons": [
            {"src": asset("img/icon-192.png"), "sizes": "192x192", "type": "image/png"},
            {"src": asset("img/icon-512.png"), "sizes": "512x512", "type": "image/png"},
            {"src": asset("img/icon-maskable.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
        ],
        "shortcuts": [
            {"name": _("Today's visit"), "url": url_for("filling.phone", open="today"), "icons": [_icon()]},
            {"name": _("Outbox"), "url": url_for("filling.outbox"), "icons": [_icon()]},
        ],
    }


def _icon() -> dict[str, str]:
    return {"src": asset("img/icon-192.png"), "sizes": "192x192", "type": "image/png"}
