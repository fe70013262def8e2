"""Citations in running text: as Korean readers write them, and in the form of APA (7th edition)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from publications.citing.names import Name
from publications.citing.records import Record

# APA lists up to twenty authors, beyond that nineteen and the last.
MOST_AUTHORS = 20
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class Citation:
    """A citation with its title apart, which Western print sets in italics."""

    before: str
    title: str
    after: str
    is_italic: bool

    def __str__(self) -> str:
        return f"{self.before}{self.title}{self.after}"

    def __html__(self) -> SafeString:
        form = "{}<i>{}</i>{}" if self.is_italic else "{}{}{}"
        return format_html(form, self.before, self.title, self.after)


def korean_citation(record: Record) -> Citation:
    """지은이, 『제목: 부제』, 총서 제3호, 발행처, 2017. 주소"""
    makers = korean_makers(record)
    rest = [
        # The issue of a series that has no title of its own bears the series' name.
        record.part_of.removeprefix(record.title).strip(" ,"),
        publisher_apart(record, "·".join(name.text for name in record.publishers)),
        record.year,
    ]
    title = f"『{record.title}』" if record.is_korean else record.title
    after = "".join(f", {part}" for part in rest if part)
    address = record.doi_url or record.url
    return Citation(
        before=f"{makers}, " if makers else "",
        title=title,
        after=f"{after}. {address}".rstrip(),
        is_italic=not record.is_korean,
    )


def korean_makers(record: Record) -> str:
    """Who wrote, edited and translated it: 김하나·이둘 지음, 박셋 옮김."""
    leading = "·".join(name.text for name in record.creators)
    if not record.authors and record.editors:
        leading += " 엮음"
    others = []
    if record.authors and record.editors:
        others.append("·".join(name.text for name in record.editors) + " 엮음")
    if record.translators:
        others.append("·".join(name.text for name in record.translators) + " 옮김")
    if record.authors and others:
        leading += " 지음"
    return ", ".join(part for part in [leading, *others] if part)


def apa_citation(record: Record) -> Citation:
    """Doe, J., & Roe, R. (2017, March). Title: Subtitle (Series, no. 3). Publisher. Address."""
    makers = apa_korean_makers(record) if record.is_korean else apa_makers(record)
    stop = "" if makers.endswith(".") else "."
    between = " " if record.is_korean else f"{stop} "
    publisher = publisher_apart(record, record.publisher)
    notes = [record.part_of.removeprefix(record.title).strip(" ,"), apa_translators(record)]
    told = "".join(f" ({note})" for note in notes if note)
    after = f"{told}. {publisher}." if publisher else f"{told}."
    return Citation(
        before=f"{makers}{between}({apa_date(record)}). " if makers else f"({apa_date(record)}). ",
        title=record.title,
        after=f"{after} {record.doi_url or record.url}".rstrip(),
        is_italic=not record.is_korean,
    )


def apa_makers(record: Record) -> str:
    listed = apa_list(record.creators, lambda name: name.abbreviated)
    if record.authors or not record.editors:
        return listed
    return f"{listed} ({'Ed.' if len(record.editors) == 1 else 'Eds.'})"


def apa_korean_makers(record: Record) -> str:
    """Korean names in full and in order, as Korean journals that follow APA list them."""
    listed = ", ".join(name.text for name in record.creators)
    return f"{listed} (편)" if record.editors and not record.authors else listed


def apa_translators(record: Record) -> str:
    if not record.translators:
        return ""
    if record.is_korean:
        return ", ".join(name.text for name in record.translators) + " 역"
    listed = apa_list(
        record.translators, lambda name: " ".join([name.initials, name.family or name.text]).strip()
    )
    return f"{listed}, Trans."


def apa_list(names: tuple[Name, ...], written: Callable[[Name], str]) -> str:
    """A, B, & C; of more than twenty the first nineteen and the last."""
    texts = [written(name) for name in names]
    if len(texts) > MOST_AUTHORS:
        return ", ".join(texts[: MOST_AUTHORS - 1]) + f", . . . {texts[-1]}"
    return ", & ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)


def apa_date(record: Record) -> str:
    """2017, March 3; n.d. where there is none. Korean citations give the year alone."""
    if not record.date_parts:
        return "n.d."
    year, *rest = record.date_parts
    if record.is_korean or not rest:
        return str(year)
    day = f" {rest[1]}" if len(rest) > 1 else ""
    return f"{year}, {MONTHS[rest[0] - 1]}{day}"


def publisher_apart(record: Record, publisher: str) -> str:
    """The publisher, unless it is named as the author already."""
    return "" if record.creators == record.publishers else publisher
