"""Everything that differs between machines, read once at start."""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

SHORTEST_KEY = 32
ROOT = Path(__file__).resolve().parent.parent
SMTP_PORTS = {"starttls": 587, "tls": 465, "none": 25}


@dataclass(frozen=True)
class Smtp:
    """The mail server that takes our reminders; without a host none are sent. Never kept in the database."""

    host: str = ""
    port: int = SMTP_PORTS["starttls"]
    security: str = "starttls"  # or 'tls' from the first byte, or 'none'
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str = ""  # the address they come from

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Read the variables of the mail server. Raises ValueError naming the one that cannot be used."""
        host = env.get("SIAP_SMTP_HOST", "").strip()
        security = env.get("SIAP_SMTP_SECURITY", cls.security)
        if security not in SMTP_PORTS:
            raise ValueError("SIAP_SMTP_SECURITY is starttls, tls or none")
        port = env.get("SIAP_SMTP_PORT") or str(SMTP_PORTS[security])
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise ValueError("SIAP_SMTP_PORT is a number from 1 to 65535")
        sender = env.get("SIAP_SMTP_FROM", "").strip()
        if host and (sender.count("@") != 1 or sender.split() != [sender]):
            raise ValueError("SIAP_SMTP_FROM is the address that mail comes from, for instance siap@polres.example")
        return cls(host, int(port), security, env.get("SIAP_SMTP_USER", ""), env.get("SIAP_SMTP_PASSWORD", ""), sender)


@dataclass(frozen=True)
class Config:
    """Where things are kept and how strict this instance is; tests build one by hand."""

    secret_key: str
    database: Path = ROOT / "instance" / "siap.db"
    uploads: Path = ROOT / "uploads"
    checklists: Path = ROOT / "checklists"
    https: bool = False  # behind HTTPS: Secure cookies under their __Host- name
    trusted_hosts: tuple[str, ...] = ()  # empty: loopback names only
    proxies: int = 0  # how many reverse proxies of ours stand in front
    password_cost: int = 2  # argon2id passes; tests use 1
    password_memory_kib: int = 19_456
    max_body_bytes: int = 1024 * 1024
    max_photo_bytes: int = 15 * 1024 * 1024
    max_form_photos: int = 8  # whole photos that one form may carry
    seal_key_file: Path | None = None  # where the key that signs seals lies; None: beside the database
    offline_days: int = 14  # how long a phone opens what it holds without having heard from the server
    smtp: Smtp = Smtp()
    public_url: str = ""  # what the server's address begins with in mails; '': made of the first trusted host

    @property
    def seal_key(self) -> Path:
        """The file of the key that signs seals: outside database, uploads and backups."""
        return self.seal_key_file or self.database.parent / "seal-key"

    @property
    def url(self) -> str:
        """What links in mails begin with, without a slash at the end."""
        if self.public_url:
            return self.public_url.rstrip("/")
        host = self.trusted_hosts[0] if self.trusted_hosts else "127.0.0.1:8000"
        return f"{'https' if self.https else 'http'}://{host}"

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Self:
        """Read SIAP_* variables; makes the secret key on the first run.

        Raises PermissionError or OSError when the key file cannot be read or written, ValueError for a setting of the
        mail server that cannot be used.
        """
        database = Path(env.get("SIAP_DATABASE", str(cls.database)))
        return cls(
            secret_key=env.get("SIAP_SECRET_KEY") or secret_key(database.parent / "secret-key"),
            database=database,
            uploads=Path(env.get("SIAP_UPLOADS", str(cls.uploads))),
            checklists=Path(env.get("SIAP_CHECKLISTS", str(cls.checklists))),
            seal_key_file=Path(env["SIAP_SEAL_KEY"]) if env.get("SIAP_SEAL_KEY") else None,
            https=env.get("SIAP_HTTPS") == "1",
            trusted_hosts=tuple(name for name in env.get("SIAP_HOSTS", "").split(",") if name),
            proxies=int(env.get("SIAP_PROXIES", "0")),
            offline_days=max(1, int(env.get("SIAP_OFFLINE_DAYS", str(cls.offline_days)))),
            smtp=Smtp.from_env(env),
            public_url=env.get("SIAP_URL", ""),
        )


def secret_key(file: Path) -> str:
    """The key in `file`, which its owner alone can read; a new random one is kept there when there is none.

    Two workers starting together get the same key: each writes its own draft and only the first becomes the file,
    whole. Raises ValueError when the file holds something too short to be a key.
    """
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(dir=file.parent)  # made readable by its owner alone
        with os.fdopen(descriptor, "w") as handle:
            handle.write(secrets.token_hex(32))
        with contextlib.suppress(FileExistsError):
            os.link(draft, file)
        Path(draft).unlink()
    key = file.read_text().strip()
    if len(key) < SHORTEST_KEY:
        raise ValueError(f"{file} holds no usable key: remove it, and a new one is made (everybody signs in again)")
    return key
