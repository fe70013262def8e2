"""What every publication has, whatever its type, and the page that lists them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any, ClassVar

from django.db import models
from django.forms import HiddenInput, UUIDField
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import Tag, TaggedItemBase
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.images.models import AbstractImage
from wagtail.models import PageManager
from wagtail.search import index

from content.blocks import BodyBlock
from content.dates import DatePrecision, iso_date, known_part
from content.languages import Language
from content.models import BasePage, OrganisationSettings
from content.related import FoundListing, related_listings
from directory.models import Member
from publications.citations import formatted_citation
from publications.identifiers import validate_doi, validate_isbn, validate_issn
from publications.licences import Licence, licence_address
from publications.models.contributors import ContributorRole, PublicationContributor
from publications.models.files import PublicationFile
from publications.querysets import FileQuerySet, PublicationQuerySet, private_collections
from publications.scholar import scholar_tags

MOST_SEE_ALSO = 4
MOST_OF_A_DESCRIPTION = 160
COVER_COLOURS = ("plum", "indigo", "ramie", "mugwort")
AUTHORS = frozenset({ContributorRole.AUTHOR, ContributorRole.RESEARCHER, ContributorRole.EDITOR})


class PublicationTag(TaggedItemBase):
    content_object = ParentalKey(
        "publications.PublicationPage", on_delete=models.CASCADE, related_name="tagged_items"
    )


class PublicationForm(WagtailAdminPageForm):
    """The editor's form; it sees all files of a publication at once, which a model cannot."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for form in self.file_forms():
            uid = None if form.is_bound else form.instance.uid
            form.fields["uid"] = UUIDField(required=False, widget=HiddenInput, initial=uid)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        mark_repeated_labels(self.file_forms())
        keep_identities(self.file_forms())
        return cleaned

    def file_forms(self) -> list[Any]:
        return self.formsets["files"].forms if "files" in self.formsets else []


def keep_identities(forms: list[Any]) -> None:
    """Give files that were read from a revision alone the identifier, so the address, from there.

    Wagtail builds a new object for each row that has no primary key.
    """
    taken = {form.instance.uid for form in forms if form.instance.pk}
    for form in forms:
        uid = form.cleaned_data.get("uid") if form.is_valid() else None
        if uid and form.instance.pk is None and uid not in taken:
            form.instance.uid = uid
            taken.add(uid)


def mark_repeated_labels(forms: list[Any]) -> None:
    """Put an error on each file whose label another file of the same language has."""
    kept = [form for form in forms if form.is_valid() and not form.cleaned_data.get("DELETE")]
    names = [(form.cleaned_data.get("label"), form.cleaned_data.get("language")) for form in kept]
    counts = Counter(names)
    for form, name in zip(kept, names, strict=True):
        if name[0] and counts[name] > 1:
            form.add_error("label", _("Another file has this label. Tell them apart."))


class PublicationPage(BasePage):
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
    def full_title(self) -> str:
        """Title and subtitle as a title page has them."""
        return f"{self.title}: {self.subtitle}" if self.subtitle else self.title

    @property
    def part_of(self) -> str:
        """The series and the issue in it; empty for a publication that stands alone."""
        return ""

    @property
    def type_name(self) -> str:
        """The publication's type as visitors read it."""
        return str(self.specific_class._meta.verbose_name)  # noqa: SLF001

    def public_files(self) -> list[PublicationFile]:
        """The files whose documents anybody may download, in the editor's order."""
        files = self.files.select_related("document__extracted_text")
        if isinstance(files, FileQuerySet):
            return list(files.with_open_documents())
        private = set(private_collections().values_list("pk", flat=True))
        return [file for file in files if file.document.collection_id not in private]

    @cached_property
    def open_files(self) -> list[PublicationFile]:
        """What `public_files` finds, asked for once."""
        return self.public_files()

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
        """Who wrote it, by the names that a citation gives."""
        return [each.display_name for each in self.in_roles(AUTHORS)]

    def publishers(self) -> list[str]:
        """Who published it, where that is somebody else than this site's organisation."""
        return [each.display_name for each in self.in_roles([ContributorRole.PUBLISHER])]

    def related_listings(self) -> list[FoundListing]:
        """What other content names this publication."""
        return related_listings(self)

    def see_also(self) -> PublicationQuerySet:
        """Other publications of the list, those with the same tags first."""
        siblings = PublicationPage.objects.sibling_of(self, inclusive=False).published()
        return siblings.nearest_first(self.tag_list).with_covers()[:MOST_SEE_ALSO]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With the files, how to cite it, and what to read next."""
        context = super().get_context(request, *args, **kwargs)
        publisher = OrganisationSettings.for_request(request).display_name
        files = self.open_files
        return {
            **context,
            "files": files,
            "see_also": list(self.see_also()) if self.pk else [],
            "citation": formatted_citation(self, publisher, self.get_full_url(request)),
            "scholar_tags": scholar_tags(self, publisher, files, request),
            "licence_url": licence_address(self.licence),
        }

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
            "isPartOf": self.part_of,
            "author": [each.structured_data() for each in self.in_roles(AUTHORS)],
            "publisher": self.publisher_data(request),
            "encoding": [file.structured_data(request) for file in self.open_files],
            "keywords": [tag.name for tag in self.tag_list],
            "datePublished": self.published_on
            and iso_date(self.published_on, self.published_on_precision),
        }
        return {key: value for key, value in data.items() if value}

    def publisher_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        named = [each.structured_data() for each in self.in_roles([ContributorRole.PUBLISHER])]
        organisation = OrganisationSettings.for_request(request)
        own = {"@type": "Organization", "name": organisation.name, "url": organisation.website}
        return named or [{key: value for key, value in own.items() if value}]


def publications_contributed_to_by(member: Member) -> PublicationQuerySet:
    """The public publications that name `member` as a contributor."""
    return (
        PublicationPage.objects.filter(contributors__member=member)
        .published()
        .newest_first()
        .distinct()
    )
