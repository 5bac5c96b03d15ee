"""What can happen to a phone in the middle of its work; each function is one round, with one kill or cut."""

import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from playwright.sync_api import Error, Page

from tests.browser.faults import MortalServer
from tests.pictures import encode, scene
from tests.soak.ward import ITEMS, Ward

PUSH, PIECE = "POST /api/push", "PATCH /api/photo"

CHOOSE = """({ code, pick }) => {
  const open = [...document.querySelectorAll(`[data-item="${code}"] input[type=radio]:not([data-na]):not(:checked)`)];
  open[Math.floor(pick * open.length)]?.click();
}"""
TYPE = """({ code, text }) => {
  document.querySelector(`[data-item="${code}"] [data-write]`).click();
  const field = document.querySelector(`[data-item="${code}"] [data-note] textarea`);
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}"""

SETTLE = 1 / 8  # how often everything must be at the server before it goes on
COLLEAGUE = 0.3  # how often somebody else writes too


class Later:
    """A deed that happens once, `seconds` after now or after a request begins so; `await_it` waits until it has."""

    def __init__(self, deed: Callable[[], None], seconds: float) -> None:
        self._deed, self._seconds = deed, seconds
        self._done = threading.Event()
        self._is_set = False

    def now(self) -> "Later":
        """Begin to count."""
        self._is_set = True
        threading.Timer(self._seconds, self._do).start()
        return self

    def at(self, server: MortalServer, prefix: str) -> "Later":
        """Begin to count when the server is asked something."""
        server.line.on_request = lambda request: self.now() if request.startswith(prefix) and not self._is_set else None
        return self

    def await_it(self, page: Page | None = None, at_most: float = 6.0) -> None:
        """Until it has happened; what waits for a request that nobody makes happens now. The page's events go on."""
        deadline = time.monotonic() + at_most
        while not self._done.is_set() and time.monotonic() < deadline:
            if page:
                with suppress(Error):
                    page.wait_for_timeout(20)
                    continue
                page = None
            self._done.wait(0.02)
        if not self._is_set:
            self.now()
        self._done.wait(30)

    def _do(self) -> None:
        self._deed()
        self._done.set()


def tap(page: Page, chance: random.Random, times: int) -> None:
    """Choose another letter, so many times, somewhere in the part."""
    for _ in range(times):
        page.evaluate(CHOOSE, {"code": chance.choice(ITEMS), "pick": chance.random()})


def take_photo(page: Page, chance: random.Random, large: bool = False, source: str = "camera") -> None:
    """A photo of a kind that was never taken before."""
    size = (1600, 1200) if large else (320, 240)
    data = encode(scene(*size), quality=92) + chance.randbytes(200_000 if large else 16)
    code = chance.choice(ITEMS)
    with page.expect_file_chooser() as chooser:
        page.evaluate(f"""document.querySelector('[data-item="{code}"] [data-take={source}]').click()""")
    chooser.value.set_files([{"name": "image.jpg", "mimeType": "image/jpeg", "buffer": data}])


# ---- the browser is killed -----------------------------------------------------------------------------------


def killed_in_mid_answer(ward: Ward, chance: random.Random) -> None:
    """While answers are given as fast as a thumb can."""
    killed = Later(ward.phone.kill, chance.uniform(0, 0.6)).now()
    with suppress(Error):
        tap(ward.page, chance, 60)
    killed.await_it(ward.page)
    ward.revive_phone(has_signal=chance.random() < 0.5)


def killed_in_mid_word(ward: Ward, chance: random.Random) -> None:
    """While a note is typed: what was on disk as a draft is there again."""
    text = f"Catatan {chance.randrange(10**9)}"
    ward.page.evaluate(TYPE, {"code": chance.choice(ITEMS), "text": text})
    ward.await_text(text)
    killed = Later(ward.phone.kill, chance.uniform(0, 1.5)).now()
    killed.await_it(ward.page)
    ward.revive_phone(has_signal=chance.random() < 0.5)
    ward.await_text(text)


def killed_in_mid_photo(ward: Ward, chance: random.Random) -> None:
    """Somewhere between the shutter and the thumbnail."""
    take_photo(ward.page, chance, large=True)
    Later(ward.phone.kill, chance.uniform(0, 0.5)).now().await_it(ward.page)
    ward.revive_phone(has_signal=chance.random() < 0.5)


def killed_in_mid_upload(ward: Ward, chance: random.Random) -> None:
    """Somewhere between the first piece and the last."""
    ward.server.line.set(rate=chance.choice([60_000, 200_000, 500_000]))
    killed = Later(ward.phone.kill, chance.uniform(0, 1.0)).at(ward.server, PIECE)
    with suppress(Error):  # the piece may be one of an earlier photo
        take_photo(ward.page, chance, large=True, source="gallery")
        ward.signal()
    killed.await_it(ward.page)
    ward.revive_phone(has_signal=chance.random() < 0.5)


