"""What the database lets the application's own role do with the trail: read and add, nothing else.

Triggers refuse changes on both databases; on PostgreSQL the role can be stripped of the right as well, so
that not even whoever takes over the application can switch the triggers off.
"""

from __future__ import annotations

from django.db import connection, transaction
from django.utils.translation import gettext as _

from registry.errors import Conflict, NotFound
from registry.models import Event, Seal, SealEntry

TABLES = tuple(model._meta.db_table for model in (Event, Seal, SealEntry))
TAKEN = ("UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")


@transaction.atomic
def protect(role: str) -> None:
    """Leave the role SELECT and INSERT on the trail's tables. Run as whoever owns them.

    Raises Conflict when the role owns a table or is a superuser (it could take the rights back), and on
    SQLite, which has no roles; NotFound when there is no such role.
    """
    if connection.vendor != "postgresql":
        raise Conflict("rights.no_roles", _("SQLite has no roles; its triggers guard the trail."))
    with connection.cursor() as cursor:
        _check_role(cursor, role)
        name = connection.ops.quote_name(role)
        for table in TABLES:
            cursor.execute(f"REVOKE ALL ON {table} FROM PUBLIC")
            cursor.execute(f"REVOKE ALL ON {table} FROM {name}")
            cursor.execute(f"GRANT SELECT, INSERT ON {table} TO {name}")
        cursor.execute(f"GRANT USAGE ON SEQUENCE {Event._meta.db_table}_id_seq TO {name}")


def excess() -> list[str]:
    """The rights on the trail that the role we are connected as has and should not; none on SQLite."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%%s on %%s', deed, name)"
            " FROM unnest(%s::text[]) AS deed, unnest(%s::text[]) AS name"
            " WHERE has_table_privilege(current_user, name, deed) ORDER BY 1",
            [list(TAKEN), list(TABLES)],
        )
        return [row[0] for row in cursor.fetchall()]


def missing_triggers() -> list[str]:
    """The tables of the trail that nothing keeps from being changed or emptied."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgrelid::regclass::text FROM pg_trigger"
                " WHERE NOT tgisinternal AND tgenabled <> 'D' AND tgname LIKE '%%is_written_once'"
            )
            guarded = [row[0] for row in cursor.fetchall()]
        else:
            cursor.execute("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'")
            names = [row[0] for row in cursor.fetchall()]
            guarded = [
                name for name in set(names) if names.count(name) >= 2
            ]  # one for UPDATE, one for DELETE
    return [table for table in TABLES if table not in guarded]


def _check_role(cursor, role: str) -> None:  # type: ignore[no-untyped-def]
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [role])
    found = cursor.fetchone()
    if found is None:
        raise NotFound("rights.no_such_role", _("There is no role “%(role)s” here.") % {"role": role})
    cursor.execute(
        "SELECT relname FROM pg_class JOIN pg_roles ON pg_roles.oid = relowner"
        " WHERE relname = ANY(%s) AND rolname = %s",
        [list(TABLES), role],
    )
    if found[0] or cursor.fetchone():
        raise Conflict(
            "rights.owner",
            _("The role “%(role)s” owns the tables or is a superuser, and could take its rights back.")
            % {"role": role},
            how=_("Migrate as one role and let Vurdert connect as another (docs/audit-trail.md)."),
        )
