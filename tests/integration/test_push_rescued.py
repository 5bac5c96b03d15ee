"""Events that came by a rescue file: written on one phone of a person, sent by another."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlite_utils import Database

from tests.factories import District
from tests.phones import Phone, csrf_of, make_visit


def test_each_event_of_a_batch_counts_whatever_phone_wrote_it(
    client_of: Callable[[str], FlaskClient], db: Database, district: District
) -> None:
    client = client_of("anggota1")
    visit = make_visit(db, district, state="open")
    lost, here, theirs = (
        Phone(district.anggota1, visit),
        Phone(district.anggota1, visit),
        Phone(district.anggota2, visit),
    )
    rescued = [lost.event("A01.answer", "Ya"), lost.event("A02.answer", "B")]
    mixed = [rescued[0], here.event("A03.answer", "C"), rescued[1], theirs.event("A05.answer", "A")]

    def push(texts: list[str]) -> list[str]:
        body = {"proto": "fieldsync/1", "dev": here.dev, "by": "anggota1", "events": texts}
        return [
            one["st"]
            for one in client.post("/api/push", json=body, headers={"X-CSRFToken": csrf_of(client)}).json["results"]
        ]

    assert push(mixed) == ["ok", "ok", "ok", "quarantined"]
    assert push(rescued) == ["dup", "dup"]  # the lost phone is found, and sends them too
    assert push([lost.event("A04.answer", "Ya")]) == ["ok"]
    answered = db.query("SELECT item_code FROM answers WHERE visit_id = :id ORDER BY item_code", {"id": visit.id})
    assert [row["item_code"] for row in answered] == ["A01", "A02", "A03", "A04"]
