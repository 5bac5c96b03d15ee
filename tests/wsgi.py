"""The application on the day the journeys live on: Sunday 22 November 2026, at the hour it really is.

The demo district follows the calendar, so on another day it would hold other visits. Only whole days are added to
the clock, as many as the process that starts the servers says, so that all of its servers agree. Passwords are
hashed as cheaply as argon2 can.
"""

import json
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

_DAYS = int(os.environ["SIAP_TEST_DAYS"])
_real = time.time_ns
time.time_ns = lambda: _real() + _DAYS * 86_400_000_000_000  # what app/clock.py reads

from dataclasses import replace

from app import create_app
from app.config import Config

application = create_app(replace(Config.from_env(), password_cost=1, password_memory_kib=8))

RELEASE = os.environ.get("SIAP_TEST_RELEASE", "")
if RELEASE:
    real, own = application.wsgi_app, application.extensions["siap-assets"]

    def released(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """The application as the release that the test wants it to be."""
        told = json.loads(Path(RELEASE).read_text())
        if application.extensions["siap-assets"].version != told["build"]:
            application.extensions["siap-assets"] = replace(own, version=told["build"])
        fault = told["faults"].get(environ["PATH_INFO"], told["faults"].get("*"))
        if fault is None:
            return real(environ, start)
        if fault == "throws":
            start("200 OK", [("Content-Type", "text/javascript"), ("X-Siap", told["build"])])
            return [b"throw new Error('a mistake of this release');"]
        status = "200 OK" if fault == "portal" else f"{fault} Fault"
        start(status, [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "max-age=3600")])
        return [b"<h1>Selamat datang di WiFi warung</h1>"]

    application.wsgi_app = released
