"""The WSGI application, as granian and every other WSGI server take it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seoulcoop.settings.production")

application = get_wsgi_application()
