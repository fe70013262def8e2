"""Whose representations show a changed object."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import chain
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import ManyToOneRel, Model
from wagtail.documents import get_document_model
from wagtail.embeds.models import Embed
from wagtail.images import get_image_model
from wagtail.models import (
    AbstractPage,
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    ReferenceIndex,
    Site,
)

from headless.changes.embeds import showing_embeds
from headless.registry import covered_models, family_of, watched_paths

Keys = dict[type[Model], set[Any]]
AT_ONCE = 400


def portions(keys: Iterable[Any], size: int = AT_ONCE) -> Iterator[list[Any]]:
    """`keys` in lists that a statement takes at once."""
    known = sorted(keys, key=str)
    return (known[start : start + size] for start in range(0, len(known), size))


def subjects_of(
    saved: Mapping[type[Model], set[Any]],
    unknown: AbstractSet[type[Model]],
    addresses: AbstractSet[str],
) -> Keys:
    """The objects whose representation may have changed, by family.

    `saved` are the changed objects by family, `unknown` the models of which any may have changed,
    `addresses` those whose embeds are gone.
    """
    subjects: Keys = defaultdict(set)
    showing = showing_embeds(saved.get(Embed, ()), addresses, is_any=Embed in unknown)
    shown_by_family = ((family_of(model), keys) for model, keys in showing)
    for family, keys in chain(saved.items(), shown_by_family):
        subjects[family] |= keys
        for shown_by, found in dependents(family, keys):
            subjects[shown_by] |= found
    for model in whole_models(unknown):
        subjects[family_of(model)] |= set(all_keys(model))
    subjects[Page] |= translations_of(subjects[Page])
    covered = {family_of(model) for model in covered_models()}
    return {family: keys for family, keys in subjects.items() if family in covered and keys}


def dependents(family: type[Model], keys: set[Any]) -> Iterator[tuple[type[Model], set[Any]]]:
    """The families and keys of the objects that show one of those in `family`."""
    for portion in portions(keys):
        for target, ways in watched_paths().items():
            if family_of(target) is family:
                for model, path in ways:
                    found = model._base_manager.filter(**{f"{path}__in": portion})
                    yield family_of(model), set(found.values_list("pk", flat=True))
        yield from referring(family, portion)


def translations_of(keys: Iterable[Any]) -> set[Any]:
    """The same pages in other languages, each of which names the others."""
    found: set[Any] = set()
    for portion in portions(keys):
        shared = Page.objects.filter(pk__in=portion).order_by().values("translation_key")
        siblings = Page.objects.filter(translation_key__in=shared)
        found |= set(siblings.values_list("pk", flat=True))
    return found


def referring(family: type[Model], keys: Iterable[Any]) -> Iterator[tuple[type[Model], set[Any]]]:
    """The objects whose streams of blocks and rich texts refer to those in `family`."""
    rows = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(family),
        to_object_id__in=[str(key) for key in keys],
    ).values_list("base_content_type", "object_id")
    for content_type, key in set(rows):
        model = ContentType.objects.get_for_id(content_type).model_class()
        if model is not None:
            yield family_of(model), {model._meta.pk.to_python(key)}


def whole_models(unknown: Iterable[type[Model]]) -> set[type[Model]]:
    """The models all of whose objects are to be looked at."""
    models = set(unknown)
    covered = set(covered_models())
    if models & {Site, Collection, CollectionViewRestriction, PageViewRestriction}:
        return covered
    families = {family_of(model) for model in models}
    whole = {model for model in covered if family_of(model) in families}
    for target, ways in watched_paths().items():
        if family_of(target) in families:
            whole |= {model for model, _path in ways}
    return whole | {model for model in covered if shows_rows_of(model, models)}


def shows_rows_of(model: type[Model], tables: set[type[Model]]) -> bool:
    """Whether one of the many-to-many relations of `model` is kept in one of `tables`."""
    relations = model._meta.many_to_many
    return any(field.remote_field.through in tables for field in relations)


def all_keys(model: type[Model]) -> Iterable[Any]:
    keys: Iterable[Any] = model._base_manager.values_list("pk", flat=True)
    return keys


def dependents_of_deleted(instance: Model) -> Iterator[tuple[type[Model], set[Any]]]:
    """Who shows `instance`, which is about to be deleted; asked while that can still be found out.

    Foreign keys to it need not be asked for: they are set to null by a statement of their own, or
    their owners go too.
    """
    yield from parents_of(instance)
    if isinstance(instance, AbstractPage):
        yield Page, translations_of([instance.pk]) - {instance.pk}
    family = family_of(type(instance))
    yield from referring(family, [instance.pk])
    for target, ways in watched_paths().items():
        if isinstance(instance, target):
            for model, path in ways:
                if "__" in path:
                    found = model._base_manager.filter(**{path: instance.pk})
                    yield family_of(model), set(found.values_list("pk", flat=True))


def parents_of(instance: Model) -> Iterator[tuple[type[Model], set[Any]]]:
    """The objects that `instance` belongs to as one of their rows."""
    for target, ways in watched_paths().items():
        if isinstance(instance, target):
            for model, path in ways:
                relation = None if "__" in path else model._meta.get_field(path)
                if isinstance(relation, ManyToOneRel):
                    yield family_of(model), {getattr(instance, relation.field.attname)}


def below(page: AbstractPage) -> set[int]:
    """The page and all its descendants."""
    return set(Page.objects.filter(path__startswith=page.path).values_list("pk", flat=True))


def affected_by_privacy(
    restriction: PageViewRestriction | CollectionViewRestriction,
) -> Iterator[tuple[type[Model], set[Any]]]:
    """What lies within a part that becomes private or public."""
    if isinstance(restriction, PageViewRestriction):
        yield Page, below(restriction.page)
    else:
        yield from held_by(restriction.collection)


def held_by(collection: Collection) -> Iterator[tuple[type[Model], set[Any]]]:
    """The images and documents in the collection and those below it, with all that show them."""
    for model in (get_image_model(), get_document_model()):
        held = model._base_manager.filter(collection__path__startswith=collection.path)
        yield family_of(model), set(held.values_list("pk", flat=True))
