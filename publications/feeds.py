"""Publications as feeds, with their files enclosed."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed
from django.utils.translation import get_language

from content.models import OrganisationSettings
from publications.json_feed import JsonFeed, NamedEnclosure

if TYPE_CHECKING:
    from publications.filters import PublicationFilters
    from publications.models import PublicationPage
    from publications.querysets import PublicationQuerySet

NEWEST = 30


class PublicationFeed(Feed):
    """The newest of a filtered list. Its subclasses say in which format."""

    MOST_ENCLOSURES: int | None = None

    def __init__(self, title: str, filters: PublicationFilters) -> None:
        self.list_title = title
        self.filters = filters

    def get_object(self, request: HttpRequest) -> OrganisationSettings:
        self.request = request
        self.language = get_language()
        return OrganisationSettings.for_request(request)

    def title(self, organisation: OrganisationSettings) -> str:
        chosen = [str(choice.label) for choice in self.filters.active]
        named = [*chosen, self.list_title, organisation.display_name]
        return " – ".join(part for part in named if part)

    def link(self) -> str:
        links = self.filters.links
        return links.address(links.given)

    def feed_url(self) -> str:
        return self.request.get_full_path()

    def description(self, organisation: OrganisationSettings) -> str:
        return organisation.display_slogan or self.title(organisation)

    def author_name(self, organisation: OrganisationSettings) -> str:
        return organisation.display_name

    def publications(self) -> PublicationQuerySet:
        """What the filters find, with what an entry shows."""
        return self.filters.publications().with_relations()

    def items(self) -> list[PublicationPage]:
        return list(self.publications()[:NEWEST])

    def item_title(self, item: PublicationPage) -> str:
        return item.full_title

    def item_link(self, item: PublicationPage) -> str:
        return item.get_url(self.request) or ""

    def item_guid(self, item: PublicationPage) -> str:
        """The page's translation key and locale: the same wherever the page moves."""
        return f"urn:uuid:{item.translation_key}#{item.locale.language_code}"

    item_guid_is_permalink = False

    def item_description(self, item: PublicationPage) -> str:
        return item.summary or item.abstract

    def item_author_name(self, item: PublicationPage) -> str | None:
        return ", ".join(item.authors()) or None

    def item_pubdate(self, item: PublicationPage) -> datetime.datetime | None:
        return item.first_published_at

    def item_updateddate(self, item: PublicationPage) -> datetime.datetime | None:
        return item.last_published_at

    def item_categories(self, item: PublicationPage) -> list[str]:
        return [item.type_name, *(tagged.tag.name for tagged in item.tagged_items.all())]

    def item_enclosures(self, item: PublicationPage) -> list[Enclosure]:
        return [
            NamedEnclosure(
                url=self.request.build_absolute_uri(file.url),
                length=str(file.document.file_size or 0),
                mime_type=file.document.content_type,
                title=file.label,
            )
            for file in list(item.files.all())[: self.MOST_ENCLOSURES]
        ]


class RssPublicationFeed(PublicationFeed):
    """RSS 2.0, whose readers expect one enclosure."""

    feed_type = Rss201rev2Feed
    MOST_ENCLOSURES = 1


class AtomPublicationFeed(PublicationFeed):
    feed_type = Atom1Feed

    subtitle = PublicationFeed.description


class JsonPublicationFeed(PublicationFeed):
    feed_type = JsonFeed

    def publications(self) -> PublicationQuerySet:
        return super().publications().with_cover_sources()

    def item_extra_kwargs(self, item: PublicationPage) -> dict[str, Any]:
        return {
            "language": item.language,
            "authors": item.authors(),
            "image": self.image_address(item),
        }

    def image_address(self, item: PublicationPage) -> str:
        """The picture an editor chose, else the cover out of the first open file that has one."""
        if item.sharing_image:
            return self.request.build_absolute_uri(item.sharing_image.file.url)
        found = item.file_cover
        return self.request.build_absolute_uri(found.cover.url) if found else ""
