"""Bundles made crooked by chance: for the suite's short run and for `make fuzz OF=seal`."""

import copy
import json
import random

from app.domain import bundle
from app.domain.bundle import Unreadable
from tests.unit.test_bundle import OLD, SHA, sample

ODD: tuple[object, ...] = (
    *(None, True, -1, 2**53 - 1, 2**60, 1.5, "", "\n\n", "\u2014", SHA, "9" * 5_000),
    *([], {}, [[]], {"hash": 1}, {"hash": SHA}, {"kind": []}, {"kind": "witness", "value": {"content": 1}}),
)


def crooked(dice: random.Random) -> bytes:
    """The sample bundle with one or several things wrong."""
    return dice.choice((_other_values, _other_bytes, _other_pieces))(dice)


def judged(data: bytes) -> str:
    """What the reader makes of it: 'refused', 'altered' or 'genuine'. Whatever else happens is a fault."""
    try:
        problems = bundle.verify(bundle.read(data), [OLD.key], {"u1.jpg": SHA})
    except Unreadable:
        return "refused"
    if any(one.code not in bundle.SENTENCES or not one.where for one in problems):
        raise AssertionError(f"not named: {problems}")
    return "altered" if problems else "genuine"


def _other_values(dice: random.Random) -> bytes:
    whole = sample().whole
    for holder, key in dice.sample(_places(whole), dice.choice((1, 1, 2, 3))):
        holder[key] = copy.deepcopy(dice.choice(ODD))  # type: ignore[index]  # a dict or a list, as _places found it
    if whole["amendments"] == []:  # what a bundle keeps to itself only the log can tell
        whole["amendments"] = 1
    return json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _other_bytes(dice: random.Random) -> bytes:
    data = bytearray(sample().data)
    for _ in range(dice.choice((1, 1, 2, 8))):
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    return bytes(data)


def _other_pieces(dice: random.Random) -> bytes:
    data = sample().data
    begin = dice.randrange(len(data))
    end = min(begin + dice.choice((1, 7, 64, 900)), len(data))
    piece = dice.choice((b"", data[begin:end] * 2, b"[" * 2_000, b"\0", b'"', dice.randbytes(5)))
    return data[:begin] + piece + data[end:]


def _places(value: object) -> list[tuple[object, object]]:
    """Every place in a document whose value can be replaced."""
    found: list[tuple[object, object]] = []
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            found.append((value, key))
            found += _places(value[key])
    return found
