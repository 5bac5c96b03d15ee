"""The store of evidence bytes: kept whole, once, unaltered; or not at all."""

import hashlib
import io
import os
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.errors import Invalid, NotFound
from app.domain.evidence import (
    MAX_BYTES,
    PhotoBroken,
    PhotoMismatch,
    PhotoOffset,
    PhotoTooLarge,
    Size,
    StorageFull,
)
from app.store.blobs import BlobStore

DATA = bytes(range(256)) * 40
SHA = hashlib.sha256(DATA).hexdigest()
EARLIER, LATER = 0, 4_000_000_000_000


@pytest.fixture
def blobs(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "uploads")


def files(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file())


def take(data: bytes) -> int:
    """Admits everything."""
    return len(data)


def refuse(_data: bytes) -> None:
    raise PhotoBroken("not today")


def fill_disk_at(root: Path, most_bytes: int, program: str) -> str:
    """What `program` prints when no file may grow beyond `most_bytes`, as on a disk that fills up while it writes."""
    setup = (
        "import resource, sys; from pathlib import Path; from app.store.blobs import BlobStore\n"
        f"blobs = BlobStore(Path({str(root)!r})); data = bytes(range(256)) * 4000\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({most_bytes}, {most_bytes}))\n"
        "from app.domain.evidence import StorageFull\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", setup + program], capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout.strip()


