"""When two photos are the same picture: sketches, frames, the close look; and what contradicts a visit."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from app.domain import contradictions, likeness
from app.domain.contradictions import Use
from app.domain.likeness import SIDE, TURNS, WHOLE, Box, Kept, Sketch, Turn
from app.media.alterations import ALTERATIONS, alter
from app.media.drawings import drawing
from app.media.likeness import Looked, compare, turned
from app.media.photos import GREY_SIDE, Grey
from tests.factories import NOON

DAY = 86_400_000


def looked(jpeg: bytes) -> Looked:
    image = Image.open(io.BytesIO(jpeg)).convert("L")
    image.thumbnail((GREY_SIDE, GREY_SIDE))
    return Looked(Grey(image.width, image.height, image.tobytes()))


BOARD = drawing("board", 7)
BOARD_LOOKED = looked(BOARD)
INDEX = {
    key: Kept(key, sketch.hash, 1, part)
    for part, sketch in enumerate(BOARD_LOOKED.kept())
    for key in sketch.index_keys()
}


def found_again(picture: Looked) -> tuple[float, tuple[str, ...]]:
    """How far the picture agrees with the board that is kept, and the signs; nothing when it is no candidate."""
    questions = picture.questions()
    keys = likeness.probes(questions)
    for candidate in likeness.candidates(questions, [INDEX[key] for key in keys & INDEX.keys()]):
        match = compare(picture, BOARD_LOOKED, candidate)
        return match.share, match.signs
    return 0.0, ()


@pytest.mark.parametrize(
    ("alteration", "sign"),
    [
        ("saved again, quality 40", None),
        ("turned by 90", "turned"),
        ("mirrored and turned", "mirrored"),
        ("cut 10 % at a corner", "cut"),
        ("cut 10 %, mirrored, quality 50", "mirrored"),
        ("white frame", "cut"),
        ("screenshot, dark phone", "cut"),
    ],
)
def test_an_altered_picture_is_found_again_with_what_was_done_to_it(alteration: str, sign: str | None) -> None:
    share, signs = found_again(looked(alter(BOARD, alteration)))
    assert share >= likeness.SAME
    assert sign in signs if sign else signs == ()


def test_every_alteration_that_is_measured_makes_another_picture() -> None:
    small = drawing("ramp", 1)
    made = {name: alter(small, name) for name in ("mirrored", "white frame", "without colour")}
    assert len({*made.values(), small}) == 4
    assert set(made) < set(ALTERATIONS)


def test_another_room_is_not_taken_for_it() -> None:
    assert found_again(looked(drawing("garden", 7)))[0] < likeness.SAME


def test_a_plain_wall_shows_too_little() -> None:
    assert Looked(Grey(64, 48, bytes([200]) * 64 * 48)).is_flat
    assert not BOARD_LOOKED.is_flat


def test_whatever_way_a_picture_lies_its_settled_sketch_is_the_same() -> None:
    upright = BOARD_LOOKED.sketch(WHOLE)
    for turn in TURNS:
        lying = Looked(_grey(turned(BOARD_LOOKED.image, turn))).sketch(WHOLE)
        assert apart(likeness.turned(upright, turn), lying) <= 2
        assert apart(likeness.settled(lying), likeness.settled(upright)) <= 2
        assert min(apart(likeness.settled(lying), sketch) for sketch in likeness.likely(upright)) <= 2


def apart(one: Sketch, other: Sketch) -> int:
    """In how many bits they differ; squeezing a turned picture rounds a few of its greys otherwise."""
    return (one.hash ^ other.hash).bit_count()


def _grey(image: Image.Image) -> Grey:
    return Grey(image.width, image.height, image.tobytes())


def test_probes_hold_the_keys_that_are_kept() -> None:
    sketch = likeness.settled(BOARD_LOOKED.sketch(WHOLE))
    assert set(sketch.index_keys()) <= set(sketch.probes())
    assert len(set(sketch.index_keys())) == likeness.BANDS


def test_a_sketch_of_nothing_is_nothing() -> None:
    assert likeness.sketch([0.0] * SIDE * SIDE).hash == 0


def test_a_turn_that_mirrors_is_told_from_one_that_does_not() -> None:
    assert [turn.is_mirror for turn in TURNS] == [False, True, True, False, True, False, False, True]
    assert Turn(transposed=True, mirrored=True).is_mirror is False


def test_what_is_inside_bars_is_found_below_the_clock_of_the_phone() -> None:
    canvas = Image.new("L", (80, 160), 0)
    canvas.paste(BOARD_LOOKED.image.resize((80, 60)), (0, 50))
    canvas.paste(255, (4, 3, 24, 7))
    boxes = likeness.frames(canvas.tobytes(), 80, 160)
    assert boxes[0] == WHOLE
    assert any(abs(box.top - 50 / 160) < 0.03 and abs(box.bottom - 110 / 160) < 0.03 for box in boxes[1:])


def test_a_part_of_a_part_is_a_part_of_the_whole() -> None:
    assert Box(0.5, 0, 1, 1).inside(Box(0, 0.5, 0.5, 1)) == Box(0.25, 0.5, 0.5, 1)


USE = Use(
    id=1,
    uid="u",
    sha256="a" * 64,
    visit_uid="v",
    visit_id=1,
    item_code="A02",
    step_uid=None,
    begun_at=NOON,
    received_at=NOON + 3_600_000,
    tz="Asia/Jakarta",
    taken_at=None,
    taken_text="",
    station_lat=-6.9,
    station_lon=112.05,
    lat=None,
    lon=None,
    accuracy_m=None,
    file_lat=None,
    file_lon=None,
)


class TestContradictions:
    @pytest.mark.parametrize(
        ("changes", "kind", "sign"),
        [
            ({"taken_at": NOON - DAY}, "time", "before"),
            ({"taken_text": "2026-11-21T23:59:00"}, "time", "before"),
            ({"taken_at": NOON + DAY}, "time", "after"),
            ({"file_lat": -6.92, "file_lon": 112.05}, "place", "file"),
            ({"lat": -6.92, "lon": 112.05, "accuracy_m": 30.0}, "place", "phone"),
        ],
    )
    def test_are_named(self, changes: dict[str, object], kind: str, sign: str) -> None:
        found = contradictions.of(replace(USE, **changes))
        assert [(one.kind, one.sign) for one in found] == [(kind, sign)]

    @pytest.mark.parametrize(
        "changes",
        [
            {},
            {"taken_at": NOON - 4 * 3_600_000},
            {"taken_text": "2026-11-22T00:10:00"},
            {"taken_text": "no time at all"},
            {"taken_at": NOON + 3_600_000 + 60_000},
            {"lat": -6.92, "lon": 112.05, "accuracy_m": 2_500.0},
            {"lat": -6.905, "lon": 112.05},
            {"lat": 0.0, "lon": 0.0, "station_lat": None},
        ],
    )
    def test_are_not_made_of_what_can_be(self, changes: dict[str, object]) -> None:
        assert contradictions.of(replace(USE, **changes)) == []

    def test_the_same_item_of_a_visit_may_show_a_picture_twice_but_a_response_may_not(self) -> None:
        assert not contradictions.may_pair(USE, replace(USE, id=2))
        assert contradictions.may_pair(USE, replace(USE, id=2, item_code="A03"))
        assert contradictions.may_pair(USE, replace(USE, id=2, step_uid="s"))
        assert not contradictions.may_pair(USE, USE)
