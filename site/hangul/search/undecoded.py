"""Long texts as the database keeps them, for excerpts.

    sections.defer("text").annotate(undecoded=Undecoded("text"))

A `Marker` takes what it gives, and decodes no more than it shows.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Field, Func


class Undecoded(Func):
    """A field of text: bytes of UTF-8 on SQLite; on PostgreSQL the text, which costs less there."""

    arity = 1
    template = "%(expressions)s"

    def __init__(self, expression: Any) -> None:
        super().__init__(expression, output_field=Field())

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        """The bytes of the file, if that is kept in UTF-8, as Django makes it."""
        return self.as_sql(
            compiler, connection, template="CAST(%(expressions)s AS BLOB)", **context
        )
