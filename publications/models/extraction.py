"""What was read out of a document, kept beside it and never on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.files.storage import Storage
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model_string
from wagtail.search import index

from publications.extraction.covers import FORMATS, WIDTHS, cover_name
from publications.extraction.file_types import MEDIA_TYPES


class ExtractionStatus(models.TextChoices):
    """How far the reading of a document has come, and why it went no further."""

    WAITING = "waiting", _("Waiting to be read")
    READING = "reading", _("Being read")
    READ = "read", _("Read")
    EMPTY = "empty", _("Without any text")
    SCANNED = "scanned", _("Scanned pictures without text")
    PASSWORD = "password", _("Locked by a password")
    DISTRIBUTION = "distribution", _("Locked as a distribution copy")
    RIGHTS_MANAGED = "rights-managed", _("Locked by rights management")
    DAMAGED = "damaged", _("Damaged")
    TOO_LARGE = "too-large", _("Too large to be read")
    UNREADABLE_TYPE = "unreadable-type", _("A type of file that is not read")


UNFINISHED = (ExtractionStatus.WAITING, ExtractionStatus.READING)

# What an editor can do about it.
WAYS_FORWARD: dict[str, Promise] = {
    ExtractionStatus.WAITING: _("It will be read in a moment. You can go on in the meantime."),
    ExtractionStatus.READING: _("It will be read in a moment. You can go on in the meantime."),
    ExtractionStatus.READ: _("Visitors find it by what is written inside."),
    ExtractionStatus.EMPTY: _("There is no text in it. Check that it is the right file."),
    ExtractionStatus.SCANNED: _(
        "Visitors can download it but not find it by its text. Upload the original document, or "
        "a PDF after text recognition (OCR)."
    ),
    ExtractionStatus.PASSWORD: _(
        "Visitors cannot open it either. Remove the password in the program that made the file, "
        "save it, and upload it again."
    ),
    ExtractionStatus.DISTRIBUTION: _(
        "Visitors can open it but not find it by its text. Save the original as an ordinary "
        "document or as a PDF, and upload that."
    ),
    ExtractionStatus.RIGHTS_MANAGED: _(
        "Visitors may not be able to open it. Ask for a copy without rights management (DRM), "
        "and upload that."
    ),
    ExtractionStatus.DAMAGED: _(
        "Open the file on your computer. If it opens, save it under a new name and upload it "
        "again; if not, ask for another copy."
    ),
    ExtractionStatus.TOO_LARGE: _(
        "Only a part of it, or nothing, can be found by its text. Split it or reduce its "
        "pictures, and upload it again."
    ),
    ExtractionStatus.UNREADABLE_TYPE: _(
        "Visitors can download it but not find it by its text. If it holds a document, upload "
        "that document as well."
    ),
}


@dataclass(frozen=True)
class CoverSource:
    """The cover in one format, as a browser chooses among widths."""

    media_type: str
    srcset: str


class ExtractedText(models.Model):
    """The state of reading one document, and what is known of its file."""

    document = models.OneToOneField(
        get_document_model_string(),
        verbose_name=_("document"),
        on_delete=models.CASCADE,
        related_name="extracted_text",
    )
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=ExtractionStatus,
        default=ExtractionStatus.WAITING,
    )
    media_type = models.CharField(_("media type"), max_length=100, blank=True)
    page_count = models.PositiveIntegerField(_("page count"), null=True, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, db_index=True)
    cover = models.ImageField(_("cover"), upload_to="covers", blank=True)
    cover_width = models.PositiveIntegerField(_("width of the cover"), default=0)
    cover_height = models.PositiveIntegerField(_("height of the cover"), default=0)
    people = models.JSONField(
        _("persons in the metadata"),
        default=list,
        blank=True,
        help_text=_("Names of authors and accounts that stand in the file's metadata."),
    )
    findings = models.JSONField(
        _("possible personal data"),
        default=list,
        blank=True,
        help_text=_("Places where the text looks like a personal number, partly hidden."),
    )
    extracted_at = models.DateTimeField(_("read at"), null=True, blank=True)
    # Which file this describes: its name in the storage, and Wagtail's own hash of it.
    file_name = models.CharField(max_length=255, blank=True, editable=False)
    file_hash = models.CharField(max_length=40, blank=True, editable=False)
    # How the reading goes; this row is the truth, the task only wakes it.
    queued_at = models.DateTimeField(null=True, editable=False)
    started_at = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("text of a document")
        verbose_name_plural = _("texts of documents")

    def __str__(self) -> str:
        return f"{self.document}: {self.get_status_display()}"

    def describes(self, document: Any) -> bool:
        """Whether this was found out about the file that the document has now."""
        return bool(self.file_name) and self.file_name == document.file.name

    @property
    def is_finished(self) -> bool:
        return self.status not in UNFINISHED

    @property
    def needs_attention(self) -> bool:
        """Whether an editor should do something about it."""
        return self.is_finished and self.status != ExtractionStatus.READ

    @property
    def way_forward(self) -> Promise:
        """What an editor can do about the status."""
        return WAYS_FORWARD[self.status]

    @property
    def extension(self) -> str:
        """The type that the content has, by its usual extension; empty where it is not known."""
        return next((key for key, name in MEDIA_TYPES.items() if name == self.media_type), "")

    @property
    def cover_folder(self) -> str:
        """Where all files of the cover lie in their storage; empty without a cover."""
        return (self.cover.name or "").rpartition("/")[0]

    def cover_files(self) -> list[str]:
        """The names of all files of the cover in their storage."""
        folder = self.cover_folder
        names = [cover_name(width, extension) for width in WIDTHS for extension, *_rest in FORMATS]
        return [f"{folder}/{name}" for name in names] if folder else []

    def cover_sources(self) -> list[CoverSource]:
        """The cover in every format, the last of which every browser knows."""
        return [
            CoverSource(f"image/{name.lower()}", self.srcset(extension))
            for extension, name, _quality in FORMATS
        ]

    def srcset(self, extension: str) -> str:
        return ", ".join(f"{self.cover_url(width, extension)} {width}w" for width in WIDTHS)

    def cover_url(self, width: int, extension: str) -> str:
        storage: Storage = self.cover.storage
        return storage.url(f"{self.cover_folder}/{cover_name(width, extension)}")

    def cover_height_at(self, width: int) -> int:
        """How high the cover is at one of its widths, in pixels."""
        return round(self.cover_height * width / self.cover_width) if self.cover_width else 0


class ExtractedSection(index.Indexed, models.Model):
    """A page of a PDF, else a piece of at most 8,000 characters; each is indexed alone.

    PostgreSQL refuses a tsvector over 1 MB and forgets positions past 16,383.
    """

    MAX_CHARACTERS = 8_000

    extracted_text = models.ForeignKey(
        ExtractedText, on_delete=models.CASCADE, related_name="sections"
    )
    number = models.PositiveIntegerField(_("number"), help_text=_("Counted from 1."))
    text = models.TextField(_("text"))

    search_fields = [index.SearchField("text", boost=0.5), index.FilterField("extracted_text")]

    class Meta:
        verbose_name = _("section of a text")
        verbose_name_plural = _("sections of texts")
        ordering = ["extracted_text", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["extracted_text", "number"], name="unique_section_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.extracted_text} {self.number}"
