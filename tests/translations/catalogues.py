"""The Korean catalogue of each package: what is wrong with it, and how it is brought up to date."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

from tests.translations.extraction import Key, Message, messages_of

ROOT = Path(__file__).resolve().parents[2]

HEADER = {
    "Project-Id-Version": "seoulcoop",
    "Language": "ko",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}

HANGUL = re.compile(r"[ᄀ-ᇿ㄰-㆏가-힣]")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w*\}")


@dataclass(frozen=True)
class Package:
    """A package with a catalogue of its own, by its place in the house."""

    place: str

    @property
    def folder(self) -> Path:
        return ROOT / self.place

    @property
    def po_file(self) -> Path:
        return self.folder / "locale" / "ko" / "LC_MESSAGES" / "django.po"

    @property
    def mo_file(self) -> Path:
        return self.po_file.with_suffix(".mo")

    def __str__(self) -> str:
        return self.place

    def messages(self) -> dict[Message, set[Path]]:
        """What is to be translated, with the files that use it."""
        return messages_of(self.folder)

    def catalogue(self) -> polib.POFile:
        """The catalogue as it is; an empty one where there is none yet."""
        if self.po_file.exists():
            return polib.pofile(str(self.po_file), encoding="utf-8")
        return polib.POFile(encoding="utf-8")


PACKAGES = [
    Package(place)
    for place in (
        "home",
        "directory",
        "publications",
        "site/seoulcoop",
        "site/content",
        "site/headless",
        "site/hangul",
    )
]


def key_of(entry: polib.POEntry) -> Key:
    return entry.msgid, entry.msgctxt or ""


def current_entries(catalogue: polib.POFile) -> list[polib.POEntry]:
    """The entries that are not marked as obsolete."""
    return [entry for entry in catalogue if not entry.obsolete]


def translations_of(entry: polib.POEntry) -> list[str]:
    """The entry's translations, one for each plural form."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def placeholders_of(text: str) -> set[str]:
    """The places of `text` that are filled in later, such as %(name)s or {name}."""
    return set(PLACEHOLDER.findall(text.replace("%%", "")))


def faults(package: Package) -> list[str]:
    """What is wrong with the package's messages and its catalogue; empty if all is well."""
    messages = {message.key: message for message in package.messages()}
    catalogue = package.catalogue()
    entries = {key_of(entry): entry for entry in current_entries(catalogue)}
    return [
        *(f"not in English: {key[0]!r}" for key in messages if not is_english(key[0])),
        *(f"not in the catalogue: {key[0]!r}" for key in messages.keys() - entries.keys()),
        *(f"no longer used: {key[0]!r}" for key in entries.keys() - messages.keys()),
        *repeated(catalogue),
        *header_faults(catalogue),
        *(
            fault
            for key in messages.keys() & entries.keys()
            for fault in entry_faults(entries[key], messages[key])
        ),
        *stale_compilation(package),
    ]


def header_faults(catalogue: polib.POFile) -> Iterator[str]:
    """What the header of a catalogue with entries lacks for Django to read it rightly."""
    if catalogue:
        lacking = HEADER.items() - catalogue.metadata.items()
        yield from (f"not in the header: {name}: {value}" for name, value in sorted(lacking))


def is_english(text: str) -> bool:
    """Whether Hangul stands at most in what follows the words “for example”."""
    return not HANGUL.search(text.partition("for example")[0])


def repeated(catalogue: polib.POFile) -> Iterator[str]:
    """Entries that stand in the catalogue twice, or only as a memory of what once was."""
    counts = Counter(key_of(entry) for entry in catalogue)
    yield from (
        f"{count} times in the catalogue: {key[0]!r}" for key, count in counts.items() if count > 1
    )
    yield from (
        f"kept although obsolete: {entry.msgid!r}" for entry in catalogue.obsolete_entries()
    )


def entry_faults(entry: polib.POEntry, message: Message) -> Iterator[str]:
    """What is wrong with the translation of one message."""
    translations = translations_of(entry)
    if entry.msgid_plural != message.plural:
        yield f"plural form differs: {message.text!r}"
    if not translations or not all(translations):
        yield f"not translated: {message.text!r}"
    elif entry.fuzzy:
        yield f"marked as fuzzy: {message.text!r}"
    elif any(placeholders_of(text) != expected_placeholders(message) for text in translations):
        yield f"other placeholders than the original: {message.text!r} {translations}"


def expected_placeholders(message: Message) -> set[str]:
    """Korean has one form, which serves for any number, so the plural's places are those."""
    return placeholders_of(message.plural or message.text)


def stale_compilation(package: Package) -> Iterator[str]:
    """The committed .mo file against what the .po file compiles to."""
    if not package.po_file.exists():
        return
    if not package.mo_file.exists():
        yield "there is no compiled catalogue"
    elif package.mo_file.read_bytes() != package.catalogue().to_binary():
        yield "the compiled catalogue is not that of the .po file"


def contradictions(packages: Iterable[Package]) -> list[str]:
    """Messages that packages translate differently.

    Django puts all catalogues into one, so only one of the translations would ever be seen.
    Where both are needed, the messages need a context.
    """
    seen: dict[Key, dict[str, str]] = {}
    for package in packages:
        for key, entry in known_entries([package]).items():
            seen.setdefault(key, {}).setdefault(" / ".join(translations_of(entry)), str(package))
    return [f"{key[0]!r}: {found}" for key, found in sorted(seen.items()) if len(found) > 1]


def refresh(package: Package, packages: Iterable[Package]) -> polib.POFile | None:
    """Write the package's catalogue anew and compile it; None where it has nothing to say.

    Translations are kept. A new message takes the translation that another package has of it.
    """
    messages = package.messages()
    if not messages and not package.po_file.exists():
        return None
    known = known_entries([*packages, package])
    catalogue = polib.POFile(encoding="utf-8")
    catalogue.header = f"Korean messages of {package}."
    catalogue.metadata = dict(HEADER)
    for message, paths in sorted(messages.items(), key=lambda item: item[0].key):
        catalogue.append(new_entry(message, paths, known.get(message.key)))
    package.po_file.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(package.po_file))
    package.mo_file.write_bytes(package.catalogue().to_binary())
    return catalogue


def known_entries(packages: Iterable[Package]) -> dict[Key, polib.POEntry]:
    """All translated entries; those of a later package go before those of an earlier one."""
    return {
        key_of(entry): entry
        for package in packages
        for entry in current_entries(package.catalogue())
        if any(translations_of(entry))
    }


def new_entry(message: Message, paths: set[Path], known: polib.POEntry | None) -> polib.POEntry:
    """An entry for `message` with what is known of its translation.

    The files are named without line numbers, which would change with every edit.
    """
    entry = polib.POEntry(
        msgid=message.text,
        msgctxt=message.context or None,
        occurrences=[(path.relative_to(ROOT).as_posix(), "") for path in sorted(paths)],
    )
    translation = translations_of(known)[0] if known else ""
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = {0: translation}
    else:
        entry.msgstr = translation
    if known:
        entry.flags = list(known.flags)
        entry.tcomment = known.tcomment
    return entry
