"""The seal of a visit: SHA-256 over its canonical JSON, so that whoever holds the content can check it.

Rule: docs/visits.md, "Segel".
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping

VERSION = 1
_KEY = re.compile(r"[a-z0-9_]{1,64}", re.ASCII)
_LARGEST = 2**53


def canonical(value: object) -> bytes:
    """`value` as RFC 8785 writes it: sorted keys, no spaces, UTF-8. Numbers are whole; everything else is text.

    Raises ValueError for what has no one spelling: floats, large integers, keys that are not plain words.
    """
    _check(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(content: Mapping[str, object]) -> str:
    """The seal of a visit's content: 64 hex digits."""
    return hashlib.sha256(canonical(content)).hexdigest()


def code(sha256: str) -> str:
    """The short form that people read aloud and papers print: 16 letters in four groups."""
    letters = base64.b32encode(bytes.fromhex(sha256)).decode()[:16]
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def _check(value: object) -> None:
    match value:
        case None | bool() | str():
            return
        case int() if abs(value) < _LARGEST:
            return
        case list():
            for entry in value:
                _check(entry)
            return
        case dict():
            for key, entry in value.items():
                if not isinstance(key, str) or not _KEY.fullmatch(key):
                    raise ValueError(f"key {key!r}")
                _check(entry)
            return
    raise ValueError(f"no one spelling for {type(value).__name__}")
