"""What can be wrong with the store of photos."""

from enum import StrEnum

from app.domain.errors import Refused


class Fault(StrEnum):
    """What is wrong with one name in the store."""

    MISSING = "missing"  # the database knows the photo, its bytes are gone
    ROTTEN = "rotten"  # the bytes are no longer what their name says
    UNREADABLE = "unreadable"  # the disk does not give them out
    ORPHAN = "orphan"  # whole bytes that the database does not know: a crash or an old backup left them
    STRANGE = "strange"  # a file that is none of ours


HARMFUL = frozenset({Fault.MISSING, Fault.ROTTEN, Fault.UNREADABLE})  # evidence that does not stand up


class ScrubUnderWay(Refused):
    """Somebody else is reading the store at this moment."""

    code = "scrub_under_way"
