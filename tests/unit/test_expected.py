"""What evidence an answer needs, read from the instruments' own texts, and what its want costs."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from app.domain.answers import Letter, NotApplicable, Ratio
from app.domain.checklist import Item, ItemKind, Photo
from app.domain.expected import DAYS, Age, Held, Standing, State, best_need, claim, freshness, judge, need
from app.domain.readiness import worths
from app.domain.scoring import score
from tests.instruments import published

ABC = Item(
    code="A01",
    title="Rencana aksi ada",
    kind=ItemKind.ABC,
    node="I",
    part="A",
    criteria={"A": "Semua", "B": "Sebagian", "C": "Tidak ada"},
    points={"A": Decimal("1"), "B": Decimal("0.5"), "C": Decimal("0")},
    evidence=("Rencana", "Daftar hadir", "Notulen"),
    photo=Photo.DOCUMENT,
)


def held(fresh: int, old: int = 0) -> Held:
    return Held(fresh + old, dict.fromkeys(Age, fresh), "2026-11-22")


@pytest.mark.parametrize(
    ("code", "letter", "age", "is_said"),
    [
        ("A08", "A", Age.QUARTER, True),  # 'Bulanan dan ditindaklanjuti'
        ("A08", "B", Age.QUARTER, True),  # 'Ada, tidak rutin' says no time: the title does, 'Monev … bulanan'
        ("C02", "", Age.YEAR, True),  # 'setahun terakhir'
        ("G02", "", Age.QUARTER, True),  # '5 laporan terakhir'
        ("A01", "", Age.YEAR, False),
        ("B01", "", Age.YEAR, False),  # 'tiap layanan' is no time
    ],
)
def test_the_readiness_instrument_says_how_fresh_its_evidence_must_be(
    code: str, letter: str, age: Age, is_said: bool
) -> None:
    assert freshness(published("kesiapan-polsek").item(code), letter) == (age, is_said)


@pytest.mark.parametrize(
    ("code", "letter", "age", "is_said"),
    [
        ("A.1.III.iv.c", "A", Age.QUARTER, True),  # 'Bulanan'
        ("A.1.III.iv.c", "C", Age.HALF, True),  # 'Semesteran'
        ("A.1.III.iv.c", "D", Age.YEAR, True),  # 'Tahunan'
        ("A.1.VI.iv.a", "A", Age.QUARTER, True),  # 'Minimal 4 kali setahun'
        ("A.1.V.i.a", "B", Age.YEAR, False),  # 'Ada tetapi tidak berkala'
    ],
)
def test_each_letter_of_the_ministrys_worksheet_speaks_for_itself(
    code: str, letter: str, age: Age, is_said: bool
) -> None:
    assert freshness(published("lke-2021").item(code), letter) == (age, is_said)


def test_the_best_letter_needs_every_piece_a_lesser_one_one_and_no_points_none() -> None:
    needs = [need(ABC, Letter(letter)).pieces for letter in "ABC"]
    assert needs == [3, 1, 0]
    assert best_need(ABC).pieces == 3
    assert need(ABC, None).pieces == need(ABC, NotApplicable("tidak ada")).pieces == 0


@pytest.mark.parametrize(("photo", "pieces"), [(Photo.NONE, 0), (Photo.OPTIONAL, 1), (Photo.REQUIRED, 3)])
def test_an_item_that_asks_for_no_picture_needs_none(photo: Photo, pieces: int) -> None:
    assert need(replace(ABC, photo=photo), Letter("A")).pieces == pieces


def test_a_measured_answer_needs_what_was_counted() -> None:
    measured = replace(ABC, kind=ItemKind.PERCENT, points={}, criteria={})
    assert [need(measured, Ratio(n, 10)).pieces for n in (0, 7)] == [0, 1]


@pytest.mark.parametrize(
    ("letter", "has", "state", "loses"),
    [
        ("A", held(3), State.COMPLETE, "0"),
        ("A", held(2), State.PARTIAL, "1/2"),  # what is there carries a B
        ("A", held(0, old=3), State.STALE, "1"),
        ("A", Held(), State.MISSING, "1"),
        ("B", held(1), State.COMPLETE, "0"),
        ("B", Held(), State.MISSING, "1/2"),
        ("C", Held(), State.NOT_NEEDED, "0"),
    ],
)
def test_what_no_fresh_evidence_carries_is_lost(letter: str, has: Held, state: State, loses: str) -> None:
    standing = judge(claim(ABC, Letter(letter)), has)
    assert (standing.state, standing.loses) == (state, Fraction(loses))


def test_evidence_counts_to_the_day_on_which_its_time_is_over() -> None:
    standing = Standing(State.COMPLETE, need(ABC, Letter("A")), held(3), Fraction(0))
    assert (standing.fresh_until, DAYS[Age.YEAR]) == ("2027-11-23", 366)
    assert replace(standing, held=Held()).fresh_until == ""


@pytest.mark.parametrize("instrument", ["kesiapan-polsek", "lke-2021"])
def test_an_items_worth_is_what_the_total_loses_without_it(instrument: str) -> None:
    checklist = published(instrument)
    best = {item.code: Letter(item.letters[0]) for item in checklist.items if item.letters}
    whole = score(checklist, best)
    full = worths(whole)
    for code in list(best)[::9]:
        item = checklist.item(code)
        worst = item.letters[-1]
        without = score(checklist, {**best, code: Letter(worst)})
        assert whole.total.value is not None and without.total.value is not None
        assert whole.total.value - without.total.value == full[code] * (1 - Fraction(item.points[worst]))
