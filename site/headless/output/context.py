"""What one answer is written with: who asks, in which language, and what it refers to."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from wagtail.models import AbstractPage, Page

from headless.output.documents import open_documents
from headless.output.embeds import EmbedKey, known_embeds
from headless.output.loading import Later, Loader
from headless.output.page_loading import PageLoader
from headless.output.renditions import open_images
from headless.output.rich_text import RichTextFormat
from headless.resources import Language, Links, Resource
from headless.tiers import Tier
from headless.visibility import public_pages


@dataclass
class Context:
    """One answer in the making. What its objects refer to is fetched once for all of them.

    `is_draft` says that the object's own rows are not what the database has of them.
    """

    links: Links
    rich_text_format: RichTextFormat = RichTextFormat.HTML
    tier: Tier = Tier.PUBLIC
    scopes: frozenset[str] = frozenset()
    is_draft: bool = False
    # The pictures that the answer has shown so far, as data, by their primary keys.
    pictures: dict[int, dict[str, Any]] = field(default_factory=dict)
    # What stands above pages, by the path of their parent.
    breadcrumbs: dict[str, Later] = field(default_factory=dict)
    known_references: dict[tuple[str, Any], dict[str, Any]] = field(default_factory=dict)
    _objects: dict[type[Model], Loader[int, Any]] = field(default_factory=dict)

    @property
    def request(self) -> HttpRequest:
        return self.links.request

    @property
    def language(self) -> Language:
        return self.links.language

    @cached_property
    def images(self) -> Loader[int, Any]:
        return Loader(open_images)

    @cached_property
    def documents(self) -> Loader[int, Any]:
        return Loader(open_documents)

    @cached_property
    def embeds(self) -> Loader[EmbedKey, Any]:
        return Loader(known_embeds)

    @cached_property
    def pages(self) -> PageLoader:
        """Pages of this site that anybody may read, in any language."""
        return PageLoader(lambda: self.readable)

    @property
    def readable(self) -> Any:
        return public_pages(Page, self.request)

    def objects(self, model: type[Model]) -> Loader[int, Any] | PageLoader:
        """What the caller may see of `model`, as relations from other objects lead to it."""
        if issubclass(model, AbstractPage):
            return self.pages
        if model not in self._objects:
            self._objects[model] = Loader(lambda ids: self.find_objects(model, ids))
        return self._objects[model]

    def find_objects(self, model: type[Model], ids: set[int]) -> dict[int, Any]:
        resource = self.links.resource_for(model)
        found = self.visible(model, resource).filter(pk__in=ids)
        return {obj.pk: obj for obj in found}

    def visible(self, model: type[Model], resource: Resource | None) -> Any:
        """The queryset that decides: the resource's, else what is live."""
        if resource is not None:
            objects = resource.queryset(self.request, self.language)
            return objects.prefetch_related(None).select_related(None).order_by()
        objects = model._default_manager.all()
        return objects.filter(live=True) if hasattr(model, "live") else objects

    def reference(self, model: type[Model], key: int | None) -> Later | None:
        """The object with that primary key as a Reference; null where the caller may not see it."""
        if key is None:
            return None
        return self.objects(model).later(key, self.reference_data)

    def references(self, model: type[Model], keys: list[int]) -> Later:
        """Those of the objects that the caller may see, as References."""
        loader = self.objects(model)
        for key in keys:
            loader.note(key)

        def found() -> list[dict[str, Any]]:
            objects = (loader.get(key) for key in keys)
            return [self.reference_data(obj) for obj in objects if obj is not None]

        return Later(found)

    def reference_data(self, obj: Any) -> dict[str, Any]:
        """`obj`, which the caller may see, as a Reference; made once for the whole answer."""
        key = (self.links.type_of(obj), obj.pk)
        if key not in self.known_references:
            self.known_references[key] = self.made_reference(obj)
        return self.known_references[key]

    def made_reference(self, obj: Any) -> dict[str, Any]:
        return {
            "id": obj.pk,
            "type": self.links.type_of(obj),
            "title": str(getattr(obj, "title", obj)),
            "detail_url": self.links.detail_url(obj),
            "html_url": self.links.html_url(obj),
        }
