"""Partners' receivers, what they are to be told, and how telling them went."""

from __future__ import annotations

import datetime
import uuid

from django.db import models
from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from headless.webhooks import signing
from headless.webhooks.addresses import validate_receiver

NO_TIME = datetime.timedelta(0)
MOST_SECRETS = 2
LONGEST_URL = 500


class PauseReason(models.TextChoices):
    """Why nothing is sent to an endpoint."""

    STAFF = "staff", _("paused by the staff")
    DEAD = "dead", _("it has not answered for days")
    GONE = "gone", _("it answered that it is gone for good (410)")
    SECRET = "secret", _("its secret can no longer be read: make a new one")


class WebhookEndpointQuerySet(models.QuerySet["WebhookEndpoint"]):
    def listening(self) -> WebhookEndpointQuerySet:
        """Those for which changes are noted, also while they are paused."""
        return self.filter(is_active=True)

    def paused(self) -> WebhookEndpointQuerySet:
        """Those to which nothing is sent before somebody resumes them, the latest first."""
        return self.exclude(paused_at=None).order_by("-paused_at")

    def untold(self) -> WebhookEndpointQuerySet:
        """Those of which the owner does not know yet that they had to be paused."""
        return self.paused().filter(owner_told_at=None).exclude(pause_reason=PauseReason.STAFF)

    def with_counts(self) -> WebhookEndpointQuerySet:
        """With what waits, and when something arrived last."""
        pending = Count("deliveries", filter=Q(deliveries__finished_at=None))
        arrived = Max(
            "deliveries__finished_at", filter=Q(deliveries__state=DeliveryState.DELIVERED)
        )
        return self.annotate(pending=pending, arrived_at=arrived)


class WebhookEndpoint(models.Model):
    """An address of a partner to which each public change is sent.

    `failing_since` is the first failure after which nothing arrived, `failures` counts them.
    While `leased_until` lies ahead, one worker has the endpoint for itself.
    """

    name = models.CharField(_("name"), max_length=100, unique=True)
    site = models.ForeignKey(
        "wagtailcore.Site",
        verbose_name=_("site"),
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("Whose changes are told."),
    )
    url = models.URLField(
        _("address of the receiver"),
        max_length=LONGEST_URL,
        validators=[validate_receiver],
        help_text=_("Where the partner's system takes messages, such as https://…/webhooks/."),
    )
    owner = models.CharField(
        _("whom to ask"), max_length=100, help_text=_("The office or team at the partner.")
    )
    owner_email = models.EmailField(
        _("e-mail"), help_text=_("Told when the endpoint has to be paused.")
    )
    types = models.JSONField(
        _("kinds of content"),
        default=list,
        blank=True,
        help_text=_("Tick nothing to tell of all kinds."),
    )
    actions = models.JSONField(
        _("events"), default=list, blank=True, help_text=_("Tick nothing to tell of all events.")
    )
    is_active = models.BooleanField(
        _("active"),
        default=True,
        help_text=_("Without the tick, changes are neither sent nor kept for later."),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True, editable=False)
    pause_reason = models.CharField(
        _("why it is paused"), max_length=10, choices=PauseReason, blank=True, editable=False
    )
    owner_told_at = models.DateTimeField(null=True, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False)
    resting_until = models.DateTimeField(null=True, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)
    lease = models.CharField(max_length=32, blank=True, editable=False)

    objects = WebhookEndpointQuerySet.as_manager()

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("url"),
                FieldRowPanel([FieldPanel("owner"), FieldPanel("owner_email")]),
            ],
            heading=_("Receiver"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("site"),
                FieldPanel("types"),
                FieldPanel("actions"),
                FieldPanel("is_active"),
            ],
            heading=_("What is told"),
        ),
    ]

    class Meta:
        verbose_name = _("webhook endpoint")
        verbose_name_plural = _("webhook endpoints")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def wants(self, type_: str, action: str) -> bool:
        """Whether it is to be told of such a change."""
        return (not self.types or type_ in self.types) and (
            not self.actions or action in self.actions
        )

    def valid_secrets(self) -> list[str]:
        """The secrets that sign now, the newest first. Raises LostSecretError."""
        return [secret.text() for secret in self.secrets.valid()]

    def new_secret(self, overlap: datetime.timedelta = NO_TIME) -> str:
        """A new secret, which is told once; the one before signs beside it during `overlap`."""
        now = timezone.now()
        for number, secret in enumerate(self.secrets.valid()):
            secret.end_at(now + overlap if number < MOST_SECRETS - 1 else now)
        return WebhookSecret.issue(self)

    def pause(self, reason: PauseReason) -> None:
        """Send nothing more; what changes meanwhile is kept, except where the receiver is gone."""
        self.paused_at, self.pause_reason = timezone.now(), reason
        self.owner_told_at = None
        self.is_active = self.is_active and reason != PauseReason.GONE
        self.save(update_fields=["paused_at", "pause_reason", "owner_told_at", "is_active"])

    def resume(self) -> None:
        """Send again, first of all what has waited; each message has its full time anew."""
        self.paused_at, self.pause_reason, self.is_active = None, "", True
        self.failing_since, self.failures, self.resting_until = None, 0, None
        self.save(
            update_fields=[
                "paused_at",
                "pause_reason",
                "is_active",
                "failing_since",
                "failures",
                "resting_until",
            ]
        )
        self.deliveries.pending().update(next_attempt_at=timezone.now(), give_up_at=None)

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None

    @property
    def is_working(self) -> bool:
        """Whether changes are noted and sent."""
        return self.is_active and not self.is_paused

    @property
    def is_failing(self) -> bool:
        return self.failing_since is not None


