"""The desk's search looks for parts of words, which no ordinary index knows: on PostgreSQL one of three letters each does.

Left out where `pg_trgm` is not installed or the role may not add it: the search reads every message then, as before.
"""

import structlog
from django.db import DatabaseError, migrations, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

log = structlog.get_logger(__name__)
_TABLES = ("support_message", "support_note")


def _index(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=editor.connection.alias):
            editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError as error:
        log.warning("search_without_index", error=str(error).strip(), remedy="Have an owner run CREATE EXTENSION pg_trgm.")
        return
    for table in _TABLES:
        # As Django writes `icontains`.
        editor.execute(f"CREATE INDEX {table}_words ON {table} USING gin (UPPER(text::text) gin_trgm_ops)")


def _drop(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        for table in _TABLES:
            editor.execute(f"DROP INDEX IF EXISTS {table}_words")


class Migration(migrations.Migration):
    dependencies = [("support", "0017_background_changes")]

    operations = [migrations.RunPython(_index, _drop)]
