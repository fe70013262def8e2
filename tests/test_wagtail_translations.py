"""Wagtail's admin is in Korean throughout: what its own catalogues lack, ours has."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import polib
import pytest
import wagtail
from django.apps import apps
from django.conf import settings
from django.utils import translation

from tests.translations.catalogues import (
    Package,
    current_entries,
    entry_faults,
    header_faults,
    key_of,
    repeated,
    stale_compilation,
    translations_of,
)
from tests.translations.extraction import Key, Message, messages_of

FAMILY = ("wagtail", "wagtail_modeladmin", "taggit", "django_filters")
# Translated before they are installed.
TO_COME = [Path(wagtail.__file__).parent / "contrib" / "search_promotions"]

# Stands in no English catalogue of theirs, but on their pages: names of permissions, which Wagtail
# translates as they come, and two of Django's own that say “(들)” in its Korean.
BESIDES = {"Can lock", "Can publish", "Can unlock", "content types", "users"}

# Places that Korean does without: in the search for pages, Wagtail says “None” here.
LEFT_OUT = {"%(start_index)s-%(end_index)s of %(items_count)s %(model_name)s": "%(model_name)s"}


class Supplement(Package):
    """The catalogue that goes before those of Wagtail and its companions."""

    @property
    def po_file(self) -> Path:
        return self.folder / "ko" / "LC_MESSAGES" / "django.po"


SUPPLEMENT = Supplement("site/seoulcoop/wagtail_locale")


def family_folders() -> list[Path]:
    """Where the apps are that the supplementary catalogue is for."""
    installed = [
        Path(app.path) for app in apps.get_app_configs() if app.name.split(".")[0] in FAMILY
    ]
    return [*installed, *TO_COME]


def entries_of(folder: Path, language: str) -> list[polib.POEntry]:
    """The entries of an app's catalogue; none where it does not have one."""
    file = folder / "locale" / language / "LC_MESSAGES" / "django.po"
    return current_entries(polib.pofile(str(file), encoding="utf-8")) if file.exists() else []


def originals_of(folder: Path) -> Iterator[Message]:
    """An app's messages: by its English catalogue, or where it has none, by its sources.

    What Wagtail's apps without any catalogue say stands in the one of Wagtail itself.
    """
    entries = entries_of(folder, "en")
    if entries or Path(wagtail.__file__).parent in folder.parents:
        for entry in entries:
            yield Message(entry.msgid, entry.msgctxt or "", entry.msgid_plural)
    else:
        yield from messages_of(folder)


@cache
def originals() -> dict[Key, Message]:
    return {message.key: message for folder in family_folders() for message in originals_of(folder)}


@cache
def supplementary() -> dict[Key, polib.POEntry]:
    return {key_of(entry): entry for entry in current_entries(SUPPLEMENT.catalogue())}


def translated() -> dict[Key, list[polib.POEntry]]:
    """By message, how it is put in Korean: by us, or else by each app that translates it."""
    found: dict[Key, list[polib.POEntry]] = {}
    for folder in family_folders():
        for entry in entries_of(folder, "ko"):
            if all(translations_of(entry)) and not entry.fuzzy:
                found.setdefault(key_of(entry), []).append(entry)
    return found | {key: [entry] for key, entry in supplementary().items()}


def without_places_left_out(message: Message) -> Message:
    place = LEFT_OUT.get(message.text)
    return replace(message, text=message.text.replace(place, "")) if place else message


def served(entry: polib.POEntry) -> str:
    """What Django makes of the entry's message in the language that is set."""
    if entry.msgctxt and entry.msgid_plural:
        return translation.npgettext(entry.msgctxt, entry.msgid, entry.msgid_plural, 2)
    if entry.msgctxt:
        return translation.pgettext(entry.msgctxt, entry.msgid)
    if entry.msgid_plural:
        return translation.ngettext(entry.msgid, entry.msgid_plural, 2)
    return translation.gettext(entry.msgid)


def test_wagtails_messages_are_found() -> None:
    texts = {text for text, _context in originals()}
    assert {
        "More actions",
        "Promoted search results",
        "Please provide a comma-separated list of tags.",
        "Range query expects two values.",
    } <= texts


def test_every_message_of_wagtail_is_in_korean() -> None:
    known = translated()
    found = [f"not translated: {key[0]!r}" for key in originals().keys() - known.keys()]
    found += [
        fault
        for key, message in originals().items()
        for entry in known.get(key, [])
        for fault in entry_faults(entry, without_places_left_out(message))
    ]
    assert not found, "\n".join(sorted(found))


def test_no_entry_is_left_over() -> None:
    """Each is for a message of the versions that are installed; there are no doubles."""
    used = originals().keys() | {(text, "") for text in BESIDES}
    found = [f"no longer used: {key[0]!r}" for key in supplementary().keys() - used]
    found += repeated(SUPPLEMENT.catalogue())
    assert not found, "\n".join(sorted(found))


def test_the_catalogue_is_compiled() -> None:
    found = [*header_faults(SUPPLEMENT.catalogue()), *stale_compilation(SUPPLEMENT)]
    assert not found, "\n".join(found)


def test_the_catalogue_goes_before_those_of_the_apps() -> None:
    assert Path(settings.LOCALE_PATHS[0]) == SUPPLEMENT.folder
    with translation.override("ko"):
        other = [
            f"{entry.msgid!r} is {served(entry)!r}"
            for entry in supplementary().values()
            if served(entry) not in translations_of(entry)
        ]
    assert not other, "\n".join(other)


@pytest.mark.parametrize("text", ["More actions", "Unpublish", "Apply filters"])
def test_english_stays_english(text: str) -> None:
    with translation.override("en"):
        assert translation.gettext(text) == text
