"""Pictures in the sizes that the API offers beside the original."""

import logging
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.conf import settings
from wagtail.images import get_image_model
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import Filter, SourceImageIOError
from willow.image import UnrecognisedImageFormatError

from headless.visibility import private_collections

DEFAULT_RENDITIONS = {"small": "max-400x400|format-webp", "large": "max-1200x1200|format-webp"}
UNREADABLE = (SourceImageIOError, InvalidFilterSpecError, UnrecognisedImageFormatError, OSError)

logger = logging.getLogger(__name__)


def offered_renditions() -> Mapping[str, str]:
    """The sizes by name, as Wagtail's filter specifications."""
    return getattr(settings, "HEADLESS_IMAGE_RENDITIONS", DEFAULT_RENDITIONS)


@cache
def filter_of(specification: str) -> Filter:
    """The filter of a specification, which knows what it does once it has been used."""
    return Filter(spec=specification)


def open_images(ids: set[int]) -> dict[int, Any]:
    """The pictures that lie in no private collection, each with the sizes it has so far."""
    images = get_image_model().objects.exclude(collection__in=private_collections())
    found = images.filter(pk__in=ids).prefetch_renditions(*offered_renditions().values())
    return {image.pk: image for image in found}


def renditions_of(image: Any) -> list[tuple[str, Any]]:
    """The picture in each size by name, made where it is missing; none of a damaged file."""
    offered = offered_renditions()
    try:
        found = image.get_renditions(*map(filter_of, offered.values()))
    except UNREADABLE:
        logger.warning("Image %s cannot be read", image.pk, exc_info=True)
        return []
    by_specification = {str(spec): rendition for spec, rendition in found.items()}
    return [
        (name, by_specification[spec]) for name, spec in offered.items() if spec in by_specification
    ]
