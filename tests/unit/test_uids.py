"""Names that clients make: one spelling of a UUID, and nothing else."""

import pytest

from app.domain.errors import Invalid
from app.domain.uids import check_uid


def test_a_uuid_as_it_is_spelled_is_taken() -> None:
    check_uid("0d2f4c1e-7f6f-4a58-9b86-0a4d5d0f5b11")


@pytest.mark.parametrize(
    "uid",
    [
        "",
        " ",
        "x",
        "a\x00",
        "0D2F4C1E-7F6F-4A58-9B86-0A4D5D0F5B11",
        "0d2f4c1e7f6f4a589b860a4d5d0f5b11",
        "{0d2f4c1e-7f6f-4a58-9b86-0a4d5d0f5b11}",
        "0d2f4c1e-7f6f-4a58-9b86-0a4d5d0f5b11\n",
    ],
)
def test_anything_else_is_none(uid: str) -> None:
    with pytest.raises(Invalid):
        check_uid(uid)
