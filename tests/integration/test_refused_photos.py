"""A photo that is refused is answered with its status, its code and a sentence in the person's language."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask_babel import force_locale

from app.domain import evidence
from app.domain.errors import Refused
from app.web.errors import STATUS, message_for

REFUSALS: list[type[Refused]] = [
    *evidence.PhotoRefused.__subclasses__(),
    evidence.PhotoOffset,
    evidence.GateBusy,
    evidence.StorageFull,
]


@pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.code)
def test_each_refusal_speaks_both_languages(app: Flask, kind: type[Refused]) -> None:
    def said(language: str) -> str:
        with app.test_request_context(), force_locale(language):
            return message_for(kind.code, STATUS.get(kind, 422))

    assert said("en") == evidence.MESSAGES[kind.code]
    assert said("id") != said("en")


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (evidence.PhotoTooLarge, 413),
        (evidence.PhotoNotAccepted, 415),
        (evidence.GateBusy, 503),
        (evidence.StorageFull, 507),
    ],
)
def test_a_phone_can_tell_what_to_do_from_the_status(kind: Callable[[], Refused], status: int) -> None:
    assert STATUS[type(kind())] == status
