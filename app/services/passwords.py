"""Password hashing: argon2id, with one honest cost for known and unknown accounts alike."""

from dataclasses import dataclass
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

SHORTEST, LONGEST = 12, 128


@dataclass(frozen=True)
class Passwords:
    """Hashes and checks passwords at a set cost (argon2id passes and KiB of memory)."""

    passes: int
    memory_kib: int

    @cached_property
    def _hasher(self) -> PasswordHasher:
        return PasswordHasher(time_cost=self.passes, memory_cost=self.memory_kib, parallelism=1)

    @cached_property
    def _nobody(self) -> str:
        return self._hasher.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """A salted argon2id hash."""
        return self._hasher.hash(password)

    def matches(self, stored: str | None, password: str) -> bool:
        """Whether `password` is the one behind `stored`; None (no such account) costs as much and is False."""
        if len(password) > LONGEST:
            return False
        try:
            self._hasher.verify(stored or self._nobody, password)
        except (VerifyMismatchError, InvalidHashError):
            return False
        return stored is not None

    def is_dated(self, stored: str) -> bool:
        """Whether the hash was made at another cost and should be made anew at the next sign-in."""
        return self._hasher.check_needs_rehash(stored)
