"""Which build of SIAP answers: one name over everything that pages are made of, and the mark every answer carries.

The phone keeps an answer only when its mark says that it is ours and of the build that it is collecting: a portal's
page, a proxy's error or an answer of the next build can never slip in between.
"""

import hashlib
from pathlib import Path

from flask import Flask, Response, current_app

from app.web.assets import assets

MARK = "X-Siap"  # of an asset: the version of all assets; of anything else: the build
KINDS = (".py", ".html", ".po", ".sql")
KEY = "siap-build"


def build() -> str:
    """The name of this build, 12 letters; worked out again on every request while debugging."""
    if current_app.debug:
        current_app.extensions[KEY] = digest(Path(current_app.root_path))
    made: str = current_app.extensions[KEY]
    return hashlib.sha256(f"{made} {assets().version}".encode()).hexdigest()[:12]


def digest(root: Path) -> str:
    """A hash over every template, sentence and line of code below `root`."""
    made = hashlib.sha256()
    for path in sorted(path for path in root.rglob("*") if path.suffix in KINDS):
        content = path.read_bytes()
        made.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode() + content)
    return made.hexdigest()


def mark(response: Response) -> Response:
    """The same answer with the build's mark, unless it carries one already."""
    if MARK not in response.headers:
        response.headers[MARK] = build()
    return response


def init_app(app: Flask) -> None:
    """Read the build once, and mark every answer."""
    app.extensions[KEY] = digest(Path(app.root_path))
    app.after_request(mark)
