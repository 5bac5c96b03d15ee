"""Reminders: one run finds what is to be told, writes it down, and hands the mails over. Rules: docs/reminders.md.

What is to be told follows from the findings as they stand, so nothing is forgotten; each mail is written down as
under way before it is handed over, so nothing is sent twice.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlite_utils import Database

from app.config import Smtp
from app.domain.people import MAY, Action, Person, Role, require
from app.domain.reminders import (
    HOUR_MS,
    KEPT_MS,
    LADDER,
    Addressee,
    Line,
    MailState,
    Reason,
    local,
    midnight,
    reasons,
    retry_at,
    soon_until,
)
from app.mail.letters import Envelope, letter
from app.mail.smtp import Fate, Post, Result
from app.store import audit, mails, meta, reminders
from app.store.mails import Mail
from app.store.reminders import District, OpenFinding
from app.store.transaction import writing

DISTRICTS = 25  # of one batch: some 300 stations
MAILS = 200
MOST_REFUSED = 10  # one after the other: then it is the mail server, not the addresses
RAN, FAULT = "remind.ran_at", "remind.fault"


@dataclass(slots=True)
class Digest:
    """What one recipient is to be told of one batch of districts."""

    recipient: str  # 'person:<id>', or 'office:<address>'
    person_id: int | None
    org_id: int
    told: list[tuple[str, Reason]] = field(default_factory=list)  # the finding's uid, and why


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to; `fault` is why the mail server took nothing, '' when it did."""

    is_busy: bool = False  # another run was at it
    fates: Mapping[Fate, int] = field(default_factory=dict)
    uncertain: int = 0  # of an earlier run that was killed
    given_up: int = 0
    fault: str = ""

    @property
    def needs_somebody(self) -> int:
        """How many mails came to a state that a person must decide on."""
        return self.fates.get(Fate.REFUSED, 0) + self.fates.get(Fate.UNCERTAIN, 0) + self.uncertain + self.given_up


def planned(db: Database, *, at: int) -> Iterator[list[Digest]]:
    """Who is to be told of what at `at`, batch by batch: districts that send mail, outside their quiet hours.

    Nobody gets more than one mail a day: who was sent one today is told tomorrow.
    """
    sent = reminders.last_sent(db, since=at - 24 * HOUR_MS)
    loud = [one for one in reminders.districts(db) if one.rules.mail and not _is_quiet(one, at)]
    for first in range(0, len(loud), DISTRICTS):
        yield _of_batch(db, loud[first : first + DISTRICTS], sent, at=at)


def write(
    db: Database,
    digests: Sequence[Digest],
    *,
    at: int,
    name: Callable[[str], str] = lambda _recipient: str(uuid.uuid4()),
) -> None:
    """Write down what is to be told, in one mail for each recipient; `name` gives a new mail its uid."""
    if not digests:
        return
    made = [
        {
            "uid": name(one.recipient),
            "recipient": one.recipient,
            "person_id": one.person_id,
            "org_id": one.org_id,
            "at": at,
        }
        for one in digests
    ]
    told = [
        {"kind": str(reason.why), "ref": uid, "person": one.recipient, "due": reason.due}
        for one in digests
        for uid, reason in one.told
    ]
    with writing(db):
        reminders.add(db, made, told)


def run(db: Database, server: Smtp, url: str, *, at: int, keep: Callable[[], bool] = lambda: True) -> Outcome:
    """Tell everybody what is to be told, by the mail server; links begin with `url`.

    May be called at any time and killed anywhere. `keep` is called now and then, and stops the run by False.
    """
    with reminders.run_alone(db) as is_alone:
        if not is_alone:
            return Outcome(is_busy=True)
        uncertain, given_up, again = _take_up(db, at=at)
        for digests in planned(db, at=at):
            keep()
            write(db, digests, at=at)
        _prune(db, again)
        with Post(server) as post:
            fates, fault = _send(db, post, server.sender, url, at=at, keep=keep)
        outcome = Outcome(False, fates, uncertain, given_up, fault)
        _note(db, outcome, at=at)
        return outcome


def decide(db: Database, mail_uid: str, *, again: bool, actor: Person, at: int, today: str) -> None:
    """Settle a mail that was refused, given up or is uncertain: leave it, or tell anew what of it still holds.

    Raises NotFound for a mail of units that are not the actor's, Conflict when somebody has decided already.
    """
    require(actor, Action.SET_FOLLOW_UP)
    state = MailState.RENEWED if again else MailState.LEFT
    with writing(db):
        roles = MAY[Action.SET_FOLLOW_UP]
        mail_id = mails.decide(db, mail_uid, state, seen_by=actor.id, today=today, roles=roles, at=at)
        if again:
            mails.empty(db, [mail_id])  # what nobody was told of, the next run tells
        action = "reminder.renewed" if again else "reminder.left"
        audit.record(db, action, "mail", mail_uid, actor_id=actor.id, at=at)


def _is_quiet(district: District, at: int) -> bool:
    return district.rules.is_quiet(local(at, district.tz).hour)


def _of_batch(db: Database, batch: Sequence[District], sent: Mapping[str, int], *, at: int) -> list[Digest]:
    first, last = batch[0].id, batch[-1].id
    days = {one.id: local(at, one.tz).date().isoformat() for one in batch}
    until = max(soon_until(one.rules, days[one.id]) for one in batch)
    told = reminders.told(db, first, last, at=at)
    addressees = _Addressees(db, batch, today=days[first])
    began = {one.id: midnight(at, one.tz) for one in batch}
    found: dict[str, Digest] = {}
    for finding in reminders.open_findings(db, first, last, until=until):
        district = addressees.districts.get(finding.district_id)
        if district is None:  # between the others, but quiet or without mail
            continue
        for reason in _reasons(finding, district, days[district.id]):
            for person_id in addressees.of(reason, finding, district):
                to = f"person:{person_id}" if person_id else f"office:{district.rules.itwasda_email.lower()}"
                new = (finding.uid, str(reason.why), to, reason.due) not in told
                if new and sent.get(to, 0) < began[district.id]:
                    digest = found.setdefault(to, Digest(to, person_id, district.id))
                    digest.told.append((finding.uid, reason))
    return list(found.values())


