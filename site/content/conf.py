"""The settings of documents' delivery, each with its default, read when it is needed."""

from django.conf import settings


def keep_replaced_days() -> int:
    """DOCUMENTS_KEEP_REPLACED_DAYS: how long a replaced file stays reachable under its hash."""
    return int(getattr(settings, "DOCUMENTS_KEEP_REPLACED_DAYS", 90))


def x_accel_location() -> str:
    """DOCUMENTS_X_ACCEL_LOCATION: nginx's internal location of the documents' folder."""
    return str(getattr(settings, "DOCUMENTS_X_ACCEL_LOCATION", ""))


def signed_url_seconds() -> int:
    """DOCUMENTS_SIGNED_URL_SECONDS: how long a signed address of an object store holds.

    0 where the application hands out what the store keeps.
    """
    return int(getattr(settings, "DOCUMENTS_SIGNED_URL_SECONDS", 0))


def most_streams() -> int:
    """DOCUMENTS_MOST_STREAMS: how many files one process hands out by itself at a time.

    Each holds a thread for as long as its reader takes, so it has to lie below the server's
    number of threads: the rest is left for everything else.
    """
    return int(getattr(settings, "DOCUMENTS_MOST_STREAMS", 12))


def cache_seconds() -> int:
    """DOCUMENTS_CACHE_SECONDS: how long a CDN may go without asking whether a file is still open.

    With 0 it keeps the file and asks each time, so that what is withdrawn is gone at once.
    """
    return int(getattr(settings, "DOCUMENTS_CACHE_SECONDS", 0))
