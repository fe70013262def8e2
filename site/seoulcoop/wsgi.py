"""The WSGI application, as granian and every other WSGI server take it."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seoulcoop.settings.production")

django_application = get_wsgi_application()
# Loaded only now, when the apps are ready: it knows models.
application = import_string("headless.caching.response_cache.CachingApplication")(
    django_application
)

# The site's addresses bring in the rest of its code. What is loaded by now stays for good: the
# garbage collector need not look through it again, which took longer than most answers take.
loaded_addresses = get_resolver().url_patterns
gc.collect()
gc.freeze()
