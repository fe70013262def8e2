"""Every content that a document has had: its hash, and for how long it stays reachable."""

from __future__ import annotations

import datetime
import hashlib
import mimetypes
import re
from pathlib import PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.core.files.storage import Storage
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model_string
from wagtail.documents.models import AbstractDocument

from content.conf import keep_replaced_days

BLOCK = 1024 * 1024
SHA256 = re.compile("[0-9a-f]{64}")


def sha256_of(file: IO[bytes]) -> str:
    """The SHA-256 of the rest of `file`, in hexadecimal."""
    digest = hashlib.sha256()
    while block := file.read(BLOCK):
        digest.update(block)
    return digest.hexdigest()


def media_type_of(filename: str) -> str:
    """The media type that a file name stands for, in the way that Wagtail's documents find it."""
    extension = PurePosixPath(filename).suffix[1:].lower()
    known = getattr(settings, "WAGTAILDOCS_CONTENT_TYPES", {}).get(extension)
    return known or mimetypes.guess_type(filename)[0] or "application/octet-stream"


class DocumentVersionManager(models.Manager["DocumentVersion"]):
    def current(self, document: AbstractDocument) -> DocumentVersion:
        """What `document` holds now; its hash is taken where nobody has done so yet.

        Raises FileNotFoundError where the store has lost it.
        """
        version = self.filter(document=document, file_name=document.file.name).first()
        return version or self.remember(document, document.file.name)

    def remember(self, document: AbstractDocument, file_name: str) -> DocumentVersion:
        """Take down the hash and the size of the file of that name. Raises FileNotFoundError."""
        storage = document.file.storage
        with storage.open(file_name, "rb") as file:
            values = {"sha256": sha256_of(file), "size": file.tell()}
        values["stored_at"] = stored_at(storage, file_name)
        version, _created = self.get_or_create(
            document=document, file_name=file_name, defaults=values
        )
        return version

    def replaced(self, document: AbstractDocument, now: datetime.datetime) -> None:
        """Note that whatever else `document` has held was replaced by what it holds now."""
        older = self.filter(document=document, replaced_at=None)
        older.exclude(file_name=document.file.name).update(replaced_at=now)
        self.filter(document=document, file_name=document.file.name).update(replaced_at=None)

    def reachable(self, document: AbstractDocument, sha256: str) -> DocumentVersion | None:
        """The content of `document` with that hash; None where it is unknown or too old."""
        if not SHA256.fullmatch(sha256):
            return None
        return self.filter(document=document, sha256=sha256).filter(~self.outdated_q()).first()

    def outdated_q(self) -> models.Q:
        """Replaced so long ago that nobody may ask for it any more."""
        until = timezone.now() - datetime.timedelta(days=keep_replaced_days())
        return models.Q(replaced_at__isnull=False, replaced_at__lte=until)

    def forget_outdated(self) -> int:
        """Remove what was replaced too long ago, files and all; how many those were."""
        outdated = list(self.filter(self.outdated_q()).select_related("document"))
        for version in outdated:
            version.delete()
        return len(outdated)


def stored_at(storage: Storage, file_name: str) -> datetime.datetime:
    """When the file came into the store, to the second, which is all that HTTP knows."""
    try:
        moment = storage.get_modified_time(file_name)
    except NotImplementedError:
        moment = timezone.now()
    return moment.replace(microsecond=0)


class DocumentVersion(models.Model):
    """A content that a document has or had. A store never uses a file's name again."""

    document = models.ForeignKey(
        get_document_model_string(),
        verbose_name=_("document"),
        on_delete=models.CASCADE,
        related_name="versions",
    )
    file_name = models.CharField(_("name in the store"), max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    stored_at = models.DateTimeField(_("stored at"))
    replaced_at = models.DateTimeField(_("replaced at"), null=True, blank=True, db_index=True)

    objects = DocumentVersionManager()

    class Meta:
        verbose_name = _("replaced file")
        verbose_name_plural = _("replaced files")
        ordering = ["-replaced_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "file_name"], name="unique_version_of_a_document"
            )
        ]

    def __str__(self) -> str:
        return self.filename

    @property
    def storage(self) -> Storage:
        storage: Storage = self.document.file.storage
        return storage

    @property
    def filename(self) -> str:
        """The name for people."""
        return PurePosixPath(self.file_name).name

    @property
    def media_type(self) -> str:
        return media_type_of(self.filename)

    @property
    def etag(self) -> str:
        """A strong entity tag: the same bytes and no others."""
        return f'"{self.sha256}"'

    @property
    def kept_until(self) -> datetime.datetime | None:
        """When a replaced file stops being reachable; None for what the document holds now."""
        if self.replaced_at is None:
            return None
        return self.replaced_at + datetime.timedelta(days=keep_replaced_days())

    def open(self) -> IO[bytes]:
        """The content. Raises FileNotFoundError where the store has lost it."""
        file: Any = self.storage.open(self.file_name, "rb")
        return file
