"""Where faces and number plates may be: asked of a process of its own, which sees grey pixels and no file.

The library that looks (requirements-detector.txt) is an extra, and is never loaded by the server's own process.
Rules and figures: docs/decisions/0026.
"""

from importlib.util import find_spec

from app.domain.annotations import Found
from app.domain.evidence import GateBusy, PhotoBroken
from app.media.photos import Grey
from app.media.workers import Decoders

LOOK_SIDE = 1280  # pixels, of the longest side
CPU_SECONDS = 15  # for one picture; see the figures
SECONDS = 30.0  # to wait for the process while it looks for somebody else, and then for its answer
KINDS = ("face", "plate")

lookers = Decoders("faces", most=1, seconds=SECONDS)


def is_installed() -> bool:
    """Whether the library is here; whether it works shows when it is asked."""
    return find_spec("cv2") is not None


def look(grey: Grey) -> list[Found]:
    """What may be a face or a plate, in pixels of the grey picture; much of it is neither, and some are missed.

    Raises GateBusy when it took too long, was busy or did not start.
    """
    job = {"kind": "GREYS", "size": [grey.width, grey.height], "cpu_seconds": CPU_SECONDS}
    try:
        reply, _ = lookers.ask(job, grey.pixels, 0)
    except PhotoBroken as ended:  # grey pixels break nothing: it used up its time
        raise GateBusy("the detector was ended") from ended
    finally:
        lookers.close()  # it holds 280 MB and is up again in a third of a second
    if "found" not in reply:
        raise GateBusy(f"the detector failed: {reply.get('detail', '')}"[:100])
    return [found for one in reply["found"] if (found := _found(one, grey)) is not None]


def _found(one: object, grey: Grey) -> Found | None:
    """One hit, cut to the picture; None when nothing of it is left."""
    match one:
        case [str(what), int(x), int(y), int(w), int(h), int(votes)] if what in KINDS:
            left, top = max(0, x), max(0, y)
            right, bottom = min(grey.width, x + w), min(grey.height, y + h)
            if left < right and top < bottom:
                return Found(what, left, top, right - left, bottom - top, votes)
    return None
