"""A thousand full publications and a thousand members, written in bulk and decided by a seed.

`python -m tests.benchmarks.api.content NUMBER SEED`, with settings and database in the environment;
the last line printed is what a benchmark has to know of them, as JSON.
"""

from __future__ import annotations

import datetime
import json
import random
import sys
from itertools import islice
from typing import Any

import django

django.setup()

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import transaction
from django.db.models import Model
from taggit.models import Tag
from wagtail.models import APIToken, Collection, Locale, Page, Site

from directory.districts import District
from directory.models import (
    Member,
    MemberCategory,
    MemberFormerName,
    MemberTag,
    Sector,
)
from hangul.initials import initials
from hangul.sorting import sort_key
from publications.models import (
    ExtractedSection,
    ExtractedText,
    PolicyArea,
    PolicyRecommendation,
    PolicyReportPage,
    PublicationContributor,
    PublicationFile,
    PublicationIndexPage,
    PublicationPage,
    PublicationSeries,
    PublicationTag,
    download_key,
)
from seoulcoop.models import SiteDocument, User
from tests.benchmarks.korean import Prose
from tests.factories import ImageFactory, only_child
from tests.serving import HOST

IMAGES = 20
TAGS = 40
BATCH = 200
FIRST_DAY = datetime.date(2012, 12, 1)
NOW = datetime.datetime(2026, 1, 5, 3, tzinfo=datetime.UTC)


