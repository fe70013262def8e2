"""What is known of a document's file."""

import hashlib
from collections.abc import Callable, Collection, Iterable
from functools import cache
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.cache import cache as shared
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.http import RFC3986_SUBDELIMS
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument

from headless.visibility import private_collections

PIECE = 1024 * 1024
# What Django leaves as it is in the addresses that it makes.
UNQUOTED = f"{RFC3986_SUBDELIMS}/~:@"


# Those of the documents with these primary keys that an app wants hidden whoever shows them.
HidingRule = Callable[[Collection[int]], Iterable[int]]

_rules: list[HidingRule] = []


def register_hiding_rule(rule: HidingRule) -> None:
    """Let an app hide documents, such as those under an embargo; called from `ready()`."""
    if rule not in _rules:
        _rules.append(rule)


def open_documents(ids: set[int]) -> dict[int, Any]:
    """The documents that anybody may download: in no private collection, and hidden by no app."""
    hidden = {key for rule in _rules for key in rule(ids)}
    documents = get_document_model().objects.exclude(collection__in=private_collections())
    return {document.pk: document for document in documents.filter(pk__in=ids - hidden)}


def url_of(document: Any) -> str:
    """What `document.url` answers; Wagtail's own view is looked up only once."""
    is_usual = type(document).url is AbstractDocument.url
    if not is_usual or getattr(settings, "WAGTAILDOCS_SERVE_METHOD", None) == "direct":
        return str(document.url)
    start = served_documents(get_script_prefix(), get_urlconf())
    return f"{start}{document.pk}/{quote(document.filename, safe=UNQUOTED)}"


@cache
def served_documents(prefix: str, urlconf: str | None) -> str:
    """Where the addresses of Wagtail's view begin."""
    usual = reverse("wagtaildocs_serve", args=[0, "name"], urlconf=urlconf)
    return usual.removesuffix("0/name")


def bytes_of(document: Any) -> int | None:
    """The size of the file, from its storage where the document does not say; None without one.

    Documents that code makes do not know their size.
    """
    if document.file_size is not None:
        return int(document.file_size)
    try:
        return int(document.file.size)
    except (OSError, ValueError):
        return None


def sha256_of(document: Any) -> str | None:
    """The file's SHA-256, reckoned once for each file that the document had."""
    key = f"headless-sha256-{document.pk}-{fingerprint(document)}"
    known: str | None = shared.get(key)
    if known is None:
        known = reckoned_sha256(document)
        if known:
            shared.set(key, known, timeout=None)
    return known


def fingerprint(document: Any) -> str:
    told = f"{document.file.name}|{document.file_hash}|{document.file_size}"
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def reckoned_sha256(document: Any) -> str | None:
    digest = hashlib.sha256()
    try:
        with document.open_file() as file:
            while piece := file.read(PIECE):
                digest.update(piece)
    except (OSError, ValueError):
        return None
    return digest.hexdigest()
