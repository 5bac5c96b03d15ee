"""An invented letter with advice for two stations: one answered, one still owed."""

from sqlite_utils import Database

from app.domain.people import Person
from app.services import advice, findings
from app.services.advice import Advice
from app.services.demo.calendar import later, moment
from app.services.demo.chance import uid
from app.services.findings import Response

NUMBER = "B/0112/LM.21-15/X/2026-CONTOH"
TOLD = (
    (
        "polsek-senori",
        "Pemohon SKCK tidak diberi tanda terima, sehingga lama pelayanan tidak dapat diperiksa.",
        "Beri tanda terima bertanggal pada setiap permohonan dan catat jam selesai di register.",
        "skck",
        "M01",
    ),
    (
        "polsek-jenu",
        "Nomor pengaduan yang terpasang di ruang tunggu tidak dapat dihubungi.",
        "Pasang nomor yang aktif dan tunjuk petugas yang menjawabnya.",
        "complaints",
        "M02",
    ),
)


def bring(db: Database, people: dict[str, Person], *, today: str) -> None:
    """Enter the letter four weeks ago; the second station has answered it."""
    entered_on = later(today, -28)
    for station, condition, recommendation, service, kind in TOLD:
        told = Advice(
            station=station,
            source="ombudsman",
            number=NUMBER,
            letter_on=later(entered_on, -4),
            condition=condition,
            severity="moderate",
            recommendation=recommendation,
            service=service,
            maladministration=kind,
            cause_kind="supervision",
        )
        at = moment(entered_on, 10)
        advice.enter(db, uid("advice", station), told, actor=people["bagren"], at=at, today=entered_on)
    response = Response(
        "Nomor baru sudah dipasang dan dijawab piket SPKT; diuji dua kali oleh Kanit Provos.",
        without_photo="Foto menyusul setelah papan yang baru selesai dicetak.",
    )
    answered_on, chief = later(entered_on, 6), people["kapolsek.jenu"]
    step = uid("advice answered", "polsek-jenu")
    findings.answer(
        db, uid("advice", "polsek-jenu"), step, response, actor=chief, at=moment(answered_on, 9), today=answered_on
    )
