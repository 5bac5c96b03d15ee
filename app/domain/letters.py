"""Findings that come with a letter instead of a visit: advice (saran) of those who watch over the police."""

from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """Who wrote the letter."""

    OMBUDSMAN = "ombudsman"
    ITWASDA = "itwasda"
    SIWAS = "siwas"
    BAGREN = "bagren"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that was taken in; its number is its writer's."""

    id: int
    uid: str
    org_id: int
    source: Source
    number: str
    letter_on: str
