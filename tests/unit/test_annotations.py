"""What may be drawn upon a picture, and what is burned into it when it leaves."""

import io
import json

import pytest
from PIL import Image

from app.domain.annotations import (
    MOST_PROPOSED,
    MOST_SHAPES,
    Found,
    Shape,
    ShapeKind,
    canonical,
    parse,
    proposals,
    shared,
)
from app.domain.errors import Invalid
from app.media import photos
from app.web.evidence.drawn import drawn
from tests.pictures import encode, exif, scene

ARROW = Shape(ShapeKind.ARROW, 5000, 5000, -2000, 1000)
CIRCLE = Shape(ShapeKind.CIRCLE, 1000, 1000, 3000, 3000)
BLUR = Shape(ShapeKind.BLUR, 0, 0, 4000, 4000)
GOOD = {"kind": "blur", "x": 0, "y": 0, "w": 500, "h": 500}


def test_a_layer_has_one_spelling() -> None:
    text = canonical([ARROW, CIRCLE])
    assert parse(text) == (ARROW, CIRCLE)
    assert text.startswith('[{"h":1000,"kind":"arrow","w":-2000,')


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ("{", "unreadable"),
        ("[" * 100_000, "unreadable"),
        ("{}", "unreadable"),
        (json.dumps([GOOD] * (MOST_SHAPES + 1)), "too_many"),
        ("[5]", "bad_shape"),
        (json.dumps([{**GOOD, "kind": "text"}]), "bad_shape"),
        (json.dumps([{**GOOD, "kind": ["blur"]}]), "bad_shape"),
        (json.dumps([{**GOOD, "onload": 1}]), "bad_shape"),
        (json.dumps([{**GOOD, "x": 0.5}]), "bad_shape"),
        (json.dumps([{**GOOD, "x": True}]), "bad_shape"),
        (json.dumps([{**GOOD, "w": -500, "x": 600}]), "bad_shape"),
        (json.dumps([{**GOOD, "x": 9600}]), "bad_shape"),
        (json.dumps([{**GOOD, "w": 10}]), "bad_shape"),
        (json.dumps([{**GOOD, "kind": "arrow", "w": 10, "h": -10, "y": 10}]), "bad_shape"),
    ],
)
def test_what_is_no_drawing_is_refused(sent: str, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse(sent)
    assert refused.value.problems == {"shapes": why}


def test_blurs_of_every_use_of_the_bytes_leave_with_each_of_them() -> None:
    other = Shape(ShapeKind.BLUR, 6000, 6000, 1000, 1000)
    assert shared([ARROW, BLUR], [BLUR, other, CIRCLE]) == (BLUR, other, ARROW)
    assert shared([], [ARROW]) == ()


def test_a_layer_is_burned_into_the_upright_picture_and_nothing_else_changes() -> None:
    sent = encode(scene(800, 600), exif=exif(orientation=3), quality=95)  # upright: blue, yellow, red, green corners
    made = photos.burned(sent, [ARROW, Shape(ShapeKind.BLUR, 0, 0, 6000, 2500)])
    plain = Image.open(io.BytesIO(photos.derive(sent, "screen")))
    burned = Image.open(io.BytesIO(made["screen"]))
    assert burned.size == plain.size == (800, 600)
    assert set(made) == {"screen", "thumb"}
    assert _near(burned.getpixel((799, 599)), plain.getpixel((799, 599)))  # the far corner is as it was
    edge = [burned.getpixel((x, 75)) for x in (190, 210)]  # where blue met grey there is no edge any more
    assert not _near(plain.getpixel((190, 75)), plain.getpixel((210, 75)))
    assert _near(edge[0], edge[1], 60)
    red, green, _ = burned.getpixel((320, 330))  # the arrow's shaft
    assert red > 150 > 100 > green


def test_the_page_draws_an_arrow_where_it_points() -> None:
    (one,) = drawn([ARROW], 1000, 500)
    assert (one.x, one.y, one.w, one.h) == (500.0, 250.0, -200.0, 50.0)
    assert one.head.startswith("300.0,300.0 ")


def _near(one: object, other: object, by: int = 40) -> bool:
    return all(abs(a - b) < by for a, b in zip(one, other, strict=True))  # type: ignore[call-overload]  # figures or tuples of them


def test_a_face_is_proposed_with_room_for_hair_and_chin_and_never_beyond_the_picture() -> None:
    inside, corner = Found("face", 40, 40, 20, 20, 9), Found("face", 0, 0, 20, 20, 9)
    assert proposals([inside, corner], 100, 100, ()) == (
        Shape(ShapeKind.BLUR, 0, 0, 2300, 2500),
        Shape(ShapeKind.BLUR, 3700, 3500, 2600, 3000),
    )


def test_of_boxes_in_one_another_one_is_proposed_and_none_where_a_blur_stands() -> None:
    twice = [Found("face", 40, 40, 20, 20, 9), Found("face", 42, 42, 14, 14, 30)]
    assert len(proposals(twice, 100, 100, ())) == 1
    assert proposals(twice, 100, 100, (Shape(ShapeKind.BLUR, 3000, 3000, 4000, 4000),)) == ()
    assert len(proposals(twice, 100, 100, (Shape(ShapeKind.CIRCLE, 3000, 3000, 4000, 4000),))) == 1  # hides nothing


def test_of_too_many_those_with_the_most_votes_are_proposed() -> None:
    row = [Found("plate", 10 * n, 50, 6, 3, n) for n in range(1, 31)]
    proposed = proposals(row, 400, 100, ())
    assert len(proposed) == MOST_PROPOSED
    assert min(shape.x for shape in proposed) > 10 * (30 - MOST_PROPOSED) / 400 * 10_000
    assert len(proposals(row, 400, 100, (CIRCLE,) * (MOST_SHAPES - 2))) == 2
