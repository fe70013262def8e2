"""Partners that read the API with a key: what they may see, until when, and from where."""

from __future__ import annotations

import datetime
import hashlib
import secrets
from ipaddress import IPv4Address, IPv6Address, ip_network

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

PREFIX = "hl"
NAME_BYTES = 6
SECRET_BYTES = 32
MOST_PER_MINUTE = 600_000


def validate_networks(text: str) -> None:
    """Raise ValidationError unless each line is an address or a network."""
    for line in text.split():
        try:
            ip_network(line)
        except ValueError as error:
            raise ValidationError(
                _("“%(line)s” is no IP address and no network such as 203.0.113.0/24."),
                params={"line": line},
            ) from error


class ApiClient(models.Model):
    """A partner system, such as a portal that mirrors the site."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    contact = models.CharField(
        _("whom to ask"),
        max_length=200,
        blank=True,
        help_text=_("An office's e-mail or telephone number at the partner."),
    )
    scopes = models.JSONField(
        _("may also read"),
        default=list,
        blank=True,
        help_text=_("A client sees all that the public sees. Tick what it sees besides."),
    )
    networks = models.TextField(
        _("allowed addresses"),
        blank=True,
        validators=[validate_networks],
        help_text=_(
            "IP addresses or networks from which the key works, one a line. "
            "Leave empty to allow all."
        ),
    )
    rate = models.PositiveIntegerField(
        _("requests per minute"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Leave empty for the usual limit."),
    )
    expires_at = models.DateTimeField(
        _("ends at"),
        null=True,
        blank=True,
        help_text=_("From then on no key of this client works. Leave empty for no end."),
    )
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Without the tick no key of this client works.")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("contact")], heading=_("Partner")),
        MultiFieldPanel(
            [
                FieldPanel("scopes"),
                FieldPanel("networks"),
                FieldRowPanel([FieldPanel("rate"), FieldPanel("expires_at")]),
                FieldPanel("is_active"),
            ],
            heading=_("Access"),
        ),
    ]

    class Meta:
        verbose_name = _("API client")
        verbose_name_plural = _("API clients")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.rate and self.rate > MOST_PER_MINUTE:
            raise ValidationError({"rate": _("At most 600,000 requests per minute.")})

    def accepts(self, address: IPv4Address | IPv6Address | None) -> bool:
        """Whether the client may call from `address`."""
        networks = [ip_network(line) for line in self.networks.split()]
        if not networks:
            return True
        return address is not None and any(address in network for network in networks)

    def new_key(self, overlap: datetime.timedelta | None = None) -> tuple[ApiKey, str]:
        """A new key and its text, which is told once; older keys end after `overlap`.

        Without `overlap` the older keys stay as they are.
        """
        if overlap is not None:
            self.keys.usable().end_at(timezone.now() + overlap)
        return ApiKey.objects.issue(self)

    def revoke(self) -> None:
        """End all keys at once."""
        self.keys.filter(revoked_at=None).update(revoked_at=timezone.now())

    @property
    def last_used_at(self) -> datetime.datetime | None:
        found = self.keys.aggregate(latest=models.Max("last_used_at"))
        latest: datetime.datetime | None = found["latest"]
        return latest

    def recent_usage(self) -> models.QuerySet[ClientUsage]:
        """The days of the last month on which the client asked anything."""
        return self.usage.all()[:31]

    @property
    def usable_keys(self) -> int:
        """How many keys of the client work now."""
        return self.keys.usable().count()


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def usable(self) -> ApiKeyQuerySet:
        """Neither revoked nor expired, of clients that are neither."""
        now = timezone.now()
        lasting = Q(expires_at=None) | Q(expires_at__gt=now)
        client = Q(client__expires_at=None) | Q(client__expires_at__gt=now)
        return self.filter(lasting, client, revoked_at=None, client__is_active=True)

    def end_at(self, time: datetime.datetime) -> None:
        """Let those that would last longer end then."""
        self.filter(Q(expires_at=None) | Q(expires_at__gt=time)).update(expires_at=time)

    def issue(self, client: ApiClient) -> tuple[ApiKey, str]:
        """A new key of the client, and its text."""
        text = f"{PREFIX}_{secrets.token_hex(NAME_BYTES)}_{secrets.token_urlsafe(SECRET_BYTES)}"
        key = self.create(client=client, name=text.split("_")[1], digest=digest_of(text))
        return key, text

    def find(self, text: str) -> ApiKey | None:
        """The usable key with that text."""
        return self.usable().select_related("client").filter(digest=digest_of(text)).first()


def digest_of(text: str) -> str:
    """SHA-256: the secret is 256 random bits, which need no slower hash."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class ApiKey(models.Model):
    """A client's key, of which only the digest is kept."""

    client = models.ForeignKey(
        ApiClient, verbose_name=_("API client"), on_delete=models.CASCADE, related_name="keys"
    )
    name = models.CharField(
        _("beginning"), max_length=12, unique=True, help_text=_("Tells keys apart in lists.")
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{PREFIX}_{self.name}_…"


class ClientUsage(models.Model):
    """How many requests of a client were answered on one day, and how many refused."""

    client = models.ForeignKey(
        ApiClient, verbose_name=_("API client"), on_delete=models.CASCADE, related_name="usage"
    )
    day = models.DateField(_("day"))
    requests = models.PositiveBigIntegerField(_("requests"), default=0)

    class Meta:
        verbose_name = _("API usage")
        verbose_name_plural = _("API usage")
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["client", "day"], name="unique_client_usage_per_day")
        ]

    def __str__(self) -> str:
        return f"{self.client} {self.day}: {self.requests}"

    @classmethod
    def add(cls, client: ApiClient, requests: int) -> None:
        """Count more requests of today."""
        day = timezone.localdate()
        row, _created = cls.objects.get_or_create(client=client, day=day)
        cls.objects.filter(pk=row.pk).update(requests=F("requests") + requests)