def _reasons(finding: OpenFinding, district: District, today: str) -> list[Reason]:
    since = finding.waits_since
    return reasons(
        finding.state,
        due_on=finding.due_on,
        waits_since=None if since is None else local(since, district.tz).date().isoformat(),
        rules=district.rules,
        today=today,
    )


class _Addressees:
    """Who stands on which rung in a batch of districts."""

    def __init__(self, db: Database, batch: Sequence[District], *, today: str) -> None:
        self.districts = {one.id: one for one in batch}
        self._holders: dict[tuple[Role, int], list[int]] = defaultdict(list)
        for one in reminders.holders(db, batch[0].id, batch[-1].id, today=today):
            self._holders[one.role, one.org_id].append(one.person_id)

    def of(self, reason: Reason, finding: OpenFinding, district: District) -> list[int | None]:
        """The ids of those who are told; None is the office without an account."""
        addressee = LADDER[reason.why]
        if addressee is Addressee.ITWASDA:
            return [None]
        if addressee is Addressee.CHIEF:
            return [*self._holders[Role.STATION_CHIEF, finding.org_id]]
        if addressee is Addressee.READER:
            return [*self._holders[Role.READER, district.id]]
        planners = self._holders[Role.PLANNER, district.id]
        is_lead_apart = finding.lead_id is not None and finding.lead_id not in planners
        return [*planners, finding.lead_id] if is_lead_apart else [*planners]


def _take_up(db: Database, *, at: int) -> tuple[int, int, list[int]]:
    """What an earlier run left: how many are uncertain, how many given up, and those that are made anew."""
    quiet = {one.id for one in reminders.districts(db) if _is_quiet(one, at)}
    with writing(db):
        uncertain = mails.interrupt(db, at=at)
        given_up = mails.give_up(db, made_before=at - KEPT_MS, at=at)
        again = [mail_id for mail_id, org_id in mails.waiting(db, at=at) if org_id not in quiet]
        mails.empty(db, again)
    return uncertain, given_up, again


def _prune(db: Database, again: Sequence[int]) -> None:
    """What was to be tried again and holds no more goes."""
    with writing(db):
        mails.drop_empty(db, again)


def _send(
    db: Database, post: Post, sender: str, url: str, *, at: int, keep: Callable[[], bool]
) -> tuple[Counter[Fate], str]:
    """Hand over what waits, one by one; how many of each fate, and the fault that ended it early, or ''."""
    fates: Counter[Fate] = Counter()
    before: tuple[Mail, Result] | None = None
    refused, fault = 0, ""
    for number, (mail, lines) in enumerate(_waiting(db, at=at)):
        if number % 20 == 0 and not keep():
            break
        if not _claim(db, mail, before, at=at):
            before = None
            continue
        envelope = Envelope(mail.uid, sender, mail.address, mail.language, mail.tz, url, at)
        result = post.send(letter(lines, envelope))
        before = (mail, result)
        fates[result.fate] += 1
        refused = refused + 1 if result.fate is Fate.REFUSED else 0
        if result.fate is Fate.UNREACHED or refused == MOST_REFUSED:
            fault = result.text
            break
    if before:
        with writing(db):
            _settle(db, *before, at=at)
    return fates, fault


def _waiting(db: Database, *, at: int) -> Iterator[tuple[Mail, list[Line]]]:
    after = 0
    while found := mails.due(db, at=at, after=after, most=MAILS):
        after = found[-1].id
        said = mails.lines(db, [mail.id for mail in found])
        yield from ((mail, said[mail.id]) for mail in found if mail.address and said[mail.id])


def _claim(db: Database, mail: Mail, before: tuple[Mail, Result] | None, *, at: int) -> bool:
    """Write down that a mail is being handed over, and what became of the one before, in one unit."""
    with writing(db):
        if before:
            _settle(db, *before, at=at)
        return mails.claim(db, mail.id, address=mail.address, at=at)


_STATES = {Fate.SENT: MailState.SENT, Fate.REFUSED: MailState.REFUSED, Fate.UNCERTAIN: MailState.UNCERTAIN}


def _settle(db: Database, mail: Mail, result: Result, *, at: int) -> None:
    state, again = _STATES.get(result.fate, MailState.WAITING), None
    if result.fate is Fate.PUT_OFF:
        again = retry_at(mail.tries + 1, made_at=mail.made_at, at=at)
        state = MailState.WAITING if again else MailState.GIVEN_UP
    mails.settle(db, mail.id, state, at=at, error=result.text, next_at=again)


def _note(db: Database, outcome: Outcome, *, at: int) -> None:
    """Keep when the last run was and what it suffered from; a run that did something leaves a line."""
    done: dict[str, object] = {
        str(fate): number for fate, number in outcome.fates.items() if fate is not Fate.UNREACHED
    }
    done |= {"interrupted": outcome.uncertain} if outcome.uncertain else {}
    done |= {"given_up": outcome.given_up} if outcome.given_up else {}
    with writing(db):
        meta.put(db, RAN, str(at))
        meta.put(db, FAULT, outcome.fault)
        if done:
            audit.record(db, "reminders.sent", "installation", "", actor_id=None, at=at, **done)  # type: ignore[arg-type]  # names are ours
