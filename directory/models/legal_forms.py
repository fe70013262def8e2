"""What an organisation can be in law."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LegalForm(models.TextChoices):
    """What a member is in law; a different thing from its standing in the federation.

    Framework Act on Cooperatives (협동조합기본법), the special acts, and the Civil Act.
    """

    COOPERATIVE = "cooperative", _("Cooperative")
    SOCIAL_COOPERATIVE = "social-cooperative", _("Social cooperative")
    FEDERATION = "federation", _("Federation of cooperatives")
    SOCIAL_FEDERATION = "social-federation", _("Federation of social cooperatives")
    MIXED_FEDERATION = "mixed-federation", _("Federation of cooperatives of different laws")
    CONSUMER_COOPERATIVE = "consumer-cooperative", _("Consumer cooperative")
    CONSUMER_FEDERATION = "consumer-federation", _("Federation of consumer cooperatives")
    CREDIT_UNION = "credit-union", _("Credit union")
    INCORPORATED_ASSOCIATION = "incorporated-association", _("Incorporated association")
    UNINCORPORATED = "unincorporated", _("Unincorporated association")
    SECTION = "section", _("Section of another organisation")
    OTHER = "other", _("Other")


# The forms that are cooperatives in law, councils of cooperatives without a legal form not among
# them.
COOPERATIVE_FORMS = frozenset(
    {
        LegalForm.COOPERATIVE,
        LegalForm.SOCIAL_COOPERATIVE,
        LegalForm.FEDERATION,
        LegalForm.SOCIAL_FEDERATION,
        LegalForm.MIXED_FEDERATION,
        LegalForm.CONSUMER_COOPERATIVE,
        LegalForm.CONSUMER_FEDERATION,
        LegalForm.CREDIT_UNION,
    }
)
