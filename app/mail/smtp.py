"""Handing one mail to the mail server, and saying for certain what became of it, or that nobody can say."""

import re
import smtplib
import ssl
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Self

from app.config import Smtp
from app.mail.letters import Letter

TIMEOUT_S = 20
LONGEST_ANSWER = 300
_READY = 354


class Fate(StrEnum):
    """What became of a mail."""

    SENT = "sent"  # the server has it
    PUT_OFF = "put_off"  # the server has it not, and says: later
    REFUSED = "refused"  # the server has it not, and never takes it
    UNREACHED = "unreached"  # nothing was handed over: there is no server now, or it takes nothing from us
    UNCERTAIN = "uncertain"  # the line broke before the server's last word: it may have it


@dataclass(frozen=True, slots=True)
class Result:
    """The fate of one mail, and the server's own words."""

    fate: Fate
    text: str = ""


class Post:
    """One connection to the mail server, opened when it is first needed and opened again when it was lost."""

    def __init__(self, server: Smtp) -> None:
        self._server = server
        self._line: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Say goodbye."""
        line, self._line = self._line, None
        if line is not None:
            try:
                line.quit()
            except (OSError, smtplib.SMTPException):
                line.close()

    def send(self, mail: Letter) -> Result:
        """Hand one mail over. A line that was lost while nothing was under way is opened once more."""
        was_open = self._line is not None
        found = self._try(mail)
        return self._try(mail) if found.fate is Fate.UNREACHED and was_open else found

    def _try(self, mail: Letter) -> Result:
        try:
            line = self._line or self._open()
            found = _refusal(line, mail.sender, mail.to)
            if found is None:
                code, said = line.docmd("DATA")
                found = None if code == _READY else _result(code, said)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Result(Fate.UNREACHED, _words(error))
        if found is None:
            return self._hand_over(line, mail)
        if found.fate is Fate.UNREACHED:
            self._drop()
        else:
            self._reset(line)
        return found

    def _hand_over(self, line: smtplib.SMTP, mail: Letter) -> Result:
        try:
            line.send(_on_the_wire(mail.data))
            code, said = line.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Result(Fate.UNCERTAIN, _words(error))
        if code < 0:
            self._drop()
            return Result(Fate.UNCERTAIN, "no answer")
        return Result(Fate.SENT) if code // 100 == 2 else _result(code, said)

    def _open(self) -> smtplib.SMTP:
        server = self._server
        if server.security == "tls":
            line: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=TIMEOUT_S, context=ssl.create_default_context()
            )
        else:
            line = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_S)
        try:
            if server.security == "starttls":
                line.starttls(context=ssl.create_default_context())
            if server.user:
                line.login(server.user, server.password)
            line.ehlo_or_helo_if_needed()
        except BaseException:
            line.close()
            raise
        self._line = line
        return line

    def _reset(self, line: smtplib.SMTP) -> None:
        try:
            line.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _drop(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()


def _refusal(line: smtplib.SMTP, sender: str, to: str) -> Result | None:
    """What the server says against the recipient, or None; a sender it does not take is no fault of this mail."""
    code, said = line.mail(sender)
    if code // 100 != 2:
        return Result(Fate.UNREACHED, _result(code, said).text)
    code, said = line.rcpt(to)
    return None if code // 100 == 2 else _result(code, said)


def _result(code: int, said: bytes) -> Result:
    """What an answer that is no yes comes to; 421 closes the line."""
    text = f"{code} {said.decode('utf-8', 'replace')}"[:LONGEST_ANSWER]
    if code in (-1, 421):
        return Result(Fate.UNREACHED, text)
    return Result(Fate.PUT_OFF if code // 100 == 4 else Fate.REFUSED, text)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:LONGEST_ANSWER]


def _on_the_wire(data: bytes) -> bytes:
    """The bytes of a mail with the dot that ends it, and no other line that is one dot."""
    return re.sub(rb"(?m)^\.", b"..", data.removesuffix(b"\r\n")) + b"\r\n.\r\n"
