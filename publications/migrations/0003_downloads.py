from typing import Any

import django.db.models.deletion
from django.db import migrations, models

KINDS = [
    ("full-text", "Full text"),
    ("summary", "Summary"),
    ("appendix", "Appendix"),
    ("data", "Data"),
    ("slides", "Slides"),
    ("other", "Other"),
]
EMBARGO_HELP = (
    "Until then nobody can see or download this file, although the publication is public. "
    "The document is hidden wherever else it is used, too. Leave empty for no embargo."
)


def name_files(apps: Any, schema_editor: Any) -> None:
    """Give each count what it will keep of its file."""
    counts = apps.get_model("publications", "DownloadCount").objects
    types = apps.get_model("contenttypes", "ContentType").objects
    labels = {row.pk: f"{row.app_label}.{row.model}" for row in types.all()}
    files = apps.get_model("publications", "PublicationFile").objects
    for file in files.filter(download_counts__isnull=False).distinct():
        page = file.publication
        counts.filter(file=file).update(
            key=file.key,
            publication_number=page.pk,
            publication_title=page.title,
            publication_type=labels.get(page.content_type_id, ""),
            label=file.label,
            kind=file.kind,
        )


def find_files(apps: Any, schema_editor: Any) -> None:
    """Lead each count back to its file; a count whose file is gone cannot be kept."""
    counts = apps.get_model("publications", "DownloadCount").objects
    for file in apps.get_model("publications", "PublicationFile").objects.all():
        counts.filter(key=file.key).update(file=file)
    counts.filter(file=None).delete()
    # PostgreSQL alters no table that still waits for its foreign keys to be checked.
    schema_editor.connection.check_constraints()


class Migration(migrations.Migration):
    dependencies = [
        ("publications", "0002_contributor_is_body"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="DownloadSalt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("value", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
            ],
            options={"verbose_name": "download salt", "default_permissions": ()},
        ),
        migrations.CreateModel(
            name="RecentClick",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("seen_at", models.DateTimeField(db_index=True)),
            ],
            options={"verbose_name": "recent click", "default_permissions": ()},
        ),
        migrations.AddField(
            model_name="publicationfile",
            name="embargo_until",
            field=models.DateTimeField(
                blank=True,
                db_index=True,
                help_text=EMBARGO_HELP,
                null=True,
                verbose_name="embargo until",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="downloadcount", name="unique_download_count_per_day"
        ),
        migrations.AlterModelOptions(
            name="downloadcount",
            options={
                "ordering": ["-day", "publication_title", "label"],
                "verbose_name": "download count",
                "verbose_name_plural": "download counts",
            },
        ),
        migrations.AlterField(
            model_name="downloadcount",
            name="file",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="download_counts",
                to="publications.publicationfile",
                verbose_name="file",
            ),
        ),
        migrations.AddField(
            model_name="downloadcount",
            name="key",
            field=models.CharField(default="", max_length=16, verbose_name="key of the address"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="downloadcount",
            name="publication_number",
            field=models.PositiveBigIntegerField(
                db_index=True, default=0, verbose_name="page number"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="downloadcount",
            name="publication_title",
            field=models.CharField(default="", max_length=255, verbose_name="publication"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="downloadcount",
            name="publication_type",
            field=models.CharField(default="", max_length=100, verbose_name="type"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="downloadcount",
            name="label",
            field=models.CharField(default="", max_length=100, verbose_name="label"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="downloadcount",
            name="kind",
            field=models.CharField(
                choices=KINDS, default="other", max_length=20, verbose_name="kind"
            ),
        ),
        migrations.RunPython(name_files, find_files),
        migrations.RemoveField(model_name="downloadcount", name="file"),
        migrations.AlterField(
            model_name="downloadcount",
            name="day",
            field=models.DateField(db_index=True, verbose_name="day"),
        ),
        migrations.AddConstraint(
            model_name="downloadcount",
            constraint=models.UniqueConstraint(
                fields=("key", "day"), name="unique_download_count_per_day"
            ),
        ),
    ]
