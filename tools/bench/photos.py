"""Receiving a photo as phones send it, beside the least it could cost: decoding it once and hashing it."""

import hashlib
import io
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path

from PIL import Image

from app.media import photos
from app.store.blobs import BlobStore
from tests import pictures
from tools.bench.figures import Figure, in_turns


def measure(folder: Path) -> Iterator[Figure]:
    """The gate with and without the store, and each derivative on first sight."""
    photo = phone_photo()
    blobs = BlobStore(folder / "bench-uploads")
    numbers = count()

    def receive() -> None:
        data = photo + next(numbers).to_bytes(8)  # never the same bytes twice
        photos.inspect(data)
        blobs.put(data)

    named = f"a photo of {len(photo) // 1000} KB"
    judged, bare = in_turns(lambda: photos.inspect(photo), lambda: decode_and_hash(photo))
    yield Figure(f"{named} judged (baseline: decode and hash)", judged, "ms", bare)
    received, bare = in_turns(receive, lambda: decode_and_hash(photo))
    yield Figure(f"{named} received, on disk (same baseline)", received, "ms", bare)
    for size in photos.ALL_SIZES:
        made, bare = in_turns(partial(photos.derive, photo, size), partial(decode_and_hash, photo))
        yield Figure(f"its {size} size, made once (same baseline)", made, "ms", bare)


def phone_photo() -> bytes:
    """2,048 x 1,536 pixels in about 400 KB, as the client sends them: soft shapes with some grain."""
    shapes = pictures.scene(64, 48).effect_spread(12).resize((2048, 1536), Image.Resampling.BICUBIC)
    grain = Image.effect_noise((1024, 768), 24).resize((2048, 1536)).convert("RGB")
    return pictures.encode(Image.blend(shapes, grain, 0.3), quality=82)


def decode_and_hash(photo: bytes) -> str:
    """The bare work, in this process."""
    with Image.open(io.BytesIO(photo)) as image:
        image.load()
    return hashlib.sha256(photo).hexdigest()
