"""The ground floor's pages: signing in, people, tokens, solutions and what goes wrong."""

from __future__ import annotations

import pytest

from registry import actions
from registry.models import Membership, Solution, User
from tests import world


def test_signing_in_leads_on_to_where_one_was_going(enter, agency):
    user = world.person("Kari", password=world.PASSWORD)
    answer = enter().post("/sign-in/?next=/about/", {"email": user.email, "password": world.PASSWORD})
    assert answer.status_code == 302
    assert answer["Location"] == "/about/"


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_site(enter, db, elsewhere):
    user = world.person("Kari", password=world.PASSWORD)
    form = {"email": user.email, "password": world.PASSWORD, "next": elsewhere}
    assert enter().post("/sign-in/", form)["Location"] == "/me/"


def test_a_wrong_password_is_told_in_the_form_and_the_address_is_kept(enter, db):
    answer = enter().post("/sign-in/", {"email": "kari@example.no", "password": "feil"})
    assert answer.status_code == 422
    assert b"do not belong together" in answer.content
    assert b'value="kari@example.no"' in answer.content


def test_pages_for_members_ask_a_visitor_to_sign_in_first(enter, db):
    answer = enter().get("/me/")
    assert answer["Location"] == "/sign-in/?next=/me/"


def test_the_chosen_language_stays_with_the_person(enter, reader):
    client = enter(reader)
    client.post("/language/", {"language": "nn", "next": "/about/"})
    assert world.fresh(reader).language == "nn"
    assert b'<html lang="nn"' in client.get("/about/").content


def test_only_an_administrator_sees_the_form_that_gives_roles(enter, town):
    page = f"/agencies/{town.agency.pk}/"
    assert b"Give someone a role" in enter(town.administrator).get(page).content
    assert b"Give someone a role" not in enter(town.author).get(page).content


def test_people_of_an_agency_are_shown_to_its_own_only(enter, town, village):
    page = f"/agencies/{town.agency.pk}/"
    assert town.dpo.email.encode() in enter(town.reader).get(page).content
    assert town.dpo.email.encode() not in enter(village.reader).get(page).content


def test_an_administrator_gives_and_takes_a_role(enter, town, stranger):
    client, page = enter(town.administrator), f"/agencies/{town.agency.pk}/members/"
    client.post(page, {"email": stranger.email, "role": "reader"})
    held = Membership.objects.filter(user=stranger, agency=town.agency)
    assert held.count() == 1
    client.post(f"{page}remove/", {"person": stranger.pk, "role": "reader"})
    assert not held.exists()


def test_giving_a_role_to_nobody_says_so_beside_the_field(enter, town):
    answer = enter(town.administrator).post(
        f"/agencies/{town.agency.pk}/members/", {"email": "nobody@example.no", "role": "reader"}
    )
    assert answer.status_code == 422
    assert 'href="#id_email"' in answer.content.decode()


NEW = {"email": "ny@example.no", "role": "author", "name": "Ny Person", "language": "nn"}


def test_someone_unknown_is_asked_about_then_registered_and_her_password_shown_once(enter, town):
    client, page = enter(town.administrator), f"/agencies/{town.agency.pk}/members/"
    asked = client.post(page, {"email": "ny@example.no", "role": "author"})
    assert (asked.status_code, b'name="name"' in asked.content) == (422, True)
    made = client.post(page, NEW)
    person, password = made.context["handed_over"]
    assert password.encode() in made.content
    assert (person.language, person.check_password(password)) == ("nn", True)
    assert password not in str(dict(client.session)) + str(made.headers)
    assert password.encode() not in client.get(f"/agencies/{town.agency.pk}/").content
    assert client.post(page, NEW).status_code == 302
    entered = enter().post("/sign-in/", {"email": "ny@example.no", "password": password})
    assert entered.status_code == 302


def test_only_an_administrator_is_told_who_has_no_account(enter, town):
    client, page = enter(town.author), f"/agencies/{town.agency.pk}/members/"
    unknown = client.post(page, {"email": "ny@example.no", "role": "reader"}).context["form"].errors
    known = client.post(page, {"email": town.dpo.email, "role": "reader"}).context["form"].errors
    assert unknown == known
    assert client.post(page, NEW).status_code == 422
    assert not User.objects.filter(email="ny@example.no").exists()