def test_bytes_are_kept_unaltered_read_only_and_under_their_hash(blobs: BlobStore) -> None:
    stored = blobs.put(DATA)
    assert (stored.sha256, stored.size, stored.is_new) == (SHA, len(DATA), True)
    assert files(blobs.root) == [blobs.root / SHA[:2] / SHA]
    assert blobs.read(SHA) == DATA
    assert blobs.size(SHA) == len(DATA)
    assert blobs.exists(SHA)
    assert blobs.verify(SHA)
    assert stat.S_IMODE(blobs.path(SHA).stat().st_mode) == 0o440
    with blobs.open(SHA) as stream:
        assert stream.read() == DATA


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What is flushed and renamed from now on, in order, by name; the system still does it."""
    seen: list[tuple[str, str]] = []
    fsync, rename = os.fsync, os.rename

    def flush(descriptor: int) -> None:
        seen.append(("flush", Path(f"/proc/self/fd/{descriptor}").readlink().name))
        fsync(descriptor)

    def move(source: Path, target: Path) -> None:
        seen.append(("rename", Path(target).name))
        rename(source, target)

    monkeypatch.setattr(os, "fsync", flush)
    monkeypatch.setattr(os, "rename", move)
    return seen


def test_bytes_are_flushed_before_they_get_their_name_and_the_name_after(
    blobs: BlobStore, steps: list[tuple[str, str]]
) -> None:
    blobs.put(DATA)
    folders, (file, name, folder) = steps[:-3], steps[-3:]
    assert folders[-2:] == [("flush", blobs.root.parent.name), ("flush", "uploads")]  # the new folders' own names
    assert file[0] == "flush"
    assert file[1].startswith(".new-")
    assert (name, folder) == (("rename", SHA), ("flush", SHA[:2]))


def test_known_bytes_are_acknowledged_only_when_their_name_is_durable(
    blobs: BlobStore, steps: list[tuple[str, str]]
) -> None:
    blobs.put(DATA)
    steps.clear()
    blobs.put(DATA)
    assert steps == [("flush", SHA[:2])]


def test_each_piece_is_flushed_and_the_whole_is_named_durably(blobs: BlobStore, steps: list[tuple[str, str]]) -> None:
    blobs.parts.begin(SHA, len(DATA))
    part = f"{SHA}.{len(DATA)}"
    for offset in (0, 6000):
        steps.clear()
        blobs.parts.append(SHA, offset, DATA[offset : offset + 6000])
        assert steps == [("flush", part)]
    steps.clear()
    blobs.parts.finish(SHA, take)
    assert steps[-4:] == [("flush", part), ("rename", SHA), ("flush", SHA[:2]), ("flush", "parts")]


def test_a_stream_is_kept_as_bytes_are(blobs: BlobStore) -> None:
    assert blobs.put(io.BytesIO(DATA)).sha256 == SHA
    assert blobs.read(SHA) == DATA


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=3000))
def test_what_is_on_disk_equals_what_was_received(blobs: BlobStore, data: bytes) -> None:
    assert blobs.path(blobs.put(data).sha256).read_bytes() == data


def test_the_same_bytes_are_stored_once(blobs: BlobStore) -> None:
    blobs.put(DATA)
    before = blobs.path(SHA).stat()
    again = blobs.put(DATA)
    assert (again.sha256, again.is_new) == (SHA, False)
    assert os.path.samestat(before, blobs.path(SHA).stat())


def test_bytes_that_rotted_are_noticed_and_healed_by_the_same_bytes(blobs: BlobStore) -> None:
    blobs.put(DATA)
    blobs.path(SHA).chmod(0o640)
    blobs.path(SHA).write_bytes(DATA[:-1] + b"!")
    assert not blobs.verify(SHA)
    assert blobs.put(DATA).is_new
    assert blobs.verify(SHA)


def test_ten_threads_with_one_photo_store_it_once(blobs: BlobStore) -> None:
    with ThreadPoolExecutor(10) as threads:
        assert {stored.sha256 for stored in threads.map(blobs.put, [DATA] * 40)} == {SHA}
    assert [path.name for path in files(blobs.root)] == [SHA]


@pytest.mark.parametrize("name", ["", "../../etc/passwd", SHA.upper(), SHA[:-1], SHA + "0", "*" * 64, SHA[:-1] + "\n"])
def test_a_name_that_is_no_hash_finds_nothing(blobs: BlobStore, name: str) -> None:
    for ask in (blobs.path, blobs.exists, blobs.read, blobs.open, blobs.size, blobs.parts.find, blobs.parts.discard):
        with pytest.raises(NotFound):
            ask(name)


def test_bytes_that_are_not_there_are_not_found(blobs: BlobStore) -> None:
    assert not blobs.exists(SHA)
    for ask in (blobs.read, blobs.open, blobs.size, blobs.verify):
        with pytest.raises(NotFound):
            ask(SHA)


def test_more_than_a_photo_may_have_leaves_nothing(blobs: BlobStore) -> None:
    for source in (b"\0" * (MAX_BYTES + 1), io.BytesIO(b"\0" * (MAX_BYTES + 1))):
        with pytest.raises(PhotoTooLarge):
            blobs.put(source)
    assert not blobs.root.exists() or files(blobs.root) == []


def test_the_last_of_the_disk_is_left_to_the_database(tmp_path: Path) -> None:
    blobs = BlobStore(tmp_path / "uploads", reserve_bytes=2**62)
    with pytest.raises(StorageFull):
        blobs.put(DATA)
    with pytest.raises(StorageFull):
        blobs.parts.begin(SHA, len(DATA))
    assert files(tmp_path) == []


def test_an_upload_that_was_announced_in_time_does_not_touch_the_reserve_either(tmp_path: Path) -> None:
    BlobStore(tmp_path / "uploads", reserve_bytes=0).parts.begin(SHA, len(DATA))
    full = BlobStore(tmp_path / "uploads", reserve_bytes=2**62)
    with pytest.raises(StorageFull):
        full.parts.append(SHA, 0, DATA[:10])
    part = full.parts.find(SHA)
    assert part is not None and part.offset == 0


def test_a_disk_that_fills_up_leaves_nothing_behind(tmp_path: Path) -> None:
    said = fill_disk_at(
        tmp_path,
        100_000,
        "try: blobs.put(data)\nexcept StorageFull as full: print(full.code)\nprint(len(blobs.put(b'small').sha256))\n",
    )
    assert said.split() == ["storage_full", "64"]
    assert [path.read_bytes() for path in files(tmp_path)] == [b"small"]


def test_a_disk_that_fills_up_keeps_the_pieces_that_were_acknowledged(tmp_path: Path) -> None:
    said = fill_disk_at(
        tmp_path,
        100_000,
        "import hashlib; sha = hashlib.sha256(data).hexdigest(); blobs.parts.begin(sha, len(data))\n"
        "print(blobs.parts.append(sha, 0, data[:90_000]).offset)\n"
        "try: blobs.parts.append(sha, 90_000, data[90_000:])\n"
        "except StorageFull: print(blobs.parts.find(sha).offset)\n",
    )
    assert said.split() == ["90000", "90000"]


KILLED_AT_EACH_STEP = """
import os, signal, sys
from pathlib import Path
from app.store.blobs import BlobStore

