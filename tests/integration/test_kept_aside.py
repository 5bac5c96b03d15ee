"""What cannot become an event: kept aside where a person finds it, within limits, and never in the way."""

import json

import pytest
from sqlite_utils import Database

from app.services import sync
from app.store import answers, aside
from app.store import events as log
from app.store.aside import Usage
from tests.clients import ClientOf
from tests.factories import District
from tests.phones import Phone, TeamVisit, eid_of, post_events


def test_an_unreadable_text_is_found_at_the_visit_that_the_phone_shows(
    db: Database, visit: TeamVisit, phone: Phone
) -> None:
    sync.push(db, ["{", phone.event("A01.answer", "Ya", n=0)], actor=phone.person, at=1, home=visit.uid)
    sync.push(db, ["[]"], actor=phone.person, at=1, home="no-such-visit")
    assert [one.reason for one in aside.list_of(db, visit.id)] == ["not JSON", "field n"]
    assert db.execute("SELECT COUNT(*) FROM events_aside WHERE visit_id IS NULL").fetchone()[0] == 1


def test_no_phone_fills_the_disk_with_what_nobody_can_read(
    db: Database, visit: TeamVisit, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync, "MOST_ASIDE", Usage(rows=3, characters=1000))
    junk = [f"kacau {n}" for n in range(5)]
    receipts = phone.push(db, *junk, phone.event("A01.answer", "Ya"))
    assert [one.st for one in receipts] == ["quarantined"] * 3 + ["held"] * 2 + ["ok"]
    assert receipts[3].why == "too much kept aside"
    assert [one.st for one in phone.push(db, junk[0], junk[4])] == ["quarantined", "held"], "kept before is still kept"
    assert db.execute("SELECT COUNT(*) FROM events_aside").fetchone()[0] == 3
    assert answers.list_of(db, visit.id)["A01"].value == "Ya"


def test_large_texts_count_by_their_size(
    db: Database, district: District, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync, "MOST_ASIDE", Usage(rows=100, characters=1000))
    assert [one.st for one in phone.push(db, "x" * 900, "y" * 200)] == ["quarantined", "held"]
    others = Phone(district.anggota2, phone.visit)
    assert [one.st for one in others.push(db, "y" * 200)] == ["quarantined"], "one person's limit is not another's"


def test_every_event_of_a_mixed_batch_gets_its_own_answer(
    db: Database, visit: TeamVisit, phone: Phone, district: District, client_of: ClientOf
) -> None:
    good = phone.event("A01.answer", "Ya")
    clash = json.dumps(json.loads(good) | {"val": "Tidak"})
    strange: list[tuple[object, str, str]] = [
        (good, "ok", ""),
        (clash, "clash", "same id, other content"),
        (phone.event("A02.answer", "A", by="anggota2"), "quarantined", "author is not the signed-in user"),
        (phone.event("A02.answer", "A", visit="no-such-visit"), "quarantined", "not a member of this visit"),
        (phone.event("A02.note", "x" * 70_000), "quarantined", "too large"),
        (phone.event("A02.answer", "A", n=1), "quarantined", "device counter used twice"),
        (phone.event("A02.answer", "A", n=True), "quarantined", "field n"),
        (phone.event("A02.answer", "A", base="x"), "quarantined", "field base"),
        (phone.event("A02.answer", "A", at=5), "quarantined", "field at"),
        (phone.event("A02.answer", {"a": 1}), "ok", ""),
        (phone.event("A02.note", "catatan", op="frobnicate"), "ok", ""),
        (phone.event("A03.note", "tahun depan", at="2099-01-01T00:00:00Z"), "ok", ""),
        (phone.event("A03.note", "dahulu", at="1970-01-01T00:00:00Z"), "ok", ""),
        (phone.event("A03.note", "entah", at="kemarin sore"), "ok", ""),
        (None, "bad", "event is not a string"),
        ({"eid": "x"}, "bad", "event is not a string"),
        (phone.event("A08.note", "baik"), "ok", ""),
    ]
    results = post_events(client_of("anggota1"), *[text for text, _, _ in strange]).json["results"]
    assert [(one["st"], one["why"]) for one in results] == [(st, why) for _, st, why in strange]
    flags = [one.flag for one in log.pull(db, visit.id, since=0, limit=99)]
    assert flags == ["", "impossible value", "unknown op", "impossible time", "impossible time", "impossible time", ""]
    assert answers.list_of(db, visit.id)["A01"].value == "Ya"


def test_ten_thousand_events_in_one_body_are_asked_to_be_fewer_and_batches_go_in(
    db: Database, visit: TeamVisit, phone: Phone, client_of: ClientOf
) -> None:
    client = client_of("anggota1")
    answer = post_events(client, *["{}"] * 10_000)
    assert (answer.status_code, answer.json["error"], answer.json["max"]) == (413, "too_many", 200)
    answer = post_events(client, *[phone.event("A01.note", "x" * 100)] * 4_000)
    assert (answer.status_code, answer.json["error"], answer.json["proto"]) == (413, "too_large", "fieldsync/1")
    db.execute("PRAGMA synchronous=OFF")
    text = ""
    for start in range(0, 2_000, 200):
        texts = []
        for n in range(start, start + 200):
            text = phone.event("A01.note", f"catatan {n}", base=[eid_of(text)] if text else [])
            texts.append(text)
        assert {one.st for one in phone.push(db, *texts)} == {"ok"}
    assert log.pull(db, visit.id, since=1_999, limit=5)[0].rev == 2_000
    assert client.get(f"/visits/{visit.uid}").status_code == 200
