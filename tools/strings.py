"""The texts of the interface: every message id in code and templates, and those without an Indonesian translation.

`python -m tools.strings` prints the missing ones by file and exits 1 when there are any.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

APP = Path(__file__).parent.parent / "app"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "_l": None, "lazy_gettext": None, "ngettext": (1, 2), "_n": (1, 2)}


@dataclass(frozen=True)
class Text:
    """One text of the interface: where it stands, and its id (a plural's two forms as a tuple)."""

    file: str
    line: int
    id: str | tuple[str, ...]

    @property
    def key(self) -> str:
        """The id by which a catalogue finds it: the singular."""
        return self.id if isinstance(self.id, str) else self.id[0]


@cache
def texts() -> tuple[Text, ...]:
    """Every text in the order of files and lines."""
    found = extract_from_dir(
        APP,
        METHODS,
        options_map={"templates/**.html": {"silent": "false", "trimmed": "false"}},
        keywords=KEYWORDS,
    )
    return tuple(Text(file, line, message) for file, line, message, _comments, _context in found)


def translations() -> Iterator[tuple[str, Message]]:
    """Every entry of every Indonesian catalogue, with the name of the catalogue's area."""
    for file in sorted((APP / "translations").glob("*/id/LC_MESSAGES/messages.po")):
        for message in read_po(BytesIO(file.read_bytes()), locale="id"):
            if message.id:
                yield file.parts[-4], message


def missing() -> list[Text]:
    """The texts that no catalogue translates."""
    known = {
        message.id if isinstance(message.id, str) else message.id[0]
        for _, message in translations()
        if all([message.string] if isinstance(message.string, str) else message.string)
    }
    return [text for text in texts() if text.key not in known]


def main() -> int:
    """Print what is missing."""
    without = missing()
    for text in without:
        print(f"app/{text.file}:{text.line}: {text.id!r}")
    print(f"{len(texts())} texts, {len(without)} without an Indonesian translation")
    return 1 if without else 0


if __name__ == "__main__":
    sys.exit(main())
