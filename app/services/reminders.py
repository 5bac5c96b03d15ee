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
NEEDS_SOMEBODY = (MailState.REFUSED, MailState.GIVEN_UP, MailState.UNCERTAIN)
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
    states: Mapping[MailState, int] = field(default_factory=dict)  # how many mails came to each; WAITING: put off
    interrupted: int = 0  # found uncertain: an earlier run was killed over them
    fault: str = ""

    @property
    def needs_somebody(self) -> int:
        """How many mails came to a state that a person must decide on."""
        return self.interrupted + sum(self.states.get(state, 0) for state in NEEDS_SOMEBODY)


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
        interrupted, again = _take_up(db, at=at)
        for digests in planned(db, at=at):
            keep()
            write(db, digests, at=at)
        _prune(db, again)
        with Post(server) as post:
            states, fault = _send(db, post, server.sender, url, at=at, keep=keep)
        outcome = Outcome(False, states, interrupted, fault)
        _note(db, outcome, at=at)
        return outcome


def decide(db: Database, mail_uids: Sequence[str], *, again: bool, actor: Person, at: int, today: str) -> None:
    """Settle mails that were refused, given up or are uncertain: leave them, or tell anew what of them still holds.

    Raises NotFound for a mail of units that are not the actor's, Conflict when somebody has decided already.
    """
    require(actor, Action.SET_FOLLOW_UP)
    state = MailState.RENEWED if again else MailState.LEFT
    action = "reminder.renewed" if again else "reminder.left"
    roles = MAY[Action.SET_FOLLOW_UP]
    with writing(db):
        for uid in mail_uids:
            mail_id = mails.decide(db, uid, state, seen_by=actor.id, today=today, roles=roles, at=at)
            if again:
                mails.empty(db, [mail_id])  # what nobody was told of, the next run tells
            audit.record(db, action, "mail", uid, actor_id=actor.id, at=at)


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


def _take_up(db: Database, *, at: int) -> tuple[int, list[int]]:
    """What an earlier run left: how many mails are uncertain, and those that are made anew as things stand now."""
    quiet = {one.id for one in reminders.districts(db) if _is_quiet(one, at)}
    with writing(db):
        interrupted = mails.interrupt(db, at=at)
        again = [mail_id for mail_id, org_id in mails.waiting(db, at=at) if org_id not in quiet]
        mails.empty(db, again)
    return interrupted, again


def _prune(db: Database, again: Sequence[int]) -> None:
    """What was to be tried again and holds no more goes."""
    with writing(db):
        mails.drop_empty(db, again)


@dataclass(frozen=True, slots=True)
class _Done:
    """What became of a mail that is written down as under way."""

    mail: Mail
    state: MailState
    text: str
    next_at: int | None = None
    counts: bool = True  # as a try


def _send(
    db: Database, post: Post, sender: str, url: str, *, at: int, keep: Callable[[], bool]
) -> tuple[Counter[MailState], str]:
    """Hand over what waits, one by one; how many came to each state, and the fault that ended it early, or ''."""
    states: Counter[MailState] = Counter()
    before: _Done | None = None
    refused, fault = 0, ""
    for number, (mail, lines) in enumerate(_waiting(db, at=at)):
        if number % 20 == 0 and not keep():
            break
        if not _claim(db, mail, before, at=at):
            before = None
            continue
        envelope = Envelope(mail.uid, sender, mail.address, mail.language, mail.tz, url, at)
        result = post.send(letter(lines, envelope))
        before = _done(mail, result, at=at)
        states[before.state] += before.counts
        refused = refused + 1 if result.fate is Fate.REFUSED else 0
        if result.fate is Fate.UNREACHED or refused == MOST_REFUSED:
            fault = result.text
            break
    if before:
        with writing(db):
            _settle(db, before, at=at)
    return +states, fault


def _waiting(db: Database, *, at: int) -> Iterator[tuple[Mail, list[Line]]]:
    after = 0
    while found := mails.due(db, at=at, after=after, most=MAILS):
        after = found[-1].id
        said = mails.lines(db, [mail.id for mail in found])
        yield from ((mail, said[mail.id]) for mail in found if mail.address and said[mail.id])


def _claim(db: Database, mail: Mail, before: _Done | None, *, at: int) -> bool:
    """Write down that a mail is being handed over, and what became of the one before, in one unit."""
    with writing(db):
        if before:
            _settle(db, before, at=at)
        return mails.claim(db, mail.id, address=mail.address, at=at)


def _settle(db: Database, done: _Done, *, at: int) -> None:
    mails.settle(db, done.mail.id, done.state, at=at, error=done.text, next_at=done.next_at, counts=done.counts)


def _done(mail: Mail, result: Result, *, at: int) -> _Done:
    """What a fate comes to; a server that takes nothing at all is no try of this mail."""
    if result.fate is Fate.PUT_OFF:
        again = retry_at(mail.tries + 1, made_at=mail.made_at, at=at)
        return _Done(mail, MailState.WAITING if again else MailState.GIVEN_UP, result.text, again)
    if result.fate is Fate.UNREACHED:
        return _Done(mail, MailState.WAITING, result.text, counts=False)
    return _Done(mail, MailState(result.fate), result.text)  # sent, refused, uncertain: named alike


def _note(db: Database, outcome: Outcome, *, at: int) -> None:
    """Keep when the last run was and what it suffered from; a run that did something leaves a line."""
    done: dict[str, object] = {str(state): number for state, number in outcome.states.items()}
    done |= {"interrupted": outcome.interrupted} if outcome.interrupted else {}
    with writing(db):
        meta.put(db, RAN, str(at))
        meta.put(db, FAULT, outcome.fault)
        if done:
            audit.record(db, "reminders.sent", "installation", "", actor_id=None, at=at, **done)  # type: ignore[arg-type]  # names are ours
