"""The filters of the list of findings, as its address carries them."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from app.domain.finding_kinds import CauseKind, Maladministration, Service
from app.domain.finding_life import SETTLED, WAITS_FOR_REVIEW, WAITS_FOR_STATION, FindingState, Verdict
from app.domain.findings import Severity
from app.domain.letters import Source
from app.store.finding_lists import OF_VISITS, Key, Wanted
from app.web.findings.words import cause_names, maladministration_names, service_names, source_names

SHOWN: dict[str, frozenset[FindingState]] = {
    "open": WAITS_FOR_STATION | WAITS_FOR_REVIEW,
    "owed": WAITS_FOR_STATION,
    "waiting": WAITS_FOR_REVIEW,
    "closed": SETTLED,
    "all": frozenset(),
}
AREAS = ("I", "II", "III", "IV", "V", "VI")
AGES = (30, 60, 90, 180, 365)  # days
ZONE = ZoneInfo("Asia/Jakarta")  # in which days of age are counted, as `today` is
_KEY = re.compile(r"([0-3]\d{4}-\d\d-\d\d[abc]) (\d{1,18})", re.ASCII)

# parameter of the address: what it may say
CHOICES: dict[str, frozenset[str]] = {
    "state": frozenset(FindingState) - {FindingState.VOID},
    "area": frozenset(AREAS),
    "service": frozenset(Service),
    "severity": frozenset(Severity),
    "kind": frozenset(Maladministration),
    "cause": frozenset(CauseKind),
    "word": frozenset(Verdict),
    "source": frozenset({*Source, OF_VISITS}),
    "age": frozenset(map(str, AGES)),
    "overdue": frozenset({"1"}),
    "repeated": frozenset({"1"}),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; '' means no limit."""

    usual: str  # what is shown when the address does not say
    show: str
    station: str = ""
    q: str = ""
    state: str = ""
    area: str = ""
    service: str = ""
    severity: str = ""
    kind: str = ""
    cause: str = ""
    word: str = ""
    source: str = ""
    age: str = ""
    overdue: str = ""
    repeated: str = ""

    @classmethod
    def read(cls, args: Mapping[str, str], *, usual: str) -> "Filters":
        """The filters of an address; what makes no sense is no filter. A state brings its own list with it."""
        chosen = {name: args.get(name, "") for name in CHOICES}
        chosen = {name: value if value in CHOICES[name] else "" for name, value in chosen.items()}
        show = args.get("show", "")
        if chosen["state"]:
            show = next(name for name in ("owed", "waiting", "closed", "all") if _has(name, chosen["state"]))
        return cls(
            usual=usual,
            show=show if show in SHOWN else usual,
            station=args.get("station", "")[:60],
            q=" ".join(args.get("q", "").split())[:100],
            **chosen,
        )

    @property
    def active(self) -> dict[str, str]:
        """The filters that are set, in the order of the form; what is shown is none."""
        names = ("q", "station", *CHOICES)
        return {name: value for name in names if (value := getattr(self, name))}

    def address(self, **changes: str) -> dict[str, Any]:
        """What an address carries for these filters with some changed; the usual is not said."""
        other = replace(self, **changes)
        if changes.get("show"):
            other = replace(other, state="")
        named = {} if other.show == self.usual else {"show": other.show}
        return named | other.active

    def cleared(self) -> dict[str, Any]:
        """What an address carries for the same list without filters."""
        return {} if self.show == self.usual else {"show": self.show}

    def wanted(self, today: str) -> Wanted:
        """What the store is asked for."""
        return Wanted(
            states=frozenset({FindingState(self.state)}) if self.state else SHOWN[self.show],
            station_code=self.station,
            area=self.area,
            service=self.service,
            severity=self.severity,
            maladministration=self.kind,
            cause_kind=self.cause,
            verdict=self.word,
            source=self.source,
            text=self.q,
            overdue=bool(self.overdue),
            repeated=bool(self.repeated),
            until=until(int(self.age), today) if self.age else None,
        )


def until(age: int, today: str) -> int:
    """The moment before which something that is `age` days old was issued."""
    day = date.fromisoformat(today) - timedelta(days=age - 1)
    return int(datetime(day.year, day.month, day.day, tzinfo=ZONE).timestamp() * 1000)


def key_text(key: Key | None) -> str | None:
    """A place in the list, for an address that nobody needs to read."""
    return base64.urlsafe_b64encode(f"{key[0]} {key[1]}".encode()).decode().rstrip("=") if key else None


def read_key(text: str) -> Key | None:
    """The place that an address names; None for anything else."""
    if not 0 < len(text) <= 60:
        return None
    try:
        plain = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    found = _KEY.fullmatch(plain)
    return (found[1], int(found[2])) if found else None


def state_names() -> dict[str, str]:
    """The states a list can be narrowed to."""
    return {
        "draft": _("Draft"),
        "issued": _("Issued"),
        "returned": _("Returned"),
        "accepted": _("Accepted"),
        "answered": _("Answered"),
        "followed_up": _("Followed up"),
        "closed": _("Closed"),
    }


def severity_names() -> dict[str, str]:
    """The levels, the worst first."""
    return {"serious": _("Serious"), "moderate": _("Moderate"), "minor": _("Minor")}


def verdict_names() -> dict[str, str]:
    """The official words on a follow-up, with the letters that minutes use."""
    return {
        "S": _("S, conforming"),
        "BS": _("BS, not yet conforming"),
        "BD": _("BD, not yet followed up"),
        "TDD": _("TDD, cannot be followed up"),
    }


def age_names() -> dict[str, str]:
    """How old at least."""
    return {str(age): _("%(n)s days or more", n=age) for age in AGES}


def options(areas: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """What each select of the form offers: value to name; `areas` are those of the instrument by code."""
    return {
        "state": state_names(),
        "severity": severity_names(),
        "area": {code: f"{code} {areas.get(code, '')}".strip() for code in AREAS},
        "service": service_names(),
        "kind": maladministration_names(),
        "cause": cause_names(),
        "word": verdict_names(),
        "source": {OF_VISITS: _("Our own visits"), **source_names()},
        "age": age_names(),
    }


def _has(show: str, state: str) -> bool:
    return not SHOWN[show] or FindingState(state) in SHOWN[show]
