"""What leaves the house: a layer burned into a picture, beside making the same sizes without one."""

from collections.abc import Iterator

from app.domain.annotations import Shape, ShapeKind
from app.media import photos
from tools.bench.figures import Figure, in_turns
from tools.bench.photos import phone_photo

BURN_LIMIT = 1.5  # times the same sizes without a layer
LAYER = (
    *(Shape(ShapeKind.BLUR, 500 * n, 800 * n, 2000, 1500) for n in range(10)),
    *(Shape(ShapeKind.ARROW, 500, 900 * n + 500, 4000, 0) for n in range(10)),
    *(Shape(ShapeKind.CIRCLE, 6000, 800 * n, 2000, 1000) for n in range(10)),
)


def measure() -> Iterator[Figure]:
    """Thirty things burned into every size of a phone's photo."""
    photo = phone_photo()
    burned, plain = in_turns(lambda: photos.burned(photo, LAYER), lambda: photos.burned(photo, ()))
    yield Figure(f"{len(LAYER)} things burned into a photo (baseline: none)", burned, "ms", plain, BURN_LIMIT * plain)
