"""The ladder of reminders: who is told of a finding on which day, and how long a mail is tried."""

import pytest

from app.domain.finding_life import SETTLED, FindingState
from app.domain.follow_up import FollowUpRules
from app.domain.reminders import HOUR_MS, KEPT_MS, LADDER, Why, local, midnight, reasons, retry_at

RULES = FollowUpRules(itwasda_email="itwasda@polri.example")
DUE = "2026-12-04"  # a Friday
NOON = 1_795_323_600_000  # Sunday 22 November 2026, 05:00 UTC


def told(today: str, state: FindingState = FindingState.ISSUED, rules: FollowUpRules = RULES) -> list[str]:
    found = reasons(state, due_on=DUE, waits_since="2026-11-30", rules=rules, today=today)
    return [reason.why for reason in found]


@pytest.mark.parametrize(
    ("today", "whys"),
    [
        ("2026-11-30", []),  # four working days before
        ("2026-12-01", ["soon"]),  # three
        ("2026-12-04", ["soon"]),  # the day itself
        ("2026-12-05", ["overdue"]),  # a Saturday: no working day late yet
        ("2026-12-10", ["overdue"]),  # four working days late
        ("2026-12-11", ["overdue", "reader"]),  # five
        ("2026-12-28", ["overdue", "reader"]),  # fourteen: Christmas and its joint leave do not count
        ("2026-12-29", ["overdue", "reader", "itwasda"]),  # fifteen
        ("2027-06-01", ["overdue", "reader", "itwasda"]),
    ],
)
def test_a_finding_climbs_the_ladder_by_working_days(today: str, whys: list[str]) -> None:
    assert told(today) == whys


@pytest.mark.parametrize("state", [FindingState.ANSWERED, FindingState.FOLLOWED_UP])
def test_what_waits_for_the_team_is_never_overdue_and_reaches_its_reviewers_alone(state: FindingState) -> None:
    found = reasons(state, due_on=DUE, waits_since="2026-11-30", rules=RULES, today="2027-06-01")
    assert [(reason.why, reason.due) for reason in found] == [(Why.REVIEW, "2026-11-30")]


@pytest.mark.parametrize("state", sorted({FindingState.DRAFT, *SETTLED}))
def test_nobody_is_reminded_of_what_is_not_issued_or_is_settled(state: FindingState) -> None:
    assert told("2027-06-01", state) == []


def test_without_an_address_the_ladder_ends_with_the_kapolres() -> None:
    assert told("2027-06-01", rules=FollowUpRules()) == ["overdue", "reader"]


def test_a_district_sets_its_own_rungs() -> None:
    rules = FollowUpRules(soon_days=1, reader_after=1, itwasda_after=2, itwasda_email="a@b.id")
    assert (told("2026-12-02", rules=rules), told("2026-12-03", rules=rules)) == ([], ["soon"])
    assert told("2026-12-07", rules=rules) == ["overdue", "reader"]
    assert told("2026-12-08", rules=rules) == ["overdue", "reader", "itwasda"]


def test_every_reason_has_somebody_who_is_told() -> None:
    assert set(LADDER) == set(Why)


@pytest.mark.parametrize(
    ("tz", "hour", "began"),
    [("Asia/Jakarta", 12, NOON - 12 * HOUR_MS), ("Asia/Makassar", 13, NOON - 13 * HOUR_MS),
     ("Asia/Jayapura", 14, NOON - 14 * HOUR_MS)],
)  # fmt: skip
def test_days_and_hours_are_those_of_the_unit(tz: str, hour: int, began: int) -> None:
    assert local(NOON, tz).hour == hour
    assert midnight(NOON, tz) == began


def test_a_mail_is_tried_ever_more_seldom_and_given_up_after_three_days() -> None:
    waits, at, tries = [], 0, 0
    while True:
        tries += 1
        again = retry_at(tries, made_at=0, at=at)
        if again is None:
            break
        waits.append((again - at) / HOUR_MS)
        at = again
    assert waits[:7] == [0.25, 0.5, 1, 2, 4, 6, 6]
    assert KEPT_MS <= at < KEPT_MS + 6 * HOUR_MS
