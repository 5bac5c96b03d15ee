"""The seal's canonical form and its short code."""

import pytest

from app.domain.seal import canonical, code, sidik


def test_order_of_keys_and_spaces_do_not_matter() -> None:
    assert canonical({"b": 1, "a": ["é", None, True]}) == '{"a":["é",null,true],"b":1}'.encode()


@pytest.mark.parametrize("value", [1.5, 2**53, {"Kunci": 1}, {"a b": 1}, {1: 1}, {"a": [0.1]}, b"x"])
def test_what_has_no_one_spelling_is_refused(value: object) -> None:
    with pytest.raises(ValueError):
        canonical(value)


def test_the_fingerprint_is_the_sha256_of_the_canonical_text() -> None:
    assert sidik({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_the_short_code_is_four_groups_of_four() -> None:
    assert code("00" * 32) == "AAAA-AAAA-AAAA-AAAA"
    assert code("ff" * 32) == "7777-7777-7777-7777"
