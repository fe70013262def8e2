import django.db.models.deletion
from django.db import migrations, models
from wagtail.documents import get_document_model_string


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0002_search_synonyms"),
        migrations.swappable_dependency(get_document_model_string()),
    ]

    operations = [
        migrations.CreateModel(
            name="DocumentVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file_name", models.CharField(max_length=255, verbose_name="name in the store")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("size", models.PositiveBigIntegerField(verbose_name="size in bytes")),
                ("stored_at", models.DateTimeField(verbose_name="stored at")),
                (
                    "replaced_at",
                    models.DateTimeField(
                        blank=True, db_index=True, null=True, verbose_name="replaced at"
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to=get_document_model_string(),
                        verbose_name="document",
                    ),
                ),
            ],
            options={
                "verbose_name": "replaced file",
                "verbose_name_plural": "replaced files",
                "ordering": ["-replaced_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("document", "file_name"), name="unique_version_of_a_document"
                    )
                ],
            },
        ),
    ]
