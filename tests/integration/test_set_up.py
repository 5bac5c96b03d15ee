"""What the two commands need is found, installed once, or asked for in one line."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.servers import ROOT


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder that is the whole PATH of a bare machine; a test adds the commands it is about."""
    commands = tmp_path / "bin"
    commands.mkdir()
    for name in ("sh", "cat", "cmp", "basename", "id"):
        (commands / name).symlink_to(str(shutil.which(name)))
    return commands


def command(machine: Path, name: str, script: str) -> None:
    path = machine / name
    path.unlink(missing_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def run(machine: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["/bin/sh", *words], cwd=ROOT, env={"PATH": str(machine)}, capture_output=True, text=True, check=False
    )


def one_line(result: "subprocess.CompletedProcess[str]") -> str:
    lines = result.stderr.strip().splitlines()
    assert result.returncode == 1
    assert len(lines) == 1, result.stderr
    return lines[0]


def test_without_python_it_says_which_is_needed(machine: Path, tmp_path: Path) -> None:
    said = one_line(run(machine, "tools/venv.sh", str(tmp_path / "venv"), "requirements.txt"))
    assert "Python 3.11" in said


def test_an_old_python_is_not_taken(machine: Path, tmp_path: Path) -> None:
    command(machine, "python3", "exit 1")
    said = one_line(run(machine, "tools/venv.sh", str(tmp_path / "venv"), "requirements.txt"))
    assert "Python 3.11" in said


def test_a_python_without_venv_names_the_missing_package(machine: Path, tmp_path: Path) -> None:
    command(machine, "python3", 'case "$2" in *ensurepip*) exit 1;; esac')
    said = one_line(run(machine, "tools/venv.sh", str(tmp_path / "venv"), "requirements.txt"))
    assert "python3-venv" in said


def test_the_second_time_nothing_is_installed_until_the_requirements_change(machine: Path, tmp_path: Path) -> None:
    venv, wanted = tmp_path / "venv", tmp_path / "requirements.txt"
    (venv / "bin").mkdir(parents=True)
    command(venv / "bin", "python", f'[ "$3" = install ] && echo "$*" >> {tmp_path}/installed; exit 0')
    wanted.write_text("Flask==3.1.3\n")
    for _ in range(2):
        assert run(machine, "tools/venv.sh", str(venv), str(wanted)).returncode == 0
    assert len((tmp_path / "installed").read_text().splitlines()) == 1

    wanted.write_text("Flask==3.1.4\n")
    assert run(machine, "tools/venv.sh", str(venv), str(wanted)).returncode == 0
    assert len((tmp_path / "installed").read_text().splitlines()) == 2


def test_a_failed_installation_is_tried_again(machine: Path, tmp_path: Path) -> None:
    venv, wanted = tmp_path / "venv", tmp_path / "requirements.txt"
    (venv / "bin").mkdir(parents=True)
    wanted.write_text("Flask==3.1.3\n")
    command(venv / "bin", "python", '[ "$3" = install ] && exit 1; exit 0')
    assert run(machine, "tools/venv.sh", str(venv), str(wanted)).returncode != 0
    assert not list(venv.glob(".installed*"))


def test_a_browser_on_the_path_is_found(machine: Path) -> None:
    command(machine, "google-chrome", "echo Chrome 142")
    found = run(machine, "tools/chromium.sh")
    assert found.stdout.strip() == str(machine / "google-chrome")


def test_without_a_browser_root_installs_it_with_the_package_manager(machine: Path) -> None:
    command(machine, "id", "echo 0")
    command(machine, "env", 'shift; "$@"')
    install = (
        f"printf '#!/bin/sh\\necho Chromium\\n' > {machine}/chromium; {shutil.which('chmod')} 755 {machine}/chromium"
    )
    command(machine, "apt-get", f'case "$*" in *install*chromium*) {install};; esac')
    installed = run(machine, "tools/chromium.sh")
    assert installed.returncode == 0, installed.stderr
    assert installed.stdout.strip() == str(machine / "chromium")


def test_without_a_browser_and_without_rights_it_says_what_to_install(machine: Path) -> None:
    command(machine, "id", "echo 1000")
    command(machine, "sudo", "exit 1")
    command(machine, "apt-get", "exit 1")
    assert "install the package 'chromium'" in one_line(run(machine, "tools/chromium.sh"))
