"""The site on servers of its own, and clients that read as slowly as they like."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.migrated import ROOT

PATIENCE_SECONDS = 60
HOST = "127.0.0.1"
FILE = b"%PDF-1.7\n" + bytes(range(256)) * 4096

FILL = """
from django.core.files.base import ContentFile
from tests.factories import DocumentFactory, PublicationFileFactory
from pathlib import Path
content = ContentFile(Path({source!r}).read_bytes(), name="보고서.pdf")
document = DocumentFactory.create(file=content)
print(PublicationFileFactory.create(document=document).url)
"""


@dataclass(frozen=True)
class Server:
    """A server of ours: where it listens, and its main process."""

    port: int
    process: int

    def kill(self) -> None:
        """Kill it with all its processes at once, as a power cut does."""
        for process in [self.process, *self.children()]:
            os.kill(process, signal.SIGKILL)

    def children(self) -> list[int]:
        listed = Path(f"/proc/{self.process}/task/{self.process}/children")
        return [int(number) for number in listed.read_text(encoding="ascii").split()]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def environment(folder: Path, **more: str) -> dict[str, str]:
    """No other database and cache than the installation's own in `folder`."""
    ignored = {"DATABASE_URL", "CACHE_URL", "SITE_URL"}
    kept = {key: value for key, value in os.environ.items() if key not in ignored}
    own = {"SEOULCOOP_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "tests.served_settings"}
    return {**kept, **own, **more}


def publication_with(content: bytes, folder: Path, database: Path) -> str:
    """A new installation in `folder`, begun with `database`; the address of its one file."""
    (folder / "static").mkdir()
    shutil.copy(database, folder / "db.sqlite3")
    source = folder / "source"
    source.write_bytes(content)
    code = FILL.format(source=str(source))
    arguments = [sys.executable, "-W", "ignore", "manage.py", "shell", "--no-imports", "-c", code]
    done = subprocess.run(
        arguments, cwd=ROOT, env=environment(folder), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()[-1]


@contextmanager
def granian(folder: Path, *options: str, **variables: str) -> Iterator[Server]:
    """The site on granian, as the demo starts it."""
    port = free_port()
    arguments = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST,
        "--port", str(port), "--no-ws", "--log-level", "warning",
        *(options or ("--blocking-threads", "80", "--backpressure", "512")),
        "seoulcoop.wsgi:application",
    ]  # fmt: skip
    server = subprocess.Popen(arguments, cwd=ROOT, env=environment(folder, **variables))
    with ended(server):
        wait_for(port)
        yield Server(port, server.pid)


NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log; {user}
events {{ worker_connections 512; }}
http {{
  access_log off; sendfile on; tcp_nopush on; default_type application/octet-stream;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    location / {{ proxy_pass http://127.0.0.1:{behind}; proxy_set_header Host $host; }}
    location /static-documents/ {{ alias {documents}/; }}
{internal}
  }}
}}
"""


def documented_location() -> str:
    """The part of nginx's configuration that the documentation gives, for any folder."""
    text = (ROOT / "docs" / "downloads.md").read_text(encoding="utf-8")
    start = text.index("location /internal-documents/")
    return text[start : text.index("}", start) + 1]


@contextmanager
def nginx(folder: Path, behind: int) -> Iterator[int]:
    """nginx before the site, sending its documents by itself; its port."""
    port = free_port()
    configuration = folder / "nginx.conf"
    documents = folder / "documents"
    internal = documented_location().replace("/srv/seoulcoop/documents", str(documents))
    user = "user root;" if os.geteuid() == 0 else ""
    text = NGINX.format(
        folder=folder, port=port, behind=behind, documents=documents, internal=internal, user=user
    )
    configuration.write_text(text, encoding="utf-8")
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    server = subprocess.Popen([program, "-c", str(configuration), "-p", str(folder)])
    with ended(server):
        wait_for(port)
        yield port


def has_nginx() -> bool:
    return bool(shutil.which("nginx")) or Path("/usr/sbin/nginx").exists()


@contextmanager
def ended(server: subprocess.Popen[bytes]) -> Iterator[None]:
    """End the server with the block, patiently at first."""
    try:
        yield
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def wait_for(port: int) -> None:
    """Return when the server takes connections."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return
        time.sleep(0.2)
    raise TimeoutError(f"no server on port {port}")


def fetch(port: int, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
    """One answer on a connection of its own; its body is in `content`."""
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE_SECONDS)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, headers={"User-Agent": "Firefox/140.0", **named})
    answer = connection.getresponse()
    answer.content = answer.read()
    connection.close()
    return answer


class SlowReader:
    """A client that has asked for a file and reads next to nothing of it."""

    def __init__(self, port: int, path: str) -> None:
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.settimeout(PATIENCE_SECONDS)
        self.socket.connect((HOST, port))
        request = f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nUser-Agent: Firefox/140.0\r\n\r\n"
        self.socket.sendall(request.encode("ascii"))

    def status(self) -> int:
        """The status of the answer, whose beginning has arrived."""
        return int(self.socket.recv(4096).split(b" ", 2)[1])

    def sip(self) -> int:
        """Read a little more; how much that was."""
        return len(self.socket.recv(4096))

    def close(self) -> None:
        self.socket.close()


def latency(port: int, path: str) -> float:
    """How many seconds an answer takes, from the connection to its last byte."""
    begun = time.perf_counter()
    answer = fetch(port, path)
    assert answer.status == http.client.OK, answer.status
    return time.perf_counter() - begun
