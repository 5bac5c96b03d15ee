"""`make run` after the packages are there: migrate, seed the demo district when empty, say where, serve."""

import argparse
import os
import socket
import subprocess
import sys
from pathlib import Path

BIN = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.config import Config  # noqa: E402  the project stands beside this folder
from app.services.demo import PASSWORD  # noqa: E402  as above
from app.store import connection, orgs  # noqa: E402  as above
from app.web.demo_guard import is_demo  # noqa: E402  as above

ACCOUNTS = f"""
  Demo accounts, password {PASSWORD}:
    admin                        stations, people, instruments
    bagren                       plans visits, compares stations, exports
    ketua, anggota1 ... 7        the team of today's visit to Polsek Senori
    kapolsek.senori              station chief (one kapolsek.<name> per station)
    kapolres                     reads everything
"""


def flask(*words: str, quiet: bool = False) -> None:
    """Run one `flask --app wsgi` command; this program ends where it fails."""
    said = subprocess.DEVNULL if quiet else None
    done = subprocess.run([BIN / "flask", "--app", "wsgi", *words], cwd=ROOT, stdout=said, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def stop_if_taken(port: int) -> None:
    """End with one line when something else listens on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as why:
            sys.exit(f"Port {port} cannot be used ({why.strerror}). Choose another: make run PORT={port + 1}")


def prepare(database: Path) -> bool:
    """Migrate, and seed the demo district when nothing is there; whether the demo district is there now."""
    flask("db", "migrate")
    db = connection.connect(database)
    is_empty = not orgs.list_all(db)
    db.close()
    if is_empty:
        print("Seeding the demo district (once)", flush=True)
        flask("demo", "seed", quiet=True)
    db = connection.connect(database)
    has_demo = is_demo(db)
    db.close()
    return has_demo


def main() -> None:
    """Prepare the database, start the worker beside, then become gunicorn; the worker ends with it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, default=8000)
    options.add_argument("--prepare-only", action="store_true", help="migrate and seed, do not serve")
    chosen = options.parse_args()
    if not chosen.prepare_only:
        stop_if_taken(chosen.port)
    has_demo = prepare(Config.from_env().database)
    if chosen.prepare_only:
        return
    print(f"\n  SIAP: http://127.0.0.1:{chosen.port}\n{ACCOUNTS if has_demo else ''}\n  Ctrl-C ends it.\n", flush=True)
    os.chdir(ROOT)
    subprocess.Popen([BIN / "flask", "--app", "wsgi", "work", "--with-parent"])
    os.execv(BIN / "gunicorn", [str(BIN / "gunicorn"), "--bind", f"127.0.0.1:{chosen.port}", "wsgi:app"])


if __name__ == "__main__":
    main()
