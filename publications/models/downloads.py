"""How often a file was downloaded, and nothing of who did."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import F, OuterRef, Subquery, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from publications.models.files import KEY_LENGTH, FileKind

if TYPE_CHECKING:
    from publications.models.files import PublicationFile

SALT_HOLDS = datetime.timedelta(hours=1)


@dataclass(frozen=True)
class CountedFile:
    """What a count keeps of a file, so that it can be read when the file is gone."""

    key: str
    publication_number: int
    publication_title: str
    publication_type: str
    label: str
    kind: str

    @classmethod
    def of(cls, file: PublicationFile) -> CountedFile:
        publication = file.publication
        model = publication.specific_class or type(publication)
        return cls(
            key=file.key,
            publication_number=publication.pk,
            publication_title=publication.title,
            publication_type=model._meta.label_lower,
            label=file.label,
            kind=file.kind,
        )

    @property
    def descriptions(self) -> dict[str, str | int]:
        """All but the key, as the fields of a count."""
        return {name: value for name, value in vars(self).items() if name != "key"}


class DownloadCountQuerySet(models.QuerySet["DownloadCount"]):
    def total(self) -> int:
        return self.aggregate(total=Sum("count"))["total"] or 0

    def total_of(self, publication_number: OuterRef) -> Subquery:
        """The total of a publication, to be fetched with it."""
        named = self.filter(publication_number=publication_number).order_by()
        sums = named.values("publication_number").annotate(total=Sum("count"))
        return Subquery(sums.values("total"))

    def add(self, file: CountedFile, day: datetime.date, number: int = 1) -> None:
        """Count `number` more downloads of a file on `day`; any number of writers may do so."""
        with transaction.atomic():
            if not self.filter(key=file.key, day=day).update(count=F("count") + number):
                row, created = self.get_or_create(
                    key=file.key, day=day, defaults={"count": number, **file.descriptions}
                )
                if not created:
                    self.filter(pk=row.pk).update(count=F("count") + number)

    def describe(self, file: CountedFile) -> None:
        """Let every count of a file bear the file's newest title and label."""
        self.filter(key=file.key).exclude(**file.descriptions).update(**file.descriptions)


class DownloadCount(models.Model):
    """The downloads of one file on one day.

    It names the file by its permanent key and in words, not by a relation: it outlives the file,
    and a file that is restored finds its counts again.
    """

    key = models.CharField(_("key of the address"), max_length=KEY_LENGTH)
    day = models.DateField(_("day"), db_index=True)
    count = models.PositiveIntegerField(_("downloads"), default=0)
    publication_number = models.PositiveBigIntegerField(_("page number"), db_index=True)
    publication_title = models.CharField(_("publication"), max_length=255)
    publication_type = models.CharField(_("type"), max_length=100)
    label = models.CharField(pgettext_lazy("publication file", "label"), max_length=100)
    kind = models.CharField(_("kind"), max_length=20, choices=FileKind, default=FileKind.OTHER)

    objects = DownloadCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("download count")
        verbose_name_plural = _("download counts")
        ordering = ["-day", "publication_title", "label"]
        constraints = [
            models.UniqueConstraint(fields=["key", "day"], name="unique_download_count_per_day")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.publication_title}, {self.label}: {self.count}"


class DownloadSalt(models.Model):
    """The one row with the secret by which visitors are told apart for half a minute."""

    ONLY = 1

    value = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = "download salt"
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.made_at)

    @classmethod
    def locked(cls) -> DownloadSalt:
        """The row, held until the transaction ends, so that one process counts at a time."""
        fresh = {"value": secrets.token_hex(), "made_at": timezone.now()}
        cls.objects.get_or_create(pk=cls.ONLY, defaults=fresh)
        return cls.objects.select_for_update().get(pk=cls.ONLY)

    def rotate_if_old(self, now: datetime.datetime, *, unused: bool) -> None:
        """Throw the secret away as soon as nothing rests on it, and in any case after an hour."""
        if unused or now - self.made_at >= SALT_HOLDS:
            self.value, self.made_at = secrets.token_hex(), now
            self.save()


class RecentClickManager(models.Manager["RecentClick"]):
    def last_seen(self, digests: Iterable[str]) -> dict[str, datetime.datetime]:
        return dict(self.filter(digest__in=set(digests)).values_list("digest", "seen_at"))


class RecentClick(models.Model):
    """That somebody, nobody knows who, asked for some file less than half a minute ago."""

    digest = models.CharField(max_length=64, primary_key=True)
    seen_at = models.DateTimeField(db_index=True)

    objects = RecentClickManager()

    class Meta:
        verbose_name = "recent click"
        default_permissions = ()

    def __str__(self) -> str:
        return self.digest
