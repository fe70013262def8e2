"""How often somebody asked in one minute, for all processes together."""

from __future__ import annotations

from django.db import connections, models, router
from django.utils.translation import gettext_lazy as _


class RequestCountManager(models.Manager["RequestCount"]):
    def add(self, bucket: str, window: int, size: int) -> int:
        """The count after adding `size`, in one statement."""
        table = self.model._meta.db_table
        statement = (
            f'INSERT INTO "{table}" ("bucket", "window", "used") VALUES (%s, %s, %s) '
            f'ON CONFLICT ("bucket") DO UPDATE SET '
            f'"used" = CASE WHEN "{table}"."window" = excluded."window" '
            f'THEN "{table}"."used" + excluded."used" ELSE excluded."used" END, '
            f'"window" = excluded."window" RETURNING "used"'
        )
        with connections[router.db_for_write(self.model)].cursor() as cursor:
            cursor.execute(statement, [bucket, window, size])
            return int(cursor.fetchone()[0])

    def forget_before(self, window: int) -> None:
        """Nobody's past minutes are kept."""
        self.filter(window__lt=window).delete()


class RequestCount(models.Model):
    """One caller's requests in its latest minute. Callers without a key have no readable name."""

    bucket = models.CharField(max_length=100, primary_key=True)
    window = models.BigIntegerField(db_index=True)
    used = models.PositiveIntegerField()

    objects = RequestCountManager()

    class Meta:
        verbose_name = _("request count")
        verbose_name_plural = _("request counts")

    def __str__(self) -> str:
        return f"{self.window}: {self.used}"
