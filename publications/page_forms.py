"""The form in which an editor writes a publication."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import HiddenInput, UUIDField
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from publications.content_checks import CHECKED, Draft, Notice, clear, notices_of

# The buttons by which a text goes to the public, or to those who let it.
PUBLIC_ACTIONS = frozenset({"action-publish", "action-submit", "action-restart-workflow"})
APPROVAL = ("workflow-action-name", "approve")


class PublicationForm(WagtailAdminPageForm):
    """The editor's form; it sees all files of a publication at once, which a model cannot."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for form in self.file_forms():
            uid = None if form.is_bound else form.instance.uid
            form.fields["uid"] = UUIDField(required=False, widget=HiddenInput, initial=uid)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        mark_repeated_labels(self.file_forms())
        keep_identities(self.file_forms())
        if self.goes_public:
            self.refuse_unchecked()
        return cleaned

    def save(self, commit: bool = True) -> Any:
        """Keep who has ticked off what before an approval publishes it."""
        page = super().save(commit=commit)
        if page.pk and self.goes_public:
            clear(page, self.draft(), self.ticked, self.for_user)
        return page

    def file_forms(self) -> list[Any]:
        return self.formsets["files"].forms if "files" in self.formsets else []

    @property
    def goes_public(self) -> bool:
        """Whether the form is sent to publish, to submit or to approve what it holds."""
        name, value = APPROVAL
        return bool(PUBLIC_ACTIONS & set(self.data)) or self.data.get(name) == value

    def refuse_unchecked(self) -> None:
        """Personal data has to be ticked off first; everything else is a warning."""
        unchecked = [notice for notice in self.notices() if notice.is_open]
        if unchecked:
            message = ngettext(
                "One finding may be personal data (%(places)s). Look at it under “Before "
                "publishing” and tick it off.",
                "%(count)s findings may be personal data (%(places)s). Look at them under “Before "
                "publishing” and tick them off.",
                len(unchecked),
            )
            places = ", ".join(dict.fromkeys(notice.place for notice in unchecked))
            self.add_error(
                None,
                ValidationError(message, params={"count": len(unchecked), "places": places}),
            )

    @property
    def ticked(self) -> list[str]:
        """The fingerprints of the findings that the editor has ticked off in this form."""
        return self.data.getlist(CHECKED) if hasattr(self.data, "getlist") else []

    def notices(self) -> list[Notice]:
        """What to look at before publishing, in what stands in the form now."""
        return notices_of(self.draft(), self.ticked)

    def draft(self) -> Draft:
        """The publication as the form has it; where it was not sent, as the page has it."""
        return draft_with(self.instance, self.value, self.documents(), self.contributors())

    def value(self, name: str) -> Any:
        """What stands in a field; what the page has where the form has no such field."""
        cleaned = getattr(self, "cleaned_data", {}) if self.is_bound else {}
        return cleaned[name] if name in cleaned else getattr(self.instance, name, None)

    def documents(self) -> list[tuple[str, Any]]:
        """Each file's label with its document."""
        if self.is_bound:
            rows = (getattr(form, "cleaned_data", {}) for form in self.file_forms())
            kept = [row for row in rows if row.get("document") and not row.get("DELETE")]
            return [(row.get("label") or str(row["document"]), row["document"]) for row in kept]
        return documents_of(self.instance)

    def contributors(self) -> list[str]:
        """Names of everybody who had a part in it, as the form or the page has them."""
        found = contributors_of(self.instance)
        forms = self.formsets["contributors"].forms if "contributors" in self.formsets else []
        for form in forms if self.is_bound else []:
            row = getattr(form, "cleaned_data", {})
            found += [str(row[key]) for key in ("name", "member") if row.get(key)]
        return found


def documents_of(page: Any) -> list[tuple[str, Any]]:
    return [(file.label, file.document) for file in page.files.all() if file.document_id]


def contributors_of(page: Any) -> list[str]:
    return [each.display_name for each in page.contributors.all()]


def draft_of(page: Any) -> Draft:
    """The publication as the page has it."""
    return draft_with(
        page, lambda name: getattr(page, name, None), documents_of(page), contributors_of(page)
    )


def draft_with(
    page: Any,
    value: Callable[[str], Any],
    documents: list[tuple[str, Any]],
    contributors: list[str],
) -> Draft:
    """The publication with the field values that `value` finds by their names."""
    body = value("body")
    own = [str(value(name) or "") for name in ("title", "subtitle", "summary", "abstract")]
    stream = body.stream_block.get_searchable_content(body) if body else []
    cover, picture = value("cover"), value("listing_image")
    return Draft(
        page=page,
        abstract=value("abstract") or "",
        texts=(*own, *(str(text) for text in stream)),
        body=body,
        images=((gettext("Cover"), cover), (gettext("Picture in lists"), picture)),
        has_cover=cover is not None,
        documents=tuple(documents),
        contributors=tuple(contributors),
    )


def keep_identities(forms: list[Any]) -> None:
    """Give files that were read from a revision alone the identifier, so the address, from there.

    Wagtail builds a new object for each row that has no primary key.
    """
    taken = {form.instance.uid for form in forms if form.instance.pk}
    for form in forms:
        uid = form.cleaned_data.get("uid") if form.is_valid() else None
        if uid and form.instance.pk is None and uid not in taken:
            form.instance.uid = uid
            taken.add(uid)


def mark_repeated_labels(forms: list[Any]) -> None:
    """Put an error on each file whose label another file of the same language has."""
    kept = [form for form in forms if form.is_valid() and not form.cleaned_data.get("DELETE")]
    names = [(form.cleaned_data.get("label"), form.cleaned_data.get("language")) for form in kept]
    counts = Counter(names)
    for form, name in zip(kept, names, strict=True):
        if name[0] and counts[name] > 1:
            form.add_error("label", _("Another file has this label. Tell them apart."))
