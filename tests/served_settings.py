"""Settings of a site that a test or a benchmark serves: the demo's, with what a test may change."""

import os

from seoulcoop.settings.demo import *

SECRET_KEY = "for tests only"
DOWNLOADS_FLUSH_SECONDS = float(os.environ.get("DOWNLOADS_FLUSH_SECONDS", "1"))
DOCUMENTS_MOST_STREAMS = int(os.environ.get("DOCUMENTS_MOST_STREAMS", "64"))
DOCUMENTS_X_ACCEL_LOCATION = os.environ.get("DOCUMENTS_X_ACCEL_LOCATION", "")
