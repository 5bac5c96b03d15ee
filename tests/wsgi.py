"""The application on the day the journeys live on: Sunday 22 November 2026, at the hour it really is.

The demo district follows the calendar, so on another day it would hold other visits. Only whole days are added to
the clock, as many as the process that starts the servers says, so that all of its servers agree. Passwords are
hashed as cheaply as argon2 can.
"""

import os
import time
from collections.abc import Callable, Iterable
from typing import Any

_DAYS = int(os.environ["SIAP_TEST_DAYS"])
_real = time.time_ns
time.time_ns = lambda: _real() + _DAYS * 86_400_000_000_000  # what app/clock.py reads

from dataclasses import replace  # noqa: E402

from app import create_app  # noqa: E402
from app.config import Config  # noqa: E402

application = create_app(replace(Config.from_env(), password_cost=1, password_memory_kib=8))

BUILD = os.environ.get("SIAP_TEST_BUILD", "")
FAULTS = dict(pair.split("=") for pair in os.environ.get("SIAP_TEST_FAULTS", "").split())
if BUILD:
    held = application.extensions["siap-assets"]
    application.extensions["siap-assets"] = replace(held, version=BUILD)

if FAULTS:
    real = application.wsgi_app

    def faulty(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """The application, but for what the test wants to go wrong."""
        fault = FAULTS.get(environ["PATH_INFO"]) or FAULTS.get("*")
        if not fault or environ["PATH_INFO"] == "/healthz":
            return real(environ, start)
        if fault == "throws":
            start("200 OK", [("Content-Type", "text/javascript"), ("X-Siap", BUILD)])
            return [b"throw new Error('a mistake of this release');"]
        status = "200 OK" if fault == "portal" else f"{fault} Fault"
        start(status, [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "max-age=3600")])
        return [b"<h1>Selamat datang di WiFi warung</h1>"]

    application.wsgi_app = faulty
