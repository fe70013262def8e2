from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HeadlessConfig(AppConfig):
    name = "headless"
    label = "headless"
    verbose_name = _("Delivery API")
    default_auto_field = "django.db.models.BigAutoField"
