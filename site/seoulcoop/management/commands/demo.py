"""Set the site up with the leaflet's content, and serve it on this machine."""

from __future__ import annotations

import shutil
import socket
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from wagtail.models import Site

from seoulcoop.demo.accounts import create_missing_accounts, keep
from seoulcoop.demo.data import DemoDataError
from seoulcoop.demo.loader import DemoLoader, is_loaded
from seoulcoop.demo.progress import MigrationCounter, Progress
from seoulcoop.demo.supervisor import Child, ChildFailedError, Supervisor
from seoulcoop.groups import set_up_groups

DEFAULT_ADDRESS = "127.0.0.1:8000"
DEMO_SETTINGS = "seoulcoop.settings.demo"
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
HIGHEST_PORT = 65535


def host_and_port(text: str) -> tuple[str, int]:
    """`8000` or `127.0.0.1:8000` as host and port."""
    host, _colon, port = text.rpartition(":")
    if not port.isdecimal() or not 0 < int(port) <= HIGHEST_PORT:
        raise ArgumentTypeError(f"“{text}” is not an address like {DEFAULT_ADDRESS}")
    return host or "127.0.0.1", int(port)


def family_of(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def answers(host: str, port: int) -> bool:
    """Whether something takes connections at that address."""
    with socket.socket(family_of(host)) as probe:
        return probe.connect_ex((host.strip("[]"), port)) == 0


class Command(BaseCommand):
    help = "Sets up the demo and serves it. Run again, it keeps everything that was edited."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--addrport", type=host_and_port, default=DEFAULT_ADDRESS)
        parser.add_argument("--no-serve", action="store_true", help="Set up only.")
        parser.add_argument(
            "--reset", action="store_true", help="Throw everything away and begin anew."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.progress = Progress(self.stdout)
        host, port = options["addrport"]
        if not options["no_serve"]:
            self.check_port(host, port)
        try:
            self.set_up(host, port, reset=options["reset"])
        except DemoDataError as error:
            raise CommandError(
                f"시연 자료를 읽을 수 없습니다. / The demo's data cannot be used. {error}"
            ) from error
        except (DatabaseError, OSError) as error:
            raise CommandError(
                f"{settings.DATA_DIR}에 저장할 수 없습니다. / Cannot write there: {error}"
            ) from error
        if not options["no_serve"]:
            self.serve(host, port)

    def check_port(self, host: str, port: int) -> None:
        """Raise CommandError unless the address is free."""
        with socket.socket(family_of(host)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host.strip("[]"), port))
            except OSError as error:
                raise CommandError(
                    f"{host}:{port}에서 열 수 없습니다. --addrport 로 다른 포트를 고르세요. / "
                    f"Cannot listen there ({error.strerror}); choose another with --addrport."
                ) from error

    def set_up(self, host: str, port: int, *, reset: bool) -> None:
        """Everything up to the moment of serving; nothing that is there already is changed."""
        if reset:
            self.reset()
        self.migrate()
        with self.progress.step("모둠과 권한 / Groups and rights"), transaction.atomic():
            set_up_groups()
        self.load_content()
        self.name_site(host, port)
        self.create_accounts()

    def reset(self) -> None:
        """Empty the database and the folders of this installation."""
        with self.progress.step("모두 지우기 / Throwing everything away"):
            if connection.vendor == "sqlite":
                connection.close()
                database = Path(str(connection.settings_dict["NAME"]))
                for suffix in ("", "-wal", "-shm"):
                    database.with_name(database.name + suffix).unlink(missing_ok=True)
            else:
                call_command("flush", interactive=False, verbosity=0)
            for folder in ("media", "documents"):
                shutil.rmtree(settings.DATA_DIR / folder, ignore_errors=True)
            self.accounts_file.unlink(missing_ok=True)

    @property
    def accounts_file(self) -> Path:
        return Path(settings.DATA_DIR) / "demo-accounts.txt"

    def migrate(self) -> None:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        with self.progress.step("데이터베이스 준비 / Preparing the database"):
            counter = MigrationCounter(self.progress, len(plan))
            call_command("migrate", interactive=False, stdout=counter)

    def load_content(self) -> None:
        with self.progress.step("리플릿 내용 넣기 / Loading the leaflet"):
            if not is_loaded():
                DemoLoader(self.progress.count).load()

    def name_site(self, host: str, port: int) -> None:
        """Let absolute addresses lead to where the demo is served, unless it has a real name."""
        sites = Site.objects.filter(is_default_site=True, hostname__in=LOOPBACK_NAMES)
        for site in sites.exclude(hostname=host, port=port):
            site.hostname, site.port = host, port
            site.save()

    def create_accounts(self) -> None:
        """Make the accounts that are missing, and show their passwords this once."""
        with self.progress.step("계정 만들기 / Creating accounts"):
            accounts = create_missing_accounts()
            if accounts:
                keep(accounts, self.accounts_file)
        for account in accounts:
            role = account.group or "관리자"
            self.stdout.write(f"    {account.username:<10} {account.password}   ({role})")
        self.stdout.write(f"    비밀번호 / passwords: {self.accounts_file}")

    def serve(self, host: str, port: int) -> None:
        """Run the web server, the task worker and the minute scheduler until stopped."""
        worker = ["django", "db_worker", "--queue-name", "*", "-v", "0"]
        server = [
            "granian", "--interface", "wsgi", "--host", host.strip("[]"), "--port", str(port),
            "--workers", "1", "--blocking-threads", "80", "--backpressure", "512", "--no-ws",
            "--log-level", "warning", "seoulcoop.wsgi:application",
        ]  # fmt: skip
        children = [
            Child("web server", server, DEMO_SETTINGS),
            Child("task worker", worker, DEMO_SETTINGS),
            Child("scheduler", ["django", "run_due", "--every", "60"], DEMO_SETTINGS),
        ]
        connection.close()
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        try:
            Supervisor(
                children,
                is_ready=lambda: answers(host, port),
                on_ready=lambda: self.announce(host, port),
            ).run()
        except ChildFailedError as error:
            raise CommandError(
                f"{error.name}: 거듭 멈춰서 그만둡니다. / It ended again and again ({error.code})."
            ) from error

    def announce(self, host: str, port: int) -> None:
        """Say where everything is."""
        base = f"http://{host}:{port}"
        self.stdout.write(
            f"""
  누리집 / Site      {base}/
  관리 화면 / Admin  {base}/admin/
  API               {base}/api/v1/docs/

  멈추려면 Ctrl+C / Stop with Ctrl+C
"""
        )
