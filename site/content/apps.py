from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "content"
    label = "content"
    verbose_name = _("Shared content")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.checks import Tags, register
        from django.db.models.signals import post_delete, post_migrate, post_save, pre_save
        from wagtail.documents import get_document_model

        from content.checks import check_search_index
        from content.indexing import (
            index_waiting,
            note_deleted,
            note_empty_index,
            note_saved,
        )
        from content.models import DocumentVersion, SearchSynonym
        from content.models.unanswered import forget_outdated_queries
        from content.replacing import note_replacement, remember_replaced, remove_file
        from content.search_synonyms import kept_by_editors
        from hangul import synonyms
        from headless.due import register_due
        from headless.registry import alters_answers

        register_due(forget_outdated_queries)
        register_due(index_waiting)
        register_due(DocumentVersion.objects.forget_outdated)
        synonyms.register(kept_by_editors)
        alters_answers(SearchSynonym)
        document_model = get_document_model()
        pre_save.connect(remember_replaced, sender=document_model)
        post_save.connect(note_replacement, sender=document_model)
        post_delete.connect(remove_file, sender=DocumentVersion)
        post_save.connect(note_saved, dispatch_uid="content.indexing")
        post_delete.connect(note_deleted, dispatch_uid="content.indexing")
        post_migrate.connect(note_empty_index, sender=self, dispatch_uid="content.indexing")
        register(check_search_index, Tags.database)