def die_at(step):
    def count(event, args):
        nonlocal step
        if event in ('open', 'os.mkdir', 'os.rename', 'os.chmod', 'os.remove'):
            step -= 1
            if step < 0:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(count)

for step in range(20):
    child = os.fork()
    if child == 0:
        die_at(step)
        BlobStore(Path(sys.argv[1]) / str(step)).put(bytes(range(256)) * 40)
        os._exit(0)
    if os.waitpid(child, 0)[1] == 0:
        print(step)
        break
"""


def test_an_upload_killed_between_any_two_steps_leaves_no_half_file(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED_AT_EACH_STEP, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    steps = int(done.stdout)  # how many times it was killed before it came through
    assert steps >= 5
    for step in range(steps + 1):
        store = BlobStore(tmp_path / str(step))
        assert not store.exists(SHA) or store.read(SHA) == DATA
        store.sweep(before=LATER)
        assert {path.name for path in files(store.root)} <= {SHA}
    assert store.exists(SHA)


def test_an_upload_arrives_in_pieces_and_is_taken_up_again(blobs: BlobStore) -> None:
    assert blobs.parts.find(SHA) is None
    assert blobs.parts.begin(SHA, len(DATA)).offset == 0
    assert blobs.parts.append(SHA, 0, DATA[:4000]).offset == 4000
    elsewhere = BlobStore(blobs.root)
    part = elsewhere.parts.begin(SHA, len(DATA))
    assert (part.offset, part.size, part.is_complete) == (4000, len(DATA), False)
    assert elsewhere.parts.append(SHA, 4000, DATA[4000:]).is_complete
    assert not blobs.exists(SHA)
    assert blobs.parts.finish(SHA, take) == len(DATA)
    assert files(blobs.root) == [blobs.path(SHA)]
    assert blobs.read(SHA) == DATA
    assert stat.S_IMODE(blobs.path(SHA).stat().st_mode) == 0o440


def test_a_piece_that_does_not_fit_is_answered_with_where_to_go_on(blobs: BlobStore) -> None:
    blobs.parts.begin(SHA, len(DATA))
    blobs.parts.append(SHA, 0, DATA[:4000])
    for offset in (0, 3999, 4001):
        with pytest.raises(PhotoOffset) as refusal:
            blobs.parts.append(SHA, offset, DATA[offset : offset + 100])
        assert refusal.value.offset == 4000
    with pytest.raises(PhotoOffset):
        blobs.parts.finish(SHA, take)
    with pytest.raises(PhotoMismatch):
        blobs.parts.append(SHA, 4000, DATA[4000:] + b"!")
    found = blobs.parts.find(SHA)
    assert found
    assert found.offset == 4000


def test_a_piece_for_what_was_never_announced_is_not_found(blobs: BlobStore) -> None:
    with pytest.raises(NotFound):
        blobs.parts.append(SHA, 0, DATA)
    with pytest.raises(NotFound):
        blobs.parts.finish(SHA, take)


def test_bytes_other_than_announced_are_refused_and_leave_nothing(blobs: BlobStore) -> None:
    blobs.parts.begin(SHA, len(DATA))
    blobs.parts.append(SHA, 0, DATA[:-1] + b"!")
    with pytest.raises(PhotoMismatch):
        blobs.parts.finish(SHA, take)
    assert files(blobs.root) == []
    assert blobs.parts.begin(SHA, len(DATA)).offset == 0


def test_a_photo_that_the_gate_refuses_leaves_nothing(blobs: BlobStore) -> None:
    blobs.parts.begin(SHA, len(DATA))
    blobs.parts.append(SHA, 0, DATA)
    with pytest.raises(PhotoBroken):
        blobs.parts.finish(SHA, refuse)
    assert files(blobs.root) == []


def test_a_gate_that_is_busy_keeps_the_bytes_for_the_next_try(blobs: BlobStore) -> None:
    def busy(_data: bytes) -> None:
        raise TimeoutError

    blobs.parts.begin(SHA, len(DATA))
    blobs.parts.append(SHA, 0, DATA)
    with pytest.raises(TimeoutError):
        blobs.parts.finish(SHA, busy)
    assert blobs.parts.finish(SHA, take) == len(DATA)


def test_what_is_stored_already_needs_no_upload_and_finishing_again_is_harmless(blobs: BlobStore) -> None:
    blobs.put(DATA)
    assert blobs.parts.begin(SHA, len(DATA)).is_complete
    with pytest.raises(PhotoOffset):
        blobs.parts.append(SHA, 0, DATA[:10])
    assert blobs.parts.finish(SHA, take) == blobs.parts.finish(SHA, take) == len(DATA)
    assert files(blobs.root) == [blobs.path(SHA)]


def test_the_size_announced_last_counts(blobs: BlobStore) -> None:
    blobs.parts.begin(SHA, 10)
    blobs.parts.append(SHA, 0, DATA[:10])
    assert blobs.parts.begin(SHA, len(DATA)).offset == 0
    assert len(files(blobs.root)) == 1


def test_sizes_that_no_photo_has_are_refused(blobs: BlobStore) -> None:
    for size in (0, -1):
        with pytest.raises(Invalid):
            blobs.parts.begin(SHA, size)
    with pytest.raises(PhotoTooLarge):
        blobs.parts.begin(SHA, MAX_BYTES + 1)
    assert not blobs.root.exists()


def test_two_phones_that_send_one_photo_at_once_get_it_whole(blobs: BlobStore) -> None:
    def send(_phone: int) -> None:
        part = blobs.parts.begin(SHA, len(DATA))
        while not part.is_complete:
            try:
                part = blobs.parts.append(SHA, part.offset, DATA[part.offset : part.offset + 500])
            except PhotoOffset:
                part = blobs.parts.begin(SHA, len(DATA))
        assert blobs.parts.finish(SHA, take) == len(DATA)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(send, range(6)))
    assert files(blobs.root) == [blobs.path(SHA)]
    assert blobs.verify(SHA)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.integers(1, 2000), max_size=8), data=st.binary(min_size=1, max_size=5000))
def test_however_a_photo_is_cut_it_arrives_whole(blobs: BlobStore, cuts: list[int], data: bytes) -> None:
    sha = hashlib.sha256(data).hexdigest()
    part = blobs.parts.begin(sha, len(data))
    for cut in [*cuts, len(data)]:
        if not part.is_complete:
            part = blobs.parts.append(sha, part.offset, data[part.offset : part.offset + cut])
    assert blobs.parts.finish(sha, bytes) == data
    assert blobs.read(sha) == data


def test_sweeping_removes_what_stood_still_and_nothing_else(blobs: BlobStore) -> None:
    blobs.put(DATA)
    other = hashlib.sha256(b"another").hexdigest()
    blobs.parts.begin(other, 100)
    blobs.path(SHA).with_name(".new-0123456789abcdef").write_bytes(b"half")
    assert blobs.sweep(before=EARLIER) == 0
    assert blobs.sweep(before=LATER) == 2
    assert files(blobs.root) == [blobs.path(SHA)]


def test_a_derivative_is_made_once_and_made_again_when_it_was_removed(blobs: BlobStore) -> None:
    blobs.put(DATA)
    made: list[Size] = []

    def make(data: bytes, size: Size) -> dict[Size, bytes]:
        assert data == DATA
        made.append(size)
        time.sleep(0.02)
        return {"thumb": b"small", "screen": b"middle"}

    with ThreadPoolExecutor(8) as threads:
        paths = set(threads.map(lambda _: blobs.derived(SHA, "thumb", make), range(16)))
    assert paths == {blobs.root / "derived" / SHA[:2] / f"{SHA}-thumb.jpg"}
    assert blobs.derived(SHA, "screen", make).read_bytes() == b"middle"
    assert made == ["thumb"]
    blobs.derived_path(SHA, "thumb").unlink()
    assert blobs.derived(SHA, "thumb", make).read_bytes() == b"small"
    assert made == ["thumb", "thumb"]


def test_nothing_is_derived_from_what_is_not_there(blobs: BlobStore) -> None:
    with pytest.raises(NotFound):
        blobs.derived(SHA, "thumb", lambda data, size: {size: data})
    assert not blobs.root.exists() or files(blobs.root) == []
