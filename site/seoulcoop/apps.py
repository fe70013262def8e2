from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SeoulcoopConfig(AppConfig):
    name = "seoulcoop"
    label = "seoulcoop"
    verbose_name = _("Seoul Cooperative Association")
    default_auto_field = "django.db.models.BigAutoField"
