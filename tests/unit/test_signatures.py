"""What counts as a signature, and whose are wanted under a visit's closing."""

import json

import pytest

from app.domain.errors import Invalid
from app.domain.signatures import (
    MOST_POINTS,
    MOST_STROKES,
    Says,
    Signature,
    Signed,
    SignerRole,
    checked,
    in_force,
    lapsed,
    parse,
    path,
    wanted,
    written,
)

DRAWN = "[[100,200,400,100,700,300],[720,320]]"
LEAD, CHIEF, SECOND = SignerRole
NEW, OLD = "a" * 64, "b" * 64


def signature(role: SignerRole, says: Says = Says.NOTHING, content: str = NEW, uid: str = "") -> Signature:
    return Signature(uid or role, role, 1, "x", "X", "", "", "", content, says, "", DRAWN, "", 1, 0)


def problems_of(signed: Signed) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        checked(signed, full_name="Bagus Santoso")
    return refused.value.problems


def test_strokes_come_back_as_they_were_written() -> None:
    assert written(parse(DRAWN)) == DRAWN
    assert path(parse(DRAWN)) == "M100 200L400 100 700 300M720 320L721 320"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "unreadable"),
        ("{}", "unreadable"),
        ('{"a":1}', "unreadable"),
        ("[]", "empty"),
        ("[[100,100]]", "empty"),
        ("[[100,100,130,130]]", "empty"),
        ("[[]]", "unreadable"),
        ("[[1,2,3]]", "unreadable"),
        ("[[0,0,1201,0]]", "unreadable"),
        ("[[0,0,900,601]]", "unreadable"),
        ("[[-1,0,900,40]]", "unreadable"),
        ("[[0.5,0,900,40]]", "unreadable"),
        ("[[true,0,900,40]]", "unreadable"),
        ('[["0",0,900,40]]', "unreadable"),
        ("[1,2]", "unreadable"),
        ("null", "unreadable"),
        ("[" * 100_000, "unreadable"),
        (json.dumps([[0, 0, 900, 40]] * (MOST_STROKES + 1)), "too_long"),
        (json.dumps([[0, 0] * (MOST_POINTS + 1)]), "too_long"),
    ],
)
def test_what_is_no_drawing_is_refused(text: str, problem: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse(text)
    assert refused.value.problems == {"strokes": problem}


def test_a_signature_is_drawn_or_the_own_name_is_typed() -> None:
    assert checked(Signed(LEAD, strokes=" [[0, 0, 900, 40]] "), full_name="X").strokes == "[[0,0,900,40]]"
    typed = checked(Signed(LEAD, strokes="broken", typed="  bagus  SANTOSO "), full_name="Bagus Santoso")
    assert (typed.typed, typed.strokes) == ("bagus SANTOSO", "")
    assert problems_of(Signed(LEAD, typed="Bagus")) == {"typed": "not_the_name"}
    assert problems_of(Signed(LEAD)) == {"strokes": "empty"}


@pytest.mark.parametrize(
    ("role", "says", "because", "problems"),
    [
        (CHIEF, Says.NOTHING, "", {"says": "choose"}),
        (CHIEF, Says.ABSENT, "Dinas luar", {"says": "choose"}),
        (CHIEF, Says.DISAGREES, "  ", {"because": "reason_missing"}),
        (CHIEF, Says.DISAGREES, "x" * 601, {"because": "reason_too_long"}),
        (LEAD, Says.REFUSES, "", {"because": "reason_missing"}),
        (LEAD, Says.AGREES, "", {"says": "choose"}),
        (SECOND, Says.AGREES, "", {"says": "choose"}),
    ],
)
def test_each_says_only_what_is_theirs_to_say(role: SignerRole, says: Says, because: str, problems: object) -> None:
    assert problems_of(Signed(role, says, because, DRAWN)) == problems


def test_a_reason_is_kept_only_where_one_is_asked_for() -> None:
    assert checked(Signed(CHIEF, Says.AGREES, "bagus", DRAWN), full_name="X").because == ""
    assert (
        checked(Signed(CHIEF, Says.DISAGREES, " Butir A03\n keliru ", DRAWN), full_name="X").because
        == "Butir A03 keliru"
    )


@pytest.mark.parametrize(
    ("there", "still"),
    [
        ([], (LEAD, CHIEF)),
        ([signature(CHIEF, Says.AGREES)], (LEAD,)),
        ([signature(LEAD)], (CHIEF,)),
        ([signature(LEAD), signature(SECOND)], (CHIEF,)),
        ([signature(LEAD, Says.ABSENT)], (SECOND,)),
        ([signature(LEAD, Says.ABSENT), signature(SECOND)], ()),
        ([signature(LEAD, Says.REFUSES), signature(CHIEF, Says.DISAGREES)], ()),
        ([signature(LEAD), signature(CHIEF, Says.DISAGREES)], ()),
    ],
)
def test_lead_and_chief_sign_or_a_second_member_in_the_absent_chiefs_stead(
    there: list[Signature], still: tuple[SignerRole, ...]
) -> None:
    assert wanted(in_force(there, NEW)) == still


def test_signatures_lapse_when_the_content_changes() -> None:
    all_of_them = [signature(LEAD, content=OLD), signature(CHIEF, Says.AGREES, OLD), signature(LEAD, uid="again")]
    assert set(in_force(all_of_them, NEW)) == {LEAD}
    assert [one.role for one in lapsed(all_of_them, NEW)] == [CHIEF]
    assert wanted(in_force(all_of_them, NEW)) == (CHIEF,)
