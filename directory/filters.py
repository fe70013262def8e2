"""What a visitor may narrow the member list down to."""

from __future__ import annotations

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.districts import District
from directory.models.categories import MemberCategory, Standing
from directory.querysets import MemberQuerySet
from hangul.initials import is_initials
from hangul.normalise import normalise
from hangul.sorting import sort_key


class MemberFilterForm(forms.Form):
    """The directory's filters, as a GET form."""

    q = forms.CharField(label=_("Name"), required=False, max_length=100)
    category = forms.ModelChoiceField(
        label=_("Category"),
        required=False,
        queryset=MemberCategory.objects.none(),
        to_field_name="slug",
        empty_label=_("All categories"),
    )
    standing = forms.ChoiceField(
        label=_("Standing"), required=False, choices=[("", _("All")), *Standing.choices]
    )
    district = forms.ChoiceField(
        label=_("District"), required=False, choices=[("", _("All of Seoul")), *District.choices]
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["category"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = MemberCategory.objects.all()

    def narrowed(self, members: MemberQuerySet) -> MemberQuerySet:
        """Those of `members` that fit every filter; a filter that makes no sense finds nobody."""
        if not self.is_valid():
            return members.none()
        given = self.cleaned_data
        if given["category"]:
            members = members.filter(category=given["category"])
        if given["standing"]:
            members = members.filter(category__standing=given["standing"])
        if given["district"]:
            members = members.filter(district=given["district"])
        return members.filter(names_with(given["q"])) if given["q"] else members


def names_with(text: str) -> Q:
    """Members whose names contain `text`, or whose names' initial consonants do."""
    text = normalise(text)
    if is_initials(text):
        return Q(initials__contains=text.replace(" ", ""))
    return (
        Q(name__icontains=text)
        | Q(name_en__icontains=text)
        | Q(short_name__icontains=text)
        | Q(sort_key__contains=sort_key(text))
    )
