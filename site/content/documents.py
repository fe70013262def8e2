"""Who may read a document: the one rule that every route asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.models import AbstractPage, Page, ReferenceIndex
from wagtail.permissions import policy_registry

from content.privacy import let_pass, open_to_everybody, private_collections, unexpired

# What an app says of a document: True, it is public through me; False, it must stay hidden
# whoever else shows it; None, I have nothing to say.
DocumentRule = Callable[[AbstractDocument], bool | None]

_rules: list[DocumentRule] = []


def register_document_rule(rule: DocumentRule) -> DocumentRule:
    """Let an app decide on the documents that it shows."""
    if rule not in _rules:
        _rules.append(rule)
    return rule


def verdict(document: AbstractDocument) -> bool | None:
    """What the apps together say; one that wants it hidden outweighs all that show it."""
    said = {rule(document) for rule in _rules}
    if False in said:
        return False
    return True if True in said else None


def is_open(document: AbstractDocument) -> bool:
    """Whether anybody may read `document`.

    It has to lie in no private collection, and something public has to show it. What only a
    draft, a withdrawn, an expired or a private page shows, or nothing at all, is nobody's.
    """
    if private_collections().filter(pk=document.collection_id).exists():
        return False
    said = verdict(document)
    return is_on_a_public_page(document) if said is None else said


def may_read(document: AbstractDocument, request: HttpRequest) -> bool:
    """Whether who makes `request` may read `document`: as anybody, as a reader let in, as staff."""
    return is_open(document) or is_let_in(document, request) or is_staff(document, request)


def is_let_in(document: AbstractDocument, request: HttpRequest) -> bool:
    """Whether the reader passes the privacy of the collection and of a live page that shows it."""
    if verdict(document) is False:
        return False
    if not let_pass(document.collection.get_view_restrictions(), request):
        return False
    return any(
        let_pass(page.get_view_restrictions(), request) for page in live_pages_with(document)
    )


def is_staff(document: AbstractDocument, request: HttpRequest) -> bool:
    """Whether the reader may choose or change `document` in the admin."""
    policy = policy_registry.get_by_type(get_document_model())
    actions = ["add", "change", "delete", "choose"]
    return request.user.is_authenticated and policy.user_has_any_permission_for_instance(
        request.user, actions, document
    )


def is_on_a_public_page(document: AbstractDocument) -> bool:
    return live_pages_with(document).filter(open_to_everybody()).exists()


def live_pages_with(document: AbstractDocument) -> QuerySet[AbstractPage]:
    """The pages on the site that show `document`, in their text or as a file."""
    pages: QuerySet[AbstractPage] = Page.objects.live().filter(unexpired())
    return pages.filter(pk__in=keys_of_users(document, Page))


def is_shown_by(document: AbstractDocument, objects: QuerySet[Model]) -> bool:
    """Whether one of `objects` names `document` in a field, a block or a text."""
    return objects.filter(pk__in=keys_of_users(document, objects.model)).exists()


def keys_of_users(document: AbstractDocument, model: type[Model]) -> Iterable[str]:
    """The primary keys of the objects of `model`, which bears no subtype, that name `document`."""
    users = ReferenceIndex.get_references_to(document).filter(
        base_content_type=ContentType.objects.get_for_model(model)
    )
    return list(users.values_list("object_id", flat=True).distinct())
