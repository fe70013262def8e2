from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HeadlessConfig(AppConfig):
    name = "headless"
    label = "headless"
    verbose_name = _("Delivery API")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.checks import register
        from django.db.models.signals import post_migrate

        from headless.changes.passing_time import next_moment
        from headless.changes.recording import changes_recorded
        from headless.changes.signals import connect
        from headless.changes.stored_texts import forget_texts, make_up_texts
        from headless.changes.upkeep import forget_old_traces, notice_time
        from headless.checks import check_front_ends
        from headless.due import next_publication_or_expiry, register_due, register_next_due
        from headless.previews import forget_past_previews
        from headless.requests.throttling import forget_past_minutes
        from headless.webhooks.outbox import write_outbox
        from headless.webhooks.upkeep import forget_old_deliveries, tell_owners, wake_due

        connect()
        register(check_front_ends)
        changes_recorded.connect(write_outbox)
        post_migrate.connect(forget_texts, sender=self)
        register_due(notice_time)
        register_due(forget_past_minutes)
        register_due(forget_old_traces)
        register_due(wake_due)
        register_due(tell_owners)
        register_due(forget_old_deliveries)
        register_due(forget_past_previews)
        register_due(make_up_texts)
        register_next_due(next_publication_or_expiry)
        register_next_due(next_moment)
