"""A production server of the public site: its settings, its server program, its static files."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVICES = {"DATABASE_URL", "CACHE_URL", "DJANGO_SETTINGS_MODULE", "SITE_URL"}
PATIENCE_SECONDS = 120

SET_UP = (
    "import sys, django; django.setup(); "
    "from tests.browser.one_of_each import set_up; set_up(sys.argv[1])"
)


@dataclass(frozen=True)
class PageType:
    """One page of each type, or one of its states; `status` is what it answers with."""

    name: str
    path: str
    status: int = 200

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class PublicSite:
    """Where it is served, also without its database, and the folder with its data."""

    base: str
    base_in_trouble: str
    folder: Path

    def address(self, page: PageType) -> str:
        """Where `page` is."""
        return (self.base_in_trouble if page is ERROR else self.base) + page.path

    @property
    def style_guide(self) -> str:
        """The style guide's markup: the page is there in development only."""
        return (self.folder / "styleguide.html").read_text(encoding="utf-8")

    @property
    def reader_session(self) -> str:
        """The session key of somebody who has logged in and belongs to no group."""
        return (self.folder / "session").read_text(encoding="utf-8")


CLOSED = PageType("closed", "/closed/", 403)
ERROR = PageType("error", "/", 500)
STYLE_GUIDE = PageType("style guide", "/styleguide/")
PAGES = [
    PageType("home", "/"),
    PageType("standard", "/purpose/"),
    PageType("blocks", "/blocks/"),
    PageType("history", "/history/"),
    PageType("programs", "/programs/"),
    PageType("program", "/programs/mutual-cooperation/"),
    PageType("program with a table", "/programs/fund/"),
    PageType("directory", "/directory/"),
    PageType("directory by name", "/directory/?order=name"),
    PageType("directory, filtered", "/directory/?category=associate-members&q=협동"),
    PageType("directory, nothing found", "/directory/?district=11110&q=없음"),
    PageType("member", "/directory/hansalim-seoul/"),
    PageType("member with few facts", "/directory/노원구협동조합협의회/"),
    PageType("member that left", "/directory/gone/", 410),
    PageType("publications", "/publications/"),
    PageType("publications, filtered", "/publications/?type=policy"),
    PageType("policy report", "/publications/mutual-trade-of-services/"),
    PageType("social value report", "/publications/social-value-report/"),
    PageType("publication without facts", "/publications/federations/"),
    PageType("search", "/search/"),
    PageType("search, found", "/search/?q=협동조합"),
    PageType("search, nothing found", "/search/?q=아무것도"),
    PageType("missing", "/nothing-here/", 404),
    PageType("login", "/closed/"),
    CLOSED,
    ERROR,
    PageType("home in English", "/en/"),
    PageType("history in English", "/en/history/"),
    PageType("program in English", "/en/programs/fund/"),
    PageType("directory in English", "/en/directory/"),
    PageType("member in English", "/en/directory/hansalim-seoul/"),
    PageType("publications in English", "/en/publications/"),
    PageType("publication in English", "/en/publications/mutual-trade-of-services/"),
    PageType("search in English", "/en/search/?q=fund"),
    PageType("maintenance", "/static/seoulcoop/maintenance.html"),
    STYLE_GUIDE,
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(folder: Path, address: str) -> dict[str, str]:
    """What a deployment sets, but for the encryption: a proxy's work, and none stands here."""
    kept = {key: value for key, value in os.environ.items() if key not in SERVICES}
    return {
        **kept,
        "SEOULCOOP_DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "seoulcoop.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": f"http://{address}",
        "SECURE_SSL_REDIRECT": "false",
        "LOG_LEVEL": "ERROR",
        "PYTHONWARNINGS": "default",
    }


@contextmanager
def served(address: str, variables: dict[str, str], folder: Path) -> Iterator[None]:
    """granian as the README starts it; the pictures it hands out as a web server would."""
    (folder / "media").mkdir(exist_ok=True)
    host, _colon, port = address.partition(":")
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", port,
        "--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "warning",
        "--static-path-route", "/media", "--static-path-mount", str(folder / "media"),
        "seoulcoop.wsgi:application",
    ]  # fmt: skip
    log_file = folder / f"server-{port}.log"
    with log_file.open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=log, stderr=log)
        try:
            wait_until_it_answers(address, process, log_file)
            yield
        finally:
            process.terminate()
            process.wait(30)


def wait_until_it_answers(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    host, _colon, port = address.partition(":")
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        with socket.socket() as probe:
            if probe.connect_ex((host, int(port))) == 0:
                return
        time.sleep(0.2)
    raise TimeoutError(log.read_text(encoding="utf-8"))


@contextmanager
def public_site(folder: Path, migrated: Path) -> Iterator[PublicSite]:
    """The site with one of everything, served from `folder` until the block ends."""
    shutil.copy(migrated, folder / "db.sqlite3")
    address, address_in_trouble = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
    variables = environment(folder, address)
    set_up(address, variables)
    nowhere = f"sqlite:///{folder / 'nowhere' / 'db.sqlite3'}"
    with (
        served(address, variables, folder),
        served(address_in_trouble, {**variables, "DATABASE_URL": nowhere}, folder),
    ):
        yield PublicSite(f"http://{address}", f"http://{address_in_trouble}", folder)


def set_up(address: str, variables: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SET_UP, address],
        cwd=ROOT, env=variables, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
