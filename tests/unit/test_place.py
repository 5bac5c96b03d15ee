"""Distances on the globe."""

import pytest

from app.domain.place import distance_m, in_words


@pytest.mark.parametrize(
    ("here", "there", "metres"),
    [
        ((-7.0404, 111.7256), (-7.0404, 111.7256), 0),
        ((-6.8976, 112.0492), (-7.0404, 111.7256), 39_100),  # Tuban to Senori
        ((0.0, 0.0), (0.0, 180.0), 20_015_115),
        ((0.0, 179.9), (0.0, -179.9), 22_239),  # across the date line
        ((90.0, 0.0), (-90.0, 50.0), 20_015_115),
    ],
)
def test_two_points_are_so_far_apart(here: tuple[float, float], there: tuple[float, float], metres: float) -> None:
    assert distance_m(*here, *there) == pytest.approx(metres, rel=0.005, abs=0.01)


@pytest.mark.parametrize(
    ("metres", "words"),
    [
        (None, ""),
        (0.4, "0 m"),
        (94.4, "94 m"),
        (236.0, "240 m"),
        (1_240.0, "1,2 km"),
        (9_949.0, "9,9 km"),
        (39e3, "39 km"),
    ],
)
def test_a_distance_is_said_as_coarsely_as_it_is_known(metres: float | None, words: str) -> None:
    assert in_words(metres) == words
