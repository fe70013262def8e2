"""Seoul's 25 autonomous districts, with their codes in the national register of districts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class District(models.TextChoices):
    """A district by its five-digit administrative code (행정표준코드)."""

    JONGNO = "11110", _("Jongno-gu")
    JUNG = "11140", _("Jung-gu")
    YONGSAN = "11170", _("Yongsan-gu")
    SEONGDONG = "11200", _("Seongdong-gu")
    GWANGJIN = "11215", _("Gwangjin-gu")
    DONGDAEMUN = "11230", _("Dongdaemun-gu")
    JUNGNANG = "11260", _("Jungnang-gu")
    SEONGBUK = "11290", _("Seongbuk-gu")
    GANGBUK = "11305", _("Gangbuk-gu")
    DOBONG = "11320", _("Dobong-gu")
    NOWON = "11350", _("Nowon-gu")
    EUNPYEONG = "11380", _("Eunpyeong-gu")
    SEODAEMUN = "11410", _("Seodaemun-gu")
    MAPO = "11440", _("Mapo-gu")
    YANGCHEON = "11470", _("Yangcheon-gu")
    GANGSEO = "11500", _("Gangseo-gu")
    GURO = "11530", _("Guro-gu")
    GEUMCHEON = "11545", _("Geumcheon-gu")
    YEONGDEUNGPO = "11560", _("Yeongdeungpo-gu")
    DONGJAK = "11590", _("Dongjak-gu")
    GWANAK = "11620", _("Gwanak-gu")
    SEOCHO = "11650", _("Seocho-gu")
    GANGNAM = "11680", _("Gangnam-gu")
    SONGPA = "11710", _("Songpa-gu")
    GANGDONG = "11740", _("Gangdong-gu")
