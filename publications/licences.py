"""What readers may do with a publication."""

from django.db import models
from django.utils.translation import gettext
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


class Condition(models.TextChoices):
    """What a licence asks of those who use the work."""

    ATTRIBUTION = "by", _("Name the source")
    NON_COMMERCIAL = "nc", _("No commercial use")
    NO_CHANGES = "nd", _("No changes")
    SHARE_ALIKE = "sa", _("Pass changed versions on under the same licence")
    NOTHING_ASKED = "zero", _("Free use without conditions")
    PERMISSION = "permission", _("Any use beyond the law needs permission")


KOGL_CONDITIONS = {
    Licence.KOGL_0: [Condition.NOTHING_ASKED],
    Licence.KOGL_1: [Condition.ATTRIBUTION],
    Licence.KOGL_2: [Condition.ATTRIBUTION, Condition.NON_COMMERCIAL],
    Licence.KOGL_3: [Condition.ATTRIBUTION, Condition.NO_CHANGES],
    Licence.KOGL_4: [Condition.ATTRIBUTION, Condition.NON_COMMERCIAL, Condition.NO_CHANGES],
}


def conditions_of(licence: str) -> list[Condition]:
    """What the licence asks for, in the order of its name; empty where none is settled."""
    if licence == Licence.ALL_RIGHTS_RESERVED:
        return [Condition.PERMISSION]
    if licence.startswith("CC-"):
        return [Condition(part.lower()) for part in licence.split("-")[1:-1]]
    return KOGL_CONDITIONS[Licence(licence)] if licence else []


def licence_text(licence: str) -> str:
    """What readers may do, in one sentence; empty where nothing is settled."""
    if not licence:
        return ""
    if licence == Licence.ALL_RIGHTS_RESERVED:
        return gettext("You may read it and quote from it as the law allows. For more, ask us.")
    asked = conditions_of(licence)
    if Condition.NO_CHANGES in asked:
        return gettext("You may copy and share it unchanged on these conditions.")
    if Condition.NOTHING_ASKED in asked:
        return gettext("You may copy, share and change it freely.")
    return gettext("You may copy, share and change it on these conditions.")


def licence_address(licence: str) -> str:
    """Where the licence can be read; empty where there is no such place."""
    if licence.startswith("CC-"):
        kind, _dash, version = licence.removeprefix("CC-").lower().rpartition("-")
        return f"https://creativecommons.org/licenses/{kind}/{version}/"
    if licence.startswith("KOGL-"):
        return "https://www.kogl.or.kr/info/license.do"
    return ""
