"""A real mail server on this machine, and a district whose findings are to be told of."""

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from sqlite_utils import Database

from app.config import Smtp
from app.domain.people import Person
from app.store import people, settings
from app.store.transaction import writing

SENDER = "siap@polres.example"


@dataclass
class Office:
    """The mail server: what it took, and what it says to whom."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)  # to an address: the answer to RCPT
    at_data: Callable[[EmailMessage], str] = lambda _mail: "250 OK"
    passwords: list[str] = field(default_factory=list)  # that were tried
    is_breaking: bool = False  # the line breaks where the last word is due

    @property
    def settings(self) -> Smtp:
        """What an installation is told of it."""
        return Smtp("127.0.0.1", self.port, "none", sender=SENDER)

    @property
    def addresses(self) -> list[str]:
        """Who got something, in order."""
        return [str(mail["To"]) for mail in self.taken]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.refusals.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.is_breaking and server.transport is not None:
            server.transport.abort()
            return "250 OK"
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        answer = self.at_data(mail)
        if answer.startswith("250"):
            self.taken.append(mail)
        return answer


@contextmanager
def mail_office(certificate: Path | None = None, *, security: str = "none", password: str = "") -> Iterator[Office]:
    """A mail server on a free port of the loopback, in a thread of its own; with `password` it asks for one."""
    office, loop = Office(), asyncio.new_event_loop()
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH) if certificate else None
    if tls:
        tls.load_cert_chain(certificate)

    def check(_server: SMTP, _session: Session, _envelope: Envelope, _how: str, given: LoginPassword) -> AuthResult:
        office.passwords.append(given.password.decode())
        return AuthResult(success=given.password.decode() == password, handled=False)

    lines: list[SMTP] = []

    def line() -> SMTP:
        more = {"authenticator": check, "auth_required": True, "auth_require_tls": False} if password else {}
        if tls and security == "starttls":
            more |= {"tls_context": tls, "require_starttls": True}
        lines.append(SMTP(office, hostname="localhost", loop=loop, **more))
        return lines[-1]

    server = loop.run_until_complete(loop.create_server(line, "127.0.0.1", 0, ssl=tls if security == "tls" else None))
    office.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield office
    finally:
        asyncio.run_coroutine_threadsafe(_close(server, lines), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _close(server: asyncio.Server, lines: list[SMTP]) -> None:
    """End the server and every line to it, and leave nothing behind that is closed by chance."""
    server.close()
    for line in lines:
        if line.transport is not None:
            line.transport.abort()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    for _turn in range(3):
        await asyncio.sleep(0)


def reach(db: Database, *persons: Person, org_id: int, **more: str) -> None:
    """Let a Polres send mail, and give these people addresses."""
    with writing(db):
        for name, value in {"mail": "1", **more}.items():
            settings.put(db, org_id, name, value)
        for person in persons:
            people.set_email(db, person.id, f"{person.username}@polri.example")
