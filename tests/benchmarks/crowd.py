"""Many assessments at once, written straight into the tables: only their number and spread matter here."""

from __future__ import annotations

from django.db import connection

from assessments.models import Version

INSERT = """
INSERT INTO assessments_assessment (id, kind, owner_id, title, language, search_text, visibility, family,
    upstream_id, upstream_reading, current_id, shown_id, shown_from, shows_later, listed_to,
    licence, review_due, created_by_id, created, updated)
SELECT {id}, 'ros', owner.id, 'Vurdering ' || n, 'nb', 'vurdering ' || n || ' fagsystem',
    CASE WHEN n % 20 < 10 THEN 'private' WHEN n % 20 < 12 THEN 'named' WHEN n % 20 < 18 THEN 'members'
    ELSE 'public' END,
    '{family}', NULL, '', {current}, {current}, 1, TRUE,
    CASE WHEN n % 7 = 0 THEN 'members' ELSE 'private' END, 'CC-BY-4.0', NULL, '{author}', {now}, {moment}
FROM {series} JOIN (SELECT id, row_number() OVER (ORDER BY orgnr) - 1 AS place FROM registry_agency) owner
    ON owner.place = (n % 97 * 31 + n / 7) % {agencies}
"""


GRANT = """
INSERT INTO assessments_grant (assessment_id, agency_id, until, reason, by_id, at)
SELECT assessment.id, agency.id, NULL, '', assessment.created_by_id, assessment.updated
FROM assessments_assessment assessment JOIN registry_agency agency ON agency.id <> assessment.owner_id
WHERE assessment.visibility = 'named'
    AND {number} % 4 = (SELECT count(*) FROM registry_agency other WHERE other.orgnr < agency.orgnr) % 4
"""


# The first digit of an id as a number, in each database's tongue.
NUMBER = {
    "postgresql": "('x' || left(assessment.id::text, 1))::bit(4)::int",
    "sqlite": "instr('0123456789abcdef', substr(assessment.id, 1, 1))",
}


def fill(count: int, agencies: int, version: Version) -> None:
    """Insert `count` assessments in force: 50 % private, 10 % shown to a quarter of the agencies by name,
    30 % to members, 10 % to everyone.
    """
    is_postgresql = connection.vendor == "postgresql"
    values = {"family": version.assessment.family, "author": version.author_id, "current": f"'{version.pk}'"}
    if not is_postgresql:
        values = {key: str(value).replace("-", "") for key, value in values.items()}
    postgresql = {
        "id": "gen_random_uuid()", "now": "now()", "moment": "now() - n * interval '7 seconds'",
        "series": f"generate_series(1, {count}) AS n",
    }  # fmt: skip
    sqlite = {
        "id": "lower(hex(randomblob(16)))", "now": "datetime('now')",
        "moment": "strftime('%Y-%m-%d %H:%M:%f', 'now', '-' || (n * 7) || ' seconds')",
        "series": f"(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {count})"
        " SELECT n FROM c)",
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT.format(**values, **(postgresql if is_postgresql else sqlite), agencies=agencies)
        )
        cursor.execute(GRANT.format(number=NUMBER[connection.vendor]))
        cursor.execute("ANALYZE")