def test_a_refused_registration_stands_beside_the_field(enter, town):
    page = f"/agencies/{town.agency.pk}/members/"
    answer = enter(town.administrator).post(page, {**NEW, "role": "king"})
    assert answer.status_code == 422
    assert 'href="#id_role"' in answer.content.decode()


def test_an_administrator_lets_a_member_back_in(enter, town, village):
    page = f"/agencies/{town.agency.pk}/members/password/"
    made = enter(town.administrator).post(page, {"person": town.author.pk})
    assert world.fresh(town.author).check_password(made.context["handed_over"][1])
    assert enter(town.reader).post(page, {"person": town.dpo.pk}).status_code == 403
    assert enter(village.administrator).post(page, {"person": town.dpo.pk}).status_code == 403
    assert enter(town.administrator).post(page, {"person": village.dpo.pk}).status_code == 404


def test_for_a_member_who_also_belongs_elsewhere_the_page_says_why_not(enter, town, village):
    actions.add_member(agency=village.agency, user=town.author, role="reader", by=None)
    client, page = enter(town.administrator), f"/agencies/{town.agency.pk}/"
    assert client.get(page).context["out_of_reach"] == {town.author.pk}
    answer = client.post(f"{page}members/password/", {"person": town.author.pk})
    assert answer.status_code == 403
    assert b"also belongs to an agency" in answer.content


def test_others_cannot_give_roles_by_posting(enter, town, stranger):
    answer = enter(town.author).post(
        f"/agencies/{town.agency.pk}/members/", {"email": stranger.email, "role": "administrator"}
    )
    assert answer.status_code == 422
    assert not Membership.objects.filter(user=stranger).exists()


def test_a_malformed_person_id_is_refused_not_broken(enter, town):
    form = {"person": "'; --", "role": "reader"}
    answer = enter(town.administrator).post(f"/agencies/{town.agency.pk}/members/remove/", form, follow=True)
    assert answer.status_code in (200, 404, 422)


def test_a_token_is_shown_once(enter, author):
    client = enter(author)
    made = client.post("/me/tokens/", {"name": "Sak og arkiv", "days": "90", "scope": "read"})
    assert b"vurdert_" in made.content
    assert b"vurdert_" not in client.get("/me/profile/").content


def test_one_ends_only_ones_own_tokens(enter, author, reader):
    token, _secret = actions.issue_token(user=author, name="Min", days=30, by=author)
    assert enter(reader).post(f"/me/tokens/{token.pk}/revoke/").status_code == 404
    assert author.tokens.exists()


def test_a_solution_is_registered_with_a_supplier_not_met_before(enter, author):
    form = {
        "name": "Skolevisjon", "kind": "purchased_service", "supplier": "Nye AS", "hosting": "unknown",
        "accessibility": "unknown", "categories": "skole, arkiv", "home_page": "https://example.no",
    }  # fmt: skip
    answer = enter(author).post("/solutions/new/", form)
    made = Solution.objects.get(name="Skolevisjon")
    assert answer["Location"] == f"/solutions/{made.pk}/"
    assert (made.supplier.name, made.categories) == ("Nye AS", ["skole", "arkiv"])


def test_the_register_of_solutions_is_empty_for_who_belongs_nowhere(enter, reader, stranger, solution):
    assert solution.name in enter(reader).get("/solutions/").content.decode()
    assert solution.name not in enter(stranger).get("/solutions/").content.decode()


def test_only_who_may_register_solutions_is_shown_the_way(enter, town):
    assert b"/solutions/new/" in enter(town.author).get("/solutions/").content
    assert b"/solutions/new/" not in enter(town.reader).get("/solutions/").content


def test_one_makes_only_ones_own_agency_the_steward(enter, town, village):
    page = enter(town.author).get("/solutions/new/").content.decode()
    assert str(town.agency.pk) in page and str(village.agency.pk) not in page


