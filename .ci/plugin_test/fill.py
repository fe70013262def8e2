"""Put one member and one policy report with a file into the new project, as an editor would."""

import datetime

import facts
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.models import Page, Site

from directory.models import DirectoryPage, LegalForm, Member, MemberCategory
from publications.models import (
    PolicyReportPage,
    PublicationContributor,
    PublicationFile,
    PublicationIndexPage,
)


def publish(parent: Page, page: Page) -> None:
    """Add `page`, checked as the admin checks it, and put it on the site."""
    parent.add_child(instance=page)
    page.full_clean()
    page.save_revision().publish()


def fill_directory(home: Page) -> Member:
    """The directory's page and one member."""
    publish(home, DirectoryPage(**facts.DIRECTORY))
    member = Member(
        **facts.MEMBER,
        category=MemberCategory.objects.create(**facts.CATEGORY),
        legal_form=LegalForm.COOPERATIVE,
    )
    member.full_clean()
    member.save()
    member.save_revision().publish()
    return member


def fill_publications(home: Page, author: Member) -> None:
    """The list of publications and one report."""
    index = PublicationIndexPage(**facts.PUBLICATIONS)
    publish(home, index)
    date = datetime.date.fromisoformat(facts.REPORT["published_on"])
    report = PolicyReportPage(**{**facts.REPORT, "published_on": date})
    file = ContentFile(facts.FILE_CONTENT, name=facts.FILE_NAME)
    document = get_document_model().objects.create(
        title=facts.FILE_LABEL, file=file, file_size=file.size
    )
    report.files = [PublicationFile(document=document, label=facts.FILE_LABEL)]
    report.contributors = [PublicationContributor(member=author)]
    publish(index, report)


def fill() -> None:
    """Everything, below the front page that `wagtail start` gives its project."""
    front_page = Site.objects.get(is_default_site=True).root_page
    fill_publications(front_page, fill_directory(front_page))
