"""Install the built wheel into a new Wagtail project and read its content as JSON over HTTP.

python .ci/plugin_test [--python INTERPRETER] WHEEL

The project is one that `wagtail start` makes, with its own images, documents and users, and with
our apps added by the very lines that README.md tells people to write: settings.txt and urls.txt.
"""

import argparse
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import facts

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PROJECT = "portal"
SECONDS_TO_START = 60


class FailedTestError(AssertionError):
    """What the new project does, and what it should do instead."""


def run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> None:
    """Show and run a command; a failing one ends the test."""
    print("$", *(Path(part).name if part == command[0] else part for part in command), flush=True)
    subprocess.run(command, cwd=cwd, env=env, check=True)


def clean_environment() -> dict[str, str]:
    """This process's environment without anything that would lead to another project."""
    ours = ("DJANGO_", "SEOULCOOP_", "PYTHON", "UV_PROJECT", "VIRTUAL_ENV", "DATABASE_URL")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def install(wheel: Path, interpreter: str, place: Path) -> Path:
    """A new environment with nothing but the wheel and what it needs; its Python."""
    # uv runs in our folder, so that the date limit of pyproject.toml holds here as well.
    uv = (sys.executable, "-m", "uv")
    run(*uv, "venv", "--quiet", "--python", interpreter, place, cwd=ROOT)
    python = place / "bin" / "python"
    run(*uv, "pip", "install", "--quiet", "--python", python, wheel, cwd=ROOT)
    return python


def start_project(python: Path, folder: Path) -> None:
    """A new project with the lines from the README added."""
    folder.mkdir()
    env = clean_environment()
    run(python.with_name("wagtail"), "start", PROJECT, folder, cwd=folder, env=env)
    for name, file in (("settings.txt", "settings/base.py"), ("urls.txt", "urls.py")):
        lines = (HERE / name).read_text(encoding="utf-8")
        with (folder / PROJECT / file).open("a", encoding="utf-8") as target:
            target.write(f"\n{lines}")


