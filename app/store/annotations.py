"""Layers upon pictures: every version whole, none ever changed; the newest counts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from app.domain import annotations as rules
from app.domain.annotations import Shape


@dataclass(frozen=True, slots=True)
class Layer:
    """One version of what is drawn upon a picture; `after_seal` when its visit was sealed already."""

    version: int
    shapes: tuple[Shape, ...]
    sha256: str
    person_name: str
    after_seal: bool
    at: int


def history(db: Database, evidence_id: int) -> list[Layer]:
    """Every version of a picture's layer, newest first."""
    rows = db.query(
        """
        SELECT a.version, a.shapes_json, a.sha256, p.rank, p.full_name, a.after_seal, a.at
          FROM annotations a JOIN people p ON p.id = a.person_id
         WHERE a.evidence_id = :evidence_id ORDER BY a.version DESC
        """,
        {"evidence_id": evidence_id},
    )
    return [
        Layer(
            row["version"],
            rules.parse(row["shapes_json"]),
            row["sha256"],
            f"{row['rank']} {row['full_name']}".strip(),
            bool(row["after_seal"]),
            row["at"],
        )
        for row in rows
    ]


def insert(
    db: Database, evidence_id: int, version: int, shapes: Sequence[Shape], *, person_id: int, after_seal: bool, at: int
) -> str:
    """Keep one more version; its SHA-256."""
    text = rules.canonical(shapes)
    sha256 = rules.digest(text)
    db.execute(
        """
        INSERT INTO annotations (evidence_id, version, shapes_json, sha256, person_id, after_seal, at)
        VALUES (:evidence_id, :version, :text, :sha256, :person_id, :after_seal, :at)
        """,
        {
            "evidence_id": evidence_id,
            "version": version,
            "text": text,
            "sha256": sha256,
            "person_id": person_id,
            "after_seal": int(after_seal),
            "at": at,
        },
    )
    return sha256


def shared(db: Database, uids: Collection[str]) -> dict[str, tuple[Shape, ...]]:
    """Picture's uid to what is burned into it when it leaves the house; pictures with nothing are left out.

    That is its own newest layer, and the blurs of the newest layers of every other use of the same bytes.
    """
    names = {f"u{n}": uid for n, uid in enumerate(uids)}
    if not names:
        return {}
    rows = db.query(
        f"""
        SELECT e.uid, o.uid AS other_uid, a.shapes_json
          FROM evidence e
          JOIN evidence o ON o.sha256 = e.sha256
          JOIN annotations a ON a.evidence_id = o.id
         WHERE e.uid IN ({", ".join(":" + name for name in names)})
           AND a.version = (SELECT MAX(n.version) FROM annotations n WHERE n.evidence_id = o.id)
         ORDER BY e.id, o.id
        """,
        names,
    )
    own: dict[str, tuple[Shape, ...]] = {}
    others: dict[str, list[Shape]] = {}
    for row in rows:
        shapes = rules.parse(row["shapes_json"])
        if row["uid"] == row["other_uid"]:
            own[row["uid"]] = shapes
        others.setdefault(row["uid"], []).extend(shapes)
    burned = {uid: rules.shared(own.get(uid, ()), others.get(uid, [])) for uid in {*own, *others}}
    return {uid: shapes for uid, shapes in burned.items() if shapes}
