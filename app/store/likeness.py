"""What the radar knows: sketches of photos by their keys, what was looked at, what was seen, and what of it is true."""

import re
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from app.domain.contradictions import Use
from app.domain.errors import NotFound
from app.domain.likeness import Kept, Sketch
from app.store.sight import HOLDS

_MOST_VALUES = 5_000  # in one statement
_SPACE = uuid.UUID("5d0f4c1e-6f0e-4c4b-9a55-1a7d3c1f4e02")


@dataclass(frozen=True, slots=True)
class NewHit:
    """What the radar saw: a use, the earlier use of the same picture if that is it, and the signs of it."""

    kind: str
    use: Use
    other: Use | None = None
    signs: tuple[str, ...] = ()
    amount: float | None = None

    @property
    def uid(self) -> str:
        """The same for the same uses of the same bytes, whichever was looked at first."""
        sides = sorted(f"{use.uid}:{use.sha256}" for use in (self.use, self.other) if use is not None)
        return str(uuid.uuid5(_SPACE, "|".join([self.kind, *sides])))


@dataclass(frozen=True, slots=True)
class Side:
    """One of a hit's pictures, with its record; times ms UTC."""

    uid: str
    visit_uid: str
    visit_state: str
    planned_on: str
    station_code: str
    station_name: str
    item_code: str
    caption: str
    is_response: bool
    is_withdrawn: bool
    person_name: str
    received_at: int
    taken_text: str
    lat: float | None
    lon: float | None
    camera: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing the radar saw, and what a person judged of it; `amount` as in Contradiction, or a share."""

    uid: str
    kind: str
    signs: tuple[str, ...]
    amount: float | None
    found_at: int
    verdict: str
    reason: str
    judge_name: str
    judged_at: int | None
    later: Side
    earlier: Side | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which hits: a state of SHOWN, a kind, a station."""

    show: str = "open"
    kind: str = ""
    station_code: str = ""


SHOWN = ("open", "reused", "allowed", "false_alarm", "all")


def is_sketched(db: Database, sha256: str) -> bool:
    """Whether the photo's sketches are kept already."""
    rows = db.query("SELECT 1 AS found FROM likeness_photos WHERE sha256 = :sha256", {"sha256": sha256})
    return any(True for _row in rows)


def insert_photo(db: Database, sha256: str, sketches: Sequence[Sketch], *, is_flat: bool, at: int) -> None:
    """Keep a photo's sketches, in the order of its parts; a second time changes nothing."""
    rows = db.query(
        """
        INSERT INTO likeness_photos (sha256, is_flat, made_at) VALUES (:sha256, :is_flat, :at)
        ON CONFLICT (sha256) DO NOTHING RETURNING id
        """,
        {"sha256": sha256, "is_flat": int(is_flat), "at": at},
    )
    for row in list(rows):
        db.conn.executemany(
            """
            INSERT INTO likeness_keys (key, photo_id, part, hash) VALUES (:key, :photo_id, :part, :hash)
            ON CONFLICT (key, photo_id, part) DO NOTHING
            """,
            [
                {"key": key, "photo_id": row["id"], "part": part, "hash": sketch.hash}
                for part, sketch in enumerate(sketches)
                for key in sketch.index_keys()
            ],
        )


def find(db: Database, keys: Collection[int]) -> list[Kept]:
    """Every kept sketch that has one of these keys."""
    ordered, found = sorted(keys), list[Kept]()
    for start in range(0, len(ordered), _MOST_VALUES):
        names = {f"k{n}": key for n, key in enumerate(ordered[start : start + _MOST_VALUES])}
        cursor = db.execute(
            f"SELECT key, hash, photo_id, part FROM likeness_keys WHERE key IN ({', '.join(':' + n for n in names)})",
            names,
        )
        found += map(Kept._make, cursor)
    return found


def sha256_of(db: Database, photo_id: int) -> str:
    """The bytes behind a kept sketch. Raises NotFound."""
    for row in db.query("SELECT sha256 FROM likeness_photos WHERE id = :id", {"id": photo_id}):
        return str(row["sha256"])
    raise NotFound(f"photo {photo_id}")


