"""E-mail addresses, as far as one can be told to be wrong without writing to it."""

import re

LONGEST = 254  # RFC 5321, 4.5.3.1.3
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


def is_email(text: str) -> bool:
    """Whether mail can be sent there: plain ASCII, no quotes, no names, a domain of two labels or more."""
    local, at, host = text.rpartition("@")
    if not at or len(text) > LONGEST or len(local) > 64 or not _LOCAL.fullmatch(local):
        return False
    labels = host.split(".")
    return len(labels) > 1 and not labels[-1].isdigit() and all(_LABEL.fullmatch(label) for label in labels)