def check_readme() -> None:
    """The README tells people to add exactly what this test adds."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in ("settings.txt", "urls.txt"):
        if (HERE / name).read_text(encoding="utf-8") not in readme:
            raise FailedTestError(f"README.md does not show the lines of .ci/plugin_test/{name}")


def check_project(python: Path, folder: Path) -> None:
    """Django finds no fault with the project, and no migration is missing."""
    env = clean_environment()
    for command in (["check"], ["makemigrations", "--check", "--dry-run"], ["migrate", "-v0"]):
        run(python, "-Wignore", "manage.py", *command, cwd=folder, env=env)


def fill(python: Path, folder: Path) -> None:
    """Create the content of facts.py in the project."""
    env = {**clean_environment(), "PYTHONPATH": str(HERE)}
    command = "from fill import fill; fill()"
    run(python, "-Wignore", "manage.py", "shell", "-v0", "-c", command, cwd=folder, env=env)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@contextmanager
def running_server(python: Path, folder: Path) -> Iterator["Client"]:
    """The project, served on this machine only until the block ends."""
    client = Client(free_port())
    log = folder / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [python, "manage.py", "runserver", "--noreload", f"127.0.0.1:{client.port}"],
            cwd=folder,
            env=clean_environment(),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        client.wait_for(server)
        yield client
    except BaseException:
        print(log.read_text(encoding="utf-8", errors="replace"))
        raise
    finally:
        server.terminate()
        server.wait()


class Client:
    """Asks the running project for addresses."""

    def __init__(self, port: int) -> None:
        self.port = port

    def get(self, url: str) -> tuple[bytes, http.client.HTTPMessage]:
        """Body and headers of the answer, which must be a 200."""
        parts = urlsplit(url)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", target)
            response = connection.getresponse()
            body = response.read()
        finally:
            connection.close()
        if response.status != http.HTTPStatus.OK:
            raise FailedTestError(f"{target} answers {response.status}: {body[:500]!r}")
        return body, response.headers

    def json(self, url: str) -> Any:
        return json.loads(self.get(url)[0])

    def wait_for(self, server: subprocess.Popen[bytes]) -> None:
        """Return as soon as the server takes connections."""
        end = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < end and server.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise FailedTestError("The new project's server does not start.")


def expect(what: str, found: Any, expected: Any) -> None:
    """Fail unless `found` has what is expected; of a dict, only the expected keys are compared."""
    if isinstance(expected, dict) and isinstance(found, dict):
        found = {key: found.get(key) for key in expected}
    if found != expected:
        raise FailedTestError(f"{what}: {found!r}, expected {expected!r}")
    print("ok", what)


def the_only_item(client: Client, url: str) -> dict[str, Any]:
    """The one object of a list, which must be the same at its own address."""
    answer = client.json(url)
    expect(f"{url} count", answer["count"], 1)
    (item,) = answer["items"]
    query = urlsplit(url).query
    expect(
        f"{url} item at its own address", client.json(f"{item['meta']['detail_url']}?{query}"), item
    )
    return item


def check_member(client: Client) -> None:
    """The member as JSON, with the Korean labels of our catalogues, and as a page."""
    member = the_only_item(client, "/api/v1/members/?locale=ko")
    expect("member", member, {key: value for key, value in facts.MEMBER.items() if key != "slug"})
    expect("member's slug", member["meta"]["slug"], facts.MEMBER["slug"])
    expect("member's type", member["meta"]["type"], "directory.Member")
    expect("member's category", member["category"], facts.CATEGORY)
    expect("member's standing", member["category"]["standing"], {"code": "full", "name": "정회원"})
    expect("legal form", member["legal_form"], {"code": "cooperative", "name": "협동조합"})
    check_page(client, member["meta"]["html_url"], facts.MEMBER["name_en"])


def check_report(client: Client) -> None:
    """The report as JSON, its file, and its page. The project's only language is English."""
    report = the_only_item(client, "/api/v1/publications/?locale=en")
    expect("report", report, {key: value for key, value in facts.REPORT.items() if key != "slug"})
    expect("report's slug", report["meta"]["slug"], facts.REPORT["slug"])
    expect("report's type", report["meta"]["type"], "publications.PolicyReportPage")
    (file,) = report["files"]
    described = {
        "label": facts.FILE_LABEL,
        "media_type": "application/pdf",
        "bytes": len(facts.FILE_CONTENT),
    }
    expect("report's file", file, described)
    content, headers = client.get(file["url"])
    expect("file's content", content, facts.FILE_CONTENT)
    expect("file's media type", headers.get_content_type(), "application/pdf")
    expect("file's name", headers.get_filename(), facts.FILE_NAME)
    expect("contributor", report["contributors"][0]["name"], facts.MEMBER["name_en"])
    check_page(client, report["meta"]["html_url"], facts.REPORT["title"])


def check_page(client: Client, url: str, text: str) -> None:
    """The page shows `text`, in the project's own frame."""
    html = unescape(client.get(url)[0].decode())
    path = urlsplit(url).path
    expect(f"{path} shows “{text}”", text in html, expected=True)
    expect(f"{path} stands in the project's frame", f"css/{PROJECT}.css" in html, expected=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--python", default=sys.executable, help="interpreter of the new project")
    options = parser.parse_args()
    check_readme()
    with tempfile.TemporaryDirectory(prefix="seoulcoop-plugin-") as name:
        folder = Path(name) / PROJECT
        python = install(options.wheel.resolve(), options.python, Path(name) / "environment")
        start_project(python, folder)
        check_project(python, folder)
        fill(python, folder)
        with running_server(python, folder) as client:
            check_member(client)
            check_report(client)
            for page in (facts.DIRECTORY, facts.PUBLICATIONS):
                check_page(client, f"/{page['slug']}/", page["title"])
    print("The wheel works in a new project.")


if __name__ == "__main__":
    try:
        main()
    except (FailedTestError, subprocess.CalledProcessError) as error:
        sys.exit(f"The plugin test failed: {error}")
