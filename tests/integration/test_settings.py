"""The settings of a Polres: read where they hold, named when they are wrong, written down when they change."""

import pytest
from sqlite_utils import Database

from app.domain.errors import Invalid
from app.domain.follow_up import FollowUpRules
from app.services import settings
from app.store import audit
from app.store import settings as stored
from app.store.transaction import writing
from tests.clients import ClientOf
from tests.factories import NOON, TODAY, District
from tests.pages import open_page, submit


def test_what_planning_staff_set_holds_at_their_stations_and_is_written_down(
    db: Database, district: District, client_of: ClientOf
) -> None:
    client = client_of("bagren")
    assert client.get("/settings").location == "/settings/polres-tuban"
    form = {
        "days_serious": "7", "days_moderate": "20", "days_minor": "20", "soon_days": "2", "reader_after": "5",
        "itwasda_after": "15", "quiet_from": "22", "quiet_to": "5", "mail": "y",
        "itwasda_email": "itwasda@polri.example",
    }  # fmt: skip
    assert submit(client, "/settings/polres-tuban", form).status_code == 303
    assert settings.rules_of(db, district.senori.id) == FollowUpRules(
        days_serious=7, soon_days=2, quiet_from=22, quiet_to=5, mail=True, itwasda_email="itwasda@polri.example"
    )
    line = audit.list_stream(db, "system")[-1]
    assert (line.action, line.entity_id, line.detail["changed"]["days_serious"]) == (
        "settings.changed",
        "polres-tuban",
        ["10", "7"],
    )
    assert "days_minor" not in line.detail["changed"]
    assert "Berat, atau pada butir kritis: 10 → 7" in open_page(client_of("admin"), "/audit").get_text()
    assert "Tidak ada yang diubah." in open_page(client, submit(client, "/settings/polres-tuban", form).location).text


def test_each_setting_that_cannot_be_used_is_named_beside_it(db: Database, client_of: ClientOf) -> None:
    client = client_of("bagren")
    wrong = {
        "days_serious": "0", "days_moderate": "20", "days_minor": "dua", "soon_days": "3", "reader_after": "5",
        "itwasda_after": "15", "quiet_from": "24", "quiet_to": "6", "itwasda_email": "Itwasda <a@b.c>",
    }  # fmt: skip
    answer = submit(client, "/settings/polres-tuban", wrong)
    assert answer.status_code == 422
    for field in ("days_serious", "days_minor", "quiet_from", "itwasda_email"):
        assert f'id="{field}-error"' in answer.text, field
    assert 'value="dua"' in answer.text, "what was typed stays"
    assert list(db.query("SELECT name FROM settings")) == []


def test_the_ladder_goes_up(db: Database, district: District) -> None:
    as_late_as_itwasda = {"reader_after": "15"}
    with pytest.raises(Invalid) as refused:
        settings.change(db, "polres-tuban", as_late_as_itwasda, actor=district.bagren, at=NOON, today=TODAY)
    assert refused.value.problems == {"itwasda_after": "after_reader"}


def test_what_a_polres_leaves_as_it_is_follows_the_unit_above(db: Database, district: District) -> None:
    polda = next(iter(db.query("SELECT id FROM orgs WHERE code = 'polda-jatim'")))["id"]
    settings.change(db, "polres-tuban", {"days_minor": "15"}, actor=district.admin, at=NOON, today=TODAY)
    with writing(db):
        stored.put(db, polda, "days_minor", "30")
        stored.put(db, polda, "days_moderate", "30")
    rules = settings.rules_of(db, district.senori.id)
    assert (rules.days_minor, rules.days_moderate) == (15, 30)
