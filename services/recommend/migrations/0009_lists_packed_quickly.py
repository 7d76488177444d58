"""Long lists are packed by LZ4 where PostgreSQL has it: it takes half as long to store them as with its own way.

Lists of before stay as they were packed, and are read as ever.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_KNOWN = "SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'"


def _pack(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    _set(editor, "lz4")


def _pack_as_before(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    _set(editor, "default")


def _set(editor: BaseDatabaseSchemaEditor, way: str) -> None:
    if editor.connection.vendor != "postgresql":
        return
    with editor.connection.cursor() as cursor:
        cursor.execute(_KNOWN)
        # No row before PostgreSQL 14; not among the ways where it was built without.
        if cursor.fetchone() != (True,):
            return
    for column in ("items", "scores"):
        editor.execute(f"ALTER TABLE recommend_userlist ALTER COLUMN {column} SET COMPRESSION {way}")


class Migration(migrations.Migration):
    dependencies = [("recommend", "0008_lists_name_their_way")]

    operations = [migrations.RunPython(_pack, _pack_as_before)]
