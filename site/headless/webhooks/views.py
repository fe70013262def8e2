"""What staff do with endpoints and deliveries, beside making and changing them."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from wagtail.admin import messages
from wagtail.log_actions import log
from wagtail_modeladmin.views import CreateView, InspectView, InstanceSpecificView

from headless.models import Failure, PauseReason, WebhookDelivery, WebhookEndpoint
from headless.models.webhooks import new_message_id
from headless.record_lists import RecordListView
from headless.webhooks.events import event_name, type_name
from headless.webhooks.forms import DeliveryFilter, SecretForm
from headless.webhooks.sending import Answer, message_headers, send
from headless.webhooks.signing import LostSecretError
from headless.webhooks.tasks import wake

MASKED = "v1,…"


class ActionView(InstanceSpecificView):
    """Something that is done with one object, by those who may change it."""

    template_name = ""

    def check_action_permitted(self, user: Any) -> bool:
        return bool(self.permission_helper.user_can_edit_obj(user, self.instance))

    def get_template_names(self) -> list[str]:
        return [self.template_name]

    @property
    def inspect_url(self) -> str:
        url: str = self.url_helper.get_action_url("inspect", self.pk_quoted)
        return url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"inspect_url": self.inspect_url, **super().get_context_data(**kwargs)}


class CreateEndpointView(CreateView):
    """A new endpoint gets its secret next."""

    def get_success_url(self) -> str:
        url: str = self.url_helper.get_action_url("new_secret", self.instance.pk)
        return url


@method_decorator(never_cache, name="dispatch")
class NewSecretView(ActionView):
    """Makes a new secret and shows it, this once."""

    page_title = _("New secret")
    template_name = "headless/webhooks/new_secret.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or SecretForm()
        has_secret = self.instance.secrets.valid().exists()
        context = super().get_context_data(**kwargs)
        return {**context, "form": form, "has_secret": has_secret, **kwargs}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = SecretForm(request.POST)
        if self.instance.secrets.valid().exists() and not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        days = form.cleaned_data.get("overlap", 0) if form.is_valid() else 0
        text = self.instance.new_secret(datetime.timedelta(days=days))
        if self.instance.pause_reason == PauseReason.SECRET:
            self.instance.resume()
        log(self.instance, "wagtail.edit")
        wake_after_commit(self.instance)
        return self.render_to_response(self.get_context_data(text=text))


class PauseView(ActionView):
    """Pauses an endpoint, or lets a paused one go on."""

    template_name = "headless/webhooks/pause.html"

    @property
    def page_title(self) -> str:
        return _now("Pause") if self.instance.is_working else _now("Resume")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = self.instance.deliveries.pending().count()
        context = super().get_context_data(**kwargs)
        return {**context, "waiting": waiting}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.instance.is_working:
            self.instance.pause(PauseReason.STAFF)
            text = _now("%(name)s is paused. What changes meanwhile is kept.")
        else:
            self.instance.resume()
            wake_after_commit(self.instance)
            text = _now("%(name)s is being sent to again.")
        log(self.instance, "wagtail.edit")
        messages.success(request, text % {"name": self.instance})
        return redirect(self.inspect_url)


@dataclass(frozen=True)
class Tried:
    """A test message as it was sent, and what came back."""

    payload: str
    headers: dict[str, str]
    answer: Answer

    @property
    def problem(self) -> str:
        return str(Failure(self.answer.failure).label) if self.answer.failure else ""


class TryView(ActionView):
    """Sends a test message at once, and shows the answer. It is no change, and not kept."""

    page_title = _("Send a test")
    template_name = "headless/webhooks/try.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        has_secret = self.instance.secrets.valid().exists()
        return {**super().get_context_data(**kwargs), "has_secret": has_secret, **kwargs}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            secrets = self.instance.valid_secrets()
        except LostSecretError:
            secrets = []
        if not secrets:
            return self.render_to_response(self.get_context_data(has_secret=False))
        tried = send_test(self.instance, secrets)
        return self.render_to_response(self.get_context_data(tried=tried))


def send_test(endpoint: WebhookEndpoint, secrets: list[str]) -> Tried:
    """Send a message that says of itself that it is a test."""
    moment, message_id = timezone.now(), new_message_id()
    body = {"type": "webhook.test", "timestamp": moment, "data": {"endpoint": endpoint.name}}
    payload = json.dumps(body, default=datetime.datetime.isoformat, ensure_ascii=False)
    answer = send(endpoint.url, message_id, payload, secrets)
    return Tried(payload, message_headers(message_id, answer.began_at, MASKED), answer)


class EndpointView(InspectView):
    """An endpoint with its condition, its secrets, and what was sent last."""

    LATEST = 10

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        latest = with_last_attempt(self.instance.deliveries.all())[: self.LATEST]
        return {**context, "latest": latest, "counted": self.counted()}

    def counted(self) -> WebhookEndpoint:
        return WebhookEndpoint.objects.with_counts().get(pk=self.instance.pk)


class DeliveryListView(RecordListView):
    """Deliveries, narrowed down by the form above them."""

    IGNORED_PARAMS = (*RecordListView.IGNORED_PARAMS, *DeliveryFilter.base_fields)

    @cached_property
    def form(self) -> DeliveryFilter:
        return DeliveryFilter(self.request.GET)

    def get_filters_params(self, params: Any = None) -> dict[str, Any]:
        """None: every filter is in the form, and what else an address holds narrows nothing."""
        return {}

    def get_queryset(self, request: HttpRequest | None = None) -> QuerySet[WebhookDelivery]:
        return self.form.narrow(with_last_attempt(super().get_queryset(request)))

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(*args, **kwargs), "form": self.form}


def with_last_attempt(rows: Any) -> QuerySet[WebhookDelivery]:
    with_attempt: QuerySet[WebhookDelivery] = rows.with_last_attempt()
    return with_attempt.select_related("endpoint")


class NamedByObject(InstanceSpecificView):
    """A view of a delivery, which people know by what it tells."""

    def get_page_subtitle(self) -> str:
        told = self.instance
        return f"{type_name(told.type)} {told.object_id} {event_name(told.event)}"


class DeliveryView(NamedByObject, InspectView):
    """A message as it is sent, and each attempt with its answer."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        attempts = list(self.instance.attempts.all())
        moment = attempts[-1].began_at if attempts else None
        return {
            **super().get_context_data(**kwargs),
            "attempts": attempts,
            "headers": message_headers(self.instance.message_id, moment or timezone.now(), MASKED),
            "is_sent": bool(attempts),
            "body": readable(self.instance.payload),
            "may_send": self.permission_helper.user_can_send(self.request.user),
        }


def readable(payload: str) -> str:
    """The message with line breaks, for the eye; sent without."""
    return json.dumps(json.loads(payload), ensure_ascii=False, indent=2)


class SendAgainView(NamedByObject, ActionView):
    """Has a message sent once more."""

    page_title = _("Send again")
    template_name = "headless/webhooks/send_again.html"

    def check_action_permitted(self, user: Any) -> bool:
        return bool(self.permission_helper.user_can_send(user))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        endpoint = self.instance.endpoint
        self.instance.send_again()
        log(endpoint, "wagtail.edit", title=f"{endpoint}: {self.instance}")
        if not endpoint.is_working:
            text = _now("The message waits until the endpoint is resumed.")
            messages.warning(request, text)
        else:
            WebhookEndpoint.objects.filter(pk=endpoint.pk).update(resting_until=None)
            wake_after_commit(endpoint)
            messages.success(request, _now("The message is being sent again."))
        return redirect(self.inspect_url)


def wake_after_commit(endpoint: WebhookEndpoint) -> None:
    transaction.on_commit(lambda: wake(endpoint.pk), robust=True)
