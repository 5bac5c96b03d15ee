"""Faces and plates looked for in the cage, by the real detector."""

import sys

import pytest

from app.domain.annotations import Found
from app.domain.evidence import GateBusy
from app.media import looking, photos
from app.media.photos import Grey
from app.media.workers import Decoders
from tests.pictures import FACE, PLATE, bystander, encode


def lies_in(one: Found, share: tuple[float, float, float, float], grey: Grey) -> bool:
    """Whether the middle of what was found lies in that part of the picture."""
    left, top, width, height = share
    across, down = (one.x + one.w / 2) / grey.width, (one.y + one.h / 2) / grey.height
    return left < across < left + width and top < down < top + height


def test_a_face_and_a_plate_are_found_where_they_are_by_a_process_that_ends_itself() -> None:
    grey = photos.grey(encode(bystander()), looking.LOOK_SIDE)
    found = looking.look(grey)
    assert {one.what for one in found} == {"face", "plate"}
    for one in found:
        assert lies_in(one, FACE if one.what == "face" else PLATE, grey), one
    assert looking.lookers._idle == []
    assert "cv2" not in sys.modules  # only the other process knew it


def test_an_even_wall_holds_nothing() -> None:
    assert looking.look(Grey(64, 48, bytes(64 * 48))) == []


def test_looking_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "lookers", Decoders("faces", most=1, seconds=0.01))
    with pytest.raises(GateBusy):
        looking.look(Grey(800, 600, bytes(range(250)) * 1920))


def test_pixels_that_do_not_fit_their_size_are_no_crash() -> None:
    with pytest.raises(GateBusy, match="failed"):
        looking.look(Grey(64, 64, b"few"))


def test_what_lies_outside_or_is_no_box_is_not_believed() -> None:
    grey = Grey(100, 100, b"")
    assert looking._found(["face", -20, 90, 60, 60, 3], grey) == Found("face", 0, 90, 40, 10, 3)
    assert [
        looking._found(one, grey) for one in (["face", 200, 0, 5, 5, 3], ["cat", 0, 0, 5, 5, 3], ["face", "0"])
    ] == [None] * 3
