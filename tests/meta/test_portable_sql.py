"""The SQL stays in the part that SQLite and PostgreSQL share, and in app/store alone."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app"
STATEMENT = re.compile(r"\b(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+TABLE)\b", re.S)
# each of these works on one of the two engines alone, or means something else on the other
FOREIGN = re.compile(
    r"\b(IFNULL|STRFTIME|GROUP_CONCAT|ROUND|JSON_\w+|LAST_INSERT_ROWID|IIF|TOTAL|DATETIME|JULIANDAY|GLOB)\s*\("
    r"|\bINSERT\s+OR\b|\bREPLACE\s+INTO\b|\bSUM\(\s*\w+\.?\w*\s*=|\bROWID\b|\bIS\s+TRUE\b",
    re.I,
)


def texts(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every string of every module below `folder`; of an f-string, the parts between its values."""
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield path, node.value


FORKED = {"finding_search.py"}  # an index of words is each engine's own; the module has a plain fallback


def test_every_statement_of_the_store_is_portable() -> None:
    found = [text for _, text in texts(APP / "store") if STATEMENT.search(text)]
    assert len(found) > 60
    odd = [
        (path.name, text.strip()[:80])
        for path, text in texts(APP / "store")
        if STATEMENT.search(text) and FOREIGN.search(text) and path.name not in FORKED
    ]
    assert odd == []


def test_no_statement_stands_outside_the_store() -> None:
    outside = [
        (path.relative_to(APP).as_posix(), text.strip()[:60])
        for path, text in texts(APP)
        if STATEMENT.search(text) and "store" not in path.relative_to(APP).parts
    ]
    assert outside == []


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT IFNULL(a, 0) FROM t",
        "INSERT OR IGNORE INTO t VALUES (1)",
        "SELECT SUM(f.state = 'open') FROM findings f",
        "SELECT ROUND(a, 2) FROM t",
        "SELECT rowid FROM t",
    ],
)
def test_the_check_knows_what_it_looks_for(statement: str) -> None:
    assert FOREIGN.search(statement)


def test_every_table_of_the_schema_is_strict() -> None:
    for file in sorted((APP / "store" / "migrations").glob("*.sql")):
        ddl = file.read_text(encoding="utf-8")
        assert len(re.findall(r"^CREATE TABLE", ddl, re.M)) == len(
            re.findall(r"^\) STRICT(, WITHOUT ROWID)?;", ddl, re.M)
        )
