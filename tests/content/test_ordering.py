"""What staff have not put in order stands in the order of its making, always."""

import pytest
from django.apps import apps
from wagtail.models import Orderable

from content.ordering import InOrder
from publications.models import PublicationFile
from tests.factories import PolicyReportPageFactory, PublicationFileFactory


def ordered_models() -> list[type[Orderable]]:
    ours = {"home", "directory", "publications"}
    return [
        model for model in apps.get_models()
        if issubclass(model, Orderable) and model._meta.app_label in ours
    ]  # fmt: skip


def test_every_ordered_child_of_ours_has_one_order() -> None:
    assert len(ordered_models()) >= 9
    assert [model for model in ordered_models() if not issubclass(model, InOrder)] == []
    assert {tuple(model._meta.ordering) for model in ordered_models()} == {("sort_order", "pk")}


@pytest.mark.django_db
def test_a_later_change_moves_nothing() -> None:
    publication = PolicyReportPageFactory.create()
    first = PublicationFileFactory.create(publication=publication, sort_order=None)
    second = PublicationFileFactory.create(publication=publication, sort_order=None)
    # PostgreSQL writes a changed row anew, behind the others.
    PublicationFile.objects.filter(pk=first.pk).update(label="요약")
    assert list(publication.files.all()) == [first, second]
