"""The line between a phone and the server, as bad as it gets: a TCP proxy on a port of its own."""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

UP, DOWN = 0, 1
PIECE = 4096


@dataclass(frozen=True)
class Weather:
    """What the line does to what it carries."""

    is_down: bool = False  # refuses, and drops what is open
    is_hole: bool = False  # takes everything and carries nothing
    cut_after: int | None = None  # bytes in both directions, then it drops everything once
    rate: float = 0.0  # bytes a second in each direction; 0 for no limit
    delay: float = 0.0  # seconds, each way
    swallow: str = ""  # the server gets requests that begin so, and nobody gets its answers


@dataclass(eq=False)
class Link:
    """One connection through the line: its writers to phone and server, and how its last request begins."""

    phone: asyncio.StreamWriter
    server: asyncio.StreamWriter
    request: str = ""

    def drop(self) -> None:
        """End it at once, as a lost signal does."""
        for writer in (self.phone, self.server):
            writer.transport.abort()


class Line:
    """A proxy in front of `target`, an address that may move while a server starts again. Close it when done."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.asked: list[str] = []  # the first line of every request that reached the server
        self.answered: list[str] = []  # every request with the server's answer to it, also when that was lost
        self.swallowed = 0
        self.carried = [0, 0]  # bytes to the server and from it, since the weather changed
        self.on_request: Callable[[str], None] = lambda _request: None
        self._weather = Weather()
        self._links: set[Link] = set()
        self._callers: dict[socket.socket, asyncio.Task[None]] = {}
        self._free = [0.0, 0.0]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        # Not asyncio's own server: it loses, unclosed, what it accepted in the moment it is closed.
        self._door = socket.create_server(("127.0.0.1", 0))
        self._door.setblocking(False)
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        self._run(self._loop.add_reader, self._door, self._accept)

    def set(self, **weather: object) -> None:
        """From now on; whatever is not named is fine. Going down drops every open connection."""
        self._run(self._change, replace(Weather(), **weather))

    def cut(self) -> None:
        """Drop every open connection now."""
        self._run(self._drop_all)

    def close(self) -> None:
        """End the proxy."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        self._loop.remove_reader(self._door)
        self._door.close()
        carrying = asyncio.all_tasks() - {asyncio.current_task()}
        for task in carrying:
            task.cancel()
        await asyncio.gather(*carrying, return_exceptions=True)
        for caller in self._callers:  # whose task had not begun
            caller.close()

    def _run(self, work: Callable[..., object], *arguments: object) -> None:
        async def once() -> None:
            work(*arguments)

        asyncio.run_coroutine_threadsafe(once(), self._loop).result()

    def _change(self, weather: Weather) -> None:
        self._weather = weather
        self.carried = [0, 0]
        if weather.is_down:
            self._drop_all()

    def _drop_all(self) -> None:
        for link in list(self._links):
            link.drop()

    def _accept(self) -> None:
        with contextlib.suppress(BlockingIOError, ConnectionError):
            caller, _ = self._door.accept()
            self._callers[caller] = self._loop.create_task(self._meet(caller))

    async def _meet(self, caller: socket.socket) -> None:
        """Carry one connection until either side, or the proxy, ends it."""
        try:
            source, phone = await asyncio.open_connection(sock=caller)
            try:
                if not self._weather.is_down:
                    await self._connect(source, phone)
            finally:
                phone.transport.abort()
        except (OSError, asyncio.CancelledError):
            pass  # nobody listens behind the line, or the proxy ends: the phone hears nothing more
        finally:
            del self._callers[caller]

    async def _connect(self, source: asyncio.StreamReader, phone: asyncio.StreamWriter) -> None:
        where = urlsplit(self.target)
        answers, server = await asyncio.open_connection(where.hostname, where.port)
        link = Link(phone, server)
        self._links.add(link)
        try:
            carrying = (self._carry(UP, source, server, link), self._carry(DOWN, answers, phone, link))
            await asyncio.gather(*carrying, return_exceptions=True)
        finally:
            self._links.discard(link)
            link.drop()

    async def _carry(self, way: int, source: asyncio.StreamReader, target: asyncio.StreamWriter, link: Link) -> None:
        try:
            while data := await source.read(PIECE):
                self._note(way, data, link)
                while self._weather.is_hole:
                    await asyncio.sleep(0.05)
                if self._breaks(way, len(data), link):
                    return
                self.carried[way] += len(data)
                await self._pass_on(way, data, target)
            await asyncio.sleep(max(0.0, self._free[way] - time.monotonic()) + self._weather.delay)
        except ConnectionError:
            link.drop()
        finally:
            target.close()

    def _breaks(self, way: int, size: int, link: Link) -> bool:
        """Whether the line gives way now; it has then dropped what it must."""
        weather = self._weather
        if way == DOWN and weather.swallow and link.request.startswith(weather.swallow):
            self.swallowed += 1
            link.drop()
            return True
        if weather.cut_after is not None and sum(self.carried) + size >= weather.cut_after:
            self._weather = replace(weather, cut_after=None)
            self._drop_all()
            return True
        return False

    async def _pass_on(self, way: int, data: bytes, target: asyncio.StreamWriter) -> None:
        weather = self._weather
        if not weather.rate and not weather.delay:
            target.write(data)
            await target.drain()
            return
        now = time.monotonic()
        took = len(data) / weather.rate if weather.rate else 0.0
        self._free[way] = max(now, self._free[way]) + took
        self._loop.call_at(self._loop.time() + self._free[way] - now + weather.delay, target.write, data)
        await asyncio.sleep(self._free[way] - now)

    def _note(self, way: int, data: bytes, link: Link) -> None:
        head = data[:200].split(b"\r\n", 1)[0].decode("latin-1")
        if way == DOWN and head.startswith("HTTP/1.1 "):
            self.answered.append(f"{link.request[:90]} -> {head[9:]}")
        elif way == UP and head.endswith(" HTTP/1.1"):
            link.request = head
            self.asked.append(head)
            self.on_request(head)
