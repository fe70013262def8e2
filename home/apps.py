from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    label = "home"
    verbose_name = _("Site pages")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from content.related import RelatedListing, register_related_listing
        from directory.models import Member
        from home.models import programs_naming, programs_with_partner
        from publications.models import PublicationPage

        register_related_listing(
            PublicationPage, RelatedListing(_("Programs it belongs to"), programs_naming)
        )
        register_related_listing(
            Member, RelatedListing(_("Programs it takes part in"), programs_with_partner)
        )
