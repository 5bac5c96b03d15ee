"""`python -m tools.bench`: every limit, measured over the demo district in a folder of its own."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from app import create_app
from app.config import Config
from tests.clients import BufferedClient, sign_in
from tests.servers import DEMO_PASSWORD, flask, serving
from tools.bench import (
    answers,
    care,
    causes,
    desk,
    filling,
    finding_lists,
    offline,
    photos,
    radar,
    record,
    reminders,
    scoring,
    sealing,
    witnesses,
)
from tools.bench.figures import HEADING, Figure


def figures(folder: Path) -> Iterator[Figure]:
    """All of them, the quick ones first."""
    yield from scoring.measure(Config.checklists)
    yield from photos.measure(folder)
    yield from witnesses.measure(folder)
    yield from record.measure()
    yield from sealing.measure(folder)
    yield from care.measure(folder)
    yield from radar.measure(folder)
    yield from reminders.measure(folder)
    yield from finding_lists.measure(folder)
    yield from causes.measure(folder)
    flask(folder, "db", "migrate")
    flask(folder, "demo", "seed")
    with serving(folder, DEMO_PASSWORD) as server:
        yield from answers.measure(server, folder)
        username, visit, _form = answers.open_visit(server.database)
        yield from filling.measure(server.url, username, server.password, visit)
        yield from offline.measure(server, folder)
    app = create_app(Config(secret_key="bench", database=folder / "siap.db", uploads=folder / "uploads"))
    app.test_client_class = BufferedClient
    for username in ("bagren", "admin", "kapolsek.senori"):
        yield from desk.measure(app, sign_in(app.test_client(), username, DEMO_PASSWORD))


def main() -> int:
    """Print the table; 1 when a limit is missed."""
    print(HEADING)
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        for figure in figures(Path(folder)):
            print(figure, flush=True)
            missed += not figure.holds
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
