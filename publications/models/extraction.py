"""What was read out of a document, kept beside it and never on it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model_string
from wagtail.search import index


class ExtractionStatus(models.TextChoices):
    """How far the reading of a document has come, and why it went no further."""

    WAITING = "waiting", _("Waiting to be read")
    READ = "read", _("Read")
    EMPTY = "empty", _("Without any text")
    SCANNED = "scanned", _("Scanned pictures without text")
    PASSWORD = "password", _("Locked by a password")
    DISTRIBUTION = "distribution", _("Locked as a distribution copy")
    DAMAGED = "damaged", _("Damaged")
    TOO_LARGE = "too-large", _("Too large to be read")
    UNREADABLE_TYPE = "unreadable-type", _("A type of file that is not read")


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
    extracted_at = models.DateTimeField(_("read at"), null=True, blank=True)

    class Meta:
        verbose_name = _("text of a document")
        verbose_name_plural = _("texts of documents")

    def __str__(self) -> str:
        return f"{self.document}: {self.get_status_display()}"


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

    search_fields = [index.SearchField("text"), index.FilterField("extracted_text")]

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
