"""A form for every member with what the directory says of it, to be printed and sent."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.template.response import TemplateResponse

from content.dates import today
from content.models import OrganisationSettings
from directory.imports.columns import LABELS
from directory.lookups import Lookups
from directory.matching import MemberIndex
from directory.models import Member
from directory.resources import MemberResource

# What a member can tell of itself; keys, addresses on the site and pictures it cannot.
ASKED = (
    "name", "name_en", "short_name", "former_names", "category", "legal_form", "sectors",
    "district", "parent", "business_number", "founded_on", "joined_on", "address", "phone",
    "email", "website", "social_links", "introduction", "products_and_services",
)  # fmt: skip
LONG = frozenset({"introduction", "products_and_services"})
MOST = 500


def member_forms(request: HttpRequest) -> TemplateResponse:
    """The forms of the members that the address names, one on a page."""
    if not request.user.has_perms(("directory.view_member",)) and not request.user.has_perm(
        "directory.change_member"
    ):
        raise PermissionDenied
    pks = [int(pk) for pk in request.GET.getlist("pk") if pk.isascii() and pk.isdigit()][:MOST]
    members = Member.objects.filter(pk__in=pks).with_relations().in_name_order()
    context = {
        "forms": filled_forms(members),
        "organisation": OrganisationSettings.for_request(request),
        "today": today(),
    }
    response = TemplateResponse(request, "directory/admin/member_forms.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def filled_forms(members: Any) -> list[dict[str, Any]]:
    """Each member with the lines of its form."""
    resource = MemberResource(Lookups(MemberIndex()))
    found = []
    for member in members:
        written = resource.written(member.as_kept())
        lines = [
            {"label": LABELS[name], "text": written[name], "is_long": name in LONG}
            for name in ASKED
        ]
        found.append({"member": member, "lines": lines})
    return found
