"""What an anonymous visitor may see of the page tree; asked by every resource."""

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import AbstractPage, Site
from wagtail.query import PageQuerySet


def public_pages(
    model: type[AbstractPage], request: HttpRequest, language: str | None = None
) -> PageQuerySet:
    """Pages of `model` below the requested site that any visitor may read, in one language.

    Pages whose time of expiry has come are left out although no job has unpublished them yet.
    """
    site = Site.find_for_request(request)
    pages: PageQuerySet = model.objects.live().public()
    if site is None:
        return pages.none()
    roots = Q()
    for root in site.root_page.get_translations(inclusive=True):
        roots |= pages.descendant_of_q(root, inclusive=True)
    pages = pages.filter(roots).exclude(expire_at__lte=timezone.now())
    return pages.filter(locale__language_code=language) if language else pages
