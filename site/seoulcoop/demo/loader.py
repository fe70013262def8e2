"""Building the site out of the leaflet: once, into an installation that has no content yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from wagtail.models import AbstractPage, Locale, Page, Site

from content.models import BasePage, OrganisationSettings, SearchSynonym
from directory.models import DirectoryPage, Member, MemberCategory, Sector
from home.models import (
    HistoryEntry,
    HistoryPage,
    HomePage,
    ProgramIndexPage,
    ProgramPage,
    ProgramPartner,
    ProgramPublication,
    StandardPage,
)
from publications.models import (
    PublicationFile,
    PublicationIndexPage,
    PublicationPage,
    PublicationSeries,
)
from seoulcoop.demo.data import LEAFLET, DemoDataError, Table, read
from seoulcoop.demo.documents import SampleText
from seoulcoop.demo.hwpx import sample_hwpx
from seoulcoop.demo.pdf import sample_pdf
from seoulcoop.models import SiteDocument

Report = Callable[[str, int, int], None]

FORMATS: dict[str, Callable[[SampleText], bytes]] = {"pdf": sample_pdf, "hwpx": sample_hwpx}


def is_loaded() -> bool:
    """Whether somebody, the loader or an editor, has begun to fill this installation."""
    return HomePage.objects.exists() or Member.objects.exists()


@contextmanager
def blamed_on(file: str, entry: str) -> Iterator[None]:
    """Say of which file and entry a value was refused."""
    try:
        yield
    except (ValidationError, ValueError, TypeError, LookupError, ObjectDoesNotExist) as error:
        if isinstance(error, DemoDataError):
            raise
        reasons = error.messages if isinstance(error, ValidationError) else [str(error)]
        raise DemoDataError(file, f"{entry}: {' '.join(reasons)}") from error


class DemoLoader:
    """Loads the leaflet's data files; `report` hears of each step, how far and of how many."""

    def __init__(self, report: Report, folder: Path = LEAFLET) -> None:
        self.report = report
        self.folder = folder

    def load(self) -> None:
        """Build everything, or nothing. Raises DemoDataError."""
        with transaction.atomic():
            home = self.load_home()
            self.load_organisation()
            self.load_synonyms()
            self.load_history(home)
            self.load_directory(home)
            self.load_publications(home)
            self.load_programs(home)
            self.put_menu_in_order(home)

    def read(self, name: str) -> Table:
        return read(name, self.folder)

    def add_page(
        self, parent: AbstractPage, model: type[BasePage], data: Table, *fields: str
    ) -> Any:
        """A published page below `parent`, with a first revision as if an editor had made it."""
        with blamed_on(data.file, str(data.get("title"))):
            page = model(
                title=data["title"],
                slug=data["slug"],
                show_in_menus=isinstance(parent, HomePage),
                locale=parent.locale,
                **data.choose("summary", *fields),
            )
            parent.add_child(instance=page)
            page.save_revision(log_action=True).publish(log_action=True)
        return page

    def load_home(self) -> HomePage:
        """The front page, in the place of the one that a new Wagtail shows, and plain pages."""
        for language, _name in settings.LANGUAGES:
            Locale.objects.get_or_create(language_code=language)
        data = self.read("pages")
        root = Page.get_first_root_node()
        home: HomePage = self.add_page(root, HomePage, data.table("home"), "introduction")
        self.serve_from(home)
        pages = data.tables("standard")
        for number, page in enumerate(pages, start=1):
            self.add_page(home, StandardPage, page, "body")
            self.report("pages", number, len(pages))
        return home

    def serve_from(self, home: HomePage) -> None:
        """Make `home` the front page of the default site."""
        site = Site.objects.filter(is_default_site=True).first()
        site = site or Site(is_default_site=True, hostname="localhost")
        welcome = site.root_page if site.pk else None
        site.root_page = home
        site.site_name = settings.WAGTAIL_SITE_NAME
        site.save()
        if welcome and type(welcome.specific) is Page:
            welcome.delete()
        home.refresh_from_db()

    def load_organisation(self) -> None:
        data = self.read("organisation")
        organisation = OrganisationSettings.for_site(Site.objects.get(is_default_site=True))
        with blamed_on(data.file, "organisation"):
            for field, value in data.values.items():
                setattr(organisation, field, value)
            organisation.full_clean()
            organisation.save()

    def load_synonyms(self) -> None:
        for data in self.read("synonyms").tables("synonyms"):
            with blamed_on(data.file, str(data.get("word"))):
                synonym = SearchSynonym(
                    equivalents="\n".join(data["equivalents"]), **data.choose("word", "direction")
                )
                synonym.full_clean()
                synonym.save()

    def load_history(self, home: HomePage) -> None:
        data = self.read("history")
        page: HistoryPage = self.add_page(home, HistoryPage, data, "order")
        entries = data.tables("entries")
        for number, entry in enumerate(entries, start=1):
            with blamed_on(data.file, str(entry.get("title"))):
                row = HistoryEntry(page=page, sort_order=number, **entry.values)
                row.full_clean()
                page.entries.add(row)
            self.report("history", number, len(entries))
        self.publish(page)

    def load_directory(self, home: HomePage) -> None:
        data = self.read("members")
        self.add_page(home, DirectoryPage, data)
        for sector in data.tables("sectors"):
            self.add_object(Sector(**sector.values), sector)
        categories = data.tables("categories")
        members = [
            (self.load_category(category, order), member)
            for order, category in enumerate(categories, start=1)
            for member in category.tables("members")
        ]
        for number, (slug, member) in enumerate(members, start=1):
            self.load_member(slug, member)
            self.report("members", number, len(members))

    def load_category(self, data: Table, order: int) -> str:
        """The category's slug, after making sure that it exists."""
        slug: str = data["slug"]
        if not MemberCategory.objects.filter(slug=slug).exists():
            values = data.choose("name", "slug", "standing")
            self.add_object(MemberCategory(sort_order=order, **values), data)
        return slug

    def load_member(self, category_slug: str, data: Table) -> None:
        with blamed_on(data.file, str(data.get("name"))):
            category = MemberCategory.objects.get(slug=category_slug)
            member = Member(category=category, **data.choose("name", "legal_form", "district"))
            member.sectors = [Sector.objects.get(slug=slug) for slug in data.get("sectors", [])]
            member.full_clean()
            member.save()
            member.save_revision().publish()

    def load_publications(self, home: HomePage) -> None:
        data = self.read("publications")
        index: PublicationIndexPage = self.add_page(home, PublicationIndexPage, data)
        for series in data.tables("series"):
            self.add_object(PublicationSeries(**series.values), series)
        publications = data.tables("publications")
        for number, publication in enumerate(publications, start=1):
            self.load_publication(index, publication, data.table("sample"))
            self.report("publications", number, len(publications))

    def load_publication(self, index: PublicationIndexPage, data: Table, sample: Table) -> None:
        with blamed_on(data.file, str(data.get("title"))):
            model = apps.get_model(data["type"])
            page = self.add_page(index, model, data)
            if data.get("series"):
                page.series = PublicationSeries.objects.get(slug=data["series"])
            for number, file in enumerate(data.tables("files"), start=1):
                document = self.sample_document(data["title"], file["format"], sample)
                page.files.add(
                    PublicationFile(document=document, label=file["label"], sort_order=number)
                )
            self.publish(page)

    def sample_document(self, title: str, file_format: str, sample: Table) -> SiteDocument:
        """A real file made of the leaflet's own text, that says it is a sample."""
        text = SampleText(
            title=title,
            organisation=settings.WAGTAIL_SITE_NAME,
            notice=sample["notice"],
            paragraphs=tuple(sample["paragraphs"]),
        )
        content = FORMATS[file_format](text)
        document = SiteDocument(title=f"{title} (견본)")
        document.file.save(f"{title} 견본.{file_format}", ContentFile(content), save=False)
        document.save()
        return document

    def load_programs(self, home: HomePage) -> None:
        data = self.read("programs")
        index = self.add_page(home, ProgramIndexPage, data)
        programs = data.tables("programs")
        for number, program in enumerate(programs, start=1):
            self.load_program(index, program)
            self.report("programs", number, len(programs))

    def load_program(self, index: ProgramIndexPage, data: Table) -> None:
        page: ProgramPage = self.add_page(index, ProgramPage, data, "number", "body")
        with blamed_on(data.file, str(data["title"])):
            for order, name in enumerate(data.get("partners", []), start=1):
                member = Member.objects.get(name=name)
                page.partners.add(ProgramPartner(member=member, sort_order=order))
            for order, slug in enumerate(data.get("publications", []), start=1):
                publication = PublicationPage.objects.get(slug=slug)
                page.related_publications.add(
                    ProgramPublication(publication=publication, sort_order=order)
                )
        self.publish(page)

    def add_object(self, obj: models.Model, data: Table) -> None:
        with blamed_on(data.file, str(obj)):
            obj.full_clean()
            obj.save()

    def publish(self, page: AbstractPage) -> None:
        page.save_revision().publish()

    def put_menu_in_order(self, home: HomePage) -> None:
        """The menu leads from who we are to what we offer."""
        order = [StandardPage, HistoryPage, ProgramIndexPage, DirectoryPage, PublicationIndexPage]
        for model in order:
            for page in model.objects.child_of(home):
                page.refresh_from_db()
                page.move(home, pos="last-child")
