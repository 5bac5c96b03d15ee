"""Reminders by mail, over a real mail server: told once, to whom the ladder says, when nobody sleeps, and not lost."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from flask import Flask
from sqlite_utils import Database

from app.config import Config
from app.domain.errors import Conflict, NotFound
from app.domain.findings import Finding
from app.domain.people import Role
from app.domain.reminders import HOUR_MS, MailState
from app.services import findings, reminders, work
from app.services.reminders import Outcome
from app.store import audit, jobs, mails, orgs, people, settings
from app.store.blobs import BlobStore
from app.store.connection import connect
from app.store.transaction import writing
from tests.factories import NOON, TODAY, District, make_person
from tests.findings import issued_finding
from tests.mailing import Office, mail_office, reach

URL = "https://siap.example"
DAY_MS = 24 * HOUR_MS
STEP = "0a1b2c3d-0000-4000-8000-00000000000{}"
DUE = "2026-12-18"  # twenty working days after 22 November
LATE = NOON + 27 * DAY_MS  # Saturday 19 December


@pytest.fixture
def office() -> Iterator[Office]:
    with mail_office() as found:
        yield found


@pytest.fixture
def finding(db: Database, district: District) -> Finding:
    """Issued on 22 November to Senori; its Polres sends mail, and everybody but Jenu's chief has an address."""
    found = issued_finding(db, district)
    assert found.due_on == DUE
    reach(
        db, district.kapolsek_senori, district.kapolres, district.bagren, district.ketua,
        org_id=polres(db), itwasda_email="itwasda@polda.example",
    )  # fmt: skip
    return found


def polres(db: Database) -> int:
    org = orgs.find(db, "polres-tuban")
    assert org is not None
    return org.id


def remind(db: Database, office: Office, at: int) -> Outcome:
    return reminders.run(db, office.settings, URL, at=at)


def answer(db: Database, district: District, finding: Finding, at: int) -> None:
    said = findings.Response("Papan maklumat sudah dipasang di ruang layanan", without_photo="Kamera sedang rusak")
    findings.answer(db, finding.uid, STEP.format(1), said, actor=district.kapolsek_senori, at=at, today=TODAY)


def test_the_ladder_is_climbed_as_the_days_pass_and_each_rung_is_told_once(
    db: Database, office: Office, finding: Finding
) -> None:
    told = {}
    for day in (0, 22, 23, 24, 26, 27, 28, 36, 37, 38, 52, 53, 54):
        before = len(office.taken)
        remind(db, office, NOON + day * DAY_MS)
        remind(db, office, NOON + day * DAY_MS + HOUR_MS)
        if office.addresses[before:]:
            told[day] = [address.partition("@")[0] for address in office.addresses[before:]]
    assert told == {
        23: ["kapolsek.senori"],  # 15 December: three working days before the due day
        27: ["kapolsek.senori"],  # 19 December: the day after it, a Saturday
        37: ["kapolres"],  # 29 December, the fifth working day: Christmas and its joint leave are none
        53: ["itwasda"],  # 14 January, the fifteenth
    }


def test_a_mail_says_which_finding_why_and_nothing_of_what_was_found(
    db: Database, office: Office, finding: Finding
) -> None:
    remind(db, office, LATE)
    [mail] = office.taken
    text = mail.get_content()
    assert mail["Subject"] == "SIAP: 1 temuan lewat tenggat"
    assert mail.get_content_type() == "text/plain"
    assert "Temuan 1 kunjungan 22 November 2026, Polsek Senori: tenggat 18 Desember 2026" in text
    assert f"{URL}/findings/{finding.uid}" in text
    assert "sebagai Kapolsek (Polsek Senori)" in text
    assert f"{URL}/account/reminders" in text
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "maklumat" not in text and "Kapolsek Senori" not in str(mail["To"])


def test_the_mail_is_in_the_readers_language(
    db: Database, office: Office, finding: Finding, district: District
) -> None:
    with writing(db):
        db.execute("UPDATE people SET language = 'en' WHERE id = ?", [district.kapolsek_senori.id])
    remind(db, office, LATE)
    assert office.taken[0]["Subject"] == "SIAP: 1 finding overdue"
    assert "Finding 1 of the visit of 22 November 2026, Polsek Senori: due on 18 December 2026" in (
        office.taken[0].get_content()
    )


