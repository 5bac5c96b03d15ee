"""Who is reminded of a finding, and when: the ladder from the station's chief over the Kapolres to Itwasda.

Days are those of the unit's zone; see docs/reminders.md for the rules in plain words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.domain.finding_life import WAITS_FOR_REVIEW, WAITS_FOR_STATION, FindingState
from app.domain.follow_up import FollowUpRules
from app.domain.workdays import workdays_after, workdays_between

HOUR_MS = 3_600_000
KEPT_MS = 72 * HOUR_MS  # a mail that could not be handed over for so long is given up
_FIRST_WAIT_MS = HOUR_MS // 4
_LONGEST_WAIT_MS = 6 * HOUR_MS


class Why(StrEnum):
    """Why somebody is reminded of a finding."""

    SOON = "soon"
    OVERDUE = "overdue"
    READER = "reader"
    ITWASDA = "itwasda"
    REVIEW = "review"


class Addressee(StrEnum):
    """Who stands on a rung of the ladder."""

    CHIEF = "chief"  # whoever holds that role at the station
    READER = "reader"  # the Kapolres: readers at the station's Polres
    ITWASDA = "itwasda"  # an office without an account
    REVIEWER = "reviewer"  # the visit's lead, and planning staff of the station's Polres


class MailState(StrEnum):
    """Where a mail stands; the last three of the first six need a person to decide."""

    WAITING = "waiting"
    SENDING = "sending"  # being handed over; found so by a later run, nobody knows whether it arrived
    SENT = "sent"  # the mail server has it
    REFUSED = "refused"  # the mail server never takes it
    GIVEN_UP = "given_up"  # not handed over for three days
    UNCERTAIN = "uncertain"  # it may have arrived: never sent again by itself
    LEFT = "left"  # somebody decided to leave it
    RENEWED = "renewed"  # somebody decided that what still holds is sent anew


LADDER: Mapping[Why, Addressee] = {
    Why.SOON: Addressee.CHIEF,
    Why.OVERDUE: Addressee.CHIEF,
    Why.READER: Addressee.READER,
    Why.ITWASDA: Addressee.ITWASDA,
    Why.REVIEW: Addressee.REVIEWER,
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a finding is to be told of, and the day that makes it so: told once for each."""

    why: Why
    due: str  # the due day, or the day since which it waits


@dataclass(frozen=True, slots=True)
class Line:
    """One finding in a reminder; `due` is the due day, or the day since which it waits for the team."""

    why: Why
    uid: str
    number: int
    found_on: str
    by_letter: bool
    station: str
    district: str
    due: str


def reasons(
    state: FindingState, *, due_on: str | None, waits_since: str | None, rules: FollowUpRules, today: str
) -> list[Reason]:
    """Every rung that a finding has reached on `today`; `waits_since` is the day of the station's newest answer."""
    if state in WAITS_FOR_REVIEW:
        return [Reason(Why.REVIEW, waits_since or today)]
    if state not in WAITS_FOR_STATION or due_on is None:
        return []
    if due_on >= today:
        return [Reason(Why.SOON, due_on)] if due_on <= soon_until(rules, today) else []
    late = _late(due_on, today)
    found = [Reason(Why.OVERDUE, due_on)]
    if late >= rules.reader_after:
        found.append(Reason(Why.READER, due_on))
    if late >= rules.itwasda_after and rules.itwasda_email:
        found.append(Reason(Why.ITWASDA, due_on))
    return found


@lru_cache(maxsize=256)
def soon_until(rules: FollowUpRules, today: str) -> str:
    """The last due day that is soon."""
    return workdays_after(today, rules.soon_days)


@lru_cache(maxsize=4096)
def _late(due_on: str, today: str) -> int:
    return workdays_between(due_on, today)


def local(at: int, tz: str) -> datetime:
    """Milliseconds UTC as a moment of a zone."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(tz))


def midnight(at: int, tz: str) -> int:
    """When the day of `at` began in a zone, in milliseconds UTC."""
    return round(local(at, tz).replace(hour=0, minute=0, second=0, microsecond=0).timestamp() * 1000)


def retry_at(tries: int, *, made_at: int, at: int) -> int | None:
    """When a mail that was put off for the `tries`-th time at `at` is tried again; None: it is given up."""
    if at - made_at >= KEPT_MS:
        return None
    return at + min(_FIRST_WAIT_MS << (tries - 1), _LONGEST_WAIT_MS)
