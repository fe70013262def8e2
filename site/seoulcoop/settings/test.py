"""Settings of the test suite: quick, in memory, and sending nothing anywhere."""

import tempfile
from pathlib import Path

from seoulcoop.settings.base import *  # noqa: F403
from seoulcoop.settings.base import mail_settings

DATA_DIR = Path(tempfile.mkdtemp(prefix="seoulcoop-test-"))
MEDIA_ROOT = DATA_DIR / "media"
SECRET_KEY = "for tests only"  # noqa: S105
DEBUG = False
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
vars().update(mail_settings("django.core.mail.backends.locmem.EmailBackend"))
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "documents": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "documents"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
SERVE_MEDIA = True
