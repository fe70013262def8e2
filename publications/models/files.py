"""The files of a publication, each with a permanent address of its own."""

from __future__ import annotations

import base64
import hashlib
import uuid
from functools import cache
from typing import Any
from urllib.parse import quote

from django.db import models
from django.http import HttpRequest
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils import timezone
from django.utils.http import RFC3986_SUBDELIMS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.documents import get_document_model_string

from content.languages import Language
from content.ordering import InOrder
from publications.panels import FileStatusPanel
from publications.querysets import FileQuerySet

KEY_LENGTH = 16


class FileKind(models.TextChoices):
    FULL_TEXT = "full-text", _("Full text")
    SUMMARY = "summary", pgettext_lazy("file kind", "Summary")
    APPENDIX = "appendix", _("Appendix")
    DATA = "data", _("Data")
    SLIDES = "slides", _("Slides")
    OTHER = "other", _("Other")


# What Django leaves as it is in the addresses that it makes.
UNQUOTED = f"{RFC3986_SUBDELIMS}/~:@"


@cache
def downloads(prefix: str, urlconf: str | None) -> str:
    """Where the addresses of all files begin; to ask for each by itself is slow in long lists."""
    return reverse("publications:download", args=["key", "name"], urlconf=urlconf).removesuffix(
        "key/name"
    )


def download_key(publication_id: int, uid: uuid.UUID) -> str:
    """The key of a file's permanent address.

    Computed from the publication and the file's own identifier, which revisions keep: an old
    revision that is restored brings its addresses back, while a copy, an alias or a translation,
    being another page, gets new ones.
    """
    digest = hashlib.sha256(f"{publication_id}:{uid}".encode()).digest()
    return base64.b32encode(digest).decode("ascii")[:KEY_LENGTH].lower()


class PublicationFile(InOrder):
    """A document as part of a publication."""

    publication = ParentalKey(
        "publications.PublicationPage", on_delete=models.CASCADE, related_name="files"
    )
    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=KEY_LENGTH, unique=True, editable=False, serialize=False)
    document = models.ForeignKey(
        get_document_model_string(),
        verbose_name=_("document"),
        on_delete=models.PROTECT,
        related_name="publication_files",
    )
    label = models.CharField(
        pgettext_lazy("publication file", "label"),
        max_length=100,
        help_text=_("What visitors read on the link, for example “Full report”."),
    )
    language = models.CharField(
        _("language"), max_length=10, choices=Language, default=Language.KOREAN
    )
    kind = models.CharField(_("kind"), max_length=20, choices=FileKind, default=FileKind.FULL_TEXT)
    embargo_until = models.DateTimeField(
        _("embargo until"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_(
            "Until then nobody can see or download this file, although the publication is public. "
            "The document is hidden wherever else it is used, too. Leave empty for no embargo."
        ),
    )

    objects = FileQuerySet.as_manager()

    panels = [
        FieldPanel("document"),
        FileStatusPanel(),
        FieldPanel("label"),
        FieldRowPanel([FieldPanel("language"), FieldPanel("kind")]),
        FieldPanel("embargo_until"),
    ]

    class Meta(InOrder.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return self.label

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = download_key(self.publication_id, self.uid)
        super().save(*args, **kwargs)

    @property
    def url(self) -> str:
        """The permanent address; the file name at its end is for people only.

        In a draft it is the one that the file will have.
        """
        key = self.key or download_key(self.publication_id or 0, self.uid)
        start = downloads(get_script_prefix(), get_urlconf())
        return f"{start}{key}/{quote(self.document.filename, safe=UNQUOTED)}"

    @property
    def is_under_embargo(self) -> bool:
        return self.embargo_until is not None and self.embargo_until > timezone.now()

    @property
    def extension(self) -> str:
        """The kind of file as visitors know it, such as PDF or HWPX."""
        return self.document.file_extension.upper()

    def structured_data(self, request: HttpRequest) -> dict[str, str]:
        """The file in the words of schema.org; without a size where nobody has taken it."""
        size = self.document.file_size
        return {
            **({"contentSize": f"{size} B"} if size is not None else {}),
            "@type": "MediaObject",
            "name": self.label,
            "contentUrl": request.build_absolute_uri(self.url),
            "encodingFormat": self.document.content_type,
            "inLanguage": self.language,
        }
