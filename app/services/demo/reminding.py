"""Addresses of the demo's people, and the reminders that this morning's mail carried."""

from sqlite_utils import Database

from app.domain.people import Person
from app.domain.reminders import MailState
from app.services import reminders
from app.services.demo.calendar import later, moment
from app.services.demo.chance import uid
from app.store import mails, orgs, people, settings

HOST = "tuban.example"  # RFC 2606: no mail ever arrives there
MORNING = 6.1


def remind(db: Database, known: dict[str, Person], *, at: int, today: str) -> None:
    """Give everybody an address, and send, without a mail server, what was due on the last morning before `at`."""
    polres = orgs.find(db, "polres-tuban")
    assert polres is not None  # noqa: S101 - it was made a moment ago
    settings.put(db, polres.id, "mail", "1")
    settings.put(db, polres.id, "itwasda_email", "itwasda@polda.example")
    for person in known.values():
        people.set_email(db, person.id, f"{person.username}@{HOST}")
    morning = moment(today, MORNING)
    at = morning if morning <= at else moment(later(today, -1), MORNING)
    for digests in reminders.planned(db, at=at):
        reminders.write(db, digests, at=at, name=lambda recipient: uid("mail", recipient))
    for mail in mails.due(db, at=at, after=0, most=1000):
        mails.claim(db, mail.id, address=mail.address, at=at)
        mails.settle(db, mail.id, MailState.SENT, at=at)
