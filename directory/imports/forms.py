"""What a keeper says before and after seeing the preview."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.imports.columns import CONTACT_LABELS, LABELS, SheetColumn
from directory.imports.spreadsheets import MOST_BYTES, TOO_LARGE

NOT_TAKEN = ("", _("— not taken in —"))


class FileForm(forms.Form):
    """The spreadsheet."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel (.xlsx) or CSV, at most 10 MB and 20,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return file


class ColumnsForm(forms.Form):
    """Which column is which field, and what shall become of the rows."""

    empty_cells = forms.ChoiceField(
        label=_("Empty cells"),
        choices=[
            ("keep", _("leave what the directory has")),
            ("clear", _("clear what the directory has")),
        ],
        initial="keep",
        widget=forms.RadioSelect,
    )
    publish = forms.ChoiceField(
        label=_("After the import"),
        choices=[
            ("draft", _("keep as drafts, to be published later")),
            ("publish", _("publish at once")),
        ],
        initial="draft",
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        *args: Any,
        columns: list[SheetColumn],
        contacts: bool,
        publishing: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        for column in columns:
            self.fields[self.name_of(column)] = forms.ChoiceField(
                label=column.header or column.letter,
                required=False,
                choices=choices_of(contacts=contacts),
            )
        if not publishing:
            del self.fields["publish"]

    @staticmethod
    def name_of(column: SheetColumn) -> str:
        return f"column_{column.position}"

    def assigned(self) -> list[tuple[SheetColumn, forms.BoundField]]:
        """Each column with its choice."""
        return [(column, self[self.name_of(column)]) for column in self.columns]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        seen: dict[str, SheetColumn] = {}
        for column in self.columns:
            field = values.get(self.name_of(column))
            if field and field in seen:
                message = _("Column %(letter)s is already taken for this.")
                self.add_error(
                    self.name_of(column),
                    forms.ValidationError(message, params={"letter": seen[field].letter}),
                )
            elif field:
                seen[field] = column
        if not self.errors and not {"name", "key"} & set(seen):
            raise forms.ValidationError(
                _("Say which column holds the name, or the record number, of the members.")
            )
        return values

    def mapping(self) -> dict[str, str]:
        """The field of each column that is taken in."""
        found = {
            str(column.position): self.cleaned_data.get(self.name_of(column), "")
            for column in self.columns
        }
        return {position: field for position, field in found.items() if field}


def choices_of(*, contacts: bool) -> list[tuple[Any, Any]]:
    """Every field, those of persons in a group of their own."""
    groups: list[tuple[Any, Any]] = [NOT_TAKEN, (_("Member"), list(LABELS.items()))]
    if contacts:
        groups.append((_("Contact persons"), list(CONTACT_LABELS.items())))
    return groups
