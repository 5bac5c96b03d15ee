"""What a reminder says: which findings, which day, why you of all people, and how to have no more of it.

Neither words of a finding nor photos nor names of people travel by mail: number, station, day, link.
"""

import quopri
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from email.utils import format_datetime

from app.domain.reminders import Line, Why, local
from app.domain.workdays import workdays_between
from app.mail.speech import Speech

MOST_LINES = 30  # of one kind; the rest is counted
MONTHS = {
    "id": ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
           "November", "Desember"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}  # fmt: skip
ORDER = (Why.OVERDUE, Why.SOON, Why.READER, Why.ITWASDA, Why.REVIEW)


@dataclass(frozen=True, slots=True)
class Envelope:
    """Everything about a mail but what it says."""

    uid: str
    sender: str
    to: str
    language: str
    tz: str
    url: str  # what links begin with
    at: int


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail ready to be handed over."""

    sender: str
    to: str
    data: bytes  # headers and text, lines ended by CR LF


def letter(lines: Sequence[Line], envelope: Envelope) -> Letter:
    """The mail of one person, in their language, plain text alone.

    Written by hand: of thousands of mails the standard library's builder takes longer than the rest of the run. No
    header carries anything that somebody typed but the two addresses, which hold no blank and no line's end.
    """
    speech = Speech(envelope.language)
    text = _text(lines, envelope, speech)
    headers = {
        "From": envelope.sender,
        "To": envelope.to,
        "Subject": _subject(lines, speech),
        "Date": format_datetime(local(envelope.at, envelope.tz)),
        "Message-ID": f"<{envelope.uid}@{envelope.sender.rpartition('@')[2]}>",
        "Auto-Submitted": "auto-generated",  # RFC 3834: whoever is away does not answer
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "7bit" if text.isascii() else "quoted-printable",
    }
    body = text.encode() if text.isascii() else quopri.encodestring(text.encode())
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode("ascii")
    return Letter(envelope.sender, envelope.to, head + b"\r\n" + body.replace(b"\n", b"\r\n"))


def _subject(lines: Sequence[Line], speech: Speech) -> str:
    ngettext = speech.count
    late = sum(line.why in (Why.OVERDUE, Why.READER, Why.ITWASDA) for line in lines)
    soon, waiting = (sum(line.why is why for line in lines) for why in (Why.SOON, Why.REVIEW))
    said = [
        ngettext("%(num)s finding overdue", "%(num)s findings overdue", late) if late else "",
        ngettext("%(num)s due soon", "%(num)s due soon", soon) if soon else "",
        ngettext("%(num)s waiting for verification", "%(num)s waiting for verification", waiting) if waiting else "",
    ]
    return f"SIAP: {', '.join(part for part in said if part)}"


def _text(lines: Sequence[Line], envelope: Envelope, speech: Speech) -> str:
    _ = speech.say
    today = local(envelope.at, envelope.tz).date().isoformat()
    parts = []
    for why in ORDER:
        found = [line for line in lines if line.why is why]
        if found:
            parts.append(_section(found, envelope.url, today, speech))
    if all(line.why is Why.ITWASDA for line in lines):
        parts.append(_("To have no more of these, write to the planning staff of the Polres."))
    else:
        parts.append(
            _("Everything that was sent to you, why, and how to have no more mail:")
            + f"\n{envelope.url}/account/reminders"
        )
    parts.append(_("SIAP wrote this by itself; nobody reads an answer to it."))
    return "\n\n".join(parts) + "\n"


def _section(lines: Sequence[Line], url: str, today: str, speech: Speech) -> str:
    rows = [f"{_title(lines[0].why, speech).upper()} ({len(lines)})", why_sentence(lines, speech)]
    for line in lines[:MOST_LINES]:
        rows.append(f"- {_row(line, today, speech)}\n  {url}/findings/{line.uid}")
    if len(lines) > MOST_LINES:
        more = speech.count("and %(num)s more:", "and %(num)s more:", len(lines) - MOST_LINES)
        rows.append(f"{more} {url}/findings")
    return "\n".join(rows)


def _title(why: Why, speech: Speech) -> str:
    _ = speech.say
    titles = {
        Why.OVERDUE: _("Overdue"),
        Why.SOON: _("Due soon"),
        Why.READER: _("Long overdue"),
        Why.ITWASDA: _("Long overdue"),
        Why.REVIEW: _("Waiting for verification"),
    }
    return titles[why]


def why_sentence(lines: Sequence[Line], speech: Speech) -> str:
    """Why the reader of all people gets these lines, which are of one kind."""
    _, ngettext = speech.say, speech.count
    why = lines[0].why
    stations = ", ".join(sorted({line.station for line in lines})[:3])
    districts = ", ".join(sorted({line.district for line in lines})[:3])
    sentences = {
        Why.OVERDUE: _(
            "You get this as Kapolsek (%(unit)s): the due day has passed, and your station still owes something.",
            unit=stations,
        ),
        Why.SOON: _("You get this as Kapolsek (%(unit)s): the due day is near.", unit=stations),
        Why.READER: _("You get this as Kapolres (%(unit)s): the stations are long overdue.", unit=districts),
        Why.ITWASDA: _("Itwasda gets this because %(unit)s named this address for what stays overdue.", unit=districts),
        Why.REVIEW: ngettext(
            "You get this as the team's lead or planning staff: the station has answered.",
            "You get this as the team's lead or planning staff: the stations have answered.",
            len({line.station for line in lines}),
        ),
    }
    return sentences[why]


def _row(line: Line, today: str, speech: Speech) -> str:
    _, ngettext = speech.say, speech.count
    facts = {"number": line.number, "day": _day(line.found_on, speech), "station": line.station}
    if line.by_letter:
        name = _("Finding %(number)s of the letter of %(day)s, %(station)s", **facts)
    else:
        name = _("Finding %(number)s of the visit of %(day)s, %(station)s", **facts)
    day = _day(line.due, speech)
    if line.why is Why.REVIEW:
        return f"{name}: {_('answered on %(day)s', day=day)}"
    late = workdays_between(line.due, today)
    said = _("due on %(day)s", day=day)
    if not late:
        return f"{name}: {said}"
    return f"{name}: {said}, " + ngettext("%(num)s working day late", "%(num)s working days late", late)


def _day(text: str, speech: Speech) -> str:
    found = date.fromisoformat(text)
    return f"{found.day} {MONTHS[speech.language][found.month - 1]} {found.year}"
