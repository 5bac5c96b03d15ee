"""What each phone of a team last said of itself."""

from collections.abc import Mapping

from sqlite_utils import Database

from app.domain.phones import Left, MemberPhones
from app.store.sight import ON_TEAM

FRESH_MS = 60_000  # a phone that asks every few seconds is noted once a minute
MOST_OF_ONE = 20  # installations of one person at one visit; more are not noted


def met(db: Database, visit_id: int, person_id: int, dev: str, *, at: int) -> bool:
    """Whether this phone was noted within the last minute."""
    rows = db.query(
        """
        SELECT contact_at FROM phones
         WHERE visit_id = :visit_id AND person_id = :person_id AND dev = :dev AND contact_at > :since
        """,
        {"visit_id": visit_id, "person_id": person_id, "dev": dev, "since": at - FRESH_MS},
    )
    return any(True for _ in rows)


def note(
    db: Database, left: Mapping[str, Left | None], *, person_id: int, dev: str, skew_ms: int | None, at: int
) -> None:
    """Note that a phone was heard, and by visit uid what it said remains on it; visits of others are skipped."""
    db.conn.executemany(
        f"""
        INSERT INTO phones (visit_id, person_id, dev, events_left, photos_left, skew_ms, contact_at)
        SELECT v.id, :person_id, :dev, COALESCE(:events, 0), COALESCE(:photos, 0), :skew_ms, :at
          FROM visits v
         WHERE v.uid = :uid AND {ON_TEAM.format(visit="v")}
           AND (SELECT COUNT(*) FROM phones p
                 WHERE p.visit_id = v.id AND p.person_id = :person_id AND p.dev <> :dev) < {MOST_OF_ONE}
        ON CONFLICT (visit_id, person_id, dev) DO UPDATE
           SET events_left = COALESCE(:events, phones.events_left),
               photos_left = COALESCE(:photos, phones.photos_left),
               skew_ms = COALESCE(excluded.skew_ms, phones.skew_ms),
               contact_at = excluded.contact_at
        """,
        [
            {
                "uid": uid,
                "person_id": person_id,
                "dev": dev,
                "events": said.events if said else None,
                "photos": said.photos if said else None,
                "skew_ms": skew_ms,
                "at": at,
            }
            for uid, said in left.items()
        ],
    )


def left_by_phone(db: Database, person_id: int) -> dict[str, Left]:
    """A person's phones by their stores' names, with what each last said remains on it, of all visits together."""
    rows = db.query(
        """
        SELECT dev, SUM(events_left) AS events, SUM(photos_left) AS photos
          FROM phones WHERE person_id = :person_id GROUP BY dev
        """,
        {"person_id": person_id},
    )
    return {row["dev"]: Left(row["events"], row["photos"]) for row in rows}


def team(db: Database, visit_id: int) -> list[MemberPhones]:
    """Every member and the lead, in the order of the team, with what is known of their phones."""
    rows = db.query(
        """
        WITH team AS (
          SELECT person_id, position FROM visit_members WHERE visit_id = :visit_id
          UNION ALL
          SELECT v.lead_id, -1 FROM visits v
           WHERE v.id = :visit_id
             AND NOT EXISTS (SELECT 1 FROM visit_members m WHERE m.visit_id = v.id AND m.person_id = v.lead_id)
        )
        SELECT t.person_id, p.username, COALESCE(SUM(h.events_left), 0) AS events,
               COALESCE(SUM(h.photos_left), 0) AS photos, MAX(h.contact_at) AS contact_at,
               MAX(CASE WHEN h.contact_at = (SELECT MAX(l.contact_at) FROM phones l
                                              WHERE l.visit_id = :visit_id AND l.person_id = t.person_id)
                        THEN h.skew_ms END) AS skew_ms
          FROM team t
          JOIN people p ON p.id = t.person_id
          LEFT JOIN phones h ON h.visit_id = :visit_id AND h.person_id = t.person_id
         GROUP BY t.person_id, p.username, t.position ORDER BY t.position, p.username
        """,
        {"visit_id": visit_id},
    )
    return [
        MemberPhones(
            row["person_id"], row["username"], Left(row["events"], row["photos"]), row["contact_at"], row["skew_ms"]
        )
        for row in rows
    ]
