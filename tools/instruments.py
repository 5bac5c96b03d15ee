"""Write tests/shared/instruments.json: what scoring reads of each published instrument, for tests without Python."""

import json
from pathlib import Path
from typing import Any

from app.store import checklist_files
from app.web.phone.checklists import instrument

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "tests" / "shared" / "instruments.json"
TEXTS = frozenset({"title", "label", "criteria", "counts", "evidence", "hint", "shownBy"})


def written() -> str:
    """The file's text: name to instrument, its items one a line."""
    paths = sorted((ROOT / "checklists").glob("*.yaml"))
    made = {path.stem: _bare(instrument(checklist_files.parse(path.read_text("utf-8")))) for path in paths}
    return json.dumps(made, separators=(",", ":"), sort_keys=True).replace('{"appliesIf"', '\n{"appliesIf"') + "\n"


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _bare(one) for key, one in value.items() if key not in TEXTS}
    return [_bare(one) for one in value] if isinstance(value, list | tuple) else value


if __name__ == "__main__":
    TARGET.write_text(written(), "utf-8")