class WebhookSecretQuerySet(models.QuerySet["WebhookSecret"]):
    def valid(self) -> WebhookSecretQuerySet:
        """Those that sign now, the newest first."""
        lasting = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
        return self.filter(lasting).order_by("-pk")


class WebhookSecret(models.Model):
    """What a secret can be made of again by this server; see `headless.webhooks.signing`."""

    endpoint = models.ForeignKey(
        WebhookEndpoint,
        verbose_name=_("webhook endpoint"),
        on_delete=models.CASCADE,
        related_name="secrets",
    )
    seed = models.CharField(max_length=64, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("ends at"), null=True, blank=True)

    objects = WebhookSecretQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook secret")
        verbose_name_plural = _("webhook secrets")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{signing.PREFIX}…"

    @property
    def is_valid(self) -> bool:
        return self.expires_at is None or self.expires_at > timezone.now()

    @classmethod
    def issue(cls, endpoint: WebhookEndpoint) -> str:
        """Make a new secret of the endpoint; answers its text."""
        seed = signing.new_seed()
        text = signing.secret_from(seed)
        cls.objects.create(endpoint=endpoint, seed=seed, digest=signing.digest_of(text))
        return text

    def end_at(self, moment: datetime.datetime) -> None:
        """Let it end then, unless it ends earlier anyway."""
        self.expires_at = min(moment, self.expires_at or moment)
        self.save(update_fields=["expires_at"])

    def text(self) -> str:
        """The secret itself. Raises LostSecretError."""
        return signing.secret_again(self.seed, self.digest)


class DeliveryState(models.TextChoices):
    """How far the sending of a message is."""

    WAITING = "waiting", _("waiting")
    RETRYING = "retrying", _("to be tried again")
    DELIVERED = "delivered", _("delivered")
    FAILED = "failed", _("given up")


