"""The forms of the admin: an endpoint, a new secret, and what a list is narrowed down by."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.models import Site

from headless.models import DeliveryState, WebhookDelivery, WebhookEndpoint
from headless.webhooks.events import action_choices, event_choices, type_choices

PERIODS = {
    "hour": (_("last hour"), datetime.timedelta(hours=1)),
    "day": (_("last 24 hours"), datetime.timedelta(days=1)),
    "week": (_("last 7 days"), datetime.timedelta(days=7)),
    "month": (_("last 30 days"), datetime.timedelta(days=30)),
}


def ticked(name: str, choices: Any) -> forms.MultipleChoiceField:
    """A field of the endpoint whose values are ticked, not typed."""
    field: Any = WebhookEndpoint._meta.get_field(name)
    return forms.MultipleChoiceField(
        label=field.verbose_name,
        help_text=field.help_text,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=choices,
    )


class EndpointForm(WagtailAdminModelForm):
    """An endpoint; a new one begins with the default site."""

    types = ticked("types", type_choices)
    actions = ticked("actions", action_choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.initial.get("site") is None:
            self.initial["site"] = Site.objects.filter(is_default_site=True).first()
        self.fields["url"].assume_scheme = "https"


class SecretForm(forms.Form):
    """How long the older secret goes on signing beside a new one."""

    overlap = forms.TypedChoiceField(
        label=_("The older secret signs for"),
        coerce=int,
        choices=[
            (7, _("7 more days")),
            (1, _("1 more day")),
            (30, _("30 more days")),
            (0, _("no longer, it ends now")),
        ],
        help_text=_("Meanwhile each message carries both signatures, and either secret fits."),
    )


class DeliveryFilter(forms.Form):
    """What the list of deliveries is narrowed down by; what makes no sense narrows nothing."""

    endpoint = forms.ModelChoiceField(
        WebhookEndpoint.objects.order_by("name"),
        label=_("webhook endpoint"),
        required=False,
        empty_label=_("all"),
    )
    state = forms.ChoiceField(label=_("state"), required=False)
    event = forms.ChoiceField(label=_("event"), required=False)
    type = forms.ChoiceField(label=_("kind of content"), required=False)
    period = forms.ChoiceField(label=_("period"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        periods = [(name, label) for name, (label, _time) in PERIODS.items()]
        choices: dict[str, list[tuple[str, Any]]] = {
            "state": DeliveryState.choices,
            "event": event_choices(),
            "type": type_choices(),
            "period": periods,
        }
        for name, found in choices.items():
            field: Any = self.fields[name]
            field.choices = [("", _("all")), *found]

    def narrow(self, rows: QuerySet[WebhookDelivery]) -> QuerySet[WebhookDelivery]:
        """Those of `rows` that are asked for."""
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        period = asked.pop("period", None)
        if period:
            asked["created_at__gte"] = timezone.now() - PERIODS[period][1]
        return rows.filter(**asked)