def test_an_answer_reaches_lead_and_planning_staff_and_nobody_else(
    db: Database, office: Office, finding: Finding, district: District
) -> None:
    answer(db, district, finding, at=LATE - DAY_MS)
    remind(db, office, LATE)
    assert sorted(office.addresses) == ["bagren@polri.example", "ketua@polri.example"]
    assert "ditanggapi 18 Desember 2026" in office.taken[0].get_content()
    findings.send_back(
        db, finding.uid, STEP.format(2), reason="Foto dari depan loket", actor=district.ketua, at=LATE, today=TODAY
    )
    remind(db, office, LATE + DAY_MS)
    assert office.addresses[2:] == ["kapolsek.senori@polri.example"], "it is owed again, and late"


def test_what_comes_on_a_day_with_a_mail_waits_for_the_next(
    db: Database, office: Office, finding: Finding, district: District
) -> None:
    remind(db, office, LATE)
    second = issued_finding(db, district, planned_on="2026-11-23")
    with writing(db):
        db.execute("UPDATE findings SET due_on = '2026-12-17' WHERE id = ?", [second.id])
    remind(db, office, LATE + 2 * HOUR_MS)
    assert len(office.taken) == 1
    remind(db, office, LATE + DAY_MS)
    assert [second.uid in mail.get_content() for mail in office.taken] == [False, True]
    assert finding.uid not in office.taken[1].get_content(), "it was told of yesterday"


@pytest.mark.parametrize(
    ("tz", "hour"), [("Asia/Jakarta", 12), ("Asia/Makassar", 13), ("Asia/Jayapura", 14)]
)  # what 05:00 UTC is there
def test_quiet_hours_hold_back_until_they_end_in_the_zone_of_the_unit(
    db: Database, office: Office, finding: Finding, tz: str, hour: int
) -> None:
    with writing(db):
        db.execute("UPDATE orgs SET tz = ?", [tz])
    for local in (21, 23, 24, 29):  # 21:00, 23:00, midnight, 05:00
        remind(db, office, LATE + (local - hour) * HOUR_MS)
        assert office.taken == [], f"{local % 24}:00 {tz}"
    remind(db, office, LATE + (30 - hour) * HOUR_MS)  # 06:00
    assert office.addresses == ["kapolsek.senori@polri.example"]


def test_nobody_gets_mail_who_declined_it_has_no_address_or_belongs_to_a_polres_without(
    db: Database, office: Office, finding: Finding, district: District
) -> None:
    def allow(mail: str, email: str, wanted: int) -> None:
        with writing(db):
            db.execute("UPDATE settings SET value = ? WHERE name = 'mail'", [mail])
            db.execute(
                "UPDATE people SET email = ?, wants_mail = ? WHERE username = 'kapolsek.senori'", [email, wanted]
            )

    for refused in (("0", "a@b.id", 1), ("1", "", 1), ("1", "a@b.id", 0)):
        allow(*refused)
        remind(db, office, LATE)
    assert office.taken == []
    allow("1", "a@b.id", 1)
    remind(db, office, LATE)
    assert office.addresses == ["a@b.id"], "once it may come, it does: nothing was forgotten"


def test_a_run_that_is_killed_over_a_mail_sends_none_twice_and_forgets_none(
    db: Database, office: Office, finding: Finding, district: District, config: Config
) -> None:
    answer(db, district, finding, at=LATE - DAY_MS)
    with writing(db):
        db.execute(
            "UPDATE findings SET state = 'issued' WHERE id = ?",
            [issued_finding(db, district, planned_on="2026-11-23").id],
        )
        db.execute("UPDATE findings SET due_on = '2026-12-17' WHERE state = 'issued'")
    runs: list[subprocess.Popen[bytes]] = []

    def kill_at_the_second(_mail: EmailMessage) -> str:
        if len(office.taken) == 1:
            runs[0].kill()
            runs[0].wait()
        return "250 OK"

    office.at_data = kill_at_the_second
    runs.append(subprocess.Popen([sys.executable, "-c", RUN, str(config.database), str(office.port), str(LATE)]))
    assert runs[0].wait(60) == -signal.SIGKILL
    assert len(office.taken) == 2, "the server had it when the run was killed"
    outcome = remind(db, office, LATE + HOUR_MS)
    assert (outcome.interrupted, outcome.states) == (1, {MailState.SENT: 1})
    assert sorted(office.addresses) == ["bagren@polri.example", "kapolsek.senori@polri.example", "ketua@polri.example"]
    assert states(db) == ["sent", "uncertain", "sent"]


