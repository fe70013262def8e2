"""Objects' texts that lie in the database, where every process finds them, also a new one.

`changes.stored_texts` writes them with the change that makes them true. They are given under the
same conditions as those that a process keeps in its memory, and as those only in their usual form:
whole, with HTML, with the addresses of the site's own host.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from headless.models import ObjectText


def are_stored() -> bool:
    """Not while somebody works on the code, with which texts change and no number tells."""
    return not settings.DEBUG


def state_of(epoch: str, swept: int) -> str:
    """What all texts hang on: the installed release, and what may have altered any object."""
    release = getattr(settings, "HEADLESS_RELEASE", "")
    return f"{release}/{epoch}/{swept}"


@dataclass(frozen=True)
class Shelf:
    """Where the texts of objects in some schemas lie, in one language of one site."""

    site_id: int
    family: str
    schemas: tuple[str, ...]
    language: str
    state: str

    def texts(self, sequences: Mapping[Any, int]) -> dict[Any, bytes]:
        """Those that hold for objects with these latest changes, by primary key; one query."""
        by_name = {str(key): key for key in sequences}
        stored = ObjectText.objects.filter(
            site_id=self.site_id,
            family=self.family,
            language=self.language,
            schema__in=self.schemas,
            state=self.state,
            object_id__in=by_name,
        )
        return {
            by_name[name]: bytes(text)
            for name, sequence, text in stored.values_list("object_id", "sequence", "text")
            if sequences[by_name[name]] == sequence
        }
