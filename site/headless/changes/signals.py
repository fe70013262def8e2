"""What Django's and Wagtail's signals tell of objects that come, go, move and become private."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.backends.signals import connection_created
from django.db.models import Model
from django.db.models.signals import (
    m2m_changed,
    post_migrate,
    post_save,
    pre_delete,
    pre_migrate,
    pre_save,
)
from wagtail.embeds.models import Embed
from wagtail.models import (
    AbstractPage,
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    Site,
)
from wagtail.signals import post_page_move

from headless.changes.collecting import (
    collected,
    pause,
    record_unless_in_transaction,
    resume,
    watch,
)
from headless.changes.dependents import (
    affected_by_privacy,
    below,
    dependents,
    dependents_of_deleted,
    held_by,
)
from headless.changes.watching import INHERITED, watched_tables, when_tables_are_found
from headless.registry import family_of


def connect() -> None:
    """Listen; called once from `ready()`."""
    connection_created.connect(watch)
    pre_migrate.connect(pause)
    post_migrate.connect(resume)
    pre_save.connect(before_saving)
    post_save.connect(after_saving)
    m2m_changed.connect(after_relating)
    post_page_move.connect(after_moving)
    when_tables_are_found(listen_for_deletions)


def listen_for_deletions(models: Iterable[type[Model]]) -> None:
    """Only to what is watched: a listener keeps Django from deleting many rows at once."""
    for model in models:
        pre_delete.connect(before_deleting, sender=model)


def is_watched(model: type[Model]) -> bool:
    """Whether it is a model of today's that matters, and no migration's."""
    options = model._meta
    return watched_tables().get(options.db_table) is options.concrete_model


def before_saving(instance: Model, *, raw: bool, **_kwargs: Any) -> None:
    """Where a page takes its descendants along, note them."""
    if not isinstance(instance, AbstractPage) or instance.pk is None:
        return
    if raw:
        collected().is_sweeping = True
        return
    before = Page.objects.filter(pk=instance.pk).values(*INHERITED).first()
    if before and any(getattr(instance, name) != value for name, value in before.items()):
        collected().add(Page, below(instance))
        collected().is_sweeping = True


def after_saving(sender: type[Model], instance: Model, *, created: bool, **_kwargs: Any) -> None:
    if not is_watched(sender):
        return
    writes = collected()
    if created:
        writes.note_created(sender)
        writes.add(sender, [instance.pk])
    note_part(instance)
    record_unless_in_transaction()


def before_deleting(sender: type[Model], instance: Model, **_kwargs: Any) -> None:
    """Find out who shows the object while that can still be found out."""
    writes = collected()
    writes.note_deleting(sender)
    writes.add(sender, [instance.pk])
    if isinstance(instance, Embed):
        writes.addresses.add(instance.url)
    for model, keys in dependents_of_deleted(instance):
        writes.add(model, keys)
    note_part(instance)


def note_part(instance: Model) -> None:
    """Note all that is affected by what decides on whole parts of the site."""
    found: Iterable[tuple[type[Model], set[Any]]] = ()
    if isinstance(instance, Site):
        collected().add_all(Site)
    elif isinstance(instance, PageViewRestriction | CollectionViewRestriction):
        found = affected_by_privacy(instance)
    elif isinstance(instance, Collection):
        found = held_by(instance)
    for model, keys in found:
        collected().add(model, keys)


def after_relating(
    sender: type[Model],
    instance: Model,
    action: str,
    model: type[Model],
    pk_set: set[Any] | None,
    **_kwargs: Any,
) -> None:
    """Many-to-many relations have changed on both sides."""
    if not is_watched(sender):
        return
    writes = collected()
    writes.told_inserts.add(sender)
    writes.told_deletes.add(sender)
    writes.add(type(instance), [instance.pk])
    writes.add(model, pk_set or ())
    if action == "pre_clear":
        for shown_by, keys in dependents(family_of(type(instance)), {instance.pk}):
            writes.add(shown_by, keys)
    record_unless_in_transaction()


def after_moving(instance: AbstractPage, **_kwargs: Any) -> None:
    collected().add(Page, below(instance))
    collected().is_sweeping = True
    record_unless_in_transaction()