_USE = """
    SELECT e.id, e.uid, e.sha256, COALESCE(v.uid, '') AS visit_uid, COALESCE(e.visit_id, -e.id) AS visit_id,
           e.item_code, e.step_uid,
           COALESCE(CASE WHEN e.step_uid IS NULL THEN v.opened_at ELSE f.issued_at END,
                    v.opened_at, e.received_at) AS begun_at,
           e.received_at, o.tz, b.taken_at, b.taken_text, o.lat AS station_lat, o.lon AS station_lon,
           e.lat, e.lon, e.accuracy_m, b.lat AS file_lat, b.lon AS file_lon
      FROM evidence e
      LEFT JOIN visits v ON v.id = e.visit_id
      JOIN orgs o ON o.id = e.org_id
      JOIN blobs b ON b.sha256 = e.sha256
      LEFT JOIN findings f ON f.id = e.finding_id
"""


def uses(db: Database, sha256: str) -> list[Use]:
    """Every use of this photo that was not taken back, the earliest first; none of what is no photo."""
    rows = db.query(
        f"""{_USE}
         WHERE e.sha256 = :sha256 AND e.withdrawn_at IS NULL AND b.mime LIKE 'image/%'
         ORDER BY e.received_at, e.id
        """,
        {"sha256": sha256},
    )
    return [Use(**row) for row in rows]


_PENDING = """
      FROM evidence e
      JOIN blobs b ON b.sha256 = e.sha256
      LEFT JOIN likeness_looked l ON l.evidence_id = e.id AND l.sha256 = e.sha256
     WHERE l.evidence_id IS NULL AND e.withdrawn_at IS NULL AND b.mime LIKE 'image/%' AND b.destroyed_at IS NULL
"""


def looked_ids(db: Database, sha256: str) -> set[int]:
    """The uses of these bytes that were looked at."""
    rows = db.query("SELECT evidence_id FROM likeness_looked WHERE sha256 = :sha256", {"sha256": sha256})
    return {row["evidence_id"] for row in rows}


def pending(db: Database, *, after: str, limit: int) -> list[str]:
    """The next photos, by their hashes above `after`, that have uses nobody looked at."""
    rows = db.query(
        f"SELECT DISTINCT e.sha256 {_PENDING} AND e.sha256 > :after ORDER BY e.sha256 LIMIT :limit",
        {"after": after, "limit": limit},
    )
    return [row["sha256"] for row in rows]


def count_pending(db: Database) -> int:
    """How many photos wait to be looked at."""
    row = next(iter(db.query(f"SELECT COUNT(DISTINCT e.sha256) AS n {_PENDING}")))
    return int(row["n"])


def forget_looks(db: Database) -> None:
    """Let a whole run begin anew; hits and what was judged of them stay."""
    db.execute("DELETE FROM likeness_looked")
    db.execute("DELETE FROM likeness_keys")
    db.execute("DELETE FROM likeness_photos")


def mark_looked(db: Database, looked: Collection[Use], *, at: int) -> None:
    """Note that these uses were looked at as they are."""
    db.conn.executemany(
        """
        INSERT INTO likeness_looked (evidence_id, sha256, at) VALUES (:id, :sha256, :at)
        ON CONFLICT (evidence_id) DO UPDATE SET sha256 = excluded.sha256, at = excluded.at
        """,
        [{"id": use.id, "sha256": use.sha256, "at": at} for use in looked],
    )


def insert_hits(db: Database, hits: Collection[NewHit], *, at: int) -> list[NewHit]:
    """Write what was seen; only what was not known before comes back. What was judged stays as it was judged."""
    new = []
    for hit in hits:
        rows = db.query(
            """
            INSERT INTO likeness_hits (uid, kind, evidence_id, other_id, sha256, other_sha256, signs, amount, found_at)
            VALUES (:uid, :kind, :evidence_id, :other_id, :sha256, :other_sha256, :signs, :amount, :at)
            ON CONFLICT (uid) DO NOTHING RETURNING id
            """,
            {
                "uid": hit.uid,
                "kind": hit.kind,
                "evidence_id": hit.use.id,
                "other_id": hit.other.id if hit.other else None,
                "sha256": hit.use.sha256,
                "other_sha256": hit.other.sha256 if hit.other else None,
                "signs": " ".join(hit.signs),
                "amount": hit.amount,
                "at": at,
            },
        )
        new += [hit for _row in list(rows)]
    return new


