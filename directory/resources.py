"""Members as rows of a spreadsheet, both ways: django-import-export's Resource, field by field.

Every field has one written form. What is exported and taken in again is therefore the same text,
and a row changes a member exactly where the written forms differ.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from import_export.fields import Field
from import_export.resources import Resource
from import_export.results import RowResult

from directory.lookups import Lookups
from directory.models import LegalForm, Member, MemberContact, MemberStatus, Standing
from directory.widgets import (
    CategoryWidget,
    DateWidget,
    DegreesWidget,
    DistrictWidget,
    FormerNamesWidget,
    ImageWidget,
    KeyWidget,
    LegalFormWidget,
    ParentWidget,
    RichTextWidget,
    SectorsWidget,
    SocialLinksWidget,
    StandingWidget,
    StatusWidget,
    TagsWidget,
    TextWidget,
    YesNoWidget,
)

# Stands in place of a text that no cell can hold, and leaves what is there.
LEFT_OUT = "[…]"


@dataclass(frozen=True)
class Changes:
    """What a row does to a member: old and new written forms by column, or what is wrong."""

    changed: dict[str, tuple[str, str]]
    errors: dict[str, str]


class CellField(Field):
    """A column that is one attribute, or a related list, of the model."""

    def __init__(self, name: str, widget: Any) -> None:
        super().__init__(attribute=name, column_name=name, widget=widget)

    def get_value(self, instance: models.Model) -> Any:
        return self.widget.value_of(instance, self.attribute)

    def save(self, instance: models.Model, row: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        """Set what the cell says. Raises ValueError with the reason where it says nothing."""
        try:
            value = self.widget.clean(row[self.column_name], row=row)
            self.widget.set_value(instance, self.attribute, value)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from error


class WrittenResource(Resource):
    """A Resource that changes instances in memory and leaves the writing to its user."""

    # What the database looks up, or what no cell can get wrong.
    UNCHECKED: frozenset[str] = frozenset()
    # What a new instance has of its own, and what follows from other columns.
    OWN: frozenset[str] = frozenset()
    FOLLOWING: frozenset[str] = frozenset()
    model: type[models.Model]

    class Meta:
        skip_diff = True

    def __init__(self, lookups: Lookups) -> None:
        super().__init__()
        for field in self.fields.values():
            field.widget.lookups = lookups

    def written(self, instance: models.Model) -> dict[str, str]:
        """Every column's written form."""
        return {name: field.export(instance) for name, field in self.fields.items()}

    @cached_property
    def blank(self) -> dict[str, str]:
        """The written forms of an instance of which nothing is said yet."""
        return self.written(self.model())

    def written_before(self, instance: models.Model) -> dict[str, str]:
        """As `written`, but quick for a new instance."""
        if instance.pk is not None:
            return self.written(instance)
        return {**self.blank, **self.only(instance, self.OWN)}

    def written_after(
        self, instance: models.Model, before: dict[str, str], given: Iterable[str]
    ) -> dict[str, str]:
        """As `written`; of a new instance nothing but what was given can have changed."""
        if instance.pk is not None:
            return self.written(instance)
        return {**before, **self.only(instance, {*given, *self.FOLLOWING})}

    def only(self, instance: models.Model, names: Iterable[str]) -> dict[str, str]:
        return {name: self.fields[name].export(instance) for name in names if name in self.fields}

    def take_in(self, instance: models.Model, cells: dict[str, Any]) -> Changes:
        """Change `instance` as the cells say; the result tells what changed and what is wrong."""
        before = self.written_before(instance)
        given = {
            name: cell
            for name, cell in cells.items()
            if cell != before.get(name) and cell != LEFT_OUT
        }
        self.instance = instance
        result = self.import_row(given, instance_loader=None, row_number=0, dry_run=True)
        if result.import_type == RowResult.IMPORT_TYPE_ERROR:
            raise result.errors[0].error
        errors = result.validation_error.update_error_dict({}) if result.validation_error else {}
        after = before if errors else self.written_after(instance, before, given)
        changed = {
            name: (before[name], after[name]) for name in before if before[name] != after[name]
        }
        return Changes(changed, in_words(errors))

    def get_or_init_instance(self, instance_loader: Any, row: Any) -> tuple[models.Model, bool]:
        """The row's own member was found before, by our rules of matching."""
        return self.instance, self.instance.pk is None

    def skip_row(
        self,
        instance: Any,
        original: Any,
        row: dict[str, Any],
        import_validation_errors: Any = None,
    ) -> bool:
        """Nothing to check where nothing differs."""
        return not row and not import_validation_errors

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, **kwargs: Any
    ) -> None:
        errors = dict(import_validation_errors or {})
        try:
            instance.full_clean(
                exclude={*self.UNCHECKED, *errors},
                validate_unique=False,
                validate_constraints=False,
            )
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def save_instance(self, *args: Any, **kwargs: Any) -> None:
        """Left to whoever asked: rows are written many at a time."""


def in_words(errors: dict[str, Any]) -> dict[str, str]:
    """Each field's messages as one text."""
    return {name: " ".join(ValidationError(found).messages) for name, found in errors.items()}


class MemberResource(WrittenResource):
    """All that staff keep of a member, column by column in the order of the spreadsheet."""

    UNCHECKED = frozenset({"category", "parent", "logo"})
    OWN = frozenset({"key", "slug"})
    FOLLOWING = frozenset({"standing"})
    model = Member

    key = CellField("key", KeyWidget())
    name = CellField("name", TextWidget())
    name_en = CellField("name_en", TextWidget())
    short_name = CellField("short_name", TextWidget())
    former_names = CellField("former_names", FormerNamesWidget())
    category = CellField("category", CategoryWidget())
    standing = CellField("standing", StandingWidget(Standing))
    legal_form = CellField("legal_form", LegalFormWidget(LegalForm))
    sectors = CellField("sectors", SectorsWidget())
    district = CellField("district", DistrictWidget())
    status = CellField("status", StatusWidget(MemberStatus))
    parent = CellField("parent", ParentWidget())
    business_number = CellField("business_number", TextWidget())
    founded_on = CellField("founded_on", DateWidget())
    joined_on = CellField("joined_on", DateWidget())
    left_on = CellField("left_on", DateWidget())
    verified_on = CellField("verified_on", DateWidget())
    address = CellField("address", TextWidget())
    latitude = CellField("latitude", DegreesWidget())
    longitude = CellField("longitude", DegreesWidget())
    phone = CellField("phone", TextWidget())
    email = CellField("email", TextWidget())
    website = CellField("website", TextWidget())
    social_links = CellField("social_links", SocialLinksWidget())
    introduction = CellField("introduction", RichTextWidget())
    introduction_en = CellField("introduction_en", RichTextWidget())
    products_and_services = CellField("products_and_services", RichTextWidget())
    tags = CellField("tags", TagsWidget())
    logo = CellField("logo", ImageWidget())
    slug = CellField("slug", TextWidget())


class ContactResource(WrittenResource):
    """A contact person with the record of the consent."""

    UNCHECKED = frozenset({"member"})
    model = MemberContact

    name = CellField("name", TextWidget())
    role = CellField("role", TextWidget())
    phone = CellField("phone", TextWidget())
    email = CellField("email", TextWidget())
    consent_purpose = CellField("consent_purpose", TextWidget())
    consent_items = CellField("consent_items", TextWidget())
    consented_on = CellField("consented_on", DateWidget())
    consent_until = CellField("consent_until", DateWidget())
    consent_version = CellField("consent_version", TextWidget())
    shared_with_partners = CellField("shared_with_partners", YesNoWidget())
