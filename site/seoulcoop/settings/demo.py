"""Settings of the demo's own server: a developer's, with the pages that visitors would see."""

from seoulcoop.settings.dev import *  # noqa: F403

DEBUG = False
