"""The demo command, run as a person runs it: in a process of its own, on an empty folder."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 300

pytestmark = pytest.mark.embedded


def environment(folder: Path) -> dict[str, str]:
    """A stranger's: no database server, and the data in `folder`."""
    kept = {key: value for key, value in os.environ.items() if key not in IGNORED_VARIABLES}
    return {**kept, "SEOULCOOP_DATA_DIR": str(folder), "PYTHONUNBUFFERED": "1"}


IGNORED_VARIABLES = {"DATABASE_URL", "CACHE_URL", "DJANGO_SETTINGS_MODULE", "SITE_URL"}


def demo(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "demo", *options],
        cwd=ROOT,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


STEPS = ("데이터베이스 준비", "모둠과 권한", "리플릿 내용 넣기", "계정 만들기")


def shows_each_step(output: str) -> bool:
    return all(re.search(rf"{step}.*✓ \d+\.\d s", output) for step in STEPS)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Path:
    """A folder in which the demo was set up once, on an empty database.

    That it makes the database as well is seen when it is told to begin anew.
    """
    folder = tmp_path_factory.mktemp("demo")
    shutil.copy(migrated, folder / "db.sqlite3")
    result = demo(folder, "--no-serve")
    assert result.returncode == 0, result.stderr
    (folder / "first-output").write_text(result.stdout, encoding="utf-8")
    return folder


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / "db.sqlite3") as database:
        found = database.execute(query).fetchall()
    database.close()
    return found


def test_first_run_shows_its_steps_and_the_passwords_once(installation: Path) -> None:
    output = (installation / "first-output").read_text(encoding="utf-8")
    assert shows_each_step(output)
    kept = (installation / "demo-accounts.txt").read_text(encoding="utf-8")
    accounts = dict(line.split("\t") for line in kept.splitlines())
    assert set(accounts) == {"admin", "editor", "moderator"}
    for name, password in accounts.items():
        assert re.search(rf"{name}\s+{re.escape(password)}", output)
    assert (installation / "demo-accounts.txt").stat().st_mode & 0o077 == 0


def test_passwords_stand_in_the_database_only_as_argon2_digests(installation: Path) -> None:
    digests = rows(installation, "select password from seoulcoop_user")
    assert len(digests) == 3
    assert all(str(digest).startswith("argon2$") for (digest,) in digests)


def test_second_run_keeps_what_an_editor_edited(installation: Path) -> None:
    with sqlite3.connect(installation / "db.sqlite3") as database:
        database.execute("update wagtailcore_page set title='우리 역사' where slug='history'")
        database.execute("delete from directory_member where name='작은몬드라곤'")
        database.execute("update content_organisationsettings set phone='02-000-0000'")
    database.close()
    before = rows(installation, "select id, title, last_published_at from wagtailcore_page")
    result = demo(installation, "--no-serve")
    assert result.returncode == 0, result.stderr
    assert rows(installation, "select id, title, last_published_at from wagtailcore_page") == before
    assert rows(installation, "select count(*) from directory_member") == [(36,)]
    assert rows(installation, "select phone from content_organisationsettings") == [
        ("02-000-0000",)
    ]
    passwords = (installation / "demo-accounts.txt").read_text(encoding="utf-8")
    assert not any(line.split("\t")[1] in result.stdout for line in passwords.splitlines())


def test_reset_begins_anew(installation: Path) -> None:
    old = (installation / "demo-accounts.txt").read_text(encoding="utf-8")
    result = demo(installation, "--no-serve", "--reset")
    assert result.returncode == 0, result.stderr
    assert shows_each_step(result.stdout)
    assert rows(installation, "select count(*) from directory_member") == [(37,)]
    assert rows(installation, "select title from wagtailcore_page where slug='history'") == [
        ("주요 연혁",)
    ]
    assert (installation / "demo-accounts.txt").read_text(encoding="utf-8") != old


def complaint(result: subprocess.CompletedProcess[str]) -> str:
    assert result.returncode != 0
    assert "Traceback" not in result.stderr
    return result.stderr


def test_port_in_use_is_one_clear_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        message = complaint(demo(tmp_path, "--addrport", f"127.0.0.1:{port}"))
    assert f"127.0.0.1:{port}에서 열 수 없습니다" in message
    assert "--addrport" in message
    assert not (tmp_path / "db.sqlite3").exists()


def test_impossible_address_is_one_clear_sentence(tmp_path: Path) -> None:
    assert "127.0.0.1:8000" in complaint(demo(tmp_path, "--addrport", "here"))


@pytest.mark.parametrize("address", ["0", "70000", "here", "127.0.0.1:", "127.0.0.1:x"])
def test_impossible_address_is_refused(address: str) -> None:
    with pytest.raises(CommandError, match=re.escape("127.0.0.1:8000")):
        call_command("demo", "--addrport", address)


def test_unwritable_folder_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    message = complaint(demo(tmp_path / "file" / "data", "--no-serve"))
    assert "쓸 수 없습니다" in message


def test_database_that_is_none_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "db.sqlite3").write_text("이것은 데이터베이스가 아닙니다." * 100)
    message = complaint(demo(tmp_path, "--no-serve"))
    assert "저장할 수 없습니다" in message


@pytest.fixture
def server(installation: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The demo as it serves, with its address."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--addrport", str(port)],
        cwd=ROOT,
        env=environment(installation),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if "Ctrl+C" in line:
            break
    yield process, f"http://127.0.0.1:{port}"
    if process.poll() is None:
        process.kill()
    process.wait()
    process.stdout.close()


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=20) as response:  # loopback only
        body: bytes = response.read()
        return body


def processes_of(installation: Path) -> list[int]:
    """Every process that works on that folder, by its environment (Linux)."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            variables = (entry / "environ").read_bytes() if entry.name.isdigit() else b""
        except OSError:
            continue
        if f"SEOULCOOP_DATA_DIR={installation}".encode() in variables:
            found.append(int(entry.name))
    return found


needs_proc = pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="lists processes through Linux's /proc"
)


def wait_until_nothing_runs(installation: Path) -> None:
    deadline = time.monotonic() + 60
    while processes_of(installation) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert processes_of(installation) == []


@needs_proc
def test_children_end_with_ctrl_c(
    installation: Path, server: tuple[subprocess.Popen[str], str]
) -> None:
    process, base = server
    assert "서울지역협동조합협의회" in fetch(f"{base}/").decode()
    assert len(processes_of(installation)) >= 4
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    wait_until_nothing_runs(installation)


@needs_proc
def test_children_end_even_when_the_command_is_killed(
    installation: Path, server: tuple[subprocess.Popen[str], str]
) -> None:
    process, _base = server
    process.kill()
    wait_until_nothing_runs(installation)


@needs_proc
def test_fallen_child_is_started_again(
    installation: Path, server: tuple[subprocess.Popen[str], str]
) -> None:
    _process, base = server
    (worker,) = [
        number
        for number in processes_of(installation)
        if b"db_worker" in Path(f"/proc/{number}/cmdline").read_bytes()
    ]
    os.kill(worker, signal.SIGKILL)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        now = [
            number
            for number in processes_of(installation)
            if b"db_worker" in Path(f"/proc/{number}/cmdline").read_bytes()
        ]
        if now and now != [worker]:
            break
        time.sleep(0.2)
    assert now
    assert now != [worker]
    assert fetch(f"{base}/history/")


def test_absolute_addresses_lead_to_where_it_is_served(
    server: tuple[subprocess.Popen[str], str],
) -> None:
    _process, base = server
    assert f'<link rel="canonical" href="{base}/history/">' in fetch(f"{base}/history/").decode()
