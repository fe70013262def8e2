"""The leaflet's content, as data files that a person reads and edits."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

LEAFLET = Path(__file__).resolve().parent / "leaflet"


class DemoDataError(ValueError):
    """A data file that cannot be read, or that lacks something or says something impossible."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"{file}: {reason}")


class Table:
    """A table of a data file, that names the file where one of its entries is missing."""

    def __init__(self, file: str, values: dict[str, Any]) -> None:
        self.file = file
        self.values = values

    def __getitem__(self, key: str) -> Any:
        if key not in self.values:
            raise DemoDataError(self.file, f"“{key}” is missing")
        return self.values[key]

    def get(self, key: str, default: Any = "") -> Any:
        return self.values.get(key, default)

    def tables(self, key: str) -> list[Table]:
        """The entry's sub-tables, in the file's order."""
        items = self[key]
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise DemoDataError(self.file, f"“{key}” is not a list of tables")
        return [Table(self.file, item) for item in items]

    def table(self, key: str) -> Table:
        value = self[key]
        if not isinstance(value, dict):
            raise DemoDataError(self.file, f"“{key}” is not a table")
        return Table(self.file, value)

    def choose(self, *keys: str) -> dict[str, Any]:
        """Those of the entries that are there."""
        return {key: self.values[key] for key in keys if key in self.values}


def read(name: str, folder: Path = LEAFLET) -> Table:
    """The data file of that name. Raises DemoDataError where it cannot be understood."""
    file = f"{name}.toml"
    try:
        text = (folder / file).read_text(encoding="utf-8")
        return Table(file, tomllib.loads(text))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DemoDataError(file, str(error)) from error
