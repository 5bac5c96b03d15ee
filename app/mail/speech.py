"""The texts of the interface outside pages: the same catalogues, in the language of whoever reads."""

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.pofile import read_po

CATALOGUE = Path(__file__).parent.parent / "translations" / "reminders" / "id" / "LC_MESSAGES" / "messages.po"


@cache
def _catalogue() -> dict[str, str]:
    found = {}
    for message in read_po(BytesIO(CATALOGUE.read_bytes()), locale="id"):
        key, text = (one if isinstance(one, str) else (one or ("",))[0] for one in (message.id, message.string))
        found[str(key)] = str(text)
    return found


class Speech:
    """Says English message ids in one language, 'id' or 'en'."""

    def __init__(self, language: str) -> None:
        self.language = language

    def say(self, text: str, **facts: object) -> str:
        """The text with its facts filled in."""
        said = _catalogue().get(text, text) if self.language == "id" else text
        return said % facts if facts else said

    def count(self, one: str, many: str, num: int, **facts: object) -> str:
        """The form for so many; Indonesian has one."""
        return self.say(one if num == 1 or self.language == "id" else many, num=num, **facts)
