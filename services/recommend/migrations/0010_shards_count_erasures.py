"""A shard counts who was erased of it while it waits.

A run that was begun before is begun anew: its borders may stand in another order than the database reads them in, and
erasures left some of them empty.
"""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def _begin_anew(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("recommend", "Generation").objects.filter(state="building").update(state="failed")


class Migration(migrations.Migration):
    dependencies = [("recommend", "0009_lists_packed_quickly")]

    operations = [
        migrations.AddField(
            model_name="shard",
            name="erasures",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.RunPython(_begin_anew, migrations.RunPython.noop),
    ]