def test_a_refused_solution_keeps_what_was_written(enter, author):
    form = {
        "name": "Skolevisjon",
        "kind": "script",
        "hosting": "own",
        "accessibility": "full",
        "home_page": "feil",
    }
    answer = enter(author).post("/solutions/new/", form)
    assert answer.status_code == 422
    assert b'value="Skolevisjon"' in answer.content
    assert b'href="#id_home_page"' in answer.content


def test_a_stale_change_of_a_solution_shows_what_it_says_now(enter, author, solution):
    client, page = enter(author), f"/solutions/{solution.pk}/edit/"
    form = {"name": "Min tekst", "kind": "script", "hosting": "own", "accessibility": "full", "expected": "1"}
    actions.update_solution(solution=solution, expected="1", name="Den andres tekst", by=author)
    answer = client.post(page, form)
    assert answer.status_code == 422
    assert b"Den andres tekst" in answer.content
    assert b'value="Min tekst"' in answer.content
    again = client.post(page, {**form, "expected": "2"})
    assert again.status_code == 302


def test_a_reader_cannot_register_solutions(enter, reader):
    form = {"name": "Nei", "kind": "script", "hosting": "own", "accessibility": "full"}
    assert enter(reader).post("/solutions/new/", form).status_code == 422
    assert not Solution.objects.filter(name="Nei").exists()


@pytest.mark.parametrize("page", ["/nowhere/", "/solutions/x/edit/", "/versions/not-an-id/"])
def test_an_unknown_address_says_what_to_do(enter, db, page):
    answer = enter().get(page)
    assert answer.status_code == 404
    assert b"Check the address" in answer.content


def test_every_page_carries_the_content_security_policy(enter, db):
    header = enter().get("/about/")["Content-Security-Policy"]
    assert "script-src 'self'" in header
    assert "unsafe" not in header


def test_a_changed_password_keeps_this_session_and_ends_the_others(enter, db):
    user = world.person("Kari", password=world.PASSWORD)
    here, elsewhere = enter(user), enter(user)
    new = "et helt nytt og langt passord"
    answer = here.post("/me/password/", {"old": world.PASSWORD, "new": new})
    assert answer.status_code == 302
    assert here.get("/me/").status_code == 200
    assert elsewhere.get("/me/").status_code == 302


def test_a_wrong_present_password_is_told_beside_the_field(enter, db):
    user = world.person("Kari", password=world.PASSWORD)
    answer = enter(user).post("/me/password/", {"old": "feil", "new": "et helt nytt og langt passord"})
    assert answer.status_code == 422
    assert b'href="#id_old"' in answer.content


def test_only_an_administrator_changes_the_letterhead(enter, town):
    page = f"/agencies/{town.agency.pk}/edit/"
    detail = f"/agencies/{town.agency.pk}/"
    assert page not in enter(town.author).get(detail).content.decode()
    assert page in enter(town.administrator).get(detail).content.decode()
    form = {"name": "Fjordby kommune", "language": "nn", "address": "Torget 1"}
    assert enter(town.author).post(page, form).status_code == 403
    assert enter(town.administrator).post(page, form).status_code == 302
    town.agency.refresh_from_db()
    assert (town.agency.address, town.agency.language) == ("Torget 1", "nn")


def test_an_agency_that_stops_using_a_solution_is_taken_off_its_page(enter, town, village):
    used = world.solution("Skolevisjon")
    for place in (town, village):
        actions.take_into_use(solution=used, agency=place.agency, by=place.author)
    page = f"/solutions/{used.pk}/"
    client = enter(town.author)
    assert client.get(page).content.count(b"stop-using") == 1
    assert b"stop-using" not in enter(town.reader).get(page).content
    answers = {
        "reader": enter(town.reader).post(f"{page}stop-using/", {"agency": town.agency.pk}).status_code,
        "other": client.post(f"{page}stop-using/", {"agency": village.agency.pk}).status_code,
        "own": client.post(f"{page}stop-using/", {"agency": town.agency.pk}).status_code,
        "again": client.post(f"{page}stop-using/", {"agency": town.agency.pk}).status_code,
    }
    assert answers == {"reader": 403, "other": 404, "own": 302, "again": 404}
    assert [use.agency for use in used.uses.all()] == [village.agency]
