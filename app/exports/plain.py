"""What people typed, made fit to be printed or put into a cell. Every export passes its texts through here."""

import re

CELL_LIMIT = 32_767
"""Characters a workbook cell can hold."""

# Control characters carry nothing a reader can see, and some break XML; the bidirectional overrides let a text
# show something else than it says; lone surrogates and the two non-characters cannot be written at all.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")

# A spreadsheet of another country splits the same file at another sign, so every place where a cell could begin
# counts, not only the first: after a separator, after a line end, and with quotes or blanks in between.
_COULD_BE_FORMULA = re.compile(r"(^|[,;|\t\n])(?=[\s\"']*[=+\-@\t＝＋－＠])")

# Never before a combining mark: it would lose its letter.
_LONG_RUN = re.compile(r"\S{40}(?=[!-~\w])")


def plain(text: str) -> str:
    """The text without anything invisible that could act; line ends become a single newline."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def guarded(text: str) -> str:
    """The text for a CSV cell: an apostrophe stands wherever a spreadsheet could begin to read a formula."""
    return _COULD_BE_FORMULA.sub(r"\1'", plain(text))


def could_be_formula(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula, were it typed into a cell."""
    return text.startswith(("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠"))


def cell_text(text: str) -> str:
    """The text for a workbook cell, never longer than a cell holds."""
    clean = plain(text)
    return clean if len(clean) <= CELL_LIMIT else clean[: CELL_LIMIT - 1] + "…"


def breakable(text: str) -> str:
    """The text with an invisible break in every long run without blanks, so that no line leaves the page."""
    return _LONG_RUN.sub("\\g<0>\u200b", text)
