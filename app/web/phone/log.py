"""What a phone is told of the log of seals with every answer. Rule: docs/witnesses.md."""

import re
from dataclasses import asdict

from flask import request
from sqlite_utils import Database

from app.domain.errors import NotFound
from app.services import alarms

HEADER = "X-Siap-Log"
SAME = 0  # the phone has the newest checkpoint
_KNOWN = re.compile(r"(\d{1,15})\.([A-Za-z0-9+/=]{0,44})", re.ASCII)


def told(db: Database) -> object:
    """The newest checkpoint with its proof, SAME, or None while nothing was sealed; for the phone that asks."""
    known = _KNOWN.fullmatch(request.headers.get(HEADER, ""))
    if known is None:
        return SAME  # no phone of ours, or one of an older build
    try:
        newest = alarms.newest(db, known=int(known[1]), root=known[2])
    except NotFound:
        return None
    return SAME if newest is None else asdict(newest)
