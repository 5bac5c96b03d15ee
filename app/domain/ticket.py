"""The signed line that papers print as a QR code, so that a print can be checked with nothing else at hand.

    S1*station*visit*rev*day*score*findings*evidence*index*sidik*key id*signature

Only capitals, digits and -./: between the stars, so that a QR code uses its dense mode.
Rule: docs/seal.md, "The ticket".
"""

import base64
import binascii
import re
from collections.abc import Collection
from dataclasses import dataclass

from app.domain.notes import Signer, VerifierKey

MARK = "S1"
SIGNED = b"siap ticket\n"
LONGEST = 600
_FIELD = re.compile(r"[0-9A-Z./:-]{1,64}", re.ASCII)


class BadTicket(ValueError):
    """Not a line of ours, or one whose signature does not hold."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a print says of its visit: all of it text, as printed."""

    station: str
    visit: str  # the uid, 32 hex digits
    rev: str
    day: str
    score: str
    findings: str
    evidence: str
    index: str  # of the entry in the log
    sidik: str  # the entry's fingerprint, 64 hex digits


def line(ticket: Ticket, signer: Signer) -> str:
    """The signed line. Raises ValueError for a fact that cannot be printed in it."""
    head = [ticket.station.upper(), ticket.visit.replace("-", "").upper(), ticket.rev, ticket.day, ticket.score]
    tail = [ticket.findings, ticket.evidence, ticket.index, _b32(bytes.fromhex(ticket.sidik))]
    fields = [MARK, *head, *tail, signer.key.id.hex().upper()]
    for field in fields:
        if not _FIELD.fullmatch(field):
            raise ValueError(f"cannot be printed: {field!r}")
    text = "*".join(fields)
    return f"{text}*{_b32(signer.sign(SIGNED + text.encode()))}"


def check(text: str, keys: Collection[VerifierKey]) -> Ticket:
    """What a line says, when one of `keys` signed it. Raises BadTicket."""
    body, _, signature = text.strip().rpartition("*")
    fields = body.split("*")
    if len(text) > LONGEST or len(fields) != 11 or fields[0] != MARK or not all(map(_FIELD.fullmatch, fields)):
        raise BadTicket("not a line of a SIAP paper")
    key = next((key for key in keys if key.id.hex().upper() == fields[10]), None)
    if key is None:
        raise BadTicket("signed by a key that is not known here")
    if not key.verifies(_unb32(signature), SIGNED + body.encode()):
        raise BadTicket("the signature does not hold: a letter of the line was altered")
    said = [*fields[1:9], _unb32(fields[9]).hex()]
    return Ticket(**dict(zip(Ticket.__slots__, said, strict=True)))


def _b32(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=")


def _unb32(text: str) -> bytes:
    try:
        raw = base64.b32decode(text + "=" * (-len(text) % 8))
    except binascii.Error:
        raise BadTicket("not base32") from None
    if _b32(raw) != text:
        raise BadTicket("base32 with stray bits")
    return raw
