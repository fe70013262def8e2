from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicationsConfig(AppConfig):
    name = "publications"
    label = "publications"
    verbose_name = _("Publications")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from content.related import RelatedListing, register_related_listing
        from directory.models import Member
        from publications.models import publications_contributed_to_by

        register_related_listing(
            Member,
            RelatedListing(_("Publications it contributed to"), publications_contributed_to_by),
        )
