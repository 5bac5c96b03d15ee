"""Signed-in sessions as rows, so that signing out, ending an account or a new password really ends them."""

from dataclasses import dataclass

from sqlite_utils import Database

REF = 16  # letters of a token's hash that name a session


@dataclass(frozen=True, slots=True)
class Session:
    """One signed-in browser."""

    token_sha256: str
    person_id: int
    device: str
    created_at: int
    used_at: int
    expires_at: int
    dev: str = ""  # the phone's own store, as its pushes name it; '' for a browser that fills nothing
    revoked_at: int | None = None

    @property
    def ref(self) -> str:
        """By which a page or a command names it; gives no right to anything."""
        return self.token_sha256[:REF]


_SESSION = "SELECT token_sha256, person_id, device, created_at, used_at, expires_at, dev, revoked_at FROM sessions"


def insert(db: Database, session: Session) -> None:
    """Remember a signed-in browser."""
    db.execute(
        """
        INSERT INTO sessions (token_sha256, person_id, device, created_at, used_at, expires_at, dev, revoked_at)
        VALUES (:token_sha256, :person_id, :device, :created_at, :used_at, :expires_at, :dev, :revoked_at)
        """,
        {name: getattr(session, name) for name in Session.__slots__},
    )


def find(db: Database, token_sha256: str, *, at: int) -> Session | None:
    """The session behind a token while it lasts, is not revoked and its person's account is active, or None."""
    rows = db.query(
        f"""
        {_SESSION} WHERE token_sha256 = :token AND expires_at > :at AND revoked_at IS NULL
           AND EXISTS (SELECT 1 FROM people p WHERE p.id = sessions.person_id AND p.active = 1)
        """,
        {"token": token_sha256, "at": at},
    )
    for row in rows:
        return Session(**row)
    return None


def find_revoked(db: Database, token_sha256: str) -> Session | None:
    """The revoked session behind a token, or None."""
    rows = db.query(f"{_SESSION} WHERE token_sha256 = :token AND revoked_at IS NOT NULL", {"token": token_sha256})
    return next((Session(**row) for row in rows), None)


def list_of(db: Database, person_id: int, *, at: int) -> list[Session]:
    """A person's sessions that still last or were revoked, latest used first."""
    rows = db.query(
        f"{_SESSION} WHERE person_id = :id AND expires_at > :at ORDER BY used_at DESC, token_sha256",
        {"id": person_id, "at": at},
    )
    return [Session(**row) for row in rows]


def touch(db: Database, token_sha256: str, *, used_at: int, expires_at: int) -> None:
    """Note that a session was used and how long it lasts now."""
    db.execute(
        "UPDATE sessions SET used_at = :used_at, expires_at = :expires_at WHERE token_sha256 = :token",
        {"used_at": used_at, "expires_at": expires_at, "token": token_sha256},
    )


def name_phone(db: Database, token_sha256: str, dev: str) -> None:
    """Note which phone's store a session sends from."""
    db.execute("UPDATE sessions SET dev = :dev WHERE token_sha256 = :token", {"dev": dev, "token": token_sha256})


def revoke(db: Database, token_sha256: str, *, at: int) -> bool:
    """Let a session open nothing any more; whether it did until now."""
    cursor = db.execute(
        "UPDATE sessions SET revoked_at = :at WHERE token_sha256 = :token AND revoked_at IS NULL",
        {"at": at, "token": token_sha256},
    )
    return bool(cursor.rowcount)


def revoke_of(db: Database, person_id: int, *, at: int) -> None:
    """Let no session of a person open anything any more."""
    db.execute(
        "UPDATE sessions SET revoked_at = :at WHERE person_id = :id AND revoked_at IS NULL", {"at": at, "id": person_id}
    )


def delete(db: Database, token_sha256: str) -> None:
    """End one session."""
    db.execute("DELETE FROM sessions WHERE token_sha256 = :token", {"token": token_sha256})


def delete_of(db: Database, person_id: int, *, but: str = "") -> None:
    """End every session of a person, but the one named; revoked ones stay, so that their phones can be told."""
    db.execute(
        "DELETE FROM sessions WHERE person_id = :id AND token_sha256 <> :but AND revoked_at IS NULL",
        {"id": person_id, "but": but},
    )


def delete_all(db: Database) -> None:
    """End every session of everybody; revoked ones stay, so that their phones can be told."""
    db.execute("DELETE FROM sessions WHERE revoked_at IS NULL")


def failures(db: Database, key: str) -> tuple[int, int]:
    """(how many failed sign-ins in a row, when the last was) for what is counted under `key`; (0, 0) if none."""
    for row in db.query("SELECT failures, last_at FROM sign_in_failures WHERE key = :key", {"key": key}):
        return row["failures"], row["last_at"]
    return 0, 0


def count_failure(db: Database, key: str, *, at: int, forget_before: int) -> None:
    """Count one more failed sign-in; a count whose last failure is older than `forget_before` starts anew."""
    db.execute(
        """
        INSERT INTO sign_in_failures (key, failures, last_at) VALUES (:key, 1, :at)
        ON CONFLICT (key) DO UPDATE SET
          failures = CASE WHEN sign_in_failures.last_at < :forget_before THEN 1 ELSE sign_in_failures.failures + 1 END,
          last_at = excluded.last_at
        """,
        {"key": key, "at": at, "forget_before": forget_before},
    )


def forgive(db: Database, key: str, number: int) -> None:
    """Take so many failures off a count."""
    db.execute("DELETE FROM sign_in_failures WHERE key = :key AND failures <= :number", {"key": key, "number": number})
    db.execute(
        "UPDATE sign_in_failures SET failures = failures - :number WHERE key = :key", {"key": key, "number": number}
    )


def forget_failures(db: Database, key: str) -> None:
    """Start counting anew after a good sign-in."""
    db.execute("DELETE FROM sign_in_failures WHERE key = :key", {"key": key})
