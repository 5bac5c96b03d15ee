"""How the demo district's visits are signed and sealed: as the real ones are, with invented hands."""

import hashlib

from sqlite_utils import Database

from app.domain.people import Person
from app.domain.signatures import Says, Signed, SignerRole, written
from app.domain.visits import Visit
from app.services import contents, sealing
from app.services.demo import calendar
from app.services.demo.chance import share, uid
from app.services.keys import Signer
from app.store import seal_secrets, signatures


def hold(db: Database, signer: Signer, visit: Visit, *, lead: Person, chief: Person, day: str) -> None:
    """Let the lead and the station's chief sign on a day, and seal; the salts are the same in every demo district."""
    seal_secrets.put(db, visit.id, hashlib.sha256(f"demo {visit.uid}".encode()).digest())
    content = contents.digest(db, visit)
    for person, role, says, hour in (
        (lead, SignerRole.LEAD, Says.NOTHING, 10.0),
        (chief, SignerRole.CHIEF, Says.AGREES, 10.05),
    ):
        signatures.insert(
            db,
            visit.id,
            uid("signature", role, visit.uid),
            Signed(role, says, strokes=_hand(person)),
            signer=person,
            content_sha256=content,
            signed_in_id=lead.id,
            at=calendar.moment(day, hour),
        )
    at = calendar.moment(day, 10.1)
    sealing.seal(db, signer, visit.uid, accept_missing=True, actor=lead, at=at, today=day)


def _hand(person: Person) -> str:
    """A line as a hand draws it, the same for the same person every time."""
    points = range(40)
    wave = [(200 + 20 * n, 200 + int(240 * (share("hand", person.username, n) - 0.5))) for n in points]
    return written([tuple(wave)])
