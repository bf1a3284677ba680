"""The database itself refuses to change a version or an item.

SQLite rebuilds a table to alter it and drops its triggers on the way: a later migration that alters one of these
tables runs `protect` again.
"""

from django.db import migrations

TABLES = ("assessments_version", "assessments_item")
FUNCTION = """
CREATE FUNCTION assessments_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'versions and items never change' USING ERRCODE = 'restrict_violation'; END $$
"""


def protect(apps, schema_editor):
    """Add the triggers in the database's own tongue."""
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    if is_postgresql:
        schema_editor.execute(FUNCTION)
    for table in TABLES:
        body = (
            "FOR EACH ROW EXECUTE FUNCTION assessments_never_changes()"
            if is_postgresql
            else "BEGIN SELECT RAISE(ABORT, 'versions and items never change'); END"
        )
        schema_editor.execute(f"CREATE TRIGGER {table}_never_changes BEFORE UPDATE ON {table} {body}")


def release(apps, schema_editor):
    """Take the triggers away again."""
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        on = f" ON {table}" if is_postgresql else ""
        schema_editor.execute(f"DROP TRIGGER {table}_never_changes{on}")
    if is_postgresql:
        schema_editor.execute("DROP FUNCTION assessments_never_changes()")


class Migration(migrations.Migration):
    """Protect what is frozen."""

    dependencies = [("assessments", "0001_initial")]
    operations = [migrations.RunPython(protect, release)]
