"""Which resources there are, and what else their objects' representations are made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from modelcluster.fields import ParentalKey
from ninja import Schema
from wagtail.models import Comment, Locale, Revision

from headless.resources import Resource

_resources: dict[str, Resource] = {}
_paths: dict[type[Model], set[str]] = defaultdict(set)
_other_models: set[type[Model]] = set()
_latest = [0]


def register_resources(resources: Iterable[Resource]) -> None:
    """Let changes of the objects of `resources` be recorded and told."""
    _resources.update((resource.name, resource) for resource in resources)
    _latest[0] += 1


def depends_on(model: type[Model], *paths: str) -> None:
    """Say what the representation of a `model` shows of other objects.

    A path is an ORM lookup, such as `contributors__member`. Foreign keys, many-to-many relations
    and the rows that are edited with an object, with their foreign keys, need not be named, nor
    what its streams of blocks and its rich texts refer to.
    """
    _paths[model].update(paths)
    _latest[0] += 1


def alters_answers(*models: type[Model]) -> None:
    """Say that saving one of `models` may alter answers, though no single object's."""
    _other_models.update(models)
    _latest[0] += 1


def registrations() -> int:
    """How much has been registered; what was made of the registry holds while this stays."""
    import_module(settings.ROOT_URLCONF)
    return _latest[0]


def described_schemas() -> list[type[Schema]]:
    """The schemas of all resources that are registered by now."""
    resources = _resources.values()
    return list(dict.fromkeys(each for resource in resources for each in resource.schemas))


def registered_resources() -> Sequence[Resource]:
    """All resources, those of the most special models first.

    The project's addresses are read before, among which is the API that registers them.
    """
    import_module(settings.ROOT_URLCONF)
    return sorted(_resources.values(), key=lambda resource: -len(resource.model.__mro__))


def family_of(model: type[Model]) -> type[Model]:
    """The model that gives objects of `model` their primary key; Page for every page type."""
    parents = model._meta.get_parent_list()
    return parents[-1] if parents else model


def covered_models() -> Iterator[type[Model]]:
    """Every concrete model whose objects some resource offers."""
    covering = tuple(resource.model for resource in registered_resources())
    return (model for model in apps.get_models() if issubclass(model, covering))


def other_models() -> set[type[Model]]:
    return _other_models


def paths_of(model: type[Model]) -> set[str]:
    """The relations that the representation of a `model` may follow, and all that lead there."""
    declared = {
        path for parent, paths in _paths.items() if issubclass(model, parent) for path in paths
    }
    return {
        beginning
        for path in declared | set(own_paths(model))
        for beginning in beginnings(path)
        if leads_somewhere(model, beginning)
    }


def beginnings(path: str) -> Iterator[str]:
    """`a`, `a__b` and `a__b__c` of `a__b__c`."""
    steps = path.split("__")
    return ("__".join(steps[:length]) for length in range(1, len(steps) + 1))


def own_paths(model: type[Model], without: Field | None = None) -> Iterator[str]:
    """Foreign keys, many-to-many relations, and rows edited with the object, with theirs."""
    yield from related_fields(model, without)
    for relation in model._meta.related_objects:
        child = relation.related_model
        if isinstance(relation.field, ParentalKey) and not issubclass(child, not_content()):
            name = relation.field.related_query_name()
            yield name
            below = own_paths(child, relation.field)
            yield from (f"{name}__{path}" for path in below)


def related_fields(model: type[Model], without: Field | None = None) -> Iterator[str]:
    """The names of the relations of `model` that say something of its content."""
    for field in [*model._meta.fields, *model._meta.many_to_many]:
        target = field.related_model
        is_link = field is without or getattr(field.remote_field, "parent_link", False)
        if isinstance(target, type) and not is_link and not issubclass(target, not_content()):
            yield field.name


def not_content() -> tuple[type[Model], ...]:
    """Models whose changes no representation shows."""
    return (Comment, ContentType, Revision, Locale, get_user_model())


def leads_somewhere(model: type[Model], path: str) -> bool:
    return target_of(model, path) is not None


def target_of(model: type[Model], path: str) -> type[Model] | None:
    """The model at the end of `path`; None where there is no such path."""
    target: type[Model] | None = model
    for step in path.split("__"):
        try:
            field = target._meta.get_field(step) if target else None
        except FieldDoesNotExist:
            return None
        target = field.related_model if field else None
    return target


def watched_paths() -> dict[type[Model], list[tuple[type[Model], str]]]:
    """For each model that a path leads to: whose representation shows it, and by which path."""
    return found_paths(registrations())


@lru_cache(maxsize=1)
def found_paths(_registrations: int) -> dict[type[Model], list[tuple[type[Model], str]]]:
    found: dict[type[Model], list[tuple[type[Model], str]]] = defaultdict(list)
    for model in covered_models():
        for path in sorted(paths_of(model)):
            target = target_of(model, path)
            if target is not None:
                found[target].append((model, path))
    return found
