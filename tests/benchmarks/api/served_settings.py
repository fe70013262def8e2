"""The demo's settings, without limits on requests and with Wagtail's stock v2 beside our API."""

from __future__ import annotations

import os

from tests.served_settings import *

ROOT_URLCONF = "tests.benchmarks.api.urls"
HEADLESS_RATES = {"anonymous": None, "client": None, "refused": None}
# What the stock API needs to answer a hundred pages at once.
WAGTAILAPI_LIMIT_MAX = 100
if "ANSWERS_BYTES" in os.environ:
    HEADLESS_CACHE_BYTES = int(os.environ["ANSWERS_BYTES"])
