"""Own stylesheets, scripts and pictures under /assets/<version>/…, where the version is a hash over them all.

The stylesheets are joined into one, `css/siap.css`, when the app starts. Everything is held in memory, compressed once:
it is a few hundred kilobytes, and no path from outside ever reaches the file system.
"""

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import brotli
from flask import Flask, Response, abort, current_app, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import Accept

from app.web import scripts
from app.web.access import public

STYLESHEET = "css/siap.css"
SHARED = "js/core.js"  # what the phone's pages share
PAGES = {  # script to the module it begins with; the filling page first
    "js/phone.js": "js/phone/app.js",
    "js/home.js": "js/phone/home.js",
    "js/device.js": "js/shells/device.js",
    "js/outbox.js": "js/shells/outbox.js",
    "js/summary.js": "js/shells/summary.js",
    "js/witness.js": "js/phone/witness.js",  # fetched by the others when the log of seals has grown
    "js/alarm.js": "js/shells/alarm.js",
    "js/answer.js": "js/answering/page.js",
    "js/link.js": "js/answering/link.js",
}
ALONE = {  # scripts that need no other: workers, and the way out when the others fail
    "js/photo-worker.js": "js/photo/worker.js",
    "js/recovery.js": "js/offline/recovery.js",
    "js/verify.js": "js/seal/page.js",  # stands inside the page that verifies
    "js/worker.js": "js/offline/worker.js",
}
BEFORE = ("layers.css", "tokens.css", "reset.css", "base.css", "layout.css")
AFTER = ("utilities.css", "print.css")
TYPES = {".js": "text/javascript", ".svg": "image/svg+xml", ".webmanifest": "application/manifest+json"}
KEPT = re.compile(r"css/(?:siap|pages/answer)\.css|js/(?:pages/|lib/)?[\w-]+\.js|img/(?:[\w-]+\.svg|icon-192\.png)")
NEVER_KEPT = frozenset({"js/worker.js", "js/verify.js", "js/link.js", "img/mark.svg"})
FOREVER = "public, max-age=31536000, immutable"
KEY = "siap-assets"


@dataclass(frozen=True)
class Asset:
    """One file as it goes over the wire."""

    body: bytes
    type: str

    @cached_property
    def zipped(self) -> bytes:
        """The body in gzip, the same bytes every time."""
        return gzip.compress(self.body, 9, mtime=0)

    @cached_property
    def pressed(self) -> bytes:
        """The body in Brotli, which is a seventh smaller and takes long to make: once."""
        pressed: bytes = brotli.compress(self.body)
        return pressed

    def packed(self, accepted: Accept) -> tuple[str, bytes]:
        """The smallest form that is accepted: content coding ("" for none) and bytes."""
        if accepted["br"] > 0:
            return "br", self.pressed
        return ("gzip", self.zipped) if accepted["gzip"] > 0 else ("", self.body)


@dataclass(frozen=True)
class Assets:
    """Every asset by its path below /assets/<version>/."""

    version: str
    files: dict[str, Asset]

    @classmethod
    def read(cls, root: Path) -> "Assets":
        """Read everything below `root`, with the stylesheets joined."""
        files = {}
        for path in sorted(root.rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.is_file() and path.suffix != ".css" and not path.name.startswith("."):
                files[name] = Asset(path.read_bytes(), type_of(name))
        for path in sorted((root / "css" / "pages").glob("*.css")):  # of few pages: the others need not load them
            files[f"css/pages/{path.name}"] = Asset(pressed_styles(path.read_text("utf-8")).encode(), "text/css")
        files[STYLESHEET] = Asset(join_styles(root / "css").encode(), "text/css")
        modules = {name: asset.body.decode() for name, asset in files.items() if name.endswith(".js")}
        for name, text in join_scripts(modules).items():
            files[name] = Asset(text.encode(), type_of(name))
        digest = hashlib.sha256()
        for name in sorted(files):
            digest.update(f"{name}\0{len(files[name].body)}\0".encode() + files[name].body)
        return cls(digest.hexdigest()[:12], files)


def type_of(name: str) -> str:
    """The media type of a file, by its name."""
    return TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def join_scripts(modules: Mapping[str, str]) -> dict[str, str]:
    """The joined scripts that these modules make, by name."""
    pages = {name: entry for name, entry in PAGES.items() if entry in modules}
    joined = scripts.join_pages(modules, pages, SHARED) if pages else {}
    return joined | {name: scripts.join(modules, entry) for name, entry in ALONE.items() if entry in modules}


def join_styles(folder: Path) -> str:
    """All stylesheets as one, in the order of their layers, without comments and needless space."""
    between = sorted((folder / "components").glob("*.css"))
    ordered = [*(folder / name for name in BEFORE), *between, *(folder / name for name in AFTER)]
    return pressed_styles("\n".join(path.read_text("utf-8") for path in ordered))


def pressed_styles(text: str) -> str:
    """A stylesheet without comments and needless space."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    return re.sub(r"\s*([{};,])\s*", r"\1", text).replace(";}", "}").strip() + "\n"


def assets() -> Assets:
    """The assets of this app; read again on every request while debugging."""
    if current_app.debug:
        current_app.extensions[KEY] = Assets.read(_root(current_app))
    held: Assets = current_app.extensions[KEY]
    return held


def asset(name: str) -> str:
    """The address of an asset in its current version; raises KeyError when there is no such file."""
    held = assets()
    if name not in held.files:
        raise KeyError(f"no asset {name}")
    return url_for("assets", version=held.version, name=name)


def all_assets() -> list[str]:
    """The addresses of all assets in their current version, for the phone's own store of pages."""
    held = assets()
    return [url_for("assets", version=held.version, name=name) for name in sorted(held.files)]


def kept_assets() -> list[str]:
    """The addresses of what pages load, for the phone to keep: no module that is only a piece of a joined script."""
    held = assets()
    names = [name for name in sorted(held.files) if KEPT.fullmatch(name) and name not in NEVER_KEPT]
    return [url_for("assets", version=held.version, name=name) for name in names]


@public
def show(version: str, name: str) -> ResponseReturnValue:
    """One asset. An old version is answered with today's file, but never kept."""
    held = assets()
    if name not in held.files:
        abort(404)
    found = held.files[name]
    coding, body = found.packed(request.accept_encodings)
    response = Response(body, content_type=f"{found.type}{_charset(found.type)}")
    if coding:
        response.headers["Content-Encoding"] = coding
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = FOREVER if version == held.version else "no-store"
    response.headers["X-Siap"] = held.version  # what it is of, whatever was asked for: a phone keeps it by that
    return response


def _charset(media_type: str) -> str:
    return "; charset=utf-8" if media_type.startswith(("text/", "image/svg")) else ""


def _root(app: Flask) -> Path:
    return Path(app.root_path) / "static"


def init_app(app: Flask) -> None:
    """Read the assets once and serve them; templates and scripts ask for addresses with `asset(name)`."""
    app.extensions[KEY] = Assets.read(_root(app))
    app.add_url_rule("/assets/<version>/<path:name>", "assets", show)
    app.jinja_env.globals["asset"] = asset
