from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicationsConfig(AppConfig):
    name = "publications"
    label = "publications"
    verbose_name = _("Publications")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        self.connect_content()
        self.connect_reading()

    def connect_content(self) -> None:
        """Tell lower apps what this one knows of their content."""
        from content.documents import register_document_rule
        from content.related import RelatedListing, register_related_listing
        from directory.models import Member
        from headless.due import register_due
        from headless.output.documents import register_hiding_rule
        from publications.access import under_embargo, verdict_on
        from publications.counting import forget_clicks
        from publications.models import publications_contributed_to_by

        register_related_listing(
            Member,
            RelatedListing(_("Publications it contributed to"), publications_contributed_to_by),
        )
        register_document_rule(verdict_on)
        register_hiding_rule(under_embargo)
        register_due(forget_clicks)

    def connect_reading(self) -> None:
        """Have documents read when their file is new, and what was read deleted with them."""
        from django.db.models.signals import post_delete, post_save
        from wagtail.documents import get_document_model

        from headless.due import register_due
        from publications.models import ExtractedText
        from publications.reading_queue import (
            delete_cover_of_deleted,
            enter_saved_document,
            wake_forgotten,
        )

        post_save.connect(enter_saved_document, sender=get_document_model())
        post_delete.connect(delete_cover_of_deleted, sender=ExtractedText)
        register_due(wake_forgotten)
