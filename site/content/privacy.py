"""Which pages are open to everybody, as part of the query that asks for the pages."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from wagtail.models import PageViewRestriction


def open_to_everybody() -> Q:
    """Pages that lie neither on nor below a private one.

    The same rule as Wagtail's `public()`, which needs a query of its own each time.
    """
    asked = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    above = PageViewRestriction.objects.alias(asked=asked)
    return ~Q(Exists(above.filter(asked__startswith=F("page__path"))))
