"""The form in which staff upload documents, wherever Wagtail asks for one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.utils import quote
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.documents import get_document_model
from wagtail.permissions import policy_registry

from content.forms import KeepingDocumentForm
from publications.reading_queue import sha256_of
from publications.uploads import check_content, nfc, same_file

REUSE = "reuse"
UPLOAD_ANYWAY = "new"
SAME_FILE = "same_file"


class DocumentForm(KeepingDocumentForm):
    """Wagtail's form for documents, which also looks into the file.

    Name it in WAGTAILDOCS_DOCUMENT_FORM_BASE: then single and multiple uploads, the chooser, the
    replacing of a file and the API all ask it. A file that is there already is refused, and the
    editor is asked whether to use the existing document or to upload it all the same.
    """

    data: Any

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        self.user = user
        self.existing: Any = None
        super().__init__(*args, user=user, **kwargs)
        if self.decision:
            self.ask_about_same_file()
        if self.decision == REUSE and "file" in self.fields:
            self.fields["file"].required = False

    @property
    def decision(self) -> str:
        """What the editor has decided about a file that is there already; empty at first."""
        return str(self.data.get(self.add_prefix(SAME_FILE), "")) if self.is_bound else ""

    @property
    def is_in_chooser(self) -> bool:
        """Whether a document is wanted for something, so that an existing one will do."""
        return bool(self.prefix) and not self.instance.pk

    def ask_about_same_file(self) -> None:
        reuse = (REUSE, gettext_lazy("Use the document that is there already"))
        anyway = (UPLOAD_ANYWAY, gettext_lazy("Upload it all the same; choose the file again"))
        self.fields[SAME_FILE] = forms.ChoiceField(
            label=gettext_lazy("The same file is there already"),
            choices=[reuse, anyway] if self.is_in_chooser else [anyway],
            widget=forms.RadioSelect,
            required=False,
        )
        if self.is_in_chooser:
            self.fields["existing"] = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_title(self) -> str:
        return nfc(self.cleaned_data["title"])

    def clean_file(self) -> Any:
        """The uploaded file under its NFC name. Raises ValidationError."""
        file = self.cleaned_data.get("file")
        if "file" not in self.changed_data or not file:
            return file
        file.name = nfc(file.name)
        check_content(file, file.name)
        return file

    def look_for_same(self, file: Any) -> None:
        """Refuse a file that is there already, as long as nothing was decided about that."""
        digest = sha256_of(file)
        self.instance.known_sha256 = digest
        found = same_file(digest, self.user, self.instance.pk) if self.user else None
        if found is None or self.decision == UPLOAD_ANYWAY:
            return
        self.offer(found)
        message = same_file_message(found, self.user)
        self.add_error("file", ValidationError(message, code="same-file"))

    def offer(self, found: Any) -> None:
        """Ask, when the form is shown again, what to do about the document that was found."""
        self.ask_about_same_file()
        data = self.data.copy()
        data[self.add_prefix("existing")] = str(found.pk)
        data[self.add_prefix(SAME_FILE)] = REUSE if self.is_in_chooser else ""
        self.data = data

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("file") and "file" in self.changed_data:
            self.look_for_same(cleaned["file"])
        if self.decision == REUSE and self.is_in_chooser and not cleaned.get("file"):
            self.existing = self.chosen_document()
            if self.existing is None and "file" in self.fields:
                self.add_error("file", self.fields["file"].error_messages["required"])
        return cleaned

    def chosen_document(self) -> Any:
        """The existing document that the editor may and wants to use."""
        policy = policy_registry.get_by_type(get_document_model())
        documents = policy.instances_user_has_any_permission_for(self.user, ["choose"])
        asked = self.data.get(self.add_prefix("existing"), "")
        return documents.filter(pk=asked).first() if asked.isalnum() else None

    def _post_clean(self) -> None:
        """An existing document is taken as it is, so there is nothing to check of a new one."""
        if self.existing is not None:
            return
        refused = list(self.errors["file"].data) if "file" in self.errors else []
        super()._post_clean()
        if refused:
            # The model would complain as well, of a file without any name.
            self.errors["file"].data = refused

    def save(self, commit: bool = True) -> Any:
        return self.existing or super().save(commit=commit)


def same_file_message(document: Any, user: Any) -> SafeString:
    """Names the document that has the same content, with a link for who may edit it."""
    message = _("The same file is there already, as “%(title)s”.")
    if document.is_editable_by_user(user):
        address = reverse("wagtaildocs:edit", args=[quote(document.pk)])
        name = format_html('<a href="{}" target="_blank">{}</a>', address, document.title)
    else:
        name = format_html("{}", document.title)
    return format_html(message.replace("%(title)s", "{}"), name)
