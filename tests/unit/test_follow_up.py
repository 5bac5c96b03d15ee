"""The rules of a district as settings: what is read, what is refused, and the quiet hours."""

import pytest

from app.domain.email import is_email
from app.domain.errors import Invalid
from app.domain.follow_up import FollowUpRules, as_settings, read_rules


def test_rules_survive_being_kept() -> None:
    rules = FollowUpRules(soon_days=4, quiet_from=0, mail=True, itwasda_email="itwasda@polri.example")
    assert read_rules(as_settings(rules)) == rules


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("quiet_from", "24", "hour"),
        ("quiet_to", "-1", "hour"),
        ("mail", "ya", "flag"),
        ("itwasda_email", "itwasda", "email"),
        ("reader_after", "0", "days"),
        ("days_minor", "251", "days"),
        ("days_minor", "0020000000", "days"),
        ("quiet_to", "00060000", "hour"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name: str, value: str, problem: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_rules({name: value})
    assert refused.value.problems == {name: problem}


@pytest.mark.parametrize(
    ("first", "last", "quiet"),
    [
        (21, 6, {21, 22, 23, 0, 1, 2, 3, 4, 5}),  # over midnight
        (0, 5, {0, 1, 2, 3, 4}),
        (12, 13, {12}),
        (7, 7, set()),
    ],
)
def test_quiet_hours_begin_with_the_first_and_end_before_the_last(first: int, last: int, quiet: set[int]) -> None:
    rules = FollowUpRules(quiet_from=first, quiet_to=last)
    assert {hour for hour in range(24) if rules.is_quiet(hour)} == quiet


@pytest.mark.parametrize("text", ["bagren@tuban.polri.go.id", "a+b@x.id", "o'neil@x-y.example", "A@B.co"])
def test_addresses_that_mail_can_be_sent_to(text: str) -> None:
    assert is_email(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "@", "a@b", "a b@c.id", "a@b..id", ".a@b.id", "a.@b.id", "a@-b.id", "a@b.id\n", "a@b.id\r\nBcc: c@d.id",
        "Budi <a@b.id>", "a@b.id,c@d.id", "a@127.0.0.1", "é@b.id", "a@b_c.id", "x" * 65 + "@b.id",
        "a@" + "b." * 130 + "id",
    ],
)  # fmt: skip
def test_addresses_that_are_none(text: str) -> None:
    assert not is_email(text)
