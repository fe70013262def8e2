"""How staff manage webhooks: endpoints, and the record of what was sent."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import display
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, re_path
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList
from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin

from headless.models import Failure, WebhookDelivery, WebhookEndpoint
from headless.record_lists import RecordListView
from headless.record_search import RecordSearchHandler
from headless.webhooks.events import event_name, type_name
from headless.webhooks.forms import EndpointForm
from headless.webhooks.views import (
    CreateEndpointView,
    DeliveryListView,
    DeliveryView,
    EndpointView,
    NewSecretView,
    PauseView,
    SendAgainView,
    TryView,
)

STYLE = ["headless/webhooks.css"]
NOTHING = "–"


def moment(value: Any) -> str:
    """A time as staff read it, in the site's own zone."""
    return date_format(localtime(value), "SHORT_DATETIME_FORMAT") if value else NOTHING


class ActionButtonHelper(ButtonHelper):
    """Buttons for what else can be done, of the size of the usual ones."""

    def get_buttons_for_obj(
        self, obj: Any, exclude: Any = None, classnames_add: Any = None, **kwargs: Any
    ) -> list[dict[str, Any]]:
        usual: list[dict[str, Any]] = super().get_buttons_for_obj(
            obj, exclude, classnames_add, **kwargs
        )
        classname = self.finalise_classname(["button-secondary", *(classnames_add or ())])
        own = [{**button, "classname": classname} for button in self.own_buttons(obj)]
        is_last_grave = usual and usual[-1]["label"] == self.delete_button(obj.pk)["label"]
        place = len(usual) - 1 if is_last_grave else len(usual)
        return [*usual[:place], *own, *usual[place:]]

    def own_buttons(self, obj: Any) -> list[dict[str, Any]]:
        raise NotImplementedError

    def button(self, action: str, obj: Any, label: Any, title: Any) -> dict[str, Any]:
        url = self.url_helper.get_action_url(action, obj.pk)
        return {"url": url, "label": label, "title": title}


class EndpointButtonHelper(ActionButtonHelper):
    def own_buttons(self, obj: Any) -> list[dict[str, Any]]:
        if not self.permission_helper.user_can_edit_obj(self.request.user, obj):
            return []
        pause = _("Pause") if obj.is_working else _("Resume")
        return [
            self.button("try", obj, _("Send a test"), _("Send a test message now")),
            self.button("pause", obj, pause, pause),
            self.button("new_secret", obj, _("New secret"), _("Make a new secret")),
        ]


class DeliveryButtonHelper(ActionButtonHelper):
    def own_buttons(self, obj: Any) -> list[dict[str, Any]]:
        if not self.permission_helper.user_can_send(self.request.user):
            return []
        return [self.button("send_again", obj, _("Send again"), _("Send this message again"))]


class DeliveryPermissionHelper(PermissionHelper):
    """Deliveries are written by the system; staff read them and have them sent again."""

    def user_can_create(self, user: Any) -> bool:
        return False

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        return False

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        return False

    def user_can_send(self, user: Any) -> bool:
        codename = self.get_perm_codename("change")
        return bool(self.user_has_specific_permission(user, codename))


class ActionAdmin(ModelAdmin):
    """A modeladmin with addresses for what else can be done, each by a method `<action>_view`."""

    add_to_settings_menu = True
    add_to_admin_menu = False
    inspect_view_enabled = True
    index_view_extra_css = STYLE
    inspect_view_extra_css = STYLE
    form_view_extra_css = STYLE
    actions: tuple[str, ...] = ()

    def get_admin_urls_for_registration(self) -> tuple[URLPattern, ...]:
        urls: tuple[URLPattern, ...] = super().get_admin_urls_for_registration()
        return urls + tuple(
            re_path(
                self.url_helper.get_action_url_pattern(action),
                getattr(self, f"{action}_view"),
                name=self.url_helper.get_action_url_name(action),
            )
            for action in self.actions
        )


