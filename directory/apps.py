from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    name = "directory"
    label = "directory"
    verbose_name = _("Member directory")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_delete

        from content.documents import register_document_rule
        from content.related import RelatedListing, register_related_listing
        from directory.documents import verdict_on
        from directory.erasure import erase_traces, forget_old_files
        from directory.models import Member, MemberContact, members_belonging_to
        from directory.scopes import CONTACTS
        from headless.due import register_due
        from headless.requests.scopes import register_scope

        register_document_rule(verdict_on)
        register_related_listing(Member, RelatedListing(_("Its members"), members_belonging_to))
        register_scope(CONTACTS, _("Contact persons who agreed to be given to partners"))
        register_due(forget_old_files)
        post_delete.connect(erase_traces, sender=MemberContact)
