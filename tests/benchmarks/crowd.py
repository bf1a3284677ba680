"""Many agencies, people and assessments at once, written straight into the tables.

Only their number and spread matter here: who may see which, what is a fork, what each covers.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.contrib.auth.models import Permission as DjangoPermission
from django.db import connection

from assessments.models import Version
from registry.access import policy
from registry.access.roles import PERMISSIONS_OF, Role
from registry.models import Agency, Membership, Solution, User
from registry.models.grants import AgencyGroupPermission

AGENCIES, PEOPLE, SOLUTIONS = 500, 5_000, 200

# The nth of the crowd has an id and an owner. One in ten builds on an older one.
CROWD = """
CREATE TEMPORARY TABLE crowd AS SELECT n, {id} AS id, owner.id AS owner_id, owner.place AS place
FROM {series} JOIN (SELECT id, row_number() OVER (ORDER BY orgnr) - 1 AS place FROM registry_agency) owner
    ON owner.place = (n % 97 * 31 + n / 7) % (SELECT count(*) FROM registry_agency);
CREATE UNIQUE INDEX crowd_number ON crowd (n);
ANALYZE crowd;
"""

# 50 % private, 10 % shown to agencies by name, 30 % to members, 10 % to everyone; of one in seven all members
# may know, of one in thirty-five everyone. The version in force has the id of its assessment.
ASSESSMENTS = """
INSERT INTO assessments_assessment (id, kind, owner_id, title, language, search_text, visibility, family,
    upstream_id, upstream_reading, current_id, shown_id, shown_from, shows_later, listed_to,
    licence, review_due, created_by_id, created, updated)
SELECT crowd.id, CASE WHEN crowd.n % 3 = 0 THEN 'dpia' ELSE 'ros' END, crowd.owner_id,
    'Vurdering ' || crowd.n, 'nb', 'vurdering ' || crowd.n || ' fagsystem',
    CASE WHEN crowd.n % 20 < 10 THEN 'private' WHEN crowd.n % 20 < 12 THEN 'named'
        WHEN crowd.n % 20 < 18 THEN 'members' ELSE 'public' END,
    template.family, origin.id, CASE WHEN origin.id IS NULL THEN '' ELSE 'members' END, crowd.id, crowd.id, 1,
    TRUE, CASE WHEN crowd.n % 35 = 0 THEN 'public' WHEN crowd.n % 7 = 0 THEN 'members' ELSE 'private' END,
    'CC-BY-4.0', NULL, template.created_by_id, {now}, {moment}
FROM crowd JOIN assessments_assessment template ON template.id = {assessment}
LEFT JOIN crowd origin ON crowd.n % 10 = 3 AND origin.n = crowd.n + {count} / 2
"""

VERSIONS = """
INSERT INTO assessments_version (id, assessment_id, number, schema_id, parent_id, base_id, merged, manifest,
    head, digest, author_id, message, created)
SELECT made.id, made.id, 1, template.schema_id, NULL, made.upstream_id, '[]', template.manifest,
    template.head, template.digest, template.author_id, '', made.updated
FROM crowd JOIN assessments_assessment made ON made.id = crowd.id
JOIN assessments_version template ON template.id = {version}
"""

REVIEWS = """
INSERT INTO assessments_review (version_id, state, changed) SELECT id, 'approved', {now} FROM crowd
"""

COVERED = """
INSERT INTO assessments_assessedsolution (assessment_id, solution_id, version)
SELECT crowd.id, solution.id, '' FROM crowd
JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM registry_solution) solution
    ON solution.place = crowd.n % (SELECT count(*) FROM registry_solution)
"""

# Five agencies are named of each, and one of them is no longer shown it.
GRANTS = """
INSERT INTO assessments_grant (assessment_id, agency_id, until, reason, by_id, at)
SELECT crowd.id, agency.id, CASE WHEN agency.more = 5 THEN {past} END, '', {author}, {now}
FROM crowd JOIN (SELECT id, more, row_number() OVER (PARTITION BY more ORDER BY orgnr) - 1 AS place
    FROM registry_agency, (SELECT 1 AS more UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5) five)
    agency ON agency.place = (crowd.place + agency.more * 7) % (SELECT count(*) FROM registry_agency)
