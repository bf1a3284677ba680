"""The page that compares any two texts one may read."""

from __future__ import annotations

from assessments import actions
from assessments.engine.content import Mark
from assessments.models import Review, Version
from tests import world
from tests.assessments import building


def side(one) -> str:
    return f"draft:{one.pk}" if one.__class__.__name__ == "Assessment" else str(one.pk)


def page(client, old=None, new=None, **more):
    given = {"from": side(old) if old else None, "to": side(new) if new else None, **more}
    return client.get("/compare/", {key: value for key, value in given.items() if value})


def revised(version: Version, town, change):
    """A new draft of what is in force, its content changed."""
    assessment = building.fresh(version.assessment)
    actions.revise(assessment=assessment, by=world.fresh(town.author))
    building.write(assessment, change(building.stored(assessment).content))
    return assessment


def raised(content):
    """The first scenario's likelihood before measures at its highest, its description reworded."""
    first, *rest = content.rows["scenarios"]
    fields = {**first.fields, "likelihood_before": 4, "impact_before": 4, "description": "Noe helt annet."}
    changed = first.__class__(first.id, fields, first.origin)
    return content.with_rows("scenarios", (changed, *rest))


def test_a_draft_is_held_against_what_is_in_force(enter, in_force, town):
    draft = revised(in_force, town, raised)
    answer = page(enter(town.reader), in_force, draft)
    assert answer.context["layout"].told.startswith("1 risk raised, 1 scenario changed")
    assert b"<ins>" in answer.content and b"<del>" in answer.content


def test_everything_is_shown_when_asked_for(enter, in_force, town):
    draft = revised(in_force, town, raised)
    less, more = (
        page(enter(town.reader), in_force, draft),
        page(enter(town.reader), in_force, draft, show="all"),
    )
    shown = [sum(len(s.units) for s in each.context["layout"].sections) for each in (less, more)]
    assert shown[0] == 1 and shown[1] > 20


def test_a_stranger_and_another_agency_find_no_draft(enter, in_force, town, village, stranger):
    draft = revised(in_force, town, raised)
    for who in (None, stranger, village.author):
        assert page(enter(who), in_force, draft).status_code == 404


def test_two_versions_one_may_not_see_are_not_there(enter, waiting, village):
    assert page(enter(village.author), waiting, waiting).status_code == 404


def test_what_is_withheld_is_never_shown_as_text_that_went(enter, in_force, town, village):
    draft = revised(in_force, town, lambda content: raised(content).with_mark(
        f"scenarios/{content.rows['scenarios'][0].id}/description", Mark("offl-24-3", "hemmelig grunn")
    ))  # fmt: skip
    new = building.approve(town, building.freeze(town, draft))
    answer = page(enter(village.author), in_force, new)
    assert "Noe helt annet" not in answer.content.decode()
    assert "hemmelig grunn" not in answer.content.decode()
    assert answer.context["layout"].summary.withheld == 1
    (unit,) = [u for s in answer.context["layout"].sections for u in s.units]
    assert [cell.kind for cell in unit.cells].count("withheld") == 1


def test_a_fork_and_its_upstream_compare_what_travels_and_say_why(enter, fork, in_force, village):
    content = building.stored(fork).content.with_fields(
        {"differs_here": "Vi drifter selv.", "in_scope": "Bare skolene."}
    )
    building.write(fork, content)
    layout = page(enter(village.author), in_force, fork).context["layout"]
    assert layout.compared.travels
    assert [shown.html for _label, shown in layout.why] == ["<p>Vi drifter selv.</p>\n"]
    assert "local_environment" not in layout.summary.answers
    assert "in_scope" in layout.summary.answers


def test_a_ros_and_a_dpia_cannot_be_compared(enter, in_force, town):
    other = building.approved(town, "dpia")
    answer = page(enter(town.reader), in_force, other)
    assert answer.status_code == 422


def test_one_side_alone_offers_what_to_compare_with(enter, in_force, town):
    newest = building.renewed(town, in_force.assessment)
    answer = page(enter(town.reader), new=newest)
    assert [each.name for each in answer.context["shortcuts"]] == [str(in_force.pk)]
    assert [label for label, _choices in answer.context["groups"]] == ["Sak – Fjordby kommune"]


def test_what_one_last_read_and_what_one_built_on_are_offered(enter, in_force, fork, town, village):
    client = enter(village.author)
    newest = building.renewed(town, in_force.assessment)
    client.get(f"/versions/{newest.pk}/")
    offered = page(client, new=in_force).context["shortcuts"]
    assert [each.name for each in offered] == [str(newest.pk)]
    offered = page(client, new=fork).context["shortcuts"]
    assert [each.name for each in offered] == [str(in_force.pk), str(newest.pk)]
    assert offered[1].label.startswith(
        "The newest of what this is built on: Sak – Fjordby kommune, version 2"
    )


def test_what_one_last_read_is_offered_while_something_newer_is_open(enter, in_force, town):
    client = enter(town.reader)
    client.get(f"/versions/{in_force.pk}/")
    draft = revised(in_force, town, raised)
    newest = building.freeze(town, draft)
    newer = revised(building.approve(town, newest), town, raised)
    labels = {each.name: each.label for each in page(client, new=newer).context["shortcuts"]}
    assert labels[str(in_force.pk)] == "What you last read: version 1"


