"""The decoder's processes: few, kept warm, started when the first photo comes, never shared across a fork.

A decoder that dies, lies or takes too long ends alone; the caller gets a refusal.
"""

import atexit
import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from app.domain.evidence import GateBusy, PhotoBroken

PROGRAM = Path(__file__).with_name("decoder.py")
MOST_PROCESSES = max(1, min(4, os.cpu_count() or 1))
JOBS_PER_PROCESS = 200  # then a fresh one, so that nothing piles up in a decoder
SECONDS_TO_ANSWER = 60.0
SECONDS_TO_START = 30.0
SECONDS_TO_WAIT = 30.0  # for a free process
MOST_ANSWER_BYTES = 8 * 1024 * 1024


class Decoder:
    """One child process. Not safe for two threads at once; the pool lends it to one."""

    def __init__(self, what: str = "pictures", seconds: float | None = None) -> None:
        """Start it for pictures, documents or faces and wait until it is ready; `seconds` to answer in, if fewer.

        Raises GateBusy when it does not come up.
        """
        self.jobs = 0
        self.seconds = seconds
        self.overtime = False
        self.process = _start(what)
        try:
            with self._deadline(SECONDS_TO_START):
                self._read_frame()
        except (EOFError, OSError) as failure:
            self.close()
            raise GateBusy("the photo decoder does not start") from failure

    def ask(self, job: Mapping[str, Any], data: bytes, answers: int) -> tuple[dict[str, Any], list[bytes]]:
        """One job: the reply and, unless it is a refusal, `answers` frames of bytes.

        Raises PhotoBroken when the picture ended the process, GateBusy when something else did.
        """
        self.jobs += 1
        try:
            with self._deadline(self.seconds or SECONDS_TO_ANSWER):
                self._write_frames(json.dumps(job).encode(), data)
                reply = json.loads(self._read_frame())
                made = [] if "refused" in reply else [self._read_frame() for _ in range(answers)]
                return reply, made
        except (EOFError, OSError, ValueError, TypeError) as failure:
            raise self._why_it_ended() from failure

    def close(self) -> None:
        """End it and collect it; again is harmless."""
        self.process.kill()
        self.let_go()
        self.process.wait()

    def let_go(self) -> None:
        """Close this side of the pipes; a child whose input ends, ends itself."""
        for pipe in (self._input, self._output):
            with contextlib.suppress(OSError):  # what was not sent yet has no reader any more
                pipe.close()

    @property
    def is_running(self) -> bool:
        """Whether it can take a job."""
        return self.process.poll() is None and self.jobs < JOBS_PER_PROCESS

    @property
    def _input(self) -> IO[bytes]:
        assert self.process.stdin  # noqa: S101 - asked for above
        return self.process.stdin

    @property
    def _output(self) -> IO[bytes]:
        assert self.process.stdout  # noqa: S101 - asked for above
        return self.process.stdout

    def _read_frame(self) -> bytes:
        head = self._output.read(4)
        length = int.from_bytes(head)
        if length > MOST_ANSWER_BYTES:
            raise ValueError("the decoder's answer is too long")
        content = self._output.read(length)
        if len(head) < 4 or len(content) < length:
            raise EOFError
        return content

    def _write_frames(self, *frames: bytes) -> None:
        for frame in frames:
            self._input.write(len(frame).to_bytes(4))
            self._input.write(frame)
        self._input.flush()

    def _why_it_ended(self) -> PhotoBroken | GateBusy:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(1)
        if self.overtime:
            return GateBusy("the decoder took too long")
        if self.process.returncode == -signal.SIGKILL:  # not the picture's doing: the machine ran out of memory
            return GateBusy("the decoder was killed")
        return PhotoBroken("decoder_died")

    @contextlib.contextmanager
    def _deadline(self, seconds: float) -> Iterator[None]:
        timer = threading.Timer(seconds, self._stop_overtime)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _stop_overtime(self) -> None:
        self.overtime = True
        self.process.kill()


def _start(what: str) -> subprocess.Popen[bytes]:
    """The program, with nothing of this process but the way to its packages: no keys, no open files."""
    try:
        return subprocess.Popen(  # noqa: S603 - our own program, our own interpreter
            [sys.executable, "-P", "-B", str(PROGRAM), what],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "LC_ALL": "C.UTF-8"},
        )
    except OSError as failure:
        raise GateBusy("the photo decoder does not start") from failure


class Decoders:
    """A few decoders, lent to one thread each."""

    def __init__(self, what: str = "pictures", most: int = MOST_PROCESSES, seconds: float | None = None) -> None:
        """Starts nothing yet; at most `most` will ever run at once, for `what` as a Decoder takes it.

        `seconds`: how long to wait for a free one, and then for its answer, where that is less than for photos.
        """
        self._what = what
        self._seconds = seconds
        self._most = most
        self.forget()
        os.register_at_fork(after_in_child=self.forget)
        atexit.register(self.close)

    def ask(self, job: Mapping[str, Any], data: bytes, answers: int) -> tuple[dict[str, Any], list[bytes]]:
        """As Decoder.ask, by the first decoder that is free. Raises GateBusy when none is for too long."""
        if not self._free.acquire(timeout=self._seconds or SECONDS_TO_WAIT):
            raise GateBusy("every decoder is at work")
        try:
            decoder = self._take()
            try:
                result = decoder.ask(job, data, answers)
            except BaseException:
                decoder.close()
                raise
            self._idle.append(decoder)
            return result
        finally:
            self._free.release()

    def close(self) -> None:
        """End the decoders that are idle; the next photo starts new ones."""
        while self._idle:
            self._idle.pop().close()

    def forget(self) -> None:
        """Begin without decoders; those of a process that this one was forked from stay that one's."""
        for decoder in getattr(self, "_idle", []):
            decoder.let_go()
        self._idle: list[Decoder] = []
        self._free = threading.BoundedSemaphore(self._most)

    def _take(self) -> Decoder:
        while True:
            try:
                decoder = self._idle.pop()  # the one used last is the warmest
            except IndexError:
                return Decoder(self._what, self._seconds)
            if decoder.is_running:
                return decoder
            decoder.close()
