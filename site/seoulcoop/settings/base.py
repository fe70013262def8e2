"""Settings that every deployment shares; with `production`, the only reader of the environment."""

from importlib.metadata import version
from pathlib import Path
from urllib.parse import urljoin

import django
import environ
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _
from wagtail.embeds.oembed_providers import vimeo, youtube

from publications.extraction.file_types import MEDIA_TYPES

env = environ.Env()

PACKAGE_DIR = Path(__file__).resolve().parent.parent

# Where this installation keeps what it writes. Never derived from the package's own place, which
# in an installed wheel is site-packages.
DATA_DIR = Path(env.str("SEOULCOOP_DATA_DIR", default="var")).resolve()

ROOT_URLCONF = "seoulcoop.urls"
WSGI_APPLICATION = "seoulcoop.wsgi.application"
AUTH_USER_MODEL = "seoulcoop.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "seoulcoop",
    "home",
    "publications",
    "directory",
    "content",
    "headless",
    "csp",
    "corsheaders",
    "wagtail_headless_preview",
    "wagtail_modeladmin",
    "wagtail.api.v3",
    "wagtail.contrib.redirects",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.sitemaps",
    "wagtail.contrib.typed_table_block",
    "wagtail.locales",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.embeds",
    "content.search_app.SearchConfig",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "headless.caching.response_cache.ResponseCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "seoulcoop.security_headers.ContentPolicyMiddleware",
    "seoulcoop.security_headers.html_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "content.language_free.LanguageFreeMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "headless.requests.middleware.UnsafeRequestMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "seoulcoop.context_processors.site_frame",
            ],
        },
    },
]

# Database: an embedded SQLite file, tuned for a site with several writers, unless DATABASE_URL
# names another one. WAL lets readers and a writer work side by side; IMMEDIATE takes the write
# lock when a transaction begins, so that two writers queue up instead of failing in the middle;
# the longest that one holds it is a spreadsheet of 20,000 members being written. Pages at hand stay
# at SQLite's 2 MB: each thread has its own, and 8 MB made a worker of four threads 40 MB larger.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 60,
    "init_command": (
        "PRAGMA journal_mode=WAL;"
        "PRAGMA synchronous=NORMAL;"
        "PRAGMA foreign_keys=ON;"
        "PRAGMA journal_size_limit=67108864;"
    ),
}
POSTGRESQL_OPTIONS = {"connect_timeout": 10}


def database_settings(url: str) -> dict[str, object]:
    """Django's settings for the database at `url`, with what its engine needs to run well."""
    database = environ.Env.db_url_config(url)
    is_sqlite = database["ENGINE"].endswith("sqlite3")
    defaults = SQLITE_OPTIONS if is_sqlite else POSTGRESQL_OPTIONS
    database["OPTIONS"] = {**defaults, **database.get("OPTIONS", {})}
    # One connection kept open per process: with WAL, opening one needs disk space.
    database["CONN_MAX_AGE"] = None
    database["CONN_HEALTH_CHECKS"] = not is_sqlite
    return database


DATABASES = {
    "default": database_settings(
        env.str("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}")
    )
}

CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default"],
    }
}

# Documents lie outside MEDIA_ROOT: a web server that serves media must never reach them past
# the privacy rules.
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
SERVE_MEDIA = False
STATIC_ROOT = DATA_DIR / "static"
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "documents": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(DATA_DIR / "documents")},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# What has a digest in its name browsers need not ask for again.
WHITENOISE_IMMUTABLE_FILE_TEST = r"\.[0-9a-f]{12}\."

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "wagtailadmin_login"

# Korean first.
LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", _("Korean")), ("en", _("English"))]
# What Wagtail and its companions say in Korean, where their own catalogues lack it or read badly.
LOCALE_PATHS = [PACKAGE_DIR / "wagtail_locale"]
TIME_ZONE = "Asia/Seoul"
USE_I18N = True
USE_TZ = True

WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
WAGTAIL_SITE_NAME = "서울지역협동조합협의회"
WAGTAILADMIN_BASE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")
WAGTAILIMAGES_IMAGE_MODEL = "seoulcoop.SiteImage"
WAGTAILDOCS_DOCUMENT_MODEL = "seoulcoop.SiteDocument"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = [
    "csv", "docx", "epub", "hwp", "hwpx", "pdf", "pptx", "xlsx", "zip",
]  # fmt: skip
WAGTAILDOCS_DOCUMENT_FORM_BASE = "publications.forms.DocumentForm"
WAGTAILDOCS_CONTENT_TYPES = MEDIA_TYPES
WAGTAILDOCS_MAX_UPLOAD_SIZE = 100 * 1024 * 1024
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "hangul.search"}}

