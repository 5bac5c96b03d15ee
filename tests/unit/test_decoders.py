"""The decoder's processes: whatever happens to one, the server goes on."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from app.domain.evidence import GateBusy, PhotoBroken
from app.media import photos, workers
from app.media.workers import Decoders
from tests import pictures

PHOTO = pictures.encode(pictures.scene())
JOB = {"kind": "JPEG", "sizes": {}, "max_pixels": 50_000_000, "max_side": 30_000, "cpu_seconds": 10}


@cache
def endless() -> bytes:
    """A small file that keeps a decoder at work for minutes: its last scan over and over."""
    image = pictures.encode(Image.new("L", (2000, 2000)), progressive=True)
    last_scan = image[image.rindex(b"\xff\xda") : -2]
    return image[:-2] + last_scan * 40_000 + b"\xff\xd9"


@pytest.fixture
def decoders() -> Iterator[Decoders]:
    made = Decoders(most=2)
    yield made
    made.close()


def pid_of_idle(decoders: Decoders) -> int:
    return decoders._idle[-1].process.pid


def end_soon(pid: int, how: signal.Signals) -> threading.Timer:
    timer = threading.Timer(0.1, os.kill, (pid, how))
    timer.start()
    return timer


def test_one_process_judges_many_photos(decoders: Decoders) -> None:
    decoders.ask(JOB, PHOTO, 0)
    first = pid_of_idle(decoders)
    for _ in range(5):
        decoders.ask(JOB, PHOTO, 0)
    assert pid_of_idle(decoders) == first


def test_a_process_is_replaced_before_anything_can_pile_up_in_it(
    decoders: Decoders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "JOBS_PER_PROCESS", 2)
    seen = set()
    for _ in range(4):
        decoders.ask(JOB, PHOTO, 0)
        seen.add(pid_of_idle(decoders))
    assert len(seen) == 2


def test_a_picture_that_kills_its_decoder_is_refused_and_the_next_is_judged(decoders: Decoders) -> None:
    decoders.ask(JOB, PHOTO, 0)
    picture = endless()
    timer = end_soon(pid_of_idle(decoders), signal.SIGSEGV)
    with pytest.raises(PhotoBroken) as refusal:
        decoders.ask(JOB, picture, 0)
    timer.join()
    assert refusal.value.detail == "decoder_died"
    assert decoders.ask(JOB, PHOTO, 0)[0]["width"] == 400


def test_a_decoder_killed_by_the_machine_is_not_the_pictures_fault(decoders: Decoders) -> None:
    decoders.ask(JOB, PHOTO, 0)
    picture = endless()
    timer = end_soon(pid_of_idle(decoders), signal.SIGKILL)
    with pytest.raises(GateBusy):
        decoders.ask(JOB, picture, 0)
    timer.join()


def test_a_decoder_that_died_while_idle_is_replaced_unnoticed(decoders: Decoders) -> None:
    decoders.ask(JOB, PHOTO, 0)
    process = decoders._idle[-1].process
    process.kill()
    process.wait()
    assert decoders.ask(JOB, PHOTO, 0)[0]["width"] == 400


def test_a_decoder_that_takes_too_long_is_ended(decoders: Decoders, monkeypatch: pytest.MonkeyPatch) -> None:
    decoders.ask(JOB, PHOTO, 0)
    process, picture = decoders._idle[-1].process, endless()
    monkeypatch.setattr(workers, "SECONDS_TO_ANSWER", 0.05)
    with pytest.raises(GateBusy):
        decoders.ask(JOB, picture, 0)
    assert process.returncode == -signal.SIGKILL


def test_a_picture_of_endless_work_is_ended_by_its_allowance(decoders: Decoders) -> None:
    with pytest.raises(PhotoBroken) as refusal:
        decoders.ask(JOB | {"cpu_seconds": 0}, endless(), 0)  # what it may take is rounded up to one second
    assert refusal.value.detail == "decoder_died"


def test_a_picture_that_wants_all_memory_gets_none(decoders: Decoders) -> None:
    job = JOB | {"kind": "PNG", "max_pixels": 2**62, "max_side": 2**31}
    reply, _ = decoders.ask(job, pictures.png_header(60_000, 60_000), 0)
    assert reply == {"refused": "photo_too_many_pixels", "detail": "MemoryError"}


def test_a_decoder_has_no_keys_no_files_and_goes_first_when_memory_ends(
    decoders: Decoders, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SIAP_SECRET_KEY", "rahasia")
    with (tmp_path / "database").open("w"):
        decoders.ask(JOB, PHOTO, 0)
        process = Path("/proc") / str(pid_of_idle(decoders))
        assert b"rahasia" not in (process / "environ").read_bytes()
        assert sorted(descriptor.name for descriptor in (process / "fd").iterdir()) == ["0", "1", "2"]
        assert (process / "oom_score_adj").read_text().strip() == "1000"
        limits = (process / "limits").read_text().splitlines()
    held = {line[:25].strip(): line[26:].split()[0] for line in limits[1:]}
    assert held["Max address space"] == str(1024**3)
    assert held["Max data size"] == str(250 * 1024**2)
    assert (held["Max file size"], held["Max open files"], held["Max core file size"]) == ("0", "3", "0")


def test_many_threads_share_few_processes(decoders: Decoders) -> None:
    with ThreadPoolExecutor(12) as threads:
        replies = list(threads.map(lambda _: decoders.ask(JOB, PHOTO, 0)[0]["width"], range(60)))
    assert replies == [400] * 60
    assert len(decoders._idle) <= 2


def test_who_finds_no_free_decoder_is_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "SECONDS_TO_WAIT", 0.01)
    with pytest.raises(GateBusy):
        Decoders(most=0).ask(JOB, PHOTO, 0)


def test_a_decoder_that_cannot_start_is_not_the_pictures_fault(
    decoders: Decoders, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(workers, "PROGRAM", tmp_path / "missing.py")
    with pytest.raises(GateBusy):
        decoders.ask(JOB, PHOTO, 0)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python"))
    with pytest.raises(GateBusy):
        decoders.ask(JOB, PHOTO, 0)


def test_a_forked_server_starts_its_own_decoders() -> None:
    program = (
        "import os\n"
        "from app.media import photos\n"
        "from tests import pictures\n"
        "def judge():\n"
        "    photos.inspect(pictures.encode(pictures.scene()))\n"
        "    return photos.decoders._idle[-1].process.pid\n"
        "parents = judge()\n"
        "child = os.fork()\n"
        "if child == 0: os._exit(0 if judge() != parents else 1)\n"
        "assert os.waitpid(child, 0)[1] == 0\n"
        "assert judge() == parents\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_nothing_runs_until_the_first_photo_and_nothing_outlives_the_server() -> None:
    program = (
        "from app.media import photos\n"
        "assert not photos.decoders._idle\n"
        "from tests import pictures\n"
        "photos.inspect(pictures.encode(pictures.scene()))\n"
        "print(photos.decoders._idle[0].process.pid, flush=True)\n"
        "import os; os._exit(0)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    deadline = time.monotonic() + 10
    while is_running(int(done.stdout)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_running(int(done.stdout))


def is_running(pid: int) -> bool:
    """Whether the process still does anything; what has ended may wait long for somebody to collect it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize(
    "picture",
    [
        b"",
        b"GIF89a",
        PHOTO[:-2],
        PHOTO + b"<script>",
        pictures.phone_photo(),
        PHOTO[:2] + b"\xff\xfe\x00\x04hi" + PHOTO[2:],
        b"\xff\xd8" + b"\xff\xd9",
        b"\xff\xd8\xff\xe0\xff\xff\xff\xd9",
    ],
)
def test_an_answer_that_is_no_plain_jpeg_is_not_served(picture: bytes) -> None:
    assert not photos._is_bare_jpeg(picture)
