"""Receiving photos as phones send them, beside the least it could cost: decoding each once and hashing it."""

import base64
import hashlib
import io
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path

from flask.testing import FlaskClient
from PIL import Image

from app import create_app
from app.config import Config
from app.domain.evidence import PhotoKind
from app.media import photos, workers
from app.services import evidence, installation
from app.store.blobs import BlobStore
from app.store.connection import connect
from tests import pictures
from tests.clients import sign_in
from tests.factories import NOON, PASSWORD, make_district
from tests.phones import csrf_of
from tools.bench.figures import Figure, in_turns

RECEIVING_LIMIT = 1.3  # times the bare work, in processor time
VISIT_PHOTOS, VISIT_LIMIT_S = 60, 6.0
MEMORY_LIMIT_MB = 300.0
PIECE = 262_144


def measure(folder: Path) -> Iterator[Figure]:
    """The gate alone, receiving by the service and over HTTP, derivatives, and the memory of the dearest pictures."""
    photo = phone_photo()
    named = f"a photo of {len(photo) // 1000} KB"
    judged, bare = in_turns(lambda: photos.inspect(photo), lambda: decode_and_hash(photo))
    yield Figure(f"{named} judged (baseline: decode and hash)", judged, "ms", bare)
    yield from _received(folder / "receiving", photo, named)
    for size in photos.ALL_SIZES:
        made, bare = in_turns(partial(photos.derive, photo, size), partial(decode_and_hash, photo))
        yield Figure(f"its {size} size, made once (same baseline)", made, "ms", bare)
    for name, kind, data, width, height in dear_pictures():
        bare_pixels = width * height * 4 / 1e6
        yield Figure(f"{name}, memory (baseline: its pixels)", peak(kind, data), "MB", bare_pixels, MEMORY_LIMIT_MB)


def _received(folder: Path, photo: bytes, named: str) -> Iterator[Figure]:
    """With row, trail and flushes: the processor time of one, and the time of a visit's photos over HTTP."""
    folder.mkdir()
    config = Config(secret_key="bench", database=folder / "siap.db", uploads=folder / "uploads")
    db, blobs, numbers = connect(config.database), BlobStore(config.uploads), count()
    installation.migrate(db, at=NOON)
    actor = make_district(db).anggota1

    def receive() -> None:
        data = photo + next(numbers).to_bytes(8)  # never the same bytes twice
        name = hashlib.sha256(data).hexdigest()
        evidence.begin(db, blobs, name, len(data), actor=actor, at=NOON)
        for start in range(0, len(data), PIECE):
            evidence.append(db, blobs, name, start, data[start : start + PIECE], actor=actor, at=NOON)

    received, bare = processor_time(receive), processor_time(lambda: decode_and_hash(photo))
    yield Figure(f"{named} received, processor time", received, "ms", bare, RECEIVING_LIMIT * bare)
    client = sign_in(create_app(config).test_client(), actor.username, PASSWORD)
    many = [photo + next(numbers).to_bytes(8) for _ in range(VISIT_PHOTOS)]
    began = time.perf_counter()
    send(client, many)
    taken = time.perf_counter() - began
    began = time.perf_counter()
    for data in many:
        decode_and_hash(data)
    bare = time.perf_counter() - began
    yield Figure(f"{VISIT_PHOTOS} of them received by one worker", taken, "s", bare, VISIT_LIMIT_S)
    db.close()


def send(client: FlaskClient, many: list[bytes]) -> None:
    """Photos one after the other, each announced and sent in pieces. Raises RuntimeError when one is not taken."""
    token = {"X-CSRFToken": csrf_of(client)}
    for data in many:
        address = f"/api/photo/{hashlib.sha256(data).hexdigest()}"
        answer = client.post(address, json={"size": len(data)}, headers=token)
        for start in range(0, len(data), PIECE):
            piece = data[start : start + PIECE]
            digest = base64.b64encode(hashlib.sha256(piece).digest()).decode()
            answer = client.patch(
                address,
                data=piece,
                content_type="application/partial-upload",
                headers={**token, "Upload-Offset": str(start), "Content-Digest": f"sha-256=:{digest}:"},
            )
        if answer.headers.get("Upload-Complete") != "?1":
            raise RuntimeError(f"a photo was not taken: {answer.get_data(as_text=True)}")


def processor_time(work: Callable[[], object], rounds: int = 40) -> float:
    """Milliseconds of processor time a round, in this process and in the decoder that works for it."""
    work()
    began = time.process_time() + _decoders_time()
    for _ in range(rounds):
        work()
    return (time.process_time() + _decoders_time() - began) * 1000 / rounds


def _decoders_time() -> float:
    """What the idle decoders have used so far, seconds; Linux names each process's clock by its number."""
    return sum(time.clock_gettime((~decoder.process.pid << 3) | 2) for decoder in photos.decoders._idle)


def peak(kind: PhotoKind, data: bytes) -> float:
    """The most memory a fresh decoder ever held, MB, while it judged a picture and made every size of it."""
    decoder = workers.Decoder()
    job = {
        "kind": kind,
        "sizes": {"screen": 1600, "thumb": 320},
        "max_pixels": kind.max_pixels,
        "max_side": 30_000,
        "cpu_seconds": 60,
    }
    try:
        reply, _ = decoder.ask(job, data, 2)
        if "refused" in reply:
            raise RuntimeError(f"refused: {reply}")
        status = Path(f"/proc/{decoder.process.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6
    finally:
        decoder.close()


def dear_pictures() -> Iterator[tuple[str, PhotoKind, bytes, int, int]]:
    """The largest picture that each kind may be, in the form that costs a decoder most."""
    for name, kind, mode, (width, height), options in (
        ("50 megapixels of PNG", PhotoKind.PNG, "RGBA", (8160, 6120), {"compress_level": 1}),
        ("50 megapixels of JPEG", PhotoKind.JPEG, "RGB", (8160, 6120), {"progressive": True}),
        ("14 megapixels of WebP", PhotoKind.WEBP, "RGBA", (4320, 3240), {"lossless": True, "method": 0}),
        ("16 megapixels of AVIF", PhotoKind.AVIF, "RGB", (4608, 3456), {"subsampling": "4:4:4"}),
    ):
        yield name, kind, pictures.encode(Image.new(mode, (width, height)), kind, **options), width, height


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