# Nothing of the staff's is sent elsewhere, and shared page passwords, which Wagtail keeps
# unencrypted, are not offered.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}

DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
SILENCED_SYSTEM_CHECKS: list[str] = []


def mail_settings(backend: str, **options: object) -> dict[str, object]:
    """Django's settings for outgoing mail: MAILERS from Django 6.1 on, before that EMAIL_*."""
    if django.VERSION >= (6, 1):
        return {"MAILERS": {"default": {"BACKEND": backend, "OPTIONS": options}}}
    older_names = {"username": "HOST_USER", "password": "HOST_PASSWORD"}
    older = {f"EMAIL_{older_names.get(name, name.upper())}": options[name] for name in options}
    return {"EMAIL_BACKEND": backend, **older}


# The delivery API. The v3 preview, for staff automation, can be switched off.
HEADLESS_V3_PREVIEW_ENABLED = env.bool("HEADLESS_V3_PREVIEW_ENABLED", default=True)
HEADLESS_RELEASE = env.str("RELEASE", default=version("seoulcoop"))
HEADLESS_SHARED_CACHE = "default" if env.str("CACHE_URL", default="") else ""
HEADLESS_CDN_SECONDS = env.int("CDN_SECONDS", default=0)
NINJA_NUM_PROXIES = env.int("TRUSTED_PROXIES", default=0)
# Requests a minute: without a key, with one, and how many bad keys from one network. Counted in
# the database, or in the cache where one is shared by all processes.
HEADLESS_RATES = {
    "anonymous": env.int("API_RATE", default=600),
    "client": env.int("API_CLIENT_RATE", default=6000),
    "refused": env.int("API_BAD_KEY_RATE", default=30),
}
HEADLESS_RATE_CACHE = "default" if env.str("CACHE_URL", default="") else None
# Webhooks: how long a receiver has to answer, how long a message is tried again, and how long what
# was delivered stays on record.
HEADLESS_WEBHOOK_SECONDS = env.int("WEBHOOK_SECONDS", default=15)
HEADLESS_WEBHOOK_RETRY_DAYS = env.int("WEBHOOK_RETRY_DAYS", default=3)
HEADLESS_WEBHOOK_KEEP_DAYS = env.int("WEBHOOK_KEEP_DAYS", default=30)
# Front ends that show editors their drafts, by the host of the site, `default` for all others:
# PREVIEW_URLS=default=https://front.example.org/preview/
PREVIEW_URLS = env.dict("PREVIEW_URLS", default={})
WAGTAIL_HEADLESS_PREVIEW = {"CLIENT_URLS": PREVIEW_URLS, "ENFORCE_TRAILING_SLASH": False}
FRONT_ENDS = sorted({urljoin(url, "/").rstrip("/") for url in PREVIEW_URLS.values()})
HEADLESS_PREVIEW_SECONDS = env.int("PREVIEW_SECONDS", default=60 * 60)
# Whose scripts may read the API in a browser: origins, or * for everybody's.
API_ORIGINS = env.list("API_ALLOWED_ORIGINS", default=["*"])
CORS_ALLOW_ALL_ORIGINS = API_ORIGINS == ["*"]
CORS_ALLOWED_ORIGINS = [] if CORS_ALLOW_ALL_ORIGINS else API_ORIGINS
CORS_URLS_REGEX = r"^/api/v1(/|$)"
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_ALLOW_HEADERS = ["accept", "authorization", "if-none-match", "x-request-id"]
CORS_EXPOSE_HEADERS = ["ETag", "RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-ID"]

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"

# Videos come from these hosts, and only once a visitor opens them.
WAGTAILEMBEDS_FINDERS = [
    {"class": "wagtail.embeds.finders.oembed", "providers": [youtube, vimeo]},
]
FRAME_HOSTS = ["https://www.youtube-nocookie.com", "https://player.vimeo.com"]
# Of the style in the pages for trouble, which must need no other file: 500.html and the
# maintenance page.
TROUBLE_STYLE = "'sha256-iNw/g1w1sQEBsmq8JeuJC3pwwQq7dX7I2GRqSQ8vVPA='"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, TROUBLE_STYLE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "frame-src": [SELF, *FRAME_HOSTS],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
# What replaces the above for editors at work.
ADMIN_CONTENT_SECURITY_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF, *FRAME_HOSTS, *FRONT_ENDS],
    "frame-ancestors": [SELF],
}
