"""How staff manage API clients: new ones, their keys, and how much they ask."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.contrib.admin import display
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, re_path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import ObjectList
from wagtail.log_actions import log
from wagtail_modeladmin.helpers import ButtonHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import CreateView, InstanceSpecificView

from headless.models import ApiClient
from headless.record_lists import RecordListView
from headless.record_search import RecordSearchHandler
from headless.requests.scopes import scope_choices

USAGE_DAYS = 30


class ApiClientForm(WagtailAdminModelForm):
    """The client's form; scopes are ticked, not typed."""

    scopes = forms.MultipleChoiceField(
        label=ApiClient._meta.get_field("scopes").verbose_name,
        help_text=ApiClient._meta.get_field("scopes").help_text,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=scope_choices,
    )


class KeyForm(forms.Form):
    """How long the older keys go on working beside a new one."""

    overlap = forms.TypedChoiceField(
        label=_("The older keys work for"),
        coerce=int,
        choices=[
            (7, _("7 more days")),
            (1, _("1 more day")),
            (30, _("30 more days")),
            (0, _("no longer, they end now")),
        ],
        help_text=_("Time for the partner to change over to the new key."),
    )


class ClientView(InstanceSpecificView):
    """Something that is done with one client, by those who may change it."""

    def check_action_permitted(self, user: Any) -> bool:
        return bool(self.permission_helper.user_can_edit_obj(user, self.instance))


@method_decorator(never_cache, name="dispatch")
class NewKeyView(ClientView):
    """Makes a new key and shows it, this once."""

    page_title = _("New key")
    template_name = "headless/new_key.html"

    def get_template_names(self) -> list[str]:
        return [self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or KeyForm()
        has_keys = self.instance.usable_keys > 0
        return {**super().get_context_data(**kwargs), "form": form, "has_keys": has_keys, **kwargs}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = KeyForm(request.POST)
        if self.instance.usable_keys and not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        days = form.cleaned_data.get("overlap", 0) if form.is_valid() else 0
        key, text = self.instance.new_key(datetime.timedelta(days=days))
        log(self.instance, "wagtail.edit", title=f"{self.instance}: {key}")
        return self.render_to_response(self.get_context_data(key=key, text=text))


class RevokeView(ClientView):
    """Ends all keys of a client at once."""

    page_title = _("Revoke keys")
    template_name = "headless/revoke_keys.html"

    def get_template_names(self) -> list[str]:
        return [self.template_name]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.instance.revoke()
        log(self.instance, "wagtail.edit")
        messages.success(request, _("All keys of %(name)s are revoked.") % {"name": self.instance})
        return redirect(self.index_url)


class CreateClientView(CreateView):
    """A new client gets its key next."""

    def get_success_url(self) -> str:
        url: str = self.url_helper.get_action_url("new_key", self.instance.pk)
        return url


class ClientButtonHelper(ButtonHelper):
    """Buttons for the keys, beside the usual ones."""

    def get_buttons_for_obj(self, obj: Any, *args: Any, **kwargs: Any) -> list[dict[str, Any]]:
        buttons: list[dict[str, Any]] = super().get_buttons_for_obj(obj, *args, **kwargs)
        if not self.permission_helper.user_can_edit_obj(self.request.user, obj):
            return buttons
        return [
            *buttons,
            self.button("new_key", obj, _("New key"), _("Make a new key for this client")),
            self.button("revoke", obj, _("Revoke keys"), _("End all keys of this client")),
        ]

    def button(self, action: str, obj: Any, label: Any, title: Any) -> dict[str, Any]:
        return {
            "url": self.url_helper.get_action_url(action, obj.pk),
            "label": label,
            "title": title,
            "classname": self.finalise_classname(["button-secondary"]),
        }


class ApiClientAdmin(ModelAdmin):
    """Partners with keys of the delivery API."""

    model = ApiClient
    menu_label = _("API clients")
    menu_icon = "key"
    menu_order = 910
    add_to_settings_menu = True
    index_view_class = RecordListView
    list_display = ("name", "allowed", "working_keys", "last_use", "requests", "expires_at")
    list_filter = ("is_active",)
    search_fields = ("name", "contact")
    search_handler_class = RecordSearchHandler
    ordering = ("name",)
    inspect_view_enabled = True
    inspect_view_fields = ("name", "contact", "networks", "rate", "expires_at", "is_active")
    inspect_template_name = "headless/inspect_client.html"
    button_helper_class = ClientButtonHelper
    create_view_class = CreateClientView

    def get_edit_handler(self) -> Any:
        return ObjectList(ApiClient.panels, base_form_class=ApiClientForm).bind_to_model(ApiClient)

    @display(description=_("May also read"))
    def allowed(self, client: ApiClient) -> str:
        names = dict(scope_choices())
        return ", ".join(str(names.get(scope, scope)) for scope in client.scopes) or "–"

    @display(description=_("Working keys"))
    def working_keys(self, client: ApiClient) -> int:
        return client.usable_keys

    @display(description=_("Last used"))
    def last_use(self, client: ApiClient) -> Any:
        return client.last_used_at or "–"

    @display(description=_("Requests in 30 days"))
    def requests(self, client: ApiClient) -> int:
        since = timezone.localdate() - datetime.timedelta(days=USAGE_DAYS)
        found = client.usage.filter(day__gt=since).aggregate(total=Sum("requests"))
        return found["total"] or 0

    def new_key_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        response: HttpResponse = NewKeyView.as_view(model_admin=self, instance_pk=instance_pk)(
            request
        )
        return response

    def revoke_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        response: HttpResponse = RevokeView.as_view(model_admin=self, instance_pk=instance_pk)(
            request
        )
        return response

    def get_admin_urls_for_registration(self) -> tuple[URLPattern, ...]:
        """The usual addresses, and those for the keys."""
        urls: tuple[URLPattern, ...] = super().get_admin_urls_for_registration()
        views = {"new_key": self.new_key_view, "revoke": self.revoke_view}
        return urls + tuple(
            re_path(
                self.url_helper.get_action_url_pattern(action),
                view,
                name=self.url_helper.get_action_url_name(action),
            )
            for action, view in views.items()
        )
