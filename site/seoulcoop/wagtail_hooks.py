"""What this site adds to Wagtail's ways."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import AbstractPage, PageViewRestriction


@hooks.register("before_serve_page")
def refuse_who_is_known_but_not_admitted(
    page: AbstractPage, request: HttpRequest, args: object, kwargs: object
) -> None:
    """Raise PermissionDenied for readers who have logged in and still may not see `page`.

    Wagtail would ask them to log in again, as if nobody knew them.
    """
    if not request.user.is_authenticated:
        return
    for restriction in page.get_view_restrictions():
        by_group = restriction.restriction_type == PageViewRestriction.GROUPS
        if by_group and not restriction.accept_request(request):
            raise PermissionDenied