class Content:
    """The content of one benchmark."""

    def __init__(self, number: int, seed: int) -> None:
        self.number = number
        self.prose = Prose(seed, vocabulary=3_000)
        self.random = random.Random(seed)
        self.images = [image.pk for image in ImageFactory.create_batch(IMAGES)]
        self.tags = [Tag.objects.create(name=name) for name in self.names(TAGS)]
        self.members: list[Member] = []

    def names(self, count: int) -> list[str]:
        return self.prose.nouns[50 : 50 + count]

    def text(self, words: int) -> str:
        return " ".join(islice(self.prose.words(), words))

    def some(self, objects: list[Any], most: int) -> list[Any]:
        return self.random.sample(objects, self.random.randint(1, most))

    def day(self) -> datetime.date:
        return FIRST_DAY + datetime.timedelta(days=self.random.randrange(4_600))

    def add(self) -> None:
        with transaction.atomic():
            self.add_members()
            self.add_publications()
        call_command("update_index", verbosity=0)

    # Members

    def add_members(self) -> None:
        category = MemberCategory.objects.create(name="지역협의회", slug="benchmark")
        sectors = [
            Sector.objects.create(name=name, slug=f"benchmark-{place}")
            for place, name in enumerate(self.names(10))
        ]
        self.members = Member.objects.bulk_create(
            (self.member(place, category) for place in range(self.number)), BATCH
        )
        through = Member.sectors.through
        through.objects.bulk_create(
            through(member=member, sector=sector)
            for member in self.members
            for sector in self.some(sectors, 3)
        )
        MemberTag.objects.bulk_create(
            MemberTag(content_object=member, tag=tag)
            for member in self.members
            for tag in self.some(self.tags, 3)
        )
        MemberFormerName.objects.bulk_create(
            MemberFormerName(member=member, name=f"옛 {member.name}")
            for member in self.members[::3]
        )

    def member(self, place: int, category: MemberCategory) -> Member:
        name = f"{self.prose.noun()} {self.prose.noun()} 협동조합"
        return Member(
            name=name, slug=f"benchmark-{place}", category=category, live=True,
            sort_key=sort_key(name), initials=initials(name), district=District.values[place % 25],
            founded_on=self.day(), joined_on=self.day(), phone="02-351-3168",
            address=f"서울시 은평구 통일로 {place + 1}", email=f"office{place}@example.org",
            website=f"https://www{place}.example.org/", latitude="37.55", longitude="126.85",
            introduction=f"<p>{self.text(60)}</p>", products_and_services=f"<p>{self.text(20)}</p>",
            logo_id=self.images[place % IMAGES], legal_form="cooperative",
            first_published_at=NOW, last_published_at=NOW,
        )  # fmt: skip

    # Publications

    def add_publications(self) -> None:
        documents = self.add_documents()
        series = PublicationSeries.objects.create(name="정책동향", slug="benchmark")
        reports = self.add_pages(series, documents)
        areas = [
            PolicyArea.objects.create(name=name, slug=f"benchmark-{place}")
            for place, name in enumerate(self.names(10))
        ]
        through = PolicyReportPage.policy_areas.through
        through.objects.bulk_create(
            through(policyreportpage=report, policyarea=area)
            for report in reports
            for area in self.some(areas, 2)
        )
        PublicationTag.objects.bulk_create(
            PublicationTag(content_object=report, tag=tag)
            for report in reports
            for tag in self.some(self.tags, 4)
        )
        PolicyRecommendation.objects.bulk_create(
            PolicyRecommendation(
                report=report, sort_order=order, title=self.text(5), text=self.text(20),
                addressee="서울시",
            )
            for report in reports
            for order in range(2)
        )  # fmt: skip
        PublicationContributor.objects.bulk_create(
            contributor
            for place, report in enumerate(reports)
            for contributor in self.contributors(report, place)
        )
        PublicationFile.objects.bulk_create(
            self.file(report, document) for report, document in zip(reports, documents, strict=True)
        )

    def contributors(self, report: Any, place: int) -> list[PublicationContributor]:
        member = self.members[place % len(self.members)]
        return [
            PublicationContributor(publication=report, member=member, role="commissioner"),
            PublicationContributor(publication=report, name="김연구", role="author", sort_order=1),
        ]

    def file(self, report: Any, document: SiteDocument) -> PublicationFile:
        file = PublicationFile(publication=report, document=document, label="본문")
        file.key = download_key(report.pk, file.uid)
        return file

    def add_documents(self) -> list[SiteDocument]:
        """Documents that have been read."""
        collection = Collection.get_first_root_node()
        documents = SiteDocument.objects.bulk_create(
            (
                SiteDocument(
                    title=f"보고서 {place}", file=ContentFile(b"%PDF-1.7", f"보고서-{place}.pdf"),
                    file_size=1_000_000 + place, file_hash=f"{place:040x}", collection=collection,
                )
                for place in range(self.number)
            ),
            BATCH,
        )  # fmt: skip
        texts = ExtractedText.objects.bulk_create(
            ExtractedText(
                document=document, status="read", media_type="application/pdf", page_count=40,
                sha256=f"{document.pk:064x}", file_name=document.file.name,
            )
            for document in documents
        )  # fmt: skip
        ExtractedSection.objects.bulk_create(
            ExtractedSection(extracted_text=text, number=1, text=self.text(300)) for text in texts
        )
        return documents

    def add_pages(self, series: PublicationSeries, documents: list[SiteDocument]) -> list[Any]:
        """Page trees have a table for each level of a type; each is filled by itself."""
        index = only_child(PublicationIndexPage, "publications")
        content_type = ContentType.objects.get_for_model(PolicyReportPage)
        locale = Locale.get_default()
        pages = Page.objects.bulk_create(
            (self.page(index, place, content_type, locale) for place in range(self.number)), BATCH
        )
        Page.objects.filter(pk=index.pk).update(numchild=self.number)
        reports = [
            self.report(page, place, series, documents[place]) for place, page in enumerate(pages)
        ]
        for report in reports:
            for model in (PublicationPage, PolicyReportPage):
                row_of(model, report).save_base(raw=True, force_insert=True)
        return reports

    def page(self, index: Any, place: int, content_type: ContentType, locale: Locale) -> Page:
        title = f"{self.text(4)} {place}"[:200]
        return Page(
            path=Page._get_path(index.path, index.depth + 1, place + 1), depth=index.depth + 1,
            title=title, draft_title=title, slug=f"benchmark-{place}",
            url_path=f"{index.url_path}benchmark-{place}/", content_type=content_type,
            locale=locale, live=True, first_published_at=NOW, last_published_at=NOW,
            latest_revision_created_at=NOW,
        )  # fmt: skip

    def report(
        self, page: Page, place: int, series: PublicationSeries, document: SiteDocument
    ) -> PolicyReportPage:
        """A report as an editor would have filled it in."""
        return PolicyReportPage(
            id=page.pk, page_ptr_id=page.pk, publicationpage_ptr_id=page.pk, series=series,
            issue_number=place + 1, summary=self.text(15), subtitle=self.text(5),
            abstract=self.text(60), cover_id=self.images[place % IMAGES],
            listing_image_id=self.images[place % IMAGES], published_on=self.day(),
            licence="CC-BY-4.0", body=self.body(page.pk, place, document),
        )  # fmt: skip

    def body(self, page: int, place: int, document: SiteDocument) -> list[dict[str, Any]]:
        other = page - 1 if place else page
        picture = {"image": self.images[place % IMAGES], "alt_text": "그림", "decorative": False}
        link = f'<a linktype="page" id="{other}">{self.text(2)}</a>'
        table = {
            "caption": "회비",
            "columns": [{"type": "text", "heading": "구분"}, {"type": "number", "heading": "금액"}],
            "rows": [{"values": [self.prose.noun(), number]} for number in range(4)],
        }
        blocks: list[tuple[str, Any]] = [
            ("heading", {"text": self.text(3), "level": "2"}),
            ("paragraph", f"<p>{self.text(80)}</p><p>{self.text(60)} {link}</p>"),
            ("image", {"image": picture, "caption": self.text(5)}),
            ("quote", {"text": self.text(15), "source": "협의회"}),
            ("callout", {"kind": "note", "text": f"<p>{self.text(15)}</p>"}),
            ("heading", {"text": self.text(3), "level": "2"}),
            ("paragraph", f"<p>{self.text(90)}</p>"),
            ("steps", {"title": "절차", "steps": [{"title": "신청", "text": "<p>작성</p>"}] * 2}),
            ("table", table),
            ("document", {"document": document.pk, "label": ""}),
            ("button", {"label": "더 보기", "page": other, "url": ""}),
        ]
        return [{"type": kind, "value": value} for kind, value in blocks]


def row_of(model: type[Model], report: PolicyReportPage) -> Any:
    """What of a report lies in the table of `model`, as an object that can be saved alone."""
    fields = model._meta.local_concrete_fields
    return model(**{field.attname: getattr(report, field.attname) for field in fields})


def main(number: int, seed: int) -> None:
    content = Content(number, seed)
    content.add()
    # The address that every request names, as it does where a proxy hands it on.
    Site.objects.update(hostname=HOST, port=80)
    call_command("run_due")
    user = User.objects.create(username="benchmark", is_superuser=True)
    _token, key = APIToken.create_token(user=user, name="benchmark")
    report = PolicyReportPage.objects.order_by("pk")[number // 2]
    print(json.dumps({"key": key, "page": report.pk, "word": content.prose.nouns[5]}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