def killed_in_the_camera(ward: Ward, chance: random.Random) -> None:
    """While the camera is open and a note is half typed."""
    text = f"Sebelum foto {chance.randrange(10**9)}"
    ward.page.evaluate(TYPE, {"code": chance.choice(ITEMS), "text": text})
    tap(ward.page, chance, 1)
    ward.await_text(text)
    with ward.page.expect_file_chooser():
        ward.page.evaluate("document.querySelector('[data-take=camera]').click()")
    Later(ward.phone.kill, chance.uniform(0, 0.2)).now().await_it(ward.page)
    ward.revive_phone(has_signal=chance.random() < 0.5)
    ward.await_text(text)


# ---- the server is killed ------------------------------------------------------------------------------------


def server_killed_in_mid_batch(ward: Ward, chance: random.Random) -> None:
    """Somewhere between the first byte of a batch and its receipts."""
    ward.server.line.set(is_down=True)
    tap(ward.page, chance, chance.randrange(5, 60))
    killed = Later(ward.server.kill, chance.uniform(0, 0.12)).at(ward.server, PUSH)
    ward.server.line.set()
    ward.signal()
    killed.await_it(ward.page)
    ward.server.start()


def server_killed_in_mid_upload(ward: Ward, chance: random.Random) -> None:
    """Somewhere in the pieces of a photo."""
    killed = Later(ward.server.kill, chance.uniform(0, 0.3)).at(ward.server, PIECE)
    take_photo(ward.page, chance, large=True)
    ward.signal()
    killed.await_it(ward.page)
    ward.server.start()


# ---- the line is cut -----------------------------------------------------------------------------------------


def line_cut(ward: Ward, chance: random.Random) -> None:
    """After so many bytes, wherever that is."""
    ward.server.line.set(cut_after=chance.choice([300, 900, 2_000, 5_000, 20_000, 100_000, 250_000]))
    tap(ward.page, chance, chance.randrange(1, 8))
    take_photo(ward.page, chance, large=chance.random() < 0.5)
    ward.page.wait_for_timeout(chance.randrange(50, 400))


def line_flaps(ward: Ward, chance: random.Random) -> None:
    """Signal comes and goes."""
    for _ in range(chance.randrange(2, 5)):
        ward.server.line.set(is_down=True)
        tap(ward.page, chance, chance.randrange(1, 5))
        ward.page.wait_for_timeout(chance.randrange(10, 150))
        ward.server.line.set(rate=chance.choice([0, 50_000]), delay=chance.choice([0, 0.05]))
        ward.signal()
        ward.page.wait_for_timeout(chance.randrange(10, 250))


def receipts_lost(ward: Ward, chance: random.Random) -> None:
    """The server stores, and its answers never arrive."""
    ward.server.line.set(swallow=PUSH)
    tap(ward.page, chance, chance.randrange(1, 12))
    before = ward.server.line.swallowed
    ward.signal()
    ward.wait(lambda: ward.server.line.swallowed > before)


def receipts_of_pieces_lost(ward: Ward, chance: random.Random) -> None:
    """The server has a piece of a photo, and the phone does not know."""
    ward.server.line.set(swallow=chance.choice([PIECE, "POST /api/photo"]))
    before = ward.server.line.swallowed
    take_photo(ward.page, chance, large=chance.random() < 0.5)
    ward.signal()
    ward.wait(lambda: ward.server.line.swallowed > before)


def line_swallows_everything(ward: Ward, chance: random.Random) -> None:
    """A network that accepts and never answers."""
    ward.server.line.set(is_hole=True)
    tap(ward.page, chance, chance.randrange(1, 10))
    take_photo(ward.page, chance)
    ward.page.wait_for_timeout(chance.randrange(100, 800))
    ward.server.line.set(is_down=True)


ROUNDS: dict[Callable[[Ward, random.Random], None], int] = {  # how often each comes
    killed_in_mid_answer: 5,
    killed_in_mid_word: 2,
    killed_in_mid_photo: 4,
    killed_in_mid_upload: 4,
    killed_in_the_camera: 2,
    server_killed_in_mid_batch: 4,
    server_killed_in_mid_upload: 3,
    line_cut: 4,
    line_flaps: 2,
    receipts_lost: 3,
    receipts_of_pieces_lost: 2,
    line_swallows_everything: 2,
}


@dataclass(frozen=True)
class Round:
    """One kill, with its own source of chance, so that it comes again with the same number and seed."""

    happens: Callable[[Ward, random.Random], None]
    chance: random.Random
    number: int = 0

    @property
    def name(self) -> str:
        """What happens, in words."""
        return self.happens.__name__.replace("_", " ")


def choose(seed: int, number: int) -> Round:
    """The round of a number."""
    chance = random.Random(f"{seed}/{number}")
    return Round(chance.choices(list(ROUNDS), list(ROUNDS.values()))[0], chance, number)


def play(ward: Ward, rounds: Iterable[Round]) -> Iterator[Round]:
    """Each round, given back once all that was shown has been found true; everything is settled at the end."""
    for each in rounds:
        if each.chance.random() < COLLEAGUE:
            ward.colleague_writes(each.chance)
        each.happens(ward, each.chance)
        ward.recover()
        ward.check()
        if each.chance.random() < SETTLE:
            ward.settle()
        yield each
    ward.settle(by_itself=True)
