"""Settings of the demo's own server: a developer's, with the pages that visitors would see."""

from seoulcoop.settings.dev import *

DEBUG = False

# Readers of large files hold threads; the demo's server has 80, so that 16 are left for others.
DOCUMENTS_MOST_STREAMS = 64

# The terminal belongs to the person who started the demo; tasks speak up when they fail.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        name: {"level": "ERROR"} for name in ("django.request", "django_tasks", "django_tasks_db")
    },
}
