"""How the member form is laid out: as a keeper of the directory thinks."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)

IDENTITY_PANELS = [
    TitleFieldPanel("name", targets=["slug"], required_on_save=True),
    FieldRowPanel([FieldPanel("short_name"), FieldPanel("name_en")]),
    FieldRowPanel([FieldPanel("category"), FieldPanel("legal_form")]),
    FieldRowPanel([FieldPanel("district"), FieldPanel("founded_on")]),
    FieldPanel("sectors"),
    FieldPanel("logo"),
    FieldPanel("introduction"),
    FieldPanel("introduction_en"),
    FieldPanel("products_and_services"),
    FieldPanel("tags"),
]

CONTACT_PANELS = [
    FieldPanel("address"),
    FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
    FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
    FieldPanel("website"),
    FieldPanel("social_links"),
]

MEMBERSHIP_PANELS = [
    FieldPanel("status"),
    FieldRowPanel([FieldPanel("joined_on"), FieldPanel("left_on")]),
    FieldRowPanel([FieldPanel("business_number"), FieldPanel("verified_on")]),
    FieldPanel("parent"),
    MultiFieldPanel(
        [InlinePanel("former_names", label=_("Former name"))], heading=_("Former names")
    ),
]

SETTINGS_PANELS = [FieldPanel("slug"), PublishingPanel()]

MEMBER_EDIT_HANDLER = TabbedInterface(
    [
        ObjectList(IDENTITY_PANELS, heading=_("Basic details")),
        ObjectList(CONTACT_PANELS, heading=_("Contact")),
        ObjectList(MEMBERSHIP_PANELS, heading=_("Membership")),
        ObjectList(SETTINGS_PANELS, heading=_("Settings")),
    ]
)
