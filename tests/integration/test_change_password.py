"""Choosing a new password."""

import pytest
from sqlite_utils import Database

from app.domain.errors import Invalid
from app.services import accounts
from app.store import sessions
from tests.factories import CHEAP, NOON, PASSWORD, District

NEW = "sawah hujan tujuh sore"


def sign_in(db: Database, password: str) -> str:
    return accounts.sign_in(
        db, name="ketua", password=password, address="", device=accounts.Device(), passwords=CHEAP, at=NOON
    )


def test_it_ends_every_other_session_and_keeps_this_one(db: Database, district: District) -> None:
    elsewhere, here = sign_in(db, PASSWORD), sign_in(db, PASSWORD)
    accounts.change_password(db, actor=district.ketua, token=here, old=PASSWORD, new=NEW, passwords=CHEAP, at=NOON)
    assert sessions.find(db, accounts.token_sha256(elsewhere), at=NOON) is None
    assert sessions.find(db, accounts.token_sha256(here), at=NOON) is not None
    assert sign_in(db, NEW)
    with pytest.raises(accounts.WrongPassword):
        sign_in(db, PASSWORD)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("wrong wrong wrong", NEW, "old"),
        (PASSWORD, "short", "new"),
        (PASSWORD, "x" * 129, "new"),
        (PASSWORD, "aaaaaaaaaaaaaaaa", "new"),
        (PASSWORD, "ketua-ketua-2026", "new"),
    ],
)
def test_it_names_the_field_that_is_wrong(db: Database, district: District, old: str, new: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        accounts.change_password(db, actor=district.ketua, token="", old=old, new=new, passwords=CHEAP, at=NOON)
    assert list(refused.value.problems) == [field]
    assert sign_in(db, PASSWORD)


def test_the_password_is_not_guessed_from_inside_a_session(db: Database, district: District) -> None:
    def change(old: str, at: int = NOON) -> None:
        accounts.change_password(db, actor=district.ketua, token="", old=old, new=NEW, passwords=CHEAP, at=at)

    for _ in range(5):
        with pytest.raises(Invalid):
            change("wrong wrong wrong")
    with pytest.raises(accounts.TooManyFailures):
        change(PASSWORD)
    assert sign_in(db, PASSWORD)
    change(PASSWORD, NOON + 60_000)
    assert sign_in(db, NEW)