# both pictures still are what they were, and the person plans for both stations
_SEEN = f"""
      FROM likeness_hits h
      JOIN evidence e ON e.id = h.evidence_id AND e.sha256 = h.sha256
      LEFT JOIN visits v ON v.id = e.visit_id
      LEFT JOIN findings f ON f.id = e.finding_id
      LEFT JOIN letters l ON l.id = f.letter_id
      JOIN orgs o ON o.id = e.org_id
      JOIN people p ON p.id = e.person_id
      JOIN blobs b ON b.sha256 = e.sha256
      LEFT JOIN evidence e2 ON e2.id = h.other_id AND e2.sha256 = h.other_sha256
      LEFT JOIN visits v2 ON v2.id = e2.visit_id
      LEFT JOIN findings f2 ON f2.id = e2.finding_id
      LEFT JOIN letters l2 ON l2.id = f2.letter_id
      LEFT JOIN orgs o2 ON o2.id = e2.org_id
      LEFT JOIN people p2 ON p2.id = e2.person_id
      LEFT JOIN blobs b2 ON b2.sha256 = e2.sha256
      LEFT JOIN people j ON j.id = h.judged_by
     WHERE {HOLDS.format(visit="e", roles="'planner'")}
       AND (h.other_id IS NULL OR (b2.sha256 IS NOT NULL AND {HOLDS.format(visit="e2", roles="'planner'")}))
"""
# a false alarm is about two pictures, wherever else they are used together
_REMEMBERED = """
    EXISTS (SELECT 1 FROM likeness_hits r
             WHERE r.verdict = 'false_alarm' AND r.kind = 'alike' AND h.kind = 'alike'
               AND ((r.sha256 = h.sha256 AND r.other_sha256 = h.other_sha256)
                    OR (r.sha256 = h.other_sha256 AND r.other_sha256 = h.sha256)))
"""
_STATE = f"""
    CASE WHEN h.verdict <> '' THEN h.verdict WHEN {_REMEMBERED} THEN 'false_alarm'
         WHEN COALESCE(e.withdrawn_at, e2.withdrawn_at, e.destroyed_at, e2.destroyed_at) IS NOT NULL THEN 'gone'
         ELSE 'open' END
"""
_NARROWED = f"""
       AND (:show = 'all' OR {_STATE} = :show)
       AND (:kind = '' OR h.kind = :kind)
       AND (:station = '' OR o.code = :station OR o2.code = :station)
"""
_SIDE = (
    ("uid", "e.uid"),
    ("visit_uid", "COALESCE(v.uid, '')"),
    ("visit_state", "COALESCE(v.state, '')"),
    ("planned_on", "COALESCE(v.planned_on, l.letter_on)"),
    ("station_code", "o.code"),
    ("station_name", "o.name"),
    ("item_code", "e.item_code"),
    ("caption", "e.caption"),
    ("step_uid", "e.step_uid"),
    ("withdrawn_at", "e.withdrawn_at"),
    ("rank", "p.rank"),
    ("full_name", "p.full_name"),
    ("received_at", "e.received_at"),
    ("taken_text", "b.taken_text"),
    ("lat", "COALESCE(e.lat, b.lat)"),
    ("lon", "COALESCE(e.lon, b.lon)"),
    ("camera", "b.camera"),
)


def _columns() -> str:
    own = [f"{source} AS later_{name}" for name, source in _SIDE]
    other = [f"{_second(source)} AS earlier_{name}" for name, source in _SIDE]
    return ", ".join(own + other)


def _second(source: str) -> str:
    return re.sub(r"\b([a-z])\.", r"\g<1>2.", source)


_HIT = f"""
    SELECT h.uid, h.kind, h.signs, h.amount, h.found_at, {_STATE} AS verdict, h.reason, h.judged_at,
           j.rank AS judge_rank, j.full_name AS judge_name, {_columns()}
"""


