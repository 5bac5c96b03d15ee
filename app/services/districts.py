"""The first deed of a real installation: putting its Polres, and what stands above it, on the map."""

import re

from sqlite_utils import Database

from app.domain.errors import Conflict, Invalid
from app.services.stations import TIME_ZONES
from app.store import audit, orgs
from app.store.transaction import writing

# how a unit's everyday name reads on its papers
ON_PAPER = (("Polrestabes ", "RESOR KOTA BESAR "), ("Polresta ", "RESOR KOTA "), ("Polres ", "RESOR "))


def add(db: Database, *, code: str, name: str, region: str, tz: str, at: int) -> None:
    """Add a Polres below its Polda (`region`: 'Polda Jawa Timur'); what is above is made when missing.

    Raises Invalid naming the field, Conflict when the code is taken.
    """
    problems = {}
    if not re.fullmatch(r"polres[a-z]*-[a-z0-9-]+", code) or len(code) > 60:
        problems["code"] = "bad_code"
    if not name.startswith("Polres"):
        problems["name"] = "bad_name"
    if not region.startswith("Polda "):
        problems["region"] = "bad_region"
    if tz not in TIME_ZONES:
        problems["tz"] = "unknown_zone"
    if problems:
        raise Invalid(problems)
    with writing(db):
        if orgs.find(db, code) is not None:
            raise Conflict(f"{code} is there already")
        top = _ensure(db, None, "mabes", "mabes-polri", "Mabes Polri", "Asia/Jakarta")
        above = _ensure(db, top, "polda", re.sub(r"[^a-z0-9]+", "-", region.lower()), region, tz)
        orgs.insert(
            db, parent_id=above, kind="polres", code=code, name=name, tz=tz, letterhead=letterhead(name, region)
        )
        audit.record(db, "district.added", "org", code, actor_id=None, at=at, region=region)


def letterhead(name: str, region: str) -> str:
    """The three lines at the top left of the unit's papers."""
    unit = next((paper + name.removeprefix(spoken) for spoken, paper in ON_PAPER if name.startswith(spoken)), name)
    lines = ("Kepolisian Negara Republik Indonesia", f"Daerah {region.removeprefix('Polda ')}", unit)
    return "\n".join(lines).upper()


def _ensure(db: Database, parent_id: int | None, kind: str, code: str, name: str, tz: str) -> int:
    found = orgs.find(db, code)
    if found is not None:
        return found.id
    return orgs.insert(db, parent_id=parent_id, kind=kind, code=code, name=name, tz=tz)
