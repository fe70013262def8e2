"""What an anonymous visitor may see; asked by every resource."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import (
    AbstractPage,
    Collection,
    CollectionViewRestriction,
    PageViewRestriction,
    Site,
)
from wagtail.query import PageQuerySet

KEPT = "_headless_site_roots"


def open_to_everybody() -> Q:
    """Pages that lie neither on nor below a private one.

    The same rule as Wagtail's `public()`, which needs a query of its own each time.
    """
    asked = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    above = PageViewRestriction.objects.alias(asked=asked)
    return ~Q(Exists(above.filter(asked__startswith=F("page__path"))))


def unexpired() -> Q:
    """What has not passed its time of expiry, whether or not a job has withdrawn it yet."""
    return Q(expire_at__isnull=True) | Q(expire_at__gt=timezone.now())


def private_collections() -> QuerySet[Collection]:
    """Collections that not everybody may look into, with all that lie below them."""
    asked = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    above = CollectionViewRestriction.objects.alias(asked=asked)
    return Collection.objects.filter(Exists(above.filter(asked__startswith=F("collection__path"))))


def site_roots(request: HttpRequest) -> list[AbstractPage]:
    """The front pages of the requested site, one a language; looked up once a request."""
    if KEPT not in request.__dict__:
        site = Site.find_for_request(request)
        translations = site.root_page.get_translations(inclusive=True) if site else []
        request.__dict__[KEPT] = list(translations)
    roots: list[AbstractPage] = request.__dict__[KEPT]
    return roots


def other_sites_below(request: HttpRequest) -> list[str]:
    """The URL paths of other sites' front pages that lie below this site's own."""
    own = [root.url_path for root in site_roots(request)]
    others = (entry.root_path for entry in Site.get_site_root_paths())
    return [path for path in others if path not in own and path.startswith(tuple(own))]


def public_pages(
    model: type[AbstractPage], request: HttpRequest, language: str | None = None
) -> PageQuerySet:
    """Pages of `model` below the requested site that any visitor may read, in one language.

    Pages whose time of expiry has come are left out although no job has unpublished them yet.
    """
    pages: PageQuerySet = model.objects.live().filter(open_to_everybody())
    within = Q(pk__in=[])
    for root in site_roots(request):
        within |= Q(path__startswith=root.path)
    for path in other_sites_below(request):
        pages = pages.exclude(url_path__startswith=path)
    pages = pages.filter(within).filter(unexpired())
    return pages.filter(locale__language_code=language) if language else pages
