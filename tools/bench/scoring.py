"""Reading an instrument and scoring it, beside what any reader of the file would have to do."""

from collections.abc import Iterator
from pathlib import Path

import yaml

from app.domain import answers
from app.domain.scoring import score
from app.store import checklist_files
from tests.instruments import best
from tools.bench.figures import Figure, in_turns

READ_LIMIT_MS = 300.0
SCORE_LIMIT_MS = 5.0


def measure(checklists: Path) -> Iterator[Figure]:
    """The largest instrument read and checked beside its YAML parsed; its answers scored beside being taken in."""
    file = checklists / "lke-2021.yaml"
    text = file.read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    read, parsed = in_turns(lambda: checklist_files.read(file), lambda: yaml.load(text, loader), rounds=9)  # noqa: S506  our file
    yield Figure("113 items read and checked (baseline: YAML alone)", read, "ms", parsed, READ_LIMIT_MS)
    checklist = checklist_files.parse(text)
    raw = {item.code: best(item) for item in checklist.items}
    given = answers.parse_all(checklist, raw)
    scored, taken = in_turns(lambda: score(checklist, given), lambda: answers.parse_all(checklist, raw), rounds=50)
    yield Figure("113 answers scored (baseline: taking them in)", scored, "ms", taken, SCORE_LIMIT_MS)
