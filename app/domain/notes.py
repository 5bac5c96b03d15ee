"""Signed notes and checkpoints as C2SP writes them (signed-note, tlog-checkpoint), with Ed25519.

Any tool that reads these formats can check ours. Rule: docs/seal.md, "Checkpoints and keys".
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519 = b"\1"
DASH = "\u2014"
LONGEST = 1_000_000
_NAME = re.compile(r"[^\s+]{1,200}")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)


class BadNote(ValueError):
    """A note, key or checkpoint that is not what it says; the message names what is wrong."""


class Signer(Protocol):
    """Whoever can sign in the name of the log."""

    @property
    def key(self) -> "VerifierKey":
        """The public half."""

    def sign(self, data: bytes) -> bytes:
        """An Ed25519 signature, 64 bytes."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with the name of the log it signs for."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes by which a signature names its key."""
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    @property
    def text(self) -> str:
        """As it is printed: name+id+key."""
        return f"{self.name}+{self.id.hex()}+{b64(ED25519 + self.public)}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The key that `text` names. Raises BadNote for a key that is not in order."""
        parts = text.strip().split("+", 2)
        if len(parts) != 3 or not _NAME.fullmatch(parts[0]):
            raise BadNote("not a verifier key: name+id+key")
        raw = unb64(parts[2])
        key = cls(parts[0], raw[1:])
        if raw[:1] != ED25519 or len(raw) != 33 or key.id.hex() != parts[1]:
            raise BadNote("not an Ed25519 verifier key, or a letter of it is wrong")
        return key

    def verifies(self, signature: bytes, data: bytes) -> bool:
        """Whether this key signed `data`."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, data)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How long the log is and what its root is."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{b64(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The checkpoint that a note's text holds; lines behind its third are left alone. Raises BadNote."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not all(lines[:-1]) or not _NUMBER.fullmatch(lines[1]):
            raise BadNote("not a checkpoint: origin, size, root")
        root = unb64(lines[2])
        if len(root) != 32:
            raise BadNote("the checkpoint's root is not 32 bytes")
        return cls(lines[0], int(lines[1]), root)


def sign(text: str, signer: Signer) -> str:
    """The signed note over `text`, which ends with a line break."""
    signed = b64(signer.key.id + signer.sign(text.encode()))
    return f"{text}\n{DASH} {signer.key.name} {signed}\n"


def opened(note: str, keys: Iterable[VerifierKey]) -> tuple[str, VerifierKey]:
    """The text of a note that one of `keys` signed, and that key.

    Signatures of other keys are left alone. Raises BadNote when none of ours is there or one of ours is wrong.
    """
    text, signatures = _parts(note)
    known = {(key.name, key.id): key for key in keys}
    found = None
    for name, raw in signatures:
        key = known.get((name, raw[:4]))
        if key is None:
            continue
        if not key.verifies(raw[4:], text.encode()):
            raise BadNote(f"the signature of {name} does not hold")
        found = found or key
    if found is None:
        raise BadNote("not signed by a key that is known here")
    return text, found


def _parts(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    if len(note) > LONGEST or any(ord(sign) < 32 and sign != "\n" for sign in note):
        raise BadNote("not a signed note")
    text, gap, rest = note.rpartition("\n\n")
    if not gap or not rest.endswith("\n"):
        raise BadNote("not a signed note")
    signatures = []
    for line in rest[:-1].split("\n"):
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] != DASH or not _NAME.fullmatch(parts[1]):
            raise BadNote("a signature line that is none")
        raw = unb64(parts[2])
        if len(raw) < 5:
            raise BadNote("a signature line without a signature")
        signatures.append((parts[1], raw))
    return text + "\n", signatures


def b64(data: bytes) -> str:
    """Base64 with padding."""
    return base64.b64encode(data).decode()


def unb64(text: str) -> bytes:
    """The bytes behind `text`, which has no second spelling. Raises BadNote."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadNote("not base64") from None
    if b64(raw) != text:
        raise BadNote("base64 with stray bits")
    return raw
