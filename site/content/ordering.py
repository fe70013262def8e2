"""Children of a page or a record that staff put in order."""

from wagtail.models import Orderable


class InOrder(Orderable):
    """Stands where staff put it; what nobody has moved stands in the order of its making.

    Wagtail's own `Orderable` leaves the order of children with one and the same number, or with
    none, to the database, and PostgreSQL changes its mind between two queries.
    """

    class Meta(Orderable.Meta):
        abstract = True
        ordering = ["sort_order", "pk"]
