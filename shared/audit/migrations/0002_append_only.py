"""Let the database itself refuse changes, whatever code or console they come from."""

from django.db import migrations

_POSTGRESQL = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_auditentry
FOR EACH ROW EXECUTE FUNCTION audit_refuse();
"""
_POSTGRESQL_BACK = "DROP TRIGGER audit_append_only ON audit_auditentry; DROP FUNCTION audit_refuse();"
# SQLite has no TRUNCATE, so a trigger on DELETE would also stop `flush`; there only changes are refused.
_SQLITE = """
CREATE TRIGGER audit_append_only BEFORE UPDATE ON audit_auditentry
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
"""


def protect(apps, schema_editor):
    sql = _POSTGRESQL if schema_editor.connection.vendor == "postgresql" else _SQLITE
    schema_editor.execute(sql)


def unprotect(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    schema_editor.execute(_POSTGRESQL_BACK if vendor == "postgresql" else "DROP TRIGGER audit_append_only;")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(protect, unprotect)]
