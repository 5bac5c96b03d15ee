"""What team and station wrote to each other at the showcase, one word of which is still unread on each side."""

from collections.abc import Sequence

from sqlite_utils import Database

from app.domain.findings import Finding
from app.domain.people import Person
from app.services import finding_comments
from app.services.demo.calendar import later, moment
from app.services.demo.chance import uid
from app.store import finding_comments as stored
from app.store import findings

CHIEF, LEAD = "chief", "lead"
# what was said, by whom, how many days ago
ON_THE_FIRST = (
    (CHIEF, 4, "Mohon izin bertanya: apakah bukti boleh berupa foto, atau berkasnya harus dipindai?"),
    (LEAD, 3, "Foto boleh, asal tanggal dan tanda tangannya terbaca."),
    (CHIEF, 1, "Siap. Kami kirim hari Kamis."),
)
ON_THE_SECOND = ((LEAD, 2, "Foto sudah kami terima. Siapa yang merawatnya setiap hari?"),)


def talk(db: Database, opened: Sequence[Finding], *, chief: Person, lead: Person, today: str) -> None:
    """Let chief and lead write about the first two of these findings; the last word on each is unread."""
    for finding, said in zip(opened, (ON_THE_FIRST, ON_THE_SECOND), strict=False):
        for number, (who, days, text) in enumerate(said):
            day = later(today, -days)
            if not findings.get_by_id(db, finding.id).is_open:
                break
            writer, reader = (chief, lead) if who == CHIEF else (lead, chief)
            at = moment(day, 9 + number)
            finding_comments.comment(
                db, finding.uid, uid("comment", finding.uid, number), text, actor=writer, at=at, today=day
            )
            if number < len(said) - 1:
                finding_comments.see(db, finding, stored.of_finding(db, finding.id)[-1].id, actor=reader)
