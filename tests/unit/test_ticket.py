"""The signed line on paper."""

import pytest

from app.domain import ticket
from app.domain.ticket import BadTicket, Ticket
from tests.unit.test_notes import Hand

HAND = Hand()
FACTS = Ticket(
    "polsek-senori", "7f000000-0000-4000-8000-00000000000a", "312", "2026-11-22", "87.31", "4", "60", "416", "ab" * 32
)
LINE = ticket.line(FACTS, HAND)


def test_a_line_says_what_was_signed_and_fits_a_dense_qr_code() -> None:
    said = ticket.check(LINE, [Hand(8).key, HAND.key])
    assert (said.station, said.visit) == ("POLSEK-SENORI", "7F000000000040008000" + "00000000000A")
    assert (said.score, said.index, said.sidik) == ("87.31", "416", "ab" * 32)
    assert len(LINE) <= 262, "version 9 at level M"


def test_no_changed_letter_passes() -> None:
    for place in range(len(LINE)):
        with pytest.raises(BadTicket):
            ticket.check(LINE[:place] + chr(ord(LINE[place]) ^ 1) + LINE[place + 1 :], [HAND.key])


@pytest.mark.parametrize("text", ["", "S1", "*" * 11, LINE.lower(), LINE + "*", LINE * 4, "S2" + LINE[2:], LINE[:-1]])
def test_what_is_no_line_is_refused(text: str) -> None:
    with pytest.raises(BadTicket):
        ticket.check(text, [HAND.key])


def test_a_line_of_another_key_is_refused() -> None:
    with pytest.raises(BadTicket, match="not known"):
        ticket.check(LINE, [Hand(8).key])


def test_what_a_qr_code_cannot_print_densely_is_not_signed() -> None:
    with pytest.raises(ValueError, match="printed"):
        ticket.line(Ticket("polsek senori", *["1"] * 7, "ab" * 32), HAND)
