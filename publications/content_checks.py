"""What an editor should look at before a publication goes public: warnings, not walls.

Two of them concern personal data, and those somebody has to tick off.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from content.models import OrganisationSettings
from publications.models.clearances import FINGERPRINT_LENGTH, PersonalDataClearance
from publications.models.extraction import ExtractedText, ExtractionStatus
from publications.personal_data import PersonalData, findings_in, numbers_in

# The name under which the editor's form sends what was ticked off.
CHECKED = "checked_personal_data"

# What programs write where an author's name would stand.
GENERIC_NAMES = frozenset(
    {
        "admin", "administrator", "anonymous", "author", "hp", "lg", "microsoft", "none", "office",
        "openpyxl", "owner", "pc", "python-docx", "root", "samsung", "unknown", "unspecified",
        "user", "windows user", "관리자", "사용자", "작성자",
    }
)  # fmt: skip
MOST_SHOWN = 5
WITHOUT_ADVICE = {ExtractionStatus.READ, ExtractionStatus.UNREADABLE_TYPE}


@dataclass(frozen=True)
class Notice:
    """Something to look at: where, what, and in detail; with a fingerprint it has to be ticked."""

    place: str
    message: str | Promise
    details: tuple[str, ...] = ()
    fingerprint: str = ""
    clearance: PersonalDataClearance | None = None

    @property
    def is_open(self) -> bool:
        """Whether it stands between the publication and the public."""
        return bool(self.fingerprint) and self.clearance is None


@dataclass(frozen=True)
class Draft:
    """A publication as it stands in the editor's form, saved or not."""

    page: Any
    abstract: str
    texts: tuple[str, ...]
    body: Any
    images: tuple[tuple[str, Any], ...]
    has_cover: bool
    documents: tuple[tuple[str, Any], ...]
    contributors: tuple[str, ...]


def notices_of(draft: Draft, ticked: Iterable[str] = ()) -> list[Notice]:
    """Everything to look at, what concerns personal data first."""
    cleared = clearances_of(draft.page)
    ticked = set(ticked)
    found = [*personal(draft), *missing(draft), *troubles(draft)]
    return [with_clearance(each, cleared, ticked) for each in found]


def with_clearance(
    notice: Notice, cleared: dict[str, PersonalDataClearance], ticked: set[str]
) -> Notice:
    """The notice with who has ticked it off, now or before."""
    clearance = cleared.get(notice.fingerprint)
    if clearance is None and notice.fingerprint in ticked:
        clearance = PersonalDataClearance(fingerprint=notice.fingerprint)
    return Notice(notice.place, notice.message, notice.details, notice.fingerprint, clearance)


def clearances_of(page: Any) -> dict[str, PersonalDataClearance]:
    if not page.pk:
        return {}
    rows = PersonalDataClearance.objects.filter(publication=page.pk).select_related("checked_by")
    return {row.fingerprint: row for row in rows}


def missing(draft: Draft) -> Iterator[Notice]:
    """What a publication should have and has not."""
    if not draft.documents:
        yield Notice(gettext("Files for download"), _("There is no file to download."))
    if not draft.has_cover and not any(has_cover(document) for _label, document in draft.documents):
        yield Notice(
            gettext("Cover"),
            _("There is no cover; a coloured one with the title takes its place."),
        )
    if not draft.abstract.strip():
        yield Notice(
            gettext("Abstract"),
            _("There is no abstract. Search engines, partners and citations use it."),
        )
    yield from images_without_text(draft)


def has_cover(document: Any) -> bool:
    """Whether the document has a cover, or may have one once it has been read."""
    known = known_of(document)
    return known is not None and (bool(known.cover) or not known.is_finished)


def images_without_text(draft: Draft) -> Iterator[Notice]:
    message = _("The picture has no description for those who cannot see it.")
    for place, image in draft.images:
        if image is not None and not image.description:
            yield Notice(place, message, (str(image),))
    for number, block in enumerate(draft.body or (), start=1):
        image = block.value.get("image") if block.block_type == "image" else None
        if image and not image.contextual_alt_text and not image.decorative:
            place = gettext("Body, block %(number)s") % {"number": number}
            yield Notice(place, message, (str(image),))


def troubles(draft: Draft) -> Iterator[Notice]:
    """Files that could not be read, and those that have not been read yet."""
    for label, document in draft.documents:
        known = known_of(document)
        if known is None or not known.is_finished:
            yield Notice(
                label,
                _("The file has not been read yet, nor looked through for personal data."),
            )
        elif known.status not in WITHOUT_ADVICE:
            yield Notice(label, known.get_status_display(), (str(known.way_forward),))


def personal(draft: Draft) -> Iterator[Notice]:
    """Names of accounts and numbers of persons, in the files and in the page's own text."""
    expected = expected_names(draft)
    for label, document in draft.documents:
        known = known_of(document)
        if known is None:
            continue
        people = [name for name in known.people if folded(name) not in expected]
        if people:
            yield Notice(
                label,
                _("The file's properties name a person or an account."),
                tuple(people[:MOST_SHOWN]),
                fingerprint_of("people", known.sha256, *people),
            )
        if known.findings:
            mark = fingerprint_of("numbers", known.sha256)
            yield numbers_notice(label, known.findings, mark, pages=is_paged(known))
    own = [finding.as_dict() for finding in findings_in(draft.texts)]
    if own:
        written = sorted({number for text in draft.texts for _kind, number in numbers_in(text)})
        mark = fingerprint_of("own numbers", *written)
        yield numbers_notice(gettext("Text of the page"), own, mark, pages=False)


def numbers_notice(
    place: str, findings: list[dict[str, Any]], fingerprint: str, *, pages: bool
) -> Notice:
    shown = tuple(finding_text(each, pages=pages) for each in findings[:MOST_SHOWN])
    rest = len(findings) - MOST_SHOWN
    more = ngettext("and one more", "and %(count)s more", rest) % {"count": rest}
    return Notice(
        place,
        _("The text holds what looks like personal numbers."),
        (*shown, more) if rest > 0 else shown,
        fingerprint,
    )


def finding_text(finding: dict[str, Any], *, pages: bool) -> str:
    kind = PersonalData(finding["kind"]).label
    text = f"{kind}: {finding['shown']}"
    if not pages:
        return text
    return gettext("page %(page)s, %(finding)s") % {"page": finding["section"], "finding": text}


def is_paged(known: ExtractedText) -> bool:
    return known.extension == "pdf"


def fingerprint_of(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:FINGERPRINT_LENGTH]


def known_of(document: Any) -> ExtractedText | None:
    """What was read out of the document; None where nothing has been."""
    return ExtractedText.objects.filter(document=document.pk).first()


def expected_names(draft: Draft) -> set[str]:
    """Names that may stand in a file: the organisation's, the contributors', no one's."""
    organisations = OrganisationSettings.objects.values_list("name", "name_en")
    names = {folded(name) for pair in organisations for name in pair}
    return names | {folded(name) for name in draft.contributors} | GENERIC_NAMES | {""}


def folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def clear(page: Any, draft: Draft, fingerprints: Iterable[str], user: Any) -> None:
    """Store what `user` has ticked off, as far as it is there to be ticked."""
    asked = set(fingerprints)
    for notice in notices_of(draft):
        if notice.is_open and notice.fingerprint in asked:
            PersonalDataClearance.objects.get_or_create(
                publication_id=page.pk,
                fingerprint=notice.fingerprint,
                defaults={
                    "finding": f"{notice.place}: {', '.join(notice.details)}"[:255],
                    "checked_by": user,
                },
            )
