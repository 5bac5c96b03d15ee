"""Names that clients make: a UUID as Python spells it, so that one thing has one name."""

import uuid

from app.domain.errors import Invalid


def check_uid(uid: str) -> None:
    """Raises Invalid naming 'uid' unless it is a UUID in lower case with its hyphens; nothing at all is none either."""
    try:
        is_one = str(uuid.UUID(uid)) == uid
    except ValueError:
        is_one = False
    if not is_one:
        raise Invalid({"uid": "bad_uid"})