class Failure(models.TextChoices):
    """Why a message did not arrive."""

    STATUS = "status", _("The receiver answered with an error.")
    REDIRECT = "redirect", _("The receiver redirects elsewhere, which is not followed.")
    TIMEOUT = "timeout", _("The receiver took too long.")
    UNREACHABLE = "unreachable", _("No connection to the receiver.")
    INSIDE = "inside", _("The address leads into an inside network, where nothing is sent.")
    TLS = "tls", _("No secure connection: the certificate is not accepted.")
    ADDRESS = "address", _("To this address nothing can be sent.")
    ANSWER = "answer", _("The receiver's answer cannot be read.")


def new_message_id() -> str:
    return f"msg_{uuid.uuid4().hex}"


class WebhookDeliveryQuerySet(models.QuerySet["WebhookDelivery"]):
    def pending(self) -> WebhookDeliveryQuerySet:
        return self.filter(finished_at=None)

    def with_last_attempt(self) -> WebhookDeliveryQuerySet:
        """With the status and the failure of the last attempt."""
        last = WebhookAttempt.objects.filter(delivery=OuterRef("pk")).order_by("-pk")
        return self.annotate(
            last_status=Subquery(last.values("status")[:1]),
            last_failure=Subquery(last.values("failure")[:1]),
        )

    def due(self) -> WebhookDeliveryQuerySet:
        """What is to be sent now, those of one endpoint in the order of the changes."""
        now = timezone.now()
        rested = Q(endpoint__resting_until=None) | Q(endpoint__resting_until__lte=now)
        return (
            self.pending()
            .filter(rested, endpoint__is_active=True, endpoint__paused_at=None)
            .filter(next_attempt_at__lte=now)
            .order_by("sequence", "pk")
        )


class WebhookDelivery(models.Model):
    """A message to one endpoint about one change, written with the change itself.

    `payload` is what is signed and sent, the same each time, under the same `message_id`.
    """

    endpoint = models.ForeignKey(
        WebhookEndpoint,
        verbose_name=_("webhook endpoint"),
        on_delete=models.CASCADE,
        related_name="deliveries",
    )
    message_id = models.CharField(
        _("message ID"), max_length=40, unique=True, default=new_message_id, editable=False
    )
    sequence = models.BigIntegerField(_("sequence"))
    event = models.CharField(_("event"), max_length=30)
    type = models.CharField(_("kind of content"), max_length=100)
    object_id = models.CharField(_("object"), max_length=64)
    payload = models.TextField(_("message"))
    state = models.CharField(
        _("state"), max_length=10, choices=DeliveryState, default=DeliveryState.WAITING
    )
    attempts_made = models.PositiveIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    give_up_at = models.DateTimeField(_("tried until"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    objects = WebhookDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["endpoint", "sequence"],
                condition=Q(finished_at=None),
                name="webhook_pending",
            ),
            models.Index(fields=["finished_at"], name="webhook_finished"),
            models.Index(fields=["endpoint", "state", "finished_at"], name="webhook_arrived"),
        ]

    def __str__(self) -> str:
        return self.message_id

    def send_again(self) -> None:
        """Have it sent once more, under the same id."""
        self.state = DeliveryState.RETRYING if self.attempts_made else DeliveryState.WAITING
        self.next_attempt_at, self.give_up_at, self.finished_at = timezone.now(), None, None
        self.save(update_fields=["state", "next_attempt_at", "give_up_at", "finished_at"])


class WebhookAttempt(models.Model):
    """One sending of a message, and what came back."""

    delivery = models.ForeignKey(
        WebhookDelivery,
        verbose_name=_("webhook delivery"),
        on_delete=models.CASCADE,
        related_name="attempts",
    )
    began_at = models.DateTimeField(_("time"))
    milliseconds = models.PositiveIntegerField(_("milliseconds"))
    status = models.PositiveSmallIntegerField(_("status"), null=True)
    failure = models.CharField(_("what went wrong"), max_length=12, choices=Failure, blank=True)
    excerpt = models.TextField(_("beginning of the answer"), blank=True)

    class Meta:
        verbose_name = _("webhook attempt")
        verbose_name_plural = _("webhook attempts")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.status or self.failure}"
