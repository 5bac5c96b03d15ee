"""Signed notes, verifier keys and checkpoints, and a note that others signed."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain import notes
from app.domain.notes import BadNote, Checkpoint, VerifierKey

# the vector with which Go's note package is tested
KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
VECTOR = """\
If you think cryptography is the answer to your problem,
then you don't know what your problem is.

\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""
NAME = "siap/0011223344556677"


class Hand:
    """A signer for tests; every letter of its seed the same."""

    def __init__(self, letter: int = 7, name: str = NAME) -> None:
        self.private = Ed25519PrivateKey.from_private_bytes(bytes([letter]) * 32)
        self.key = VerifierKey(name, self.private.public_key().public_bytes_raw())

    def sign(self, data: bytes) -> bytes:
        return self.private.sign(data)


HAND = Hand()
CHECKPOINT = Checkpoint(NAME, 1234, bytes(range(32)))
NOTE = notes.sign(CHECKPOINT.text, HAND)


def test_a_key_is_read_back_as_it_is_printed() -> None:
    key = VerifierKey.parse(HAND.key.text)
    assert key == HAND.key
    assert key.text.startswith(f"{NAME}+{key.id.hex()}+A")


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "siap",
        KEY.replace("c74f20a3", "c74f20a4"),
        HAND.key.text[:-2],
        HAND.key.text.replace("+A", "+B", 1),
        HAND.key.text.replace("siap/", "siap /"),
        HAND.key.text[:-1] + "\u00e9",
        f"{NAME}+00000000+{notes.b64(b'1' * 32)}",
    ],
)
def test_a_key_with_a_wrong_letter_is_none(bad: str) -> None:
    with pytest.raises(BadNote):
        VerifierKey.parse(bad)


def test_a_note_that_others_signed_opens() -> None:
    text, key = notes.opened(VECTOR, [VerifierKey.parse(KEY)])
    assert (key.name, text.count("\n")) == ("PeterNeumann", 2)


def test_a_note_opens_for_its_key_and_for_no_other() -> None:
    assert notes.opened(NOTE, [Hand(8).key, HAND.key]) == (CHECKPOINT.text, HAND.key)
    for keys in ([], [Hand(8).key], [Hand(7, "siap/another").key]):
        with pytest.raises(BadNote):
            notes.opened(NOTE, keys)


def test_every_changed_letter_of_a_note_is_noticed() -> None:
    for place in range(len(NOTE)):
        altered = NOTE[:place] + chr(ord(NOTE[place]) ^ 1) + NOTE[place + 1 :]
        with pytest.raises(BadNote):
            notes.opened(altered, [HAND.key])
        with pytest.raises(BadNote):
            notes.opened(NOTE[:place], [HAND.key])


def test_signatures_of_others_do_not_disturb_and_a_wrong_one_of_ours_does() -> None:
    theirs = NOTE + notes.sign(CHECKPOINT.text, Hand(8, "witness.example")).rsplit("\n\n", 1)[1]
    assert notes.opened(theirs, [HAND.key])[0] == CHECKPOINT.text
    wrong = notes.b64(HAND.key.id + bytes(64))
    with pytest.raises(BadNote, match="does not hold"):
        notes.opened(f"{NOTE}\u2014 {NAME} {wrong}\n", [HAND.key])


def test_a_checkpoint_is_read_back_and_may_carry_more_lines() -> None:
    assert Checkpoint.parse(CHECKPOINT.text) == CHECKPOINT
    assert Checkpoint.parse(CHECKPOINT.text + "more\n") == CHECKPOINT


ROOT = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n",
        "a\n1\n",
        f"a\n01\n{ROOT}\n",
        f"a\n-1\n{ROOT}\n",
        "a\n1\nAA==\n",
        f"a\n1\n{ROOT}",
        f"a\n\n{ROOT}\n",
        f"a\n1\n{ROOT[:-2]}B=\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        Checkpoint.parse(text)