def test_nothing_hidden_is_offered(enter, in_force, town):
    building.renewed(town, in_force.assessment)
    draft = revised(building.again(in_force), town, raised)
    answer = page(enter(None), new=in_force)
    offered = {each.name for _label, choices in answer.context["groups"] for each in choices}
    assert f"draft:{draft.pk}" not in offered and len(offered) == 2


def test_without_sides_the_page_says_where_to_begin(enter, db):
    assert enter(None).get("/compare/").status_code == 200


def test_a_name_that_means_nothing_is_absent(enter, in_force):
    for name in ("x", "draft:x", "draft:", f"draft:{in_force.pk}"):
        assert enter(None).get("/compare/", {"from": name, "to": str(in_force.pk)}).status_code == 404


def test_a_draft_says_how_it_differs_from_what_was_approved(enter, in_force, town):
    draft = revised(in_force, town, raised)
    since = enter(town.reader).get(f"/assessments/{draft.pk}/draft/").context["since_approval"]
    assert since.told.startswith("1 risk raised")
    assert enter(town.reader).get(since.href).status_code == 200


def test_a_draft_that_says_the_same_says_nothing(enter, in_force, town):
    draft = revised(in_force, town, lambda content: content)
    assert enter(town.reader).get(f"/assessments/{draft.pk}/draft/").context["since_approval"] is None


def test_one_is_told_what_has_changed_since_one_last_read_it(enter, in_force, town, village):
    client = enter(village.author)
    first = client.get(f"/versions/{in_force.pk}/")
    new = building.approve(town, building.freeze(town, revised(in_force, town, raised)))
    second, third = client.get(f"/versions/{new.pk}/"), client.get(f"/versions/{new.pk}/")
    assert [each.context["since_last_read"] for each in (first, third)] == [None, None]
    assert second.context["since_last_read"].told.startswith("1 risk raised")


def test_what_one_last_read_and_may_no_longer_see_is_not_spoken_of(enter, in_force, town, village):
    client = enter(village.author)
    client.get(f"/versions/{in_force.pk}/")
    new = building.approve(town, building.freeze(town, revised(in_force, town, raised)))
    Review.objects.filter(version=in_force).update(state="withdrawn")
    assert client.get(f"/versions/{new.pk}/").context["since_last_read"] is None


def test_the_old_address_of_the_changes_leads_there(enter, in_force, fork, town, village):
    newest = building.renewed(town, in_force.assessment)
    answer = enter(town.reader).get(f"/versions/{newest.pk}/changes/")
    assert answer["Location"] == f"/compare/?from={in_force.pk}&to={newest.pk}"
    answer = enter(town.reader).get(f"/versions/{in_force.pk}/changes/")
    assert answer["Location"] == f"/compare/?to={in_force.pk}"
    assert enter(town.reader).get(f"/versions/{fork.pk}/changes/").status_code == 404


def test_a_comparison_of_two_versions_can_be_ordered_as_a_file(enter, in_force, town):
    newest = building.renewed(town, in_force.assessment)
    client = enter(town.reader)
    address = f"/versions/{newest.pk}/export/?compared_with={in_force.pk}"
    assert address.encode() in page(client, in_force, newest).content
    asked = client.get(address)
    assert [kind for kind, _label, _help in asked.context["formats"]] == ["docx", "pdf"]
    given = {"format": "pdf", "language": "nb", "compared_with": str(in_force.pk)}
    made = client.post(f"/versions/{newest.pk}/export/", given)
    assert b"compared with" in client.get(made["Location"]).content
    assert b"compared with" in client.get("/exports/").content


def test_a_comparison_with_an_open_draft_can_be_ordered_as_a_file(enter, in_force, town, village):
    draft = revised(in_force, town, raised)
    client = enter(town.reader)
    address = f"/assessments/{draft.pk}/draft/export/"
    assert f"{address}?compared_with={in_force.pk}".encode() in page(client, in_force, draft).content
    asked = client.get(address, {"compared_with": str(in_force.pk)})
    assert b"taken as it stands when you order the file" in asked.content
    assert f"/compare/?from={in_force.pk}&amp;to=draft%3A{draft.pk}".encode() in asked.content
    given = {"format": "pdf", "language": "nb", "compared_with": str(in_force.pk)}
    made = client.post(address, given)
    assert b"the draft as it stood" in client.get(made["Location"]).content
    assert b"the draft as it stood" in client.get("/exports/").content
    other = enter(village.author)
    assert other.get(address, given).status_code == other.post(address, given).status_code == 404


def test_a_version_is_ordered_with_the_draft_it_is_compared_with(enter, in_force, town, village):
    draft = revised(in_force, town, raised)
    address = f"/versions/{in_force.pk}/export/"
    given = {"format": "docx", "language": "nb", "compared_with": f"draft:{draft.pk}"}
    client = enter(town.reader)
    assert f"{address}?compared_with=draft%3A{draft.pk}".encode() in page(client, draft, in_force).content
    made = client.post(address, given)
    assert b"compared with Sak, the draft as it stood" in client.get(made["Location"]).content
    assert enter(village.author).post(address, given).status_code == 404


def test_a_draft_alone_is_refused_with_what_to_do(enter, in_force, town):
    draft = revised(in_force, town, raised)
    address = f"/assessments/{draft.pk}/draft/export/"
    answer = enter(town.reader).post(address, {"format": "pdf", "language": "nb"})
    assert b"Choose what to compare it with, or submit the draft first." in answer.content
