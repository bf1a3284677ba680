"""The database itself refuses to change or remove a seal or what lies under it (as 0002 does for events).

SQLite rebuilds a table to alter it and drops its triggers on the way: a later migration that alters one of these
runs `protect` again.
"""

from django.db import migrations

TABLES = ("registry_seal", "registry_sealentry")
FUNCTION = """
CREATE FUNCTION registry_seal_is_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'seals are never changed or removed' USING ERRCODE = 'restrict_violation'; END $$
"""


def protect(apps, schema_editor):
    """Add the triggers in the database's own tongue."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION)
        for table in TABLES:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_is_written_once BEFORE UPDATE OR DELETE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION registry_seal_is_written_once()"
            )
        return
    for table in TABLES:
        for deed in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table}"
                " BEGIN SELECT RAISE(ABORT, 'seals are never changed or removed'); END"
            )


def release(apps, schema_editor):
    """Take the triggers away again."""
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"DROP TRIGGER {table}_is_written_once ON {table}")
        schema_editor.execute("DROP FUNCTION registry_seal_is_written_once()")
        return
    for table in TABLES:
        for deed in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{deed}")


class Migration(migrations.Migration):
    dependencies = [("registry", "0006_seals")]
    operations = [migrations.RunPython(protect, release)]
