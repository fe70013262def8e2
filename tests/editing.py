"""The admin's forms as a person fills them in: opened, changed, sent, and read again."""

from __future__ import annotations

import json
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.db.models import Model
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from wagtail.models import Page
from wagtail.test.utils.form_data import _querydict_from_form, nested_form_data

PUBLISH = {"action-publish": "action-publish"}


def add_page_address(model: type[Page], parent: Page) -> str:
    """Where an editor begins a page of that type below `parent`."""
    names = [model._meta.app_label, model._meta.model_name, parent.pk]
    return reverse("wagtailadmin_pages:add", args=names)


def edit_page_address(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def add_snippet_address(model: type[Model]) -> str:
    return reverse(model.snippet_viewset.get_url_name("add"))


def edit_snippet_address(snippet: Model) -> str:
    return reverse(snippet.snippet_viewset.get_url_name("edit"), args=[snippet.pk])


def soup(response: HttpResponse) -> BeautifulSoup:
    """The page that was answered, read once however much is asked of it."""
    if not hasattr(response, "parsed_page"):
        response.parsed_page = BeautifulSoup(response.content, "html.parser")
    return response.parsed_page


def editor_form(response: HttpResponse) -> Tag:
    """The form that holds what is edited, among the others of an admin page."""
    forms = soup(response).find_all("form", method="POST")
    return next(form for form in forms if form.find(attrs={"name": "csrfmiddlewaretoken"}))


def present_fields(client: Client, address: str) -> QueryDict:
    """What a browser would send if nothing were changed."""
    response = client.get(address)
    assert response.status_code == 200
    form = editor_form(response)
    for template in form.find_all("template"):
        template.decompose()
    fields = _querydict_from_form(form)
    for name in {str(text["name"]) for text in form.select("input[type=text][name]")}:
        texts = form.find_all("input", attrs={"name": name})
        fields.setlist(name, [str(text.get("value", "")) for text in texts])
    for textarea in form.find_all("textarea"):
        fields[textarea["name"]] = textarea.get_text().removeprefix("\n")
    for select in form.find_all("select", multiple=True):
        if not select.find("option", selected=True):
            fields.pop(select["name"], None)
    for stream in form.select("[data-w-block-data-value]"):
        fields.setdefault(f"{stream['id']}-count", "0")
    return fields


def send(client: Client, address: str, changes: dict[str, Any], **buttons: str) -> HttpResponse:
    """Open the form at `address`, make `changes` to it, and send it off."""
    fields = present_fields(client, address)
    for name, value in nested_form_data({**changes, **buttons}).items():
        if isinstance(value, tuple):
            fields.setlist(name, list(value))
        else:
            fields[name] = value
    return client.post(address, dict(fields.lists()))


def field_named(response: HttpResponse, name: str) -> Tag:
    field = soup(response).find(attrs={"name": name})
    assert field is not None, f"no field {name}"
    return field


def error_beside(response: HttpResponse, name: str) -> str:
    """The message that stands with the field of that name; empty where there is none."""
    wrapper = field_named(response, name).find_parent(class_="w-field__wrapper")
    message = wrapper.select_one("[data-field-errors] .error-message")
    return " ".join(message.get_text().split()) if message else ""


def typed(response: HttpResponse, name: str) -> str:
    """What stands in the field of that name."""
    field = field_named(response, name)
    if field.name == "textarea":
        return field.get_text().strip()
    if field.name == "select":
        chosen = field.find("option", selected=True)
        return str(chosen["value"]) if chosen else ""
    return str(field.get("value", ""))


def block_arguments(response: HttpResponse, name: str) -> str:
    """What the editor's script gets to build a stream of blocks again, values and errors alike."""
    stream = soup(response).find(id=name)
    assert stream is not None, f"no stream {name}"
    arguments = json.loads(str(stream["data-w-block-arguments-value"]))
    return json.dumps(arguments, ensure_ascii=False)


def korean(message: str) -> str:
    """A message of ours as the admin, which is in Korean, words it."""
    with translation.override("ko"):
        return gettext(message)