def list_seen(db: Database, wanted: Wanted, *, person_id: int, today: str, limit: int, offset: int = 0) -> list[Hit]:
    """What this planner may judge, the newest first."""
    rows = db.query(
        f"{_HIT} {_SEEN} {_NARROWED} ORDER BY h.found_at DESC, h.id DESC LIMIT :limit OFFSET :offset",
        {**_values(wanted, person_id, today), "limit": limit, "offset": offset},
    )
    return [_hit(row) for row in rows]


def count_seen(db: Database, wanted: Wanted, *, person_id: int, today: str) -> dict[str, int]:
    """State to how many, with the kind and the station of `wanted`."""
    values = _values(Wanted("all", wanted.kind, wanted.station_code), person_id, today)
    rows = db.query(f"SELECT {_STATE} AS state, COUNT(*) AS n {_SEEN} {_NARROWED} GROUP BY {_STATE}", values)
    return {row["state"]: int(row["n"]) for row in rows}


def get(db: Database, uid: str, *, person_id: int, today: str) -> Hit:
    """One hit that this planner may judge. Raises NotFound."""
    values = {"uid": uid, "person_id": person_id, "today": today}
    for row in db.query(f"{_HIT} {_SEEN} AND h.uid = :uid", values):
        return _hit(row)
    raise NotFound(f"hit {uid}")


def set_verdict(db: Database, uid: str, *, verdict: str, reason: str, person_id: int | None, at: int | None) -> None:
    """Write what a person judged; '' and None take it back."""
    db.execute(
        """
        UPDATE likeness_hits SET verdict = :verdict, reason = :reason, judged_by = :person_id, judged_at = :at
         WHERE uid = :uid
        """,
        {"uid": uid, "verdict": verdict, "reason": reason, "person_id": person_id, "at": at},
    )


def marks_of_visit(db: Database, visit_id: int) -> dict[str, list[str]]:
    """The visit's pictures that a person should look at: uid to the kinds of what was seen, 'reused' when judged so."""
    rows = db.query(
        f"""
        SELECT m.uid, CASE WHEN m.state = 'reused' THEN 'reused' ELSE m.kind END AS kind
          FROM (SELECT CASE WHEN e.visit_id = :visit_id THEN e.uid ELSE e2.uid END AS uid, h.kind, {_STATE} AS state
                  FROM likeness_hits h
                  JOIN evidence e ON e.id = h.evidence_id AND e.sha256 = h.sha256
                  LEFT JOIN evidence e2 ON e2.id = h.other_id AND e2.sha256 = h.other_sha256
                 WHERE (e.visit_id = :visit_id OR e2.visit_id = :visit_id)
                   AND (h.other_id IS NULL OR e2.id IS NOT NULL)) m
         WHERE m.state IN ('open', 'reused')
         GROUP BY m.uid, CASE WHEN m.state = 'reused' THEN 'reused' ELSE m.kind END
         ORDER BY m.uid, kind
        """,
        {"visit_id": visit_id},
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["uid"], []).append(row["kind"])
    return found


def _values(wanted: Wanted, person_id: int, today: str) -> dict[str, object]:
    return {
        "show": wanted.show,
        "kind": wanted.kind,
        "station": wanted.station_code,
        "person_id": person_id,
        "today": today,
    }


def _hit(row: dict[str, object]) -> Hit:
    sides = {
        side: {name.removeprefix(f"{side}_"): row.pop(name) for name in list(row) if name.startswith(f"{side}_")}
        for side in ("later", "earlier")
    }
    judge = f"{row.pop('judge_rank') or ''} {row.pop('judge_name') or ''}".strip()
    row["signs"] = tuple(str(row["signs"]).split())
    earlier = sides["earlier"]
    return Hit(
        **row,  # type: ignore[arg-type]  # rows carry no types; the schema's CHECKs do
        judge_name=judge,
        later=_side(sides["later"]),
        earlier=_side(earlier) if earlier["uid"] is not None else None,
    )


def _side(row: dict[str, object]) -> Side:
    name = f"{row.pop('rank')} {row.pop('full_name')}".strip()
    is_response, is_withdrawn = row.pop("step_uid") is not None, row.pop("withdrawn_at") is not None
    return Side(
        **row,  # type: ignore[arg-type]  # rows carry no types; the schema's CHECKs do
        person_name=name,
        is_response=is_response,
        is_withdrawn=is_withdrawn,
    )
