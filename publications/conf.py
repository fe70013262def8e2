"""The settings of download counting, each with its default, read when it is needed."""

from django.conf import settings


def flush_seconds() -> float:
    """DOWNLOADS_FLUSH_SECONDS: how often a process writes its counts down.

    So much is lost at most when it is killed. With 0 each download is written at once.
    """
    return float(getattr(settings, "DOWNLOADS_FLUSH_SECONDS", 5))


def shows_counts() -> bool:
    """DOWNLOADS_SHOW_COUNTS: whether visitors see how often a publication was downloaded."""
    return bool(getattr(settings, "DOWNLOADS_SHOW_COUNTS", False))


def trusted_proxies() -> int:
    """NINJA_NUM_PROXIES: how many proxies of ours stand before the application."""
    return int(getattr(settings, "NINJA_NUM_PROXIES", 0) or 0)
