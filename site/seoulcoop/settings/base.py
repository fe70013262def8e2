"""Settings that every deployment shares; with `production`, the only reader of the environment."""

from pathlib import Path

import django
import environ
from django.utils.translation import gettext_lazy as _

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
    "wagtail_modeladmin",
    "wagtail.api.v3",
    "wagtail.contrib.redirects",
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
    "wagtail.search",
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
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
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
# lock when a transaction begins, so that two writers queue up instead of failing in the middle.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;"
        "PRAGMA synchronous=NORMAL;"
        "PRAGMA foreign_keys=ON;"
        "PRAGMA mmap_size=134217728;"
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
        "OPTIONS": {"location": DATA_DIR / "documents"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

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
WAGTAILDOCS_MAX_UPLOAD_SIZE = 100 * 1024 * 1024
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

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
NINJA_NUM_PROXIES = env.int("TRUSTED_PROXIES", default=0)

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
