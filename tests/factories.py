"""Objects for tests; each factory makes just what it needs, below a parent that it knows."""

from __future__ import annotations

import datetime
from typing import Any

import factory
import wagtail_factories
from django.core.files.base import ContentFile
from django.utils.text import slugify
from factory.django import DjangoModelFactory
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, Site

from directory.models import DirectoryPage, Member, MemberCategory, MemberContact, Sector
from home.models import (
    HistoryEntry,
    HistoryPage,
    HomePage,
    ProgramIndexPage,
    ProgramPage,
    StandardPage,
)
from publications.models import (
    PolicyReportPage,
    PublicationFile,
    PublicationIndexPage,
    PublicationSeries,
    SocialValueReportPage,
)
from seoulcoop.models import SiteDocument, SiteImage, User


def site_home() -> HomePage:
    """The front page of the default site, made on first use."""
    site = Site.objects.get(is_default_site=True)
    home = HomePage.objects.first()
    if home is None:
        home = HomePage(title="협의회", slug="site")
        Page.get_first_root_node().add_child(instance=home)
        site.root_page = home
        site.save()
    return home


def only_child(model: type[Any], slug: str) -> Any:
    """The one page of `model` below the front page, made on first use."""
    page = model.objects.first()
    if page is None:
        page = model(title=slug, slug=slug, show_in_menus=True)
        site_home().add_child(instance=page)
    return page


class UserFactory(DjangoModelFactory[User]):
    username = factory.Sequence(lambda number: f"user{number}")

    class Meta:
        model = User


class PageFactory(wagtail_factories.PageFactory):
    slug = factory.LazyAttribute(lambda page: slugify(page.title, allow_unicode=True))

    class Meta:
        abstract = True


class StandardPageFactory(PageFactory):
    title = factory.Sequence(lambda number: f"일반 페이지 {number}")
    parent = factory.LazyFunction(site_home)

    class Meta:
        model = StandardPage


class HistoryPageFactory(PageFactory):
    title = "연혁"
    parent = factory.LazyFunction(site_home)

    class Meta:
        model = HistoryPage


class HistoryEntryFactory(DjangoModelFactory[HistoryEntry]):
    page = factory.SubFactory(HistoryPageFactory)
    date = datetime.date(2013, 6, 1)
    title = factory.Sequence(lambda number: f"일 {number}")

    class Meta:
        model = HistoryEntry


class ProgramPageFactory(PageFactory):
    title = factory.Sequence(lambda number: f"사업 {number}")
    parent = factory.LazyFunction(lambda: only_child(ProgramIndexPage, "programs"))

    class Meta:
        model = ProgramPage


class DirectoryPageFactory(PageFactory):
    title = "회원"
    slug = "directory"
    parent = factory.LazyFunction(site_home)

    class Meta:
        model = DirectoryPage


class PolicyReportPageFactory(PageFactory):
    title = factory.Sequence(lambda number: f"보고서 {number}")
    parent = factory.LazyFunction(lambda: only_child(PublicationIndexPage, "publications"))

    class Meta:
        model = PolicyReportPage


class SocialValueReportPageFactory(PolicyReportPageFactory):
    class Meta:
        model = SocialValueReportPage


class PublicationSeriesFactory(DjangoModelFactory[PublicationSeries]):
    name = factory.Sequence(lambda number: f"총서 {number}")
    slug = factory.Sequence(lambda number: f"series-{number}")

    class Meta:
        model = PublicationSeries


class DocumentFactory(DjangoModelFactory[SiteDocument]):
    title = "문서"
    file = factory.LazyFunction(lambda: ContentFile(b"%PDF-1.7 test", name="보고서.pdf"))

    class Meta:
        model = SiteDocument


class ImageFactory(DjangoModelFactory[SiteImage]):
    title = "사진"
    file = factory.LazyFunction(lambda: get_test_image_file(filename="picture.png"))

    class Meta:
        model = SiteImage


class PublicationFileFactory(DjangoModelFactory[PublicationFile]):
    publication = factory.SubFactory(PolicyReportPageFactory)
    document = factory.SubFactory(DocumentFactory)
    label = "본문"

    class Meta:
        model = PublicationFile


class MemberCategoryFactory(DjangoModelFactory[MemberCategory]):
    name = factory.Sequence(lambda number: f"분류 {number}")
    slug = factory.Sequence(lambda number: f"category-{number}")

    class Meta:
        model = MemberCategory


class SectorFactory(DjangoModelFactory[Sector]):
    name = factory.Sequence(lambda number: f"업종 {number}")
    slug = factory.Sequence(lambda number: f"sector-{number}")

    class Meta:
        model = Sector


class MemberFactory(DjangoModelFactory[Member]):
    name = factory.Sequence(lambda number: f"시험협동조합 {number}")
    category = factory.SubFactory(MemberCategoryFactory)

    class Meta:
        model = Member


class MemberContactFactory(DjangoModelFactory[MemberContact]):
    member = factory.SubFactory(MemberFactory)
    name = "김담당"
    email = "person@example.org"
    consent_purpose = "회원 연락"
    consent_items = "이름, 전자우편"
    consented_on = datetime.date(2026, 1, 2)
    consent_until = datetime.date(2099, 1, 1)
    consent_version = "2026-01"

    class Meta:
        model = MemberContact
