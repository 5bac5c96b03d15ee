"""The application on the day the journeys live on: Sunday 22 November 2026, at the hour it really is.

The demo district follows the calendar, so on another day it would hold other visits. Only whole days are added to
the clock, as many as the process that starts the servers says, so that all of its servers agree. Passwords are
hashed as cheaply as argon2 can.
"""

import os
import time

_DAYS = int(os.environ["SIAP_TEST_DAYS"])
_real = time.time_ns
time.time_ns = lambda: _real() + _DAYS * 86_400_000_000_000  # what app/clock.py reads

from dataclasses import replace  # noqa: E402

from app import create_app  # noqa: E402
from app.config import Config  # noqa: E402

application = create_app(replace(Config.from_env(), password_cost=1, password_memory_kib=8))
