"""Nothing saved is lost on its way into the search index, and a fault in the index is seen."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, transaction
from django.db.models import CharField, Model, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone
from django_tasks import task
from wagtail.search import index
from wagtail.search.backends import get_search_backend, get_search_backends
from wagtail.search.backends.base import BaseSearchBackend

from content.models.indexing import IndexBuild, PendingIndexing

MOST_AT_ONCE = 500
MOST_IN_A_TRANSACTION = 100
# Between two transactions, because SQLite keeps no queue of those who wait to write.
PAUSE_SECONDS = 0.03

logger = logging.getLogger(__name__)


def indexed_models() -> list[type[Model]]:
    """The types that the index takes in by itself, in an order that does not change."""
    models = [model for model in index.get_indexed_models() if model._meta.managed]
    return sorted(models, key=lambda model: model._meta.label_lower)


def note_saved(sender: type[Model], instance: Model, *, raw: bool = False, **kwargs: Any) -> None:
    """Remember each saved object until the index has it; a receiver of `post_save`."""
    if not raw and index.class_is_indexed(sender) and getattr(sender, "search_auto_update", True):
        PendingIndexing.objects.note(instance)
        index_saved.enqueue(instance._meta.label_lower, str(instance.pk))


def note_deleted(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """Nothing is waited for any more; a receiver of `post_delete`."""
    if index.class_is_indexed(sender):
        label = sender._meta.label_lower
        PendingIndexing.objects.of(label, str(instance.pk)).delete()


@task()
def index_saved(model: str, key: str) -> None:
    """Take in the object, unless a task before has: one that is saved in steps has several."""
    for row in PendingIndexing.objects.of(model, key):
        try_to_take_in(row)


def index_waiting() -> None:
    """Take in what no task has taken in a minute after it was saved, and what failed before."""
    for row in PendingIndexing.objects.due()[:MOST_AT_ONCE]:
        try_to_take_in(row)


def try_to_take_in(row: PendingIndexing) -> None:
    """Index the object of `row`, or keep what went wrong."""
    try:
        take_in(row)
    except Exception as error:
        logger.exception("%s could not be indexed", row)
        row.note_failure(error)


def take_in(row: PendingIndexing) -> None:
    """Index the object of `row` as it is now; where it is gone, there is nothing to do."""
    try:
        model: Any = apps.get_model(row.model)
    except LookupError:
        row.delete()
        return
    with object_to_itself(row):
        instance = model._default_manager.filter(pk=row.object_key).first()
        found = index.get_indexed_instance(instance) if instance else None
        if found:
            for backend in get_search_backends(with_auto_update=True):
                backend.add(found)
    PendingIndexing.objects.filter(pk=row.pk, changed_at=row.changed_at).delete()


def index_now(model: Any, keys: Iterable[Any]) -> None:
    """Index many objects that were saved, in short transactions; what is left others take in.

    `PendingIndexing` must have been told of them in the transaction that saved them.
    """
    remaining = iter(keys)
    waiting = PendingIndexing.objects.filter(model=model._meta.label_lower)
    while batch := list(islice(remaining, MOST_IN_A_TRANSACTION)):
        began = timezone.now()
        with index_to_itself():
            for backend in get_search_backends(with_auto_update=True):
                index_objects(backend, model, batch)
        known = waiting.filter(object_key__in=[str(key) for key in batch])
        known.filter(changed_at__lte=began).delete()
        time.sleep(PAUSE_SECONDS)


@contextmanager
def index_to_itself() -> Iterator[None]:
    """A transaction in which nobody else writes to the index; searches go on.

    What is read in it is as it should be when it is written. Read before, it could have been saved
    and indexed by others meanwhile, and would be in the index as it was before that.
    """
    with alone(f"LOCK TABLE {index_table()} IN SHARE ROW EXCLUSIVE MODE"):
        yield


@contextmanager
def object_to_itself(row: PendingIndexing) -> Iterator[None]:
    """As `index_to_itself`, for one object: others may be indexed at the same time."""
    beside_others = f"LOCK TABLE {index_table()} IN ROW EXCLUSIVE MODE"
    by_itself = "SELECT pg_advisory_xact_lock(hashtext(%s), hashtext(%s))"
    with alone(f"{beside_others}; {by_itself}", [row.model, row.object_key]):
        yield


@contextmanager
def alone(postgresql_lock: str, params: Sequence[str] = ()) -> Iterator[None]:
    """A transaction that begins by waiting for others, on PostgreSQL by that statement."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(postgresql_lock, params)
        else:
            # SQLite lets one write after another, from the first statement that may write on.
            IndexBuild.objects.filter(pk=0).update(model="")
        yield


