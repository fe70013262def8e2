"""Settings of a developer's machine and of the demo: no service and no secret needed."""

from django.core.management.utils import get_random_secret_key

from seoulcoop.settings.base import *
from seoulcoop.settings.base import DATA_DIR, STORAGES, mail_settings


def local_secret_key() -> str:
    """The installation's own secret key, made on first use and kept beside its data."""
    key_file = DATA_DIR / "secret_key"
    if not key_file.exists():
        key_file.parent.mkdir(parents=True, exist_ok=True)
        key_file.touch(mode=0o600)
        key_file.write_text(get_random_secret_key(), encoding="utf-8")
    return key_file.read_text(encoding="utf-8")


try:
    SECRET_KEY = local_secret_key()
except OSError as error:
    raise SystemExit(
        f"{DATA_DIR} 폴더에 쓸 수 없습니다. 쓸 수 있는 폴더를 SEOULCOOP_DATA_DIR로 알려 주세요.\n"
        f"The folder {DATA_DIR} cannot be written to ({error.strerror}). "
        "Name another one in SEOULCOOP_DATA_DIR."
    ) from error

DEBUG = True
# Receivers of webhooks on this machine, which a public server must refuse.
HEADLESS_WEBHOOK_LOOPBACK = True
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", ".localhost"]
vars().update(mail_settings("django.core.mail.backends.console.EmailBackend"))
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
SERVE_MEDIA = True
