"""`manage.py import_members FILE`: the import of the admin, for those who keep a server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from directory.imports import runs
from directory.imports.columns import ALL_LABELS
from directory.imports.spreadsheets import SpreadsheetError
from directory.models import ImportStatus, MemberImport, RowOutcome

SHOWN_AT_MOST = 50


class Command(BaseCommand):
    help = "Compares a spreadsheet of members with the directory, and with --write takes it in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="XLSX or CSV.")
        parser.add_argument("--write", action="store_true", help="Write; otherwise only compare.")
        parser.add_argument("--publish", action="store_true", help="Publish instead of drafts.")
        parser.add_argument(
            "--good-rows", action="store_true", help="Leave out rows with errors instead of all."
        )
        parser.add_argument(
            "--clear", action="store_true", help="Empty cells clear what the directory has."
        )
        parser.add_argument("--user", help="The username that the history names.")

    def handle(self, *args: Any, **options: Any) -> None:
        of_import = self.begun(options)
        for position, name in of_import.mapping.items():
            self.stdout.write(f"{int(position) + 1}. {ALL_LABELS[name]}", ending="  ")
        self.stdout.write("")
        runs.compare(of_import)
        if of_import.status == ImportStatus.FAILED:
            raise CommandError(of_import.message)
        self.report(of_import)
        if not options["write"]:
            of_import.delete()
        elif runs.has_errors(of_import) and not options["good_rows"]:
            of_import.delete()
            raise CommandError("Nothing was written, because rows are in error (--good-rows).")
        else:
            self.write(of_import)

    def begun(self, options: dict[str, Any]) -> MemberImport:
        """The import with all that the command line says of it."""
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        try:
            of_import = runs.begin(content, options["file"].name, self.user(options["user"]))
        except SpreadsheetError as error:
            raise CommandError(str(error.message)) from error
        of_import.publish = options["publish"]
        of_import.good_rows_only = options["good_rows"]
        of_import.clear_with_empty_cells = options["clear"]
        of_import.language = translation.get_language() or of_import.language
        of_import.save()
        return of_import

    def user(self, name: str | None) -> Any:
        if not name:
            return None
        users = get_user_model()
        try:
            return users.objects.get_by_natural_key(name)
        except users.DoesNotExist as error:
            raise CommandError(f"There is no user called {name}.") from error

    def report(self, of_import: MemberImport) -> None:
        """The counts, and the first rows in error."""
        counts = of_import.counts()
        self.stdout.write(
            "  ".join(f"{RowOutcome(name).label} {count}" for name, count in counts.items())
        )
        wrong = of_import.rows.filter(outcome=RowOutcome.ERROR)
        for row in wrong[:SHOWN_AT_MOST]:
            for error in [*row.errors, *row.contact_errors]:
                place = " ".join(filter(None, (error["column"], error["field"])))
                self.stdout.write(f"{row.number}  {row.name}  {place}: {error['reason']}")

    def write(self, of_import: MemberImport) -> None:
        runs.confirm(of_import)
        if of_import.status != ImportStatus.DONE:
            raise CommandError(of_import.message)
        self.stdout.write(f"{ImportStatus.DONE.label}: {of_import.pk}")
