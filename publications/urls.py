"""The permanent addresses of files; include them outside the page tree, at `downloads/`."""

from django.urls import path

from publications.views import download

app_name = "publications"

urlpatterns = [path("<slug:key>/<path:name>", download, name="download")]