class WebhookEndpointAdmin(ActionAdmin):
    """The endpoints of partners."""

    model = WebhookEndpoint
    menu_label = _("Webhooks")
    menu_icon = "mail"
    menu_order = 911
    index_view_class = RecordListView
    list_display = ("name", "condition", "url", "waits", "arrived")
    search_fields = ("name", "url", "owner", "owner_email")
    search_handler_class = RecordSearchHandler
    ordering = ("name",)
    inspect_view_fields = ()
    inspect_view_class = EndpointView
    index_template_name = "headless/webhooks/endpoints.html"
    inspect_template_name = "headless/webhooks/endpoint.html"
    create_view_class = CreateEndpointView
    button_helper_class = EndpointButtonHelper
    actions = ("new_secret", "pause", "try")

    def get_edit_handler(self) -> Any:
        handler = ObjectList(WebhookEndpoint.panels, base_form_class=EndpointForm)
        return handler.bind_to_model(WebhookEndpoint)

    def get_queryset(self, request: HttpRequest) -> QuerySet[WebhookEndpoint]:
        found: Any = super().get_queryset(request)
        counted: QuerySet[WebhookEndpoint] = found.with_counts()
        return counted

    @display(description=_("state"))
    def condition(self, endpoint: WebhookEndpoint) -> str:
        return render_to_string("headless/webhooks/condition.html", {"endpoint": endpoint})

    @display(description=_("waiting"))
    def waits(self, endpoint: Any) -> str:
        return f"{endpoint.pending:,}"

    @display(description=_("last delivered"))
    def arrived(self, endpoint: Any) -> str:
        return moment(endpoint.arrived_at)

    def new_secret_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        return answer_of(NewSecretView, self, request, instance_pk)

    def pause_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        return answer_of(PauseView, self, request, instance_pk)

    @transaction.non_atomic_requests
    def try_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        """Outside of a transaction: a slow receiver must not hold up everybody who writes."""
        return answer_of(TryView, self, request, instance_pk)


class WebhookDeliveryAdmin(ActionAdmin):
    """What was sent, to whom, and what came back."""

    model = WebhookDelivery
    menu_label = _("Webhook deliveries")
    menu_icon = "history"
    menu_order = 912
    list_display = ("created", "endpoint", "event_name", "object_name", "how_far", "last_answer")
    search_fields = ("message_id", "object_id")
    search_handler_class = RecordSearchHandler
    ordering = ("-pk",)
    permission_helper_class = DeliveryPermissionHelper
    button_helper_class = DeliveryButtonHelper
    index_view_class = DeliveryListView
    index_template_name = "headless/webhooks/deliveries.html"
    inspect_view_fields = ()
    inspect_view_class = DeliveryView
    inspect_template_name = "headless/webhooks/delivery.html"
    actions = ("send_again",)

    @display(description=_("created"), ordering="created_at")
    def created(self, delivery: WebhookDelivery) -> str:
        return moment(delivery.created_at)

    @display(description=_("event"), ordering="event")
    def event_name(self, delivery: WebhookDelivery) -> str:
        return event_name(delivery.event)

    @display(description=_("object"))
    def object_name(self, delivery: WebhookDelivery) -> str:
        return f"{type_name(delivery.type)} {delivery.object_id}"

    @display(description=_("state"), ordering="state")
    def how_far(self, delivery: WebhookDelivery) -> str:
        return render_to_string("headless/webhooks/state.html", {"delivery": delivery})

    @display(description=_("last answer"))
    def last_answer(self, delivery: Any) -> str:
        return answer_text(delivery.last_status, delivery.last_failure)

    def send_again_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        return answer_of(SendAgainView, self, request, instance_pk)


def answer_of(
    view: Any, model_admin: ModelAdmin, request: HttpRequest, instance_pk: str
) -> HttpResponse:
    response: HttpResponse = view.as_view(model_admin=model_admin, instance_pk=instance_pk)(request)
    return response


def answer_text(status: int | None, failure: str | None) -> str:
    """A status, or why there is none."""
    if status:
        return str(status)
    return str(Failure(failure).label) if failure else NOTHING