def index_objects(backend: BaseSearchBackend, model: Any, keys: Iterable[Any]) -> int:
    """Index the objects as they are now; how many cannot be, which are noted and tried again."""
    objects = list(model.get_indexed_objects().filter(pk__in=list(keys)).order_by("pk"))
    try:
        with transaction.atomic():
            backend.add_bulk(model, objects)
    except DatabaseError:
        raise
    except Exception:
        logger.exception("Not all of %d objects could be indexed", len(objects))
        return sum(not is_indexed(backend, each) for each in objects)
    return 0


def is_indexed(backend: BaseSearchBackend, instance: Any) -> bool:
    """Index one object; whether it could be."""
    try:
        with transaction.atomic():
            backend.add_bulk(type(instance), [instance])
    except DatabaseError:
        raise
    except Exception as error:
        logger.exception("%s %s could not be indexed", instance._meta.label, instance.pk)
        PendingIndexing.objects.note(instance)
        row = PendingIndexing.objects.of(instance._meta.label, str(instance.pk)).get()
        row.note_failure(error)
        return False
    return True


@dataclass(frozen=True)
class IndexHealth:
    """What is wrong with the index: counts of objects, and whether the analysis has changed."""

    missing: int
    orphaned: int
    failing: int
    is_outdated: bool

    @property
    def is_good(self) -> bool:
        return not (self.missing or self.orphaned or self.failing or self.is_outdated)


def index_health() -> IndexHealth:
    """Compare the index with the database, in a few queries for each type."""
    return IndexHealth(
        missing=sum(missing_objects(model).count() for model in indexed_models()),
        orphaned=sum(orphaned_entries(model).count() for model in indexed_models()),
        failing=PendingIndexing.objects.failing().count(),
        is_outdated=is_outdated(),
    )


def index_table() -> str:
    return index_entries().model._meta.db_table


def index_entries() -> QuerySet[Any]:
    """All rows of the index."""
    entries: Any = apps.get_app_config("wagtailsearch").get_model("IndexEntry")
    rows: QuerySet[Any] = entries.objects.all()
    return rows


def entries_of(model: type[Model]) -> QuerySet[Any]:
    """The index's rows for objects of exactly this type."""
    return index_entries().filter(
        content_type__app_label=model._meta.app_label,
        content_type__model=model._meta.model_name,
    )


def findable_entries(model: type[Model]) -> QuerySet[Any]:
    """Of these rows those that a search can find, as far as the backend can tell."""
    of_backend: Any = get_search_backend().get_index_for_model(model)
    rows = entries_of(model)
    if not hasattr(of_backend, "findable_entries"):
        return rows
    return rows.filter(pk__in=of_backend.findable_entries().values("pk"))


def remove_lost_entries() -> None:
    """Delete the rows that nothing finds: written over, they would stay so on SQLite."""
    for model in indexed_models():
        entries_of(model).exclude(pk__in=findable_entries(model).values("pk")).delete()


def missing_objects(model: Any) -> QuerySet[Any]:
    """Objects that the index should have and lacks, apart from those just saved."""
    label = model._meta.label_lower
    waiting = PendingIndexing.objects.filter(model=label).values("object_key")
    known = findable_entries(model).values("object_id")
    objects = model.get_indexed_objects().order_by().prefetch_related(None)
    return (
        objects.annotate(index_key=Cast("pk", CharField()))
        .exclude(index_key__in=known)
        .exclude(index_key__in=waiting)
    )


def orphaned_entries(model: Any) -> QuerySet[Any]:
    """Rows of the index whose object is gone or no longer to be found."""
    objects = model.get_indexed_objects().order_by().prefetch_related(None)
    keys = objects.annotate(index_key=Cast("pk", CharField())).values("index_key")
    return entries_of(model).exclude(object_id__in=keys)


def is_outdated() -> bool:
    """Whether the index was last made by another analysis than the one in use, or by none known."""
    last = IndexBuild.objects.filter(finished_at__isnull=False).first()
    if last is None:
        return index_entries().exists()
    return last.signature != signature(get_search_backend())


def note_empty_index(using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Know by which analysis an index is made that begins empty; a receiver of `post_migrate`."""
    needed = {IndexBuild._meta.db_table, index_entries().model._meta.db_table}
    if using != DEFAULT_DB_ALIAS or not needed <= set(connection.introspection.table_names()):
        return
    if not IndexBuild.objects.exists() and not index_entries().exists():
        signed = signature(get_search_backend())
        IndexBuild.objects.create(signature=signed, finished_at=timezone.now())


def signature(backend: BaseSearchBackend) -> str:
    """Names what an index was made by: the backend, and the version of its analysis."""
    kind = type(backend)
    return f"{kind.__module__}.{kind.__qualname__} {getattr(backend, 'analysis_version', 1)}"


def chunks(objects: QuerySet[Any], after: str, size: int) -> Iterator[list[Any]]:
    """The keys of the objects, in order, beyond `after`, at most `size` at once."""
    keys = objects.order_by("pk").values_list("pk", flat=True)
    last: Any = after or None
    while found := list((keys.filter(pk__gt=last) if last is not None else keys)[:size]):
        yield found
        last = found[-1]