RUN = """
import sys
from app.config import Smtp
from app.services import reminders
from app.store.connection import connect
server = Smtp("127.0.0.1", int(sys.argv[2]), "none", sender="siap@polres.example")
reminders.run(connect(sys.argv[1]), server, "https://siap.example", at=int(sys.argv[3]))
"""


def states(db: Database) -> list[str]:
    return [row["state"] for row in db.query("SELECT state FROM mails ORDER BY id")]


def test_a_run_that_is_killed_before_the_first_mail_forgets_nothing(
    db: Database, office: Office, finding: Finding, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_words: object, **_more: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(reminders, "_prune", die)
        with pytest.raises(SystemExit):
            remind(db, office, LATE)
    assert (states(db), office.taken) == (["waiting"], [])
    assert remind(db, office, LATE).states == {MailState.SENT: 1}


def test_an_address_that_is_refused_is_tried_once_and_shown(db: Database, office: Office, finding: Finding) -> None:
    office.refusals["kapolsek.senori@polri.example"] = "550 no such mailbox"
    for day in range(3):
        remind(db, office, LATE + day * DAY_MS)
    assert (office.taken, states(db)) == ([], ["refused"])
    assert mails.count_troubles(db) == 1
    assert audit.list_stream(db, "system")[-1].detail == {"refused": 1}


def test_a_mail_that_is_put_off_says_what_holds_when_it_is_tried_again(
    db: Database, office: Office, finding: Finding, district: District
) -> None:
    office.refusals["kapolsek.senori@polri.example"] = "451 busy"
    assert remind(db, office, LATE).states == {MailState.WAITING: 1}
    assert remind(db, office, LATE + HOUR_MS // 8).states == {}, "not so soon"
    office.refusals.clear()
    answer(db, district, finding, at=LATE)
    remind(db, office, LATE + HOUR_MS)
    assert "kapolsek.senori@polri.example" not in office.addresses, "the station has answered meanwhile"
    assert states(db) == ["sent", "sent"]


def test_a_mail_that_is_put_off_for_three_days_is_given_up(db: Database, office: Office, finding: Finding) -> None:
    office.refusals["kapolsek.senori@polri.example"] = "451 busy"
    for hour in (0, 1, 3, 24, 71, 73, 90):
        remind(db, office, LATE + hour * HOUR_MS)
    assert states(db) == ["given_up"]


def test_a_server_that_is_down_costs_no_mail(db: Database, finding: Finding) -> None:
    with mail_office() as gone:
        pass
    for hour in (0, 1, 100):
        outcome = remind(db, gone, LATE + hour * HOUR_MS)
        assert "ConnectionRefusedError" in outcome.fault
    assert states(db) == ["waiting"]
    with mail_office() as back:
        assert remind(db, back, LATE + 5 * DAY_MS).states == {MailState.SENT: 1}
        assert len(back.taken) == 1


def test_a_line_that_breaks_before_the_last_word_is_never_tried_again_by_itself(
    db: Database, office: Office, finding: Finding, district: District
) -> None:
    office.is_breaking = True
    assert remind(db, office, LATE).states == {MailState.UNCERTAIN: 1}
    office.is_breaking = False
    remind(db, office, LATE + DAY_MS)
    assert (states(db), office.taken) == (["uncertain"], [])
    uid = next(iter(db.query("SELECT uid FROM mails")))["uid"]
    reminders.decide(db, [uid], again=True, actor=district.bagren, at=LATE, today=TODAY)
    with pytest.raises(Conflict):
        reminders.decide(db, [uid], again=False, actor=district.admin, at=LATE, today=TODAY)
    remind(db, office, LATE + DAY_MS)
    assert (states(db), len(office.taken)) == (["renewed", "sent"], 1)


def test_a_foreign_planner_decides_nothing(db: Database, office: Office, finding: Finding, district: District) -> None:
    office.refusals["kapolsek.senori@polri.example"] = "550 no such mailbox"
    remind(db, office, LATE)
    uid = next(iter(db.query("SELECT uid FROM mails")))["uid"]
    with pytest.raises(NotFound):
        reminders.decide(db, [uid], again=True, actor=district.stranger, at=LATE, today=TODAY)


def test_two_runs_at_once_are_one(db: Database, office: Office, finding: Finding, config: Config) -> None:
    other = connect(config.database)
    second: list[Outcome] = []

    def meanwhile(_mail: EmailMessage) -> str:
        second.append(reminders.run(connect(config.database), office.settings, URL, at=LATE))
        return "250 OK"

    office.at_data = meanwhile
    remind(other, office, LATE)
    other.close()
    assert (len(office.taken), second[0].is_busy) == (1, True)


def test_a_dry_run_says_who_would_be_told_and_changes_nothing(
    db: Database, office: Office, finding: Finding, app: Flask
) -> None:
    with writing(db):
        db.execute("UPDATE findings SET due_on = '2026-01-02'")
        db.execute("UPDATE settings SET value = value")
        settings.put(db, polres(db), "quiet_from", "0")
        settings.put(db, polres(db), "quiet_to", "0")
    said = app.test_cli_runner().invoke(args=["remind", "--dry-run"])
    assert said.exit_code == 0, said.output
    assert "office:itwasda@polda.example: 1 itwasda" in said.output
    assert "3 would be told of 3 findings; nothing was sent" in said.output
    assert states(db) == []


def test_the_command_sends_and_says_what_needs_somebody(
    db: Database, office: Office, finding: Finding, app: Flask, config: Config
) -> None:
    with writing(db):
        db.execute("UPDATE findings SET due_on = '2026-01-02'")
        settings.put(db, polres(db), "quiet_from", "0")
        settings.put(db, polres(db), "quiet_to", "0")
    assert "no mail server is set" in app.test_cli_runner().invoke(args=["remind"]).output
    app.config["SIAP"] = replace(config, smtp=office.settings)
    office.refusals["kapolres@polri.example"] = "550 no such mailbox"
    said = app.test_cli_runner().invoke(args=["remind"])
    assert (said.exit_code, said.output.splitlines()) == (
        1,
        ["2 sent, 0 put off, 1 refused, 0 uncertain, 0 given up", "Error: 1 need a decision: see /care"],
    )


def test_the_background_work_reminds_once_an_hour(
    db: Database, office: Office, finding: Finding, config: Config
) -> None:
    hands = work.Hands(db, BlobStore(config.uploads), lambda: LATE, smtp=office.settings, url=URL)
    known = {"reminders.send": work.kinds()["reminders.send"]}
    with writing(db):
        jobs.put_once(db, "reminders.send", at=LATE)
    assert work.run_due(hands, known=known) == (1, 0)
    assert office.addresses == ["kapolsek.senori@polri.example"]
    assert next(iter(db.query("SELECT run_at FROM jobs")))["run_at"] == LATE + HOUR_MS


def test_a_server_that_refuses_everybody_is_left_alone_after_ten(
    db: Database, office: Office, finding: Finding, district: District
) -> None:
    with writing(db):
        for number in range(15):
            extra = make_person(db, f"wakil{number}", Role.STATION_CHIEF, "polsek-senori")
            people.set_email(db, extra.id, f"wakil{number}@polri.example")
            office.refusals[f"wakil{number}@polri.example"] = "554 relaying denied"
    office.refusals["kapolsek.senori@polri.example"] = "554 relaying denied"
    outcome = remind(db, office, LATE)
    assert (outcome.states, outcome.fault[:3]) == ({MailState.REFUSED: 10}, "554")
    uids = [row["uid"] for row in db.query("SELECT uid FROM mails WHERE state = 'refused'")]
    reminders.decide(db, uids, again=True, actor=district.bagren, at=LATE, today=TODAY)
    office.refusals.clear()
    assert remind(db, office, LATE + HOUR_MS).states == {MailState.SENT: 16}


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for this machine, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    began = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(began - timedelta(days=1))
        .not_valid_after(began + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "mail.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(made.public_bytes(Encoding.PEM) + secret)
    return file


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # over TLS from the first byte aiosmtpd sees none
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_password_travels_only_over_a_line_whose_certificate_is_known(
    db: Database, finding: Finding, certificate: Path, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    with mail_office(certificate, security=security, password="benar") as office:
        server = replace(office.settings, security=security, user="siap", password="benar")
        assert "certificate" in reminders.run(db, server, URL, at=LATE).fault
        assert office.passwords == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert "535" in reminders.run(db, replace(server, password="salah"), URL, at=LATE).fault
        assert reminders.run(db, server, URL, at=LATE).states == {MailState.SENT: 1}
        assert office.passwords[-1] == "benar"
