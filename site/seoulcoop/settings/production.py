"""Settings of a public server, all of them from the environment.

Required: SECRET_KEY, ALLOWED_HOSTS (comma separated), SITE_URL, DATABASE_URL.
Optional: CACHE_URL, EMAIL_URL, DEFAULT_FROM_EMAIL, TRUSTED_PROXIES, CSRF_TRUSTED_ORIGINS,
DOWNLOADS_BY_NGINX (the internal location of the documents' folder), DOWNLOAD_STREAMS (fewer than
the server has threads), DOWNLOAD_CACHE_SECONDS, DOWNLOADS_SHOW_COUNTS, KEEP_REPLACED_DAYS,
S3_BUCKET with S3_ENDPOINT_URL, S3_REGION, S3_ACCESS_KEY, S3_SECRET_KEY and, where pictures have
other addresses, IMAGE_HOSTS; HSTS_SECONDS; WEBHOOK_SECONDS, WEBHOOK_RETRY_DAYS, WEBHOOK_KEEP_DAYS.
"""

from seoulcoop.settings.base import *
from seoulcoop.settings.base import (
    ADMIN_CONTENT_SECURITY_POLICY,
    CONTENT_SECURITY_POLICY,
    NINJA_NUM_PROXIES,
    STORAGES,
    env,
    mail_settings,
)


def mail_from_url(url: dict[str, object]) -> dict[str, object]:
    """Django's settings for the mail server that EMAIL_URL describes."""
    return mail_settings(
        str(url["EMAIL_BACKEND"]),
        host=url["EMAIL_HOST"],
        port=url["EMAIL_PORT"] or 25,
        username=url["EMAIL_HOST_USER"] or "",
        password=url["EMAIL_HOST_PASSWORD"] or "",
        use_tls=url.get("EMAIL_USE_TLS", False),
        use_ssl=url.get("EMAIL_USE_SSL", False),
    )


DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
WAGTAILADMIN_BASE_URL = env.str("SITE_URL")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="webmaster@localhost")
vars().update(mail_from_url(env.email_url("EMAIL_URL", default="smtp://localhost:25")))

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=True)
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
if NINJA_NUM_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


def object_storage(prefix: str, *, signed: bool) -> dict[str, object]:
    """An S3-compatible store below `prefix`; `signed` addresses for what may be private."""
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env.str("S3_BUCKET"),
            "endpoint_url": env.str("S3_ENDPOINT_URL", default=None),
            "region_name": env.str("S3_REGION", default=None),
            "access_key": env.str("S3_ACCESS_KEY", default=None),
            "secret_key": env.str("S3_SECRET_KEY", default=None),
            "location": prefix,
            "querystring_auth": signed,
            "file_overwrite": False,
        },
    }


if env.str("S3_BUCKET", default=""):
    STORAGES = {
        **STORAGES,
        "default": object_storage("media", signed=False),
        "documents": object_storage("documents", signed=True),
    }
    image_hosts = env.list("IMAGE_HOSTS", default=[env.str("S3_ENDPOINT_URL", default="")])
    for policy in (CONTENT_SECURITY_POLICY["DIRECTIVES"], ADMIN_CONTENT_SECURITY_POLICY):
        policy["img-src"] = [*policy["img-src"], *filter(None, image_hosts)]

# Who sends the files: nginx, the object store by addresses signed for a moment, or, with neither,
# the application, for as many readers at a time as DOWNLOAD_STREAMS says.
DOCUMENTS_X_ACCEL_LOCATION = env.str("DOWNLOADS_BY_NGINX", default="")
DOCUMENTS_SIGNED_URL_SECONDS = env.int("DOWNLOAD_URL_SECONDS", default=60)
DOCUMENTS_MOST_STREAMS = env.int("DOWNLOAD_STREAMS", default=12)
DOCUMENTS_CACHE_SECONDS = env.int("DOWNLOAD_CACHE_SECONDS", default=0)
DOCUMENTS_KEEP_REPLACED_DAYS = env.int("KEEP_REPLACED_DAYS", default=90)
DOWNLOADS_SHOW_COUNTS = env.bool("DOWNLOADS_SHOW_COUNTS", default=False)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "headless.requests.request_ids.RequestIdFilter"}},
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"}
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
