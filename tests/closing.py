"""Signatures for tests: whoever must sign a visit's closing does."""

import uuid

from sqlite_utils import Database

from app.domain.people import Person
from app.domain.signatures import Says, Signed, SignerRole
from app.domain.visits import Visit
from app.services import signing
from app.services.signing import Closing
from tests.factories import CHEAP, NOON, PASSWORD, TODAY, District

DRAWN = "[[100,200,400,100,700,300],[720,320,900,350]]"


def sign(
    db: Database,
    visit: Visit,
    role: SignerRole,
    person: Person,
    says: Says | None = None,
    because: str = "",
    *,
    on: Person | None = None,
    strokes: str = DRAWN,
    typed: str = "",
    content: str = "",
    password: str = PASSWORD,
    uid: str = "",
    at: int = NOON,
) -> Closing:
    """One signature by `person`, on the screen of `on`; a chief agrees unless told otherwise."""
    said = says if says is not None else Says.AGREES if role is SignerRole.CHIEF else Says.NOTHING
    return signing.sign(
        db,
        visit.uid,
        uid or str(uuid.uuid4()),
        Signed(role, said, because, strokes, typed),
        content=content or signing.read(db, visit, today=TODAY).content,
        signer=person.username,
        password=password,
        passwords=CHEAP,
        actor=on or person,
        at=at,
        today=TODAY,
    )


def both_sign(db: Database, district: District, visit: Visit) -> Closing:
    """Lead and chief of Senori, each on an own screen."""
    sign(db, visit, SignerRole.LEAD, district.ketua)
    return sign(db, visit, SignerRole.CHIEF, district.kapolsek_senori)
