"""Settings of the test suite: quick, in memory, and sending nothing anywhere."""

import atexit
import shutil
import tempfile
from pathlib import Path

from seoulcoop.settings.base import *
from seoulcoop.settings.base import mail_settings

DATA_DIR = Path(tempfile.mkdtemp(prefix="seoulcoop-test-"))
atexit.register(shutil.rmtree, DATA_DIR, ignore_errors=True)
MEDIA_ROOT = DATA_DIR / "media"
SECRET_KEY = "for tests only"
DEBUG = False
# Receivers of webhooks on this machine, which a public server must refuse.
HEADLESS_WEBHOOK_LOOPBACK = True
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
vars().update(mail_settings("django.core.mail.backends.locmem.EmailBackend"))
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "documents": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(DATA_DIR / "documents")},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
SERVE_MEDIA = True
# The tests ask more in a minute than anybody may; those of the limits set their own.
HEADLESS_RATES = {"anonymous": None, "client": None, "refused": None}
# A download is counted before its answer, not by a thread that outlives the test.
DOWNLOADS_FLUSH_SECONDS = 0
# What counts queries must not be answered from memory.
HEADLESS_CACHE_BYTES = 0
