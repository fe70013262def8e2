"""Template tags for links to members."""

from typing import Any

from django import template

from directory import addresses
from directory.models import Member

register = template.Library()


@register.simple_tag(takes_context=True)
def member_url(context: dict[str, Any], member: Member) -> str:
    """The address of the member's page; "#" on a site without a directory."""
    return addresses.member_url(member.slug, context.get("request")) or "#"
