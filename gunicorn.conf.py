"""How gunicorn serves SIAP; `gunicorn wsgi:app` reads this file by itself.

Nothing stays open across the fork: each worker makes the app and its own database connections.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from app.clock import now
from app.config import Config
from app.store.blobs import LEFTOVERS_KEPT_MS, BlobStore
from app.web.demo_guard import why_not_serve

bind = os.environ.get("SIAP_BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("SIAP_WORKERS", "1"))
threads = 8
timeout = 60
graceful_timeout = 20
keepalive = 2  # seconds; also how long an idle browser can hold up the end
limit_request_fields = 60
loglevel = os.environ.get("SIAP_LOG_LEVEL", "warning")
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  a heartbeat never waits for the disk


def on_starting(server: Any) -> None:
    """Refuse to serve without a current database, or the demo district beyond this machine; clear old leftovers."""
    hosts = [address[0] if isinstance(address, tuple) else address for address in server.cfg.address]
    why_not = why_not_serve(Config.from_env().database, hosts)
    if why_not:
        sys.exit(why_not)
    BlobStore(Config.from_env().uploads).sweep(before=now() - LEFTOVERS_KEPT_MS)


def post_worker_init(_worker: Any) -> None:
    """On Ctrl-C end at once, without waiting for idle browsers: what was not yet acknowledged was never promised."""
    for quick in (signal.SIGINT, signal.SIGQUIT):
        signal.signal(quick, lambda *_: os._exit(0))
