"""Draws the packages of app/ from its real imports into docs/architecture.md.

`python tools/diagram.py` rewrites the drawing; with --check it only says whether it is up to date (exit 1 if not).
"""

import sys
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "architecture.md"
START, END = "<!-- diagram: drawn by `make docs` -->\n", "<!-- end of diagram -->\n"


def drawing() -> str:
    """The Mermaid block: an arrow from each package of app/ to each package it imports."""
    sys.path.insert(0, str(ROOT))
    graph = grimp.build_graph("app", cache_dir=None)
    packages = sorted(graph.find_children("app"))
    arrows = [
        f"  {importer.removeprefix('app.')} --> {imported.removeprefix('app.')}\n"
        for importer in packages
        for imported in packages
        if importer != imported and graph.direct_import_exists(importer=importer, imported=imported, as_packages=True)
    ]
    return "```mermaid\ngraph TD\n" + "".join(arrows) + "```\n"


def main() -> int:
    """Rewrite the page, or with --check compare it; the exit code."""
    before, rest = PAGE.read_text().split(START)
    old, after = rest.split(END)
    new = drawing()
    if new == old:
        return 0
    if "--check" in sys.argv:
        print(f"The diagram of {PAGE.name} no longer shows the real imports: run `make docs`.", file=sys.stderr)
        return 1
    PAGE.write_text(before + START + new + END + after)
    return 0


if __name__ == "__main__":
    sys.exit(main())
