"""Free text in findings: the words of each, its number, item, owner and letter, and the name of its station.

SQLite carries an index of words (FTS5) beside the findings. Whatever in the store writes one of these texts calls
`learn` in the same transaction; `build` makes the index anew. Where there is none, every word is looked for with LIKE.
These statements are the only ones that differ between engines.
"""

import re

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # the module sqlite-utils itself uses

MOST_WORDS = 8
FEW_HITS = 15_000  # up to so many are fetched one by one; more are looked up while walking the list in its order
_WORD = re.compile(r"[^\W_]+")
_EVERYWHERE = frozenset({"polsek"})  # in the name of every station: beside other words it narrows nothing
_WORDS = """
    f.condition || ' ' || f.criterion || ' ' || f.cause || ' ' || f.effect || ' ' || f.recommendation || ' '
    || f.item_code || ' ' || f.number || ' ' || f.owner_name || ' ' || o.name || ' '
    || COALESCE((SELECT wl.number FROM letters wl WHERE wl.id = f.letter_id), '')
"""


def is_there(db: Database) -> bool:
    """Whether this database has an index of words."""
    return bool(db.execute("SELECT 1 FROM sqlite_master WHERE name = 'finding_words'").fetchone())


def build(db: Database) -> int:
    """Make the index anew from the findings; how many it holds, 0 where the engine has none. Inside a write unit."""
    db.execute("DROP TABLE IF EXISTS finding_words")
    try:
        db.execute(
            """
            CREATE VIRTUAL TABLE finding_words USING fts5
              (words, detail=none, columnsize=0, tokenize='unicode61 remove_diacritics 2', prefix='2 3')
            """
        )
    except sqlite3.OperationalError as error:
        if "no such module" in str(error):
            return 0
        raise
    return _learn(db, "1 = 1", {})


def learn(db: Database, *, finding_id: int) -> None:
    """Take up what a finding says now. Inside the write unit that changed it."""
    _learn(db, "f.id = :id", {"id": finding_id})


def learn_visit(db: Database, visit_id: int) -> None:
    """The same for every finding of a visit."""
    _learn(db, "f.visit_id = :id", {"id": visit_id})


def learn_station(db: Database, org_id: int) -> None:
    """The same for every finding of a station."""
    _learn(db, "f.org_id = :id", {"id": org_id})


def _learn(db: Database, which: str, values: dict[str, object]) -> int:
    if not is_there(db):
        return 0
    db.execute(f"DELETE FROM finding_words WHERE rowid IN (SELECT f.id FROM findings f WHERE {which})", values)
    added = db.execute(
        f"""
        INSERT INTO finding_words (rowid, words)
        SELECT f.id, {_WORDS} FROM findings f JOIN orgs o ON o.id = f.org_id WHERE {which} ORDER BY f.id
        """,
        values,
    )
    return int(added.rowcount)


def condition(db: Database, text: str) -> tuple[str, dict[str, object], bool]:
    """The condition that a finding `f` has every word of `text`, its values, and whether it leaves few findings.

    A word is found by its beginning, a number and a single letter only whole. Nothing that is typed can be an error.
    The hits of the last text that this connection asked for stand beside it, so that one page looks once.
    """
    words = _WORD.findall(text.lower())[:MOST_WORDS]
    found = [word for word in words if word not in _EVERYWHERE] or words
    if not found or not is_there(db):
        return _like(found or [text.lower()])
    match = " AND ".join(f'"{word}"' if word.isnumeric() or len(word) == 1 else f'"{word}"*' for word in found)
    db.execute("CREATE TEMP TABLE IF NOT EXISTS finding_hits (id INTEGER PRIMARY KEY)")
    db.execute("DELETE FROM finding_hits")
    try:
        hits = db.execute(
            """
            INSERT INTO finding_hits (id) SELECT rowid FROM finding_words WHERE finding_words MATCH :match
            """,
            {"match": match},
        ).rowcount
    except sqlite3.OperationalError:  # a word that the index cuts otherwise than we do
        return _like(found)
    is_few = hits <= FEW_HITS
    return f"{'' if is_few else '+'}f.id IN (SELECT hit.id FROM finding_hits hit)", {}, is_few


def _like(found: list[str]) -> tuple[str, dict[str, object], bool]:
    words = f"(SELECT {_WORDS} FROM orgs o WHERE o.id = f.org_id)"
    every = " AND ".join(f"LOWER({words}) LIKE :word{n} ESCAPE '!'" for n in range(len(found)))
    return every, {f"word{n}": _pattern(word) for n, word in enumerate(found)}, False


def _pattern(text: str) -> str:
    plain = text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{plain}%"
