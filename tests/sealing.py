"""Signing and sealing as two people do it, for tests that need a sealed visit."""

import uuid
from pathlib import Path

from sqlite_utils import Database

from app.domain.people import Person
from app.domain.signatures import Says, Signed, SignerRole
from app.domain.visits import Visit
from app.services import contents, keys, sealing
from app.store import signatures
from app.store.transaction import writing
from tests.closing import DRAWN
from tests.factories import NOON, TODAY, District


def key_file(db: Database) -> Path:
    """Where the key of a test's installation lies: beside its database."""
    return Path(db.conn.execute("PRAGMA database_list").fetchone()[2]).parent / "seal-key"


def signer_of(db: Database, *, at: int = NOON) -> keys.Signer:
    """The key of a test's installation, made when it has none."""
    return keys.signer(db, key_file(db), at=at)


def sign_both(db: Database, visit: Visit, lead: Person, chief: Person) -> None:
    """The lead and the chief of the station have signed what the visit holds now."""
    content = contents.digest(db, visit)
    with writing(db):
        for who, role, says in ((lead, SignerRole.LEAD, Says.NOTHING), (chief, SignerRole.CHIEF, Says.AGREES)):
            signatures.insert(
                db,
                visit.id,
                str(uuid.uuid4()),
                Signed(role, says, strokes=DRAWN),
                signer=who,
                content_sha256=content,
                signed_in_id=who.id,
                at=NOON + 1,
            )


def seal(db: Database, district: District, visit: Visit, *, accept_missing: bool = False) -> Visit:
    """Both sign, and the lead seals."""
    sign_both(db, visit, district.ketua, district.kapolsek_senori)
    return sealing.seal(
        db,
        signer_of(db),
        visit.uid,
        accept_missing=accept_missing,
        actor=district.ketua,
        at=NOON + 1,
        today=TODAY,
    )
