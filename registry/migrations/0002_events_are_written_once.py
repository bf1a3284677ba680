"""The database itself refuses to change or remove an event.

SQLite rebuilds a table to alter it and drops its triggers on the way: a later migration that alters Event runs
`protect` again.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION registry_event_is_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'events are never changed or removed' USING ERRCODE = 'restrict_violation'; END $$
"""


def protect(apps, schema_editor):
    """Add the trigger in the database's own tongue."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION)
        schema_editor.execute(
            "CREATE TRIGGER registry_event_is_written_once BEFORE UPDATE OR DELETE ON registry_event"
            " FOR EACH ROW EXECUTE FUNCTION registry_event_is_written_once()"
        )
        return
    for deed in ("UPDATE", "DELETE"):
        schema_editor.execute(
            f"CREATE TRIGGER registry_event_no_{deed.lower()} BEFORE {deed} ON registry_event"
            " BEGIN SELECT RAISE(ABORT, 'events are never changed or removed'); END"
        )


def release(apps, schema_editor):
    """Take the trigger away again."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER registry_event_is_written_once ON registry_event")
        schema_editor.execute("DROP FUNCTION registry_event_is_written_once()")
        return
    for deed in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER registry_event_no_{deed}")


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]
    operations = [migrations.RunPython(protect, release)]
