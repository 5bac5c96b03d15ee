"""Demo accounts have a public password, so a demo district answers on this machine only.

Two locks: gunicorn refuses to bind anything but loopback (gunicorn.conf.py), and each request that did not come
straight from this machine is refused, whatever server runs the app.
"""

import ipaddress
from collections.abc import Iterable
from pathlib import Path

from flask import Flask, request
from sqlite_utils import Database

from app.store import connection, meta, migrations
from app.web.database import get_db

FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")
MESSAGE = "Demo accounts have a public password: this district is served on 127.0.0.1 only, without a proxy.\n"


def init_app(app: Flask) -> None:
    """Refuse requests from elsewhere while the database holds the demo district."""
    app.before_request(refuse_strangers)


def refuse_strangers() -> tuple[str, int, dict[str, str]] | None:
    """A 403 when the demo district is asked for from another machine or through a proxy, else None."""
    if is_at_this_machine() or not is_demo(get_db()):
        return None
    return MESSAGE, 403, {"Content-Type": "text/plain; charset=utf-8"}


def is_at_this_machine() -> bool:
    """Whether the request came straight from this machine, to a name of this machine."""
    host = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
    return (
        is_loopback(request.environ.get("REMOTE_ADDR", ""))
        and is_loopback(host)
        and not any(name in request.headers for name in FORWARDED)
    )


def is_loopback(host: str) -> bool:
    """Whether an address or name can only mean this machine: 127.0.0.0/8, ::1 or localhost."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_demo(db: Database) -> bool:
    """Whether the database holds the demo district with its public password."""
    return meta.find(db, "demo") is not None


def why_not_serve(database: Path, hosts: Iterable[str]) -> str | None:
    """Why a server may not listen on `hosts` over this database, in one line; None when it may."""
    if not database.exists():
        return f"No database at {database}: run `flask --app wsgi db migrate` first."
    db = connection.connect(database)
    try:
        if migrations.pending(db):
            return f"The database at {database} is older than the program: run `flask --app wsgi db migrate`."
        elsewhere = [host for host in hosts if not is_loopback(host)]
        if elsewhere and is_demo(db):
            return f"Refusing to listen on {elsewhere[0]}. {MESSAGE}".strip()
    finally:
        db.close()
    return None
