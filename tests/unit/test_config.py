"""Settings: what an installation makes for itself at its first run."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.config import Config, secret_key


def test_the_first_run_makes_a_key_that_stays(tmp_path: Path) -> None:
    file = tmp_path / "instance" / "secret-key"
    first = secret_key(file)
    assert len(first) == 64
    assert secret_key(file) == first
    assert [entry.name for entry in file.parent.iterdir()] == ["secret-key"]


def test_its_owner_alone_can_read_it(tmp_path: Path) -> None:
    secret_key(tmp_path / "secret-key")
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_workers_that_start_together_get_the_same_key(tmp_path: Path) -> None:
    for attempt in range(30):
        file = tmp_path / str(attempt) / "secret-key"
        with ThreadPoolExecutor(8) as pool:
            keys = set(pool.map(secret_key, [file] * 8))
        assert len(keys) == 1


def test_a_damaged_key_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "secret-key"
    file.write_text("")
    with pytest.raises(ValueError, match="no usable key"):
        secret_key(file)


def test_the_environment_decides(tmp_path: Path) -> None:
    config = Config.from_env(
        {
            "SIAP_DATABASE": str(tmp_path / "a.db"),
            "SIAP_SECRET_KEY": "k" * 32,
            "SIAP_HTTPS": "1",
            "SIAP_HOSTS": "siap.example,www.siap.example",
            "SIAP_PROXIES": "1",
        }
    )
    assert config.database == tmp_path / "a.db"
    assert (config.secret_key, config.https, config.proxies) == ("k" * 32, True, 1)
    assert config.trusted_hosts == ("siap.example", "www.siap.example")
    assert not (tmp_path / "secret-key").exists()
