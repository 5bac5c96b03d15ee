"""Comments on findings, append-only, and how far each person has read."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from app.domain.finding_comments import Comment, Side
from app.domain.findings import Finding

# whom a person listens to: a station's chief to the team, its team and planning staff to the station. What they listen
# to they may see. Each set is made once for the whole question.
_IN_FORCE = "valid_from_on <= :today AND COALESCE(valid_to_on, :today) >= :today"
_CHIEF_AT = f"SELECT org_id FROM assignments WHERE person_id = :seen_by AND role = 'station_chief' AND {_IN_FORCE}"
_PLANS_AT = f"""
    SELECT pc.org_id FROM org_closure pc
     WHERE pc.ancestor_id IN (SELECT org_id FROM assignments
                               WHERE person_id = :seen_by AND role = 'planner' AND {_IN_FORCE})
"""
_TEAM_AT = "SELECT visit_id FROM visit_members WHERE person_id = :seen_by"
_UNREAD = f"""
      FROM finding_comments c
      JOIN findings f ON f.id = c.finding_id
      LEFT JOIN finding_reads r ON r.finding_id = c.finding_id AND r.person_id = :seen_by
     WHERE c.id > COALESCE(r.comment_id, 0)
       AND ((c.side = 'team' AND f.org_id IN ({_CHIEF_AT}))
            OR (c.side = 'station' AND f.org_id NOT IN ({_CHIEF_AT})
                AND (f.org_id IN ({_PLANS_AT}) OR f.visit_id IN ({_TEAM_AT}))))
"""


@dataclass(frozen=True, slots=True)
class Unread:
    """A finding with comments of the other side that a person has not read."""

    uid: str
    condition: str
    station_name: str
    side: Side  # who wrote them
    number: int
    text: str  # of the newest
    person_name: str  # who wrote the newest


def insert(db: Database, finding: Finding, *, uid: str, side: Side, text: str, person_id: int, at: int) -> None:
    """Write a comment down."""
    db.execute(
        """
        INSERT INTO finding_comments (uid, finding_id, side, text, person_id, at)
        VALUES (:uid, :finding_id, :side, :text, :person_id, :at)
        """,
        {"uid": uid, "finding_id": finding.id, "side": str(side), "text": text, "person_id": person_id, "at": at},
    )


def of_finding(db: Database, finding_id: int) -> list[Comment]:
    """The comments on a finding, oldest first."""
    rows = db.query(
        """
        SELECT c.id, c.uid, c.finding_id, c.side, c.text, c.person_id, p.rank, p.full_name, c.at
          FROM finding_comments c JOIN people p ON p.id = c.person_id
         WHERE c.finding_id = :finding_id ORDER BY c.id
        """,
        {"finding_id": finding_id},
    )
    return [_comment(row) for row in rows]


def find(db: Database, uid: str) -> tuple[int, int] | None:
    """The ids of the finding and of the writer of the comment of that uid, or None."""
    for row in db.query("SELECT finding_id, person_id FROM finding_comments WHERE uid = :uid", {"uid": uid}):
        return int(row["finding_id"]), int(row["person_id"])
    return None


def count(db: Database, finding_id: int) -> int:
    """How many comments a finding has."""
    rows = db.query("SELECT COUNT(*) AS n FROM finding_comments WHERE finding_id = :id", {"id": finding_id})
    return int(next(iter(rows))["n"])


def read_up_to(db: Database, finding_id: int, *, person_id: int) -> int:
    """The id of the newest comment that was on the person's screen; 0 when none was."""
    rows = db.query(
        "SELECT comment_id FROM finding_reads WHERE finding_id = :finding_id AND person_id = :person_id",
        {"finding_id": finding_id, "person_id": person_id},
    )
    return next((int(row["comment_id"]) for row in rows), 0)


def set_read(db: Database, finding_id: int, *, person_id: int, comment_id: int) -> None:
    """Note that a person has read up to a comment; it never goes back."""
    db.execute(
        """
        INSERT INTO finding_reads (person_id, finding_id, comment_id) VALUES (:person_id, :finding_id, :comment_id)
        ON CONFLICT (person_id, finding_id) DO UPDATE SET comment_id = excluded.comment_id
         WHERE excluded.comment_id > finding_reads.comment_id
        """,
        {"person_id": person_id, "finding_id": finding_id, "comment_id": comment_id},
    )


def unread_of(db: Database, finding_ids: Collection[int], *, seen_by: int, today: str) -> dict[int, tuple[Side, int]]:
    """Finding id to the other side and how many comments of it a person has not read; those with none are left out."""
    names = {f"f{n}": finding_id for n, finding_id in enumerate(finding_ids)}
    if not names:
        return {}
    rows = db.query(
        f"""
        SELECT c.finding_id, c.side, COUNT(*) AS number {_UNREAD}
           AND c.finding_id IN ({", ".join(":" + name for name in names)})
         GROUP BY c.finding_id, c.side
        """,
        {**names, "seen_by": seen_by, "today": today},
    )
    return {row["finding_id"]: (Side(row["side"]), row["number"]) for row in rows}


def list_unread(db: Database, *, seen_by: int, today: str, since: int, limit: int = 5) -> list[Unread]:
    """The open findings with comments of the other side that a person has not read, the newest first.

    Comments from before `since` (ms UTC) are left out.
    """
    rows = db.query(
        f"""
        SELECT f.uid, f.condition, o.name AS station_name, u.side, u.number, n.text, p.rank, p.full_name
          FROM (SELECT c.finding_id, c.side, COUNT(*) AS number, MAX(c.id) AS newest
                {_UNREAD} AND c.at >= :since AND f.closed_at IS NULL
                 GROUP BY c.finding_id, c.side ORDER BY MAX(c.id) DESC LIMIT :limit) u
          JOIN findings f ON f.id = u.finding_id
          JOIN orgs o ON o.id = f.org_id
          JOIN finding_comments n ON n.id = u.newest
          JOIN people p ON p.id = n.person_id
         ORDER BY u.newest DESC
        """,
        {"seen_by": seen_by, "today": today, "since": since, "limit": limit},
    )
    return [
        Unread(
            uid=row["uid"],
            condition=row["condition"],
            station_name=row["station_name"],
            side=Side(row["side"]),
            number=row["number"],
            text=row["text"],
            person_name=f"{row['rank']} {row['full_name']}".strip(),
        )
        for row in rows
    ]


def _comment(row: Mapping[str, object]) -> Comment:
    fields = dict(row)
    rank, name = fields.pop("rank"), fields.pop("full_name")
    fields["side"] = Side(str(fields["side"]))
    return Comment(**fields, person_name=f"{rank} {name}".strip())  # type: ignore[arg-type]  # rows carry no types
