"""What readers may do with a publication."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Licence(models.TextChoices):
    """A licence, in the form of its SPDX name where it has one.

    Creative Commons 4.0 for the federation's own, 공공누리 (KOGL) for re-published works of
    public bodies.
    """

    CC_BY = "CC-BY-4.0", "CC BY 4.0"
    CC_BY_SA = "CC-BY-SA-4.0", "CC BY-SA 4.0"
    CC_BY_ND = "CC-BY-ND-4.0", "CC BY-ND 4.0"
    CC_BY_NC = "CC-BY-NC-4.0", "CC BY-NC 4.0"
    CC_BY_NC_SA = "CC-BY-NC-SA-4.0", "CC BY-NC-SA 4.0"
    CC_BY_NC_ND = "CC-BY-NC-ND-4.0", "CC BY-NC-ND 4.0"
    KOGL_0 = "KOGL-0", _("KOGL type 0 (free use)")
    KOGL_1 = "KOGL-1", _("KOGL type 1 (attribution)")
    KOGL_2 = "KOGL-2", _("KOGL type 2 (attribution, non-commercial)")
    KOGL_3 = "KOGL-3", _("KOGL type 3 (attribution, no changes)")
    KOGL_4 = "KOGL-4", _("KOGL type 4 (attribution, non-commercial, no changes)")
    ALL_RIGHTS_RESERVED = "all-rights-reserved", _("All rights reserved")


def licence_address(licence: str) -> str:
    """Where the licence can be read; empty where there is no such place."""
    if licence.startswith("CC-"):
        kind, _dash, version = licence.removeprefix("CC-").lower().rpartition("-")
        return f"https://creativecommons.org/licenses/{kind}/{version}/"
    if licence.startswith("KOGL-"):
        return "https://www.kogl.or.kr/info/license.do"
    return ""
