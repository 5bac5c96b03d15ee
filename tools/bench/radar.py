"""The radar among a million photos: a lookup by the banded index, beside reading as many rows at one place.

The million is invented: hashes drawn by lot, for two parts of each photo. The photo asked about is a drawing.
"""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from sqlite_utils import Database

from app.domain import likeness
from app.domain.likeness import BAND_BITS, BITS, KEPT
from app.media import photos
from app.media.drawings import MOTIFS, drawing
from app.media.likeness import Looked
from app.services import installation
from app.store import likeness as rows
from app.store.connection import connect
from app.store.transaction import writing
from tools.bench.figures import Figure, in_turns

PHOTOS = 1_000_000
LIMIT_MS = 20.0


def measure(folder: Path, most: int = PHOTOS) -> Iterator[Figure]:
    """Looking a photo up, in the index alone and with its candidates put in order; and describing it."""
    db = connect(folder / "million.db")
    installation.migrate(db, at=0)
    invent(db, most)
    looked = [Looked(photos.grey(photos.derive(drawing(motif, 1), "thumb"))) for motif in MOTIFS]
    asked = [(one.questions(), number) for number, one in enumerate(looked)]
    keys = [likeness.probes(questions) for questions, _number in asked]
    turns, other_turns = count(), count()

    def lookup() -> object:
        number = next(turns) % len(asked)
        return likeness.candidates(asked[number][0], rows.find(db, keys[number]))

    def beside() -> object:
        number = next(other_turns) % len(asked)
        return db.execute(
            "SELECT key, photo_id, part, hash FROM likeness_keys ORDER BY key LIMIT :most", {"most": len(keys[number])}
        ).fetchall()

    found, bare = in_turns(lookup, beside, rounds=5 * len(asked))
    probes = sum(map(len, keys)) // len(keys)
    yield Figure(f"a photo among {most:,} ({probes:,} probes; baseline: as many rows)", found, "ms", bare, LIMIT_MS)
    described, _bare = in_turns(lambda: Looked(looked[0].grey).questions(), lambda: None, rounds=9)
    yield Figure("its sketches made, in the background", described, "ms")
    db.close()


def invent(db: Database, most: int) -> None:
    """Sketches of photos that never were, written in the order of the index."""
    db.execute("PRAGMA foreign_keys=OFF")  # there are no bytes behind these sketches
    with writing(db):
        db.execute("CREATE TEMP TABLE lots (photo_id INTEGER, part INTEGER, hash INTEGER)")
        db.execute("CREATE TEMP TABLE bands (band INTEGER, shift INTEGER)")
        db.conn.executemany("INSERT INTO bands VALUES (?, ?)", enumerate(likeness.SHIFTS))
        db.execute(
            """
            WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < :rows)
            INSERT INTO lots SELECT n / :parts, n % :parts, random() & :mask FROM numbers
            """,
            {"rows": most * len(KEPT), "parts": len(KEPT), "mask": (1 << BITS) - 1},
        )
        db.execute(
            """
            INSERT INTO likeness_keys (key, photo_id, part, hash)
            SELECT b.band << :width | (l.hash >> b.shift & :mask) AS key, l.photo_id, l.part, l.hash
              FROM lots l CROSS JOIN bands b ORDER BY key, l.photo_id, l.part
            """,
            {"width": BAND_BITS, "mask": (1 << BAND_BITS) - 1},
        )
