"""Work in the background: done once, done although a worker was killed in the middle, given up where it is hopeless."""

import os
import signal

import pytest
from flask import Flask
from sqlite_utils import Database

from app.clock import now
from app.config import Config
from app.domain.jobs import LEASE_MS, MOST_TRIES, retry_at
from app.services import work
from app.services.work import Hands, Kind, run_due
from app.store import audit, jobs
from app.store.blobs import BlobStore
from app.store.connection import connect
from app.store.transaction import writing
from tests.clients import ClientOf
from tests.factories import NOON
from tests.pages import open_page


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> int:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hands(db: Database, config: Config, clock: Clock) -> Hands:
    return Hands(db, BlobStore(config.uploads), clock)


def ask(db: Database, *refs: str) -> None:
    with writing(db):
        for ref in refs:
            jobs.put(db, "look", ref, at=NOON)


def doing(seen: list[str]) -> dict[str, Kind]:
    return {"look": Kind(lambda _hands, ref: seen.append(ref))}


def failing(_hands: Hands, ref: str) -> None:
    raise ValueError(f"no {ref}")


def test_each_job_is_done_once_however_often_it_was_asked_for(db: Database, hands: Hands) -> None:
    seen: list[str] = []
    ask(db, "a", "b", "a")
    assert run_due(hands, known=doing(seen)) == (2, 0)
    assert (seen, run_due(hands, known=doing(seen))) == (["a", "b"], (0, 0))


def test_what_is_asked_for_while_it_runs_runs_again(db: Database, hands: Hands) -> None:
    seen: list[str] = []

    def look(_hands: Hands, ref: str) -> None:
        seen.append(ref)
        if len(seen) == 1:
            ask(db, ref)

    ask(db, "a")
    assert run_due(hands, known={"look": Kind(look)}) == (2, 0)
    assert seen == ["a", "a"]


def test_a_killed_workers_job_comes_back_when_its_lease_is_over(
    db: Database, config: Config, hands: Hands, clock: Clock
) -> None:
    ask(db, "a")
    child = os.fork()
    if not child:
        own = connect(config.database)

        def die(_hands: Hands, _ref: str) -> None:
            os.kill(os.getpid(), signal.SIGKILL)

        run_due(Hands(own, hands.blobs, clock), known={"look": Kind(die)})
        os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    seen: list[str] = []
    clock.at += LEASE_MS - 1
    assert run_due(hands, known=doing(seen)) == (0, 0), "somebody may still be at it"
    clock.at += 1
    assert run_due(hands, known=doing(seen)) == (1, 0)
    assert seen == ["a"]


def test_a_worker_that_was_too_slow_ends_nothing_of_the_one_who_took_over(db: Database) -> None:
    ask(db, "a")
    with writing(db):
        slow = jobs.claim(db, at=NOON)
        quick = jobs.claim(db, at=NOON + LEASE_MS)
        assert slow and quick
        assert not jobs.renew(db, slow, until=NOON + 9 * LEASE_MS)
        assert not jobs.finish(db, slow, at=NOON + LEASE_MS)
        assert not jobs.fail(db, slow, error="late", at=NOON + LEASE_MS, retry_at=None)
        assert jobs.renew(db, quick, until=NOON + 9 * LEASE_MS)
        assert jobs.finish(db, quick, at=NOON + LEASE_MS)
    assert jobs.load(db, at=NOON + LEASE_MS) == jobs.Load(0, None, 0)


def test_what_fails_waits_longer_each_time_and_is_given_up_in_the_end(db: Database, hands: Hands, clock: Clock) -> None:
    ask(db, "a")
    waits = []
    for tries in range(1, MOST_TRIES + 1):
        assert run_due(hands, known={"look": Kind(failing)}) == (0, 1)
        again = retry_at(tries, clock.at)
        waits.append(again - clock.at if again else None)
        clock.at = again or clock.at
    assert waits[:3] == [10_000, 40_000, 160_000] and waits[-1] is None
    assert [(one.kind, one.ref, one.tries, one.error) for one in jobs.list_failed(db)] == [
        ("look", "a", MOST_TRIES, "ValueError: no a")
    ]
    assert audit.list_stream(db, "system")[-1].action == "work.given_up"
    seen: list[str] = []
    assert work.retry(db, at=clock.at) == 1
    assert run_due(hands, known=doing(seen)) == (1, 0)


def test_what_kills_every_worker_is_given_up_too(db: Database) -> None:
    ask(db, "a")
    at = NOON
    with writing(db):
        for _try in range(MOST_TRIES):
            assert jobs.claim(db, at=at)
            at += LEASE_MS
        assert jobs.claim(db, at=at) is None
    assert jobs.load(db, at=at).failed == 1


def test_what_recurs_is_done_again_after_its_time_and_survives_its_failures(
    db: Database, hands: Hands, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    recurring = {"sweep": Kind(lambda _hands, _ref: seen.append("done"), every_ms=60_000)}
    monkeypatch.setattr(work, "kinds", lambda: recurring)
    for _beat in range(3):
        work.beat(db, at=clock.at)
    assert run_due(hands) == (1, 0)
    clock.at += 59_999
    assert run_due(hands) == (0, 0)
    clock.at += 1
    assert run_due(hands) == (1, 0)


def test_the_loop_says_that_it_lives_and_ends_when_told(db: Database, hands: Hands, clock: Clock) -> None:
    turns: list[float] = []

    def wait(seconds: float) -> bool:
        turns.append(seconds)
        clock.at += 40_000
        return False

    work.loop(hands, wait=wait, goes_on=lambda: len(turns) < 2)
    assert work.heard_at(db) == NOON + 40_000


def test_the_command_does_what_is_due_and_says_how_much(app: Flask, db: Database) -> None:
    ask(db, "a")
    said = app.test_cli_runner().invoke(args=["work", "--once"])
    recurring = sum(kind.every_ms is not None for kind in work.kinds().values())
    assert (said.exit_code, said.output) == (1, f"{recurring} done, 1 failed\n"), "nobody knows how to look"
    assert "no work of the kind look" in (db.execute("SELECT error FROM jobs WHERE kind = 'look'").fetchone()[0])


def test_those_who_look_after_it_are_told_when_nobody_works(db: Database, clock: Clock, client_of: ClientOf) -> None:
    ask(db, "a", "b")
    for username in ("admin", "bagren"):
        first = open_page(client_of(username), "/stations").get_text(" ", strip=True)
        assert "Pekerjaan di latar berhenti. Belum pernah dijalankan di server ini. 2 tugas menunggu." in first
    assert "Pekerjaan di latar" not in open_page(client_of("kapolres"), "/stations").get_text()
    work.beat(db, at=now())
    assert "Pekerjaan di latar" not in open_page(client_of("bagren"), "/stations").get_text()


def test_the_page_of_the_state_names_what_was_given_up_and_why(db: Database, client_of: ClientOf) -> None:
    with writing(db):
        jobs.put(db, "look", "a picture", at=NOON)
        job = jobs.claim(db, at=NOON)
        assert job
        jobs.fail(db, job, error="<b>the disk</b>", at=NOON, retry_at=None)
    page = open_page(client_of("admin"), "/care").get_text(" ", strip=True)
    assert "look a picture" in page and "<b>the disk</b>" in page
