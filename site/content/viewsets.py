"""How staff keep synonyms, and read what visitors looked for in vain."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import display
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet
from wagtail_modeladmin.helpers import ButtonHelper
from wagtail_modeladmin.options import ModelAdmin

from content.models import DocumentVersion, PendingIndexing, SearchSynonym, UnansweredQuery
from content.models.synonyms import LONGEST_WORD
from content.record_rights import RecordPermissionHelper
from headless.record_lists import RecordListView
from headless.record_search import RecordSearchHandler


class SearchSynonymCreateView(CreateView):
    """A new entry; the word may be given with the address."""

    def get_initial_form_instance(self) -> SearchSynonym:
        return SearchSynonym(word=self.request.GET.get("word", "")[:LONGEST_WORD])


class SearchSynonymViewSet(SnippetViewSet):
    model = SearchSynonym
    add_view_class = SearchSynonymCreateView
    icon = "resubmit"
    menu_label = _("Search synonyms")
    menu_name = "search-synonyms"
    menu_order = 300
    add_to_settings_menu = True
    list_display = ["word", "equivalents_in_line", "get_direction_display"]
    list_filter = ["direction"]
    search_fields = ["word", "equivalents"]
    copy_view_enabled = False


class UnansweredQueryButtonHelper(ButtonHelper):
    """Leads from a search in vain to the entry that answers it next time."""

    def get_buttons_for_obj(self, obj: Any, *args: Any, **kwargs: Any) -> list[dict[str, Any]]:
        buttons: list[dict[str, Any]] = super().get_buttons_for_obj(obj, *args, **kwargs)
        if not self.request.user.has_perm("content.add_searchsynonym"):
            return buttons
        add = reverse("wagtailsnippets_content_searchsynonym:add")
        button = {
            "url": f"{add}?{urlencode({'word': obj.query})}",
            "label": _now("Add a synonym"),
            "classname": self.finalise_classname(classnames_add=["button-secondary"]),
            "title": _now("Add a synonym for “%(query)s”") % {"query": obj.query},
        }
        return [button, *buttons]


class ReplacedFilePermissionHelper(RecordPermissionHelper):
    """What a document holds now is removed with the document alone."""

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        may_delete: bool = super().user_can_delete_obj(user, obj)
        return may_delete and obj.replaced_at is not None


class ReplacedFileAdmin(ModelAdmin):
    """The files that were replaced and are still reachable; one can be removed at once."""

    model = DocumentVersion
    menu_label = _("Replaced files")
    menu_icon = "history"
    menu_order = 330
    add_to_settings_menu = True
    add_to_admin_menu = False
    permission_helper_class = ReplacedFilePermissionHelper
    index_view_class = RecordListView
    list_display = ("filename", "document", "replaced_at", "kept_until", "sha256")
    search_fields = ("file_name", "sha256")
    search_handler_class = RecordSearchHandler
    ordering = ("-replaced_at",)

    @display(description=_("file name"))
    def filename(self, obj: DocumentVersion) -> str:
        return obj.filename

    @display(description=_("reachable until"))
    def kept_until(self, obj: DocumentVersion) -> Any:
        return obj.kept_until

    def get_queryset(self, request: HttpRequest) -> QuerySet[DocumentVersion]:
        """What documents hold now is not among them."""
        found: QuerySet[DocumentVersion] = super().get_queryset(request)
        return found.filter(replaced_at__isnull=False).select_related("document")


class UnansweredQueryAdmin(ModelAdmin):
    """The searches that found nothing, day by day."""

    model = UnansweredQuery
    menu_label = _("Searches without result")
    menu_icon = "search"
    menu_order = 310
    add_to_settings_menu = True
    add_to_admin_menu = False
    permission_helper_class = RecordPermissionHelper
    button_helper_class = UnansweredQueryButtonHelper
    index_view_class = RecordListView
    list_display = ("query", "count", "day")
    list_filter = ("day",)
    search_fields = ("query",)
    search_handler_class = RecordSearchHandler
    ordering = ("-day", "-count")


class PendingIndexingAdmin(ModelAdmin):
    """What was saved and cannot be found yet; it is tried again by itself."""

    model = PendingIndexing
    menu_label = _("Waiting for the search")
    menu_icon = "history"
    menu_order = 320
    add_to_settings_menu = True
    add_to_admin_menu = False
    permission_helper_class = RecordPermissionHelper
    index_view_class = RecordListView
    list_display = ("type_name", "object_key", "changed_at", "tries", "next_try_at", "error")
    list_filter = ("model",)
    ordering = ("-tries", "changed_at")
