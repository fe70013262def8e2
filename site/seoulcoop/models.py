"""What this site fixes for all its apps: its users, its images and its documents."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.utils.file import hash_filelike

from publications.uploads import check_content, nfc

FIRST_HANGUL_SYLLABLE = "가"
LAST_HANGUL_SYLLABLE = "힣"


def is_hangul(text: str) -> bool:
    """Whether every character of `text` is a Hangul syllable, as in a Korean person's name."""
    return all(FIRST_HANGUL_SYLLABLE <= char <= LAST_HANGUL_SYLLABLE for char in text)


def documents_storage() -> Storage:
    """The store of uploaded documents, which no web server reads past the privacy rules."""
    return storages["documents"]


class User(AbstractUser):
    """A member of the staff. Korean names are written family name first, without a space."""

    def get_full_name(self) -> str:
        if self.last_name and self.first_name and is_hangul(self.last_name + self.first_name):
            return f"{self.last_name}{self.first_name}"
        return super().get_full_name()


class SiteImage(AbstractImage):
    """A picture, with the credit that its maker is owed."""

    credit = models.CharField(
        _("credit"),
        max_length=255,
        blank=True,
        help_text=_("Who made the picture, and under which licence, as shown beneath it."),
    )

    admin_form_fields = (*Image.admin_form_fields[:2], "credit", *Image.admin_form_fields[2:])

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")


class SiteImageRendition(AbstractRendition):
    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="unique_site_rendition"
            )
        ]


class SiteDocument(AbstractDocument):
    """A file that visitors may download; kept apart from the public media folder."""

    file = models.FileField(_("file"), upload_to="", storage=documents_storage)

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def clean(self) -> None:
        """What holds for uploads holds for documents that code or an import makes."""
        super().clean()
        if self.file and self._state.adding:
            with self.open_file() as file:
                check_content(file, self.filename)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.file and self._state.adding:
            self.file.name = nfc(self.file.name or "")
            self.file_size = self.file.size
            with self.open_file() as file:
                self.file_hash = hash_filelike(file)
        super().save(*args, **kwargs)