WHERE crowd.n % 20 IN (10, 11)
"""

# What points to what holds by construction: whoever may say so need not have a million rows looked up again.
UNCHECKED = """
SELECT set_config('session_replication_role', 'replica', TRUE) FROM pg_roles
WHERE rolname = current_user AND rolsuper
"""

TONGUES = {
    "postgresql": {
        "id": "gen_random_uuid()", "now": "now()", "past": "DATE '2020-01-01'",
        "moment": "now() - crowd.n * interval '7 seconds'", "series": "generate_series(1, {count}) AS n",
    },
    "sqlite": {
        "id": "lower(hex(randomblob(16)))", "now": "datetime('now')", "past": "'2020-01-01'",
        "moment": "strftime('%Y-%m-%d %H:%M:%f', 'now', '-' || (crowd.n * 7) || ' seconds')",
        "series": "(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {count})"
        " SELECT n FROM c)",
    },
}  # fmt: skip


def fill(count: int, version: Version) -> None:
    """Insert `count` assessments in force like that of `version`, owned and shown by all the agencies."""
    tongue = TONGUES[connection.vendor]
    values = {
        **tongue, "count": count, "series": tongue["series"].format(count=count), "version": _id(version.pk),
        "assessment": _id(version.assessment_id), "author": _id(version.author_id),
    }  # fmt: skip
    statements = [*CROWD.split(";"), ASSESSMENTS, VERSIONS, REVIEWS, COVERED, GRANTS, "ANALYZE"]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(UNCHECKED)
        for statement in filter(str.strip, statements):
            cursor.execute(statement.format(**values))


def settle(agencies: int = AGENCIES, people: int = PEOPLE) -> None:
    """Let there be so many agencies with their role groups, people with a role in one, and solutions."""
    made = [
        Agency(name=f"Virksomhet {number}", orgnr=f"39{number:07}")
        for number in range(agencies - Agency.objects.count())
    ]
    Agency.objects.bulk_create(made)
    roles = [(agency, role) for agency in made for role in Role]
    groups = Group.objects.bulk_create(Group(name=policy.group_name(*each)) for each in roles)
    group_of = dict(zip(roles, groups, strict=True))
    _grant(group_of.items())
    found = list(Agency.objects.filter(pk__in=[each.pk for each in made]))
    everyone = User.objects.bulk_create(
        User(name=f"Person {number}", email=f"p{number}@example.no", password="!") for number in range(people)
    )
    places = [(user, found[number % len(found)]) for number, user in enumerate(everyone)]
    holding = [(user, agency, list(Role)[n % len(Role)]) for n, (user, agency) in enumerate(places)]
    Membership.objects.bulk_create(Membership(user=u, agency=a, role=role) for u, a, role in holding)
    in_group = User.groups.through
    in_group.objects.bulk_create(
        in_group(user_id=u.pk, group_id=group_of[a, role].pk) for u, a, role in holding
    )
    Solution.objects.bulk_create(
        Solution(name=f"Fagsystem {number}", kind="purchased_service") for number in range(SOLUTIONS)
    )


def _grant(groups: Iterable[tuple[tuple[Agency, Role], Group]]) -> None:
    permissions = {
        each.codename: each for each in DjangoPermission.objects.filter(content_type__model="agency")
    }
    AgencyGroupPermission.objects.bulk_create(
        AgencyGroupPermission(group=group, content_object=agency, permission=permissions[each.value])
        for (agency, role), group in groups
        for each in PERMISSIONS_OF[role]
    )


def _id(key: object) -> str:
    """An id as it is written in a statement."""
    return f"'{key}'" if connection.vendor == "postgresql" else f"'{str(key).replace('-', '')}'"
