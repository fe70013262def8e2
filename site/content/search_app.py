"""Wagtail's search, whose index tasks of ours keep up to date."""

from wagtail.search.apps import WagtailSearchAppConfig


class SearchConfig(WagtailSearchAppConfig):
    """For INSTALLED_APPS in place of `wagtail.search`, whose own tasks are left out.

    Those write what they read before others had saved and indexed something newer; what
    `content.indexing` does instead reads and writes in one.
    """

    default = False

    def ready(self) -> None:
        from django.db.models.signals import post_save
        from modelsearch.signal_handlers import post_save_signal_handler
        from wagtail.search.index import get_indexed_models

        super().ready()
        for model in get_indexed_models():
            post_save.disconnect(post_save_signal_handler, sender=model)
