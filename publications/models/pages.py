"""What every publication has, whatever its type, and the page that lists them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import Tag, TaggedItemBase
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.images.models import AbstractImage
from wagtail.models import PageManager, Revision
from wagtail.search import index

from content.blocks import BodyBlock
from content.dates import DatePrecision, iso_date, known_part
from content.languages import Language
from content.models import BasePage, OrganisationSettings
from content.privacy import private_collections
from content.related import FoundListing, related_listings
from directory.models import Member
from publications.citing.formats import FORMATS, CitationFormat
from publications.citing.prose import apa_citation, korean_citation
from publications.citing.records import record_of
from publications.citing.scholar import scholar_tags
from publications.conditional import revalidated
from publications.conf import shows_counts
from publications.feed_links import FeedLink
from publications.identifiers import validate_doi, validate_isbn, validate_issn
from publications.licences import Licence, conditions_of, licence_address, licence_text
from publications.models.contributors import ContributorRole, PublicationContributor
from publications.models.downloads import DownloadCount
from publications.models.extraction import ExtractedText
from publications.models.files import PublicationFile
from publications.page_forms import PublicationForm
from publications.panels import ContentChecksPanel
from publications.publishing import PublishCheckedAction
from publications.querysets import FileQuerySet, PublicationQuerySet

MOST_SEE_ALSO = 4
MOST_OF_A_DESCRIPTION = 160
COVER_COLOURS = ("plum", "indigo", "ramie", "mugwort")
MAKERS = frozenset({ContributorRole.AUTHOR, ContributorRole.RESEARCHER, ContributorRole.EDITOR})


class PublicationTag(TaggedItemBase):
    content_object = ParentalKey(
        "publications.PublicationPage", on_delete=models.CASCADE, related_name="tagged_items"
    )


class PublicationPage(RoutablePageMixin, BasePage):
    """A publication of any type. Its types are pages of their own; this one is never created."""

    subtitle = models.CharField(_("subtitle"), max_length=255, blank=True)
    abstract = models.TextField(
        _("abstract"),
        blank=True,
        help_text=_("What the publication says, in a few plain paragraphs."),
    )
    cover = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("cover"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Goes before the cover that is read out of the file."),
    )
    published_on = models.DateField(
        _("publication date"),
        null=True,
        blank=True,
        help_text=_("The date on the publication itself. Leave empty if it bears none."),
    )
    published_on_precision = models.CharField(
        _("known to the"), max_length=10, choices=DatePrecision, default=DatePrecision.DAY
    )
    language = models.CharField(
        _("language"), max_length=10, choices=Language, default=Language.KOREAN
    )
    licence = models.CharField(
        _("licence"),
        max_length=30,
        choices=Licence,
        blank=True,
        help_text=_("What readers may do with it. Leave empty if it has not been settled."),
    )
    isbn = models.CharField("ISBN", max_length=20, blank=True, validators=[validate_isbn])
    issn = models.CharField("ISSN", max_length=9, blank=True, validators=[validate_issn])
    doi = models.CharField("DOI", max_length=200, blank=True, validators=[validate_doi])
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)
    tags = ClusterTaggableManager(through=PublicationTag, blank=True, verbose_name=_("tags"))

    objects = PageManager.from_queryset(PublicationQuerySet)()

    sharing_type = "article"
    # What its page shows of other tables, to be fetched with it.
    SHOWN_WITH: ClassVar[tuple[str, ...]] = ("cover", "listing_image")

    is_creatable = False
    base_form_class = PublicationForm
    parent_page_types = ["publications.PublicationIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel([ContentChecksPanel()], heading=_("Before publishing")),
        FieldPanel("subtitle"),
        FieldPanel("abstract"),
        MultiFieldPanel([InlinePanel("files", label=_("File"))], heading=_("Files for download")),
        MultiFieldPanel(
            [InlinePanel("contributors", label=_("Contributor"))], heading=_("Contributors")
        ),
        FieldPanel("body"),
    ]
    imprint_panels = [
        FieldRowPanel([FieldPanel("published_on"), FieldPanel("published_on_precision")]),
        FieldRowPanel([FieldPanel("language"), FieldPanel("licence")]),
        FieldRowPanel([FieldPanel("isbn"), FieldPanel("issn")]),
        FieldPanel("doi"),
    ]
    content_panels += [MultiFieldPanel(imprint_panels, heading=_("Imprint"))]
    promote_panels = [*BasePage.promote_panels, FieldPanel("cover"), FieldPanel("tags")]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("subtitle", boost=3),
        index.SearchField("abstract", boost=2),
        index.SearchField("body"),
        index.SearchField("isbn"),
        index.RelatedFields("tags", [index.SearchField("name", boost=4)]),
        index.RelatedFields("contributors", [index.SearchField("name")]),
        index.FilterField("published_on"),
        index.FilterField("language"),
        index.FilterField("licence"),
    ]
    api_fields = [
        *BasePage.api_fields,
        APIField("subtitle"),
        APIField("abstract"),
        APIField("cover"),
        APIField("published_on"),
        APIField("published_on_precision"),
        APIField("language"),
        APIField("licence"),
        APIField("isbn"),
        APIField("issn"),
        APIField("doi"),
        APIField("body"),
    ]

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")

    def clean(self) -> None:
        super().clean()
        if self.published_on:
            self.published_on = known_part(self.published_on, self.published_on_precision)

    def publish(self, revision: Revision, user: Any = None, **options: Any) -> None:
        """As Wagtail does. Raises UncheckedPersonalDataError where `user` must tick something."""
        skip = options.pop("skip_permission_checks", False)
        PublishCheckedAction(revision, user=user, **options).execute(skip_permission_checks=skip)

    def with_content_json(self, content: dict[str, Any]) -> PublicationPage:
        """This page as a revision has it; files that exist are those files, with their counts.

        A revision does not know the primary key of a file that was first saved with it, and may
        hold the key of a file that was deleted since, which the editor's form would refuse.
        """
        page: PublicationPage = super().with_content_json(content)
        existing = PublicationFile.objects.filter(publication=self.pk).values_list("uid", "pk")
        keys = dict(existing)
        for file in page.files.all():
            file.pk = keys.get(file.uid)
        return page

    @property
    def sharing_image(self) -> AbstractImage | None:
        return self.listing_image or self.cover

    @property
    def meta_description(self) -> str:
        """What search engines show under the title; the abstract where no summary was written."""
        return super().meta_description or Truncator(self.abstract).chars(MOST_OF_A_DESCRIPTION)

    @property
    def cover_colour(self) -> str:
        """The cloth of its cover where it has no picture, the same wherever it is shown."""
        return COVER_COLOURS[(self.pk or 0) % len(COVER_COLOURS)]

    @property
    def cover_is_drawn(self) -> bool:
        """Whether it has no picture for a cover, so that the site draws one."""
        return not (self.cover or self.file_cover)

    @property
    def full_title(self) -> str:
        """Title and subtitle as a title page has them."""
        return f"{self.title}: {self.subtitle}" if self.subtitle else self.title

    @property
    def part_of(self) -> str:
        """The series and the issue in it; empty for a publication that stands alone."""
        return ""

    @property
    def series_name(self) -> str:
        return ""

    @property
    def series_slug(self) -> str:
        return ""

    @property
    def series_issn(self) -> str:
        return ""

    @property
    def number_in_series(self) -> str:
        return ""

    @property
    def type_name(self) -> str:
        """The publication's type as visitors read it."""
        return str(self.specific_class._meta.verbose_name)

    def public_files(self) -> list[PublicationFile]:
        """The files whose documents anybody may download, in the editor's order."""
        files = self.files.select_related("document__extracted_text")
        if isinstance(files, FileQuerySet):
            return list(files.with_open_documents())
        private = set(private_collections().values_list("pk", flat=True))
        return [
            file
            for file in files
            if file.document.collection_id not in private and not file.is_under_embargo
        ]

    @cached_property
    def open_files(self) -> list[PublicationFile]:
        """What `public_files` finds, asked for once."""
        return self.public_files()

    @cached_property
    def download_total(self) -> int:
        """How often its files were downloaded, those that are gone among them; asked for once."""
        return DownloadCount.objects.filter(publication_number=self.pk).total()

    @cached_property
    def file_cover(self) -> ExtractedText | None:
        """What was read out of the first open file that has a cover; asked for once."""
        files = getattr(self, "covered_files", None)
        documents = (file.document for file in (self.open_files if files is None else files))
        known = (getattr(document, "extracted_text", None) for document in documents)
        return next((each for each in known if each is not None and each.cover), None)

    @cached_property
    def tag_list(self) -> list[Tag]:
        """Its tags, asked for once."""
        return list(self.tags.all())

    @cached_property
    def credits(self) -> list[PublicationContributor]:
        """Everybody who had a part in it, in the editor's order; asked for once."""
        if "contributors" in getattr(self, "_prefetched_objects_cache", {}):
            return list(self.contributors.all())
        return list(self.contributors.select_related("member"))

    def in_roles(self, roles: Collection[str]) -> list[PublicationContributor]:
        return [each for each in self.credits if each.role in roles]

    def authors(self) -> list[str]:
        """Who made it, by the names that a list gives."""
        return [each.display_name for each in self.in_roles(MAKERS)]

    def related_listings(self) -> list[FoundListing]:
        """What other content names this publication."""
        return related_listings(self)

    def see_also(self) -> PublicationQuerySet:
        """Other publications of the list, those with the same tags first."""
        siblings = PublicationPage.objects.sibling_of(self, inclusive=False).published()
        return siblings.nearest_first(self.tag_list).with_cover_sources()[:MOST_SEE_ALSO]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With the files, how to cite it, and what to read next."""
        context = super().get_context(request, *args, **kwargs)
        record = record_of(self, request)
        see_also = list(self.see_also()) if self.pk else []
        # Its own cover in one query with those of the others.
        prefetch_related_objects([self, *see_also], "cover__renditions")
        return {
            **context,
            "downloads": self.download_total if shows_counts() else None,
            "files": self.open_files,
            "see_also": see_also,
            "citations": [
                (pgettext("form of citation", "Korean"), korean_citation(record)),
                ("APA", apa_citation(record)),
            ],
            "citation_formats": FORMATS,
            "feeds": self.feeds(request),
            "scholar_tags": scholar_tags(record),
            "licence_url": licence_address(self.licence),
            "licence_text": licence_text(self.licence),
            "licence_conditions": conditions_of(self.licence),
        }

    @path("cite/<slug:name>/", name="cite")
    def cite(self, request: HttpRequest, name: str) -> HttpResponse:
        """The publication's reference as a file, in the format of that name."""
        form = next((each for each in FORMATS if each.slug == name), None)
        if form is None:
            raise Http404
        return revalidated(request, self.reference(form, request))

    def feeds(self, request: HttpRequest) -> list[FeedLink]:
        """The feeds of its series, else of the list it stands in, for feed readers."""
        above = self.page_above
        links = getattr(above, "feed_links", None)
        given = {"series": self.series_slug} if self.series_slug else {}
        return list(links(request, given, self.series_name)) if links else []

    def reference(self, form: CitationFormat, request: HttpRequest) -> HttpResponse:
        """An answer that a browser hands to the reference manager."""
        text = form.written(record_of(self, request))
        response = HttpResponse(text, content_type=f"{form.media_type}; charset=utf-8")
        filename = f"{self.slug}.{form.extension}"
        response["Content-Disposition"] = content_disposition_header(True, filename)
        return response

    def structured_data(self, request: HttpRequest) -> dict[str, Any]:
        """The publication as a schema.org Report; what is not known is left out."""
        data = {
            **super().structured_data(request),
            "@type": "Report",
            "alternativeHeadline": self.subtitle,
            "abstract": self.abstract,
            "inLanguage": self.language,
            "isbn": self.isbn,
            "issn": self.issn,
            "sameAs": f"https://doi.org/{self.doi}" if self.doi else "",
            "license": licence_address(self.licence),
            "isPartOf": self.series_data(),
            "reportNumber": self.number_in_series,
            "author": self.structured(ContributorRole.AUTHOR, ContributorRole.RESEARCHER),
            "editor": self.structured(ContributorRole.EDITOR),
            "translator": self.structured(ContributorRole.TRANSLATOR),
            "sponsor": self.structured(ContributorRole.COMMISSIONER, ContributorRole.SPONSOR),
            "publisher": self.publisher_data(request),
            "isAccessibleForFree": bool(self.open_files),
            "encoding": [file.structured_data(request) for file in self.open_files],
            "keywords": [tag.name for tag in self.tag_list],
            "datePublished": self.published_on
            and iso_date(self.published_on, self.published_on_precision),
        }
        return {key: value for key, value in data.items() if value}

    def structured(self, *roles: str) -> list[dict[str, str]]:
        return [each.structured_data() for each in self.in_roles(roles)]

    def series_data(self) -> dict[str, str]:
        """The series in the words of schema.org; empty for what stands alone."""
        if not self.series_name:
            return {}
        data = {
            "@type": "CreativeWorkSeries",
            "name": self.series_name,
            "issn": self.series_issn,
        }
        return {key: value for key, value in data.items() if value}

    def publisher_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        named = self.structured(ContributorRole.PUBLISHER)
        organisation = OrganisationSettings.for_request(request)
        own = {"@type": "Organization", "name": organisation.name, "url": organisation.website}
        return named or [{key: value for key, value in own.items() if value}]


def publications_contributed_to_by(member: Member) -> PublicationQuerySet:
    """The public publications that `member` had a part in, its own social-value reports too."""
    its_own = Q(socialvaluereportpage__organisation=member)
    return (
        PublicationPage.objects.filter(Q(contributors__member=member) | its_own)
        .published()
        .newest_first()
        .distinct()
    )
