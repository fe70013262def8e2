from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def mark_files(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Files whose persons were taken in name persons."""
    imports = apps.get_model("directory", "MemberImport").objects
    imports = imports.using(schema_editor.connection.alias)
    imports.filter(holds_contacts=True).update(file_names_persons=True)


class Migration(migrations.Migration):
    dependencies = [("directory", "0004_former_addresses")]

    operations = [
        migrations.AddField(
            model_name="memberimport",
            name="file_names_persons",
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(mark_files, migrations.RunPython.noop),
    ]
